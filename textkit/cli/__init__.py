"""The command line: parse arguments, call the library, print.

The commands import the library only when they run, so that ``textkit --help`` is quick.
"""

from __future__ import annotations

import importlib

import click

# Command → (module, one line of help): the modules are imported when a command is called.
COMMANDS = {
    "themes": ("textkit.cli.themes", "Code a folder of reports: frames, figures and what could not be read."),
    "items": ("textkit.cli.steps", "Print the problems and measures, a row each."),
    "substance": ("textkit.cli.steps", "Print the acts of the measures, their level and its slots."),
    "tables": ("textkit.cli.tables", "Print the statistical tables cell by cell, or what does not add up."),
    "reuse": ("textkit.cli.reuse", "Print what reports share with their past and with other agencies."),
    "plot": ("textkit.cli.plot", "Draw one figure of a corpus or a results folder."),
    "panel": ("textkit.cli.panel", "Print the indicators by agency and year, for R, Stata and statsmodels."),
    "compare": ("textkit.cli.compare", "Print shares by group and their differences, with intervals and tests."),
    "regress": ("textkit.cli.regress", "Print a model of items or reports, naive beside corrected by codes by hand."),
    "kwic": ("textkit.cli.kwic", "Print a term with the words around it."),
    "export": ("textkit.cli.export", "Write a sample of items for coding by hand."),
    "evaluate": ("textkit.cli.evaluate", "Compare the program's codes with codes by hand."),
    "agree": ("textkit.cli.agree", "Compare the codes of two or more coders."),
    "methods": ("textkit.cli.methods", "Write the methods paragraph and the tables of a paper from a run."),
    "train": ("textkit.cli.train", "Train the model of themes and substance on coded reports."),
    "codebook": ("textkit.cli.codebook", "Check or show a codebook."),
    "doctor": ("textkit.cli.doctor", "Show versions, fonts and what is missing."),
}


class _Lazy(click.Group):
    """A group that knows its commands before their modules are imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="textkit", prog_name="textkit")
def main() -> None:
    """Problems, measures, themes and substance in Chinese government reports.

    The main job: textkit themes CORPUS
    """
