"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

CODEBOOK = "disclosure, work_report, or a .toml file."
DRAWS = "Draws of the bootstrap."
LANG = "Language of messages, labels and figures."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def lang_option(command: Command) -> Command:
    """Add the language."""
    languages = click.Choice(["en", "zh"])
    return click.option("--lang", type=languages, default="en", show_default=True, help=LANG)(command)


def corpus_options(command: Command) -> Command:
    """Add the corpus and what is read along with it."""
    for option in reversed(
        [
            click.argument("corpus", type=click.Path(exists=True, path_type=Path)),
            click.option("--metadata", type=_FILE, help="csv keyed by path or report_id; its columns win."),
            click.option("--agencies", type=_FILE, help="csv registry of agencies."),
            click.option("--overrides", type=_FILE, help="csv of codes set by hand, which win."),
            click.option("--codebook", show_default="that of the genre", help=CODEBOOK),
            click.option(
                "--genre",
                default="disclosure",
                show_default=True,
                help="Kind of report: disclosure, work_report (政府工作报告), or a .toml file.",
            ),
            click.option(
                "--model",
                default="auto",
                show_default=True,
                help="auto: the built-in one, if it belongs to the codebook; none: cues alone; or a folder.",
            ),
            click.option("--workers", type=click.IntRange(1, 64), help="Processes; by default as many as pay."),
            click.option("--quiet", is_flag=True, help="No progress bar."),
            lang_option,
        ]
    ):
        command = option(command)
    return command


def codes_option(command: Command) -> Command:
    """Add the codes by hand that correct estimates, as `textkit evaluate` takes them."""
    return click.option(
        "--codes",
        multiple=True,
        type=_FILE,
        help="Sheet of textkit export that people filled in; may be repeated. Estimates are corrected by it.",
    )(command)


def frame_options(command: Command) -> Command:
    """Add how a frame is printed or written."""
    for option in reversed(
        [
            click.option(
                "--format",
                "fmt",
                type=click.Choice(["csv", "jsonl", "table"]),
                help="To stdout; a table on a terminal, else csv.",
            ),
            click.option(
                "-o",
                "--output",
                type=click.Path(dir_okay=False, path_type=Path),
                help="Write .csv, .jsonl, .parquet, .xlsx or .dta instead.",
            ),
        ]
    ):
        command = option(command)
    return command
