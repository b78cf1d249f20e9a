"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from textkit.cli.frames import SUFFIXES
from textkit.cli.messages import say
from textkit.cli.running import plain_errors

Command = TypeVar("Command", bound=Callable[..., Any])

CODEBOOK = "disclosure, work_report, or a .toml file."
DRAWS = "Draws of the bootstrap."
LANG = "Language of messages, labels and figures."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _any_of(suffixes: Sequence[str], lang: str = "en") -> str:
    *others, last = suffixes
    return " ".join([*others, "或" if lang == "zh" else "or", last]) if others else last


def lang_option(command: Command) -> Command:
    """Add the language; it is known before other options are checked, so that what is wrong with them is said in it."""
    languages = click.Choice(["en", "zh"])
    return click.option("--lang", type=languages, default="en", show_default=True, is_eager=True, help=LANG)(command)


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
    to_stdout = click.option(
        "--format",
        "fmt",
        type=click.Choice(["csv", "jsonl", "table"]),
        help="To stdout; a table on a terminal, else csv.",
    )
    return to_stdout(output_option()(command))


def output_option(
    suffixes: Sequence[str] = SUFFIXES, *, text: str = f"Write {_any_of(SUFFIXES)} instead."
) -> Callable[[Command], Command]:
    """Add the file to be written, of one of `suffixes`, which is refused before the work if it cannot be written."""

    def checked(ctx: click.Context, _: click.Parameter, file: Path | None) -> Path | None:
        if file is not None:
            lang = ctx.params.get("lang", "en")
            with plain_errors(lang):  # a folder may not even let itself be looked into
                check_file(file, suffixes, lang)
        return file

    place = click.Path(path_type=Path, readable=False)
    return click.option("-o", "--output", type=place, metavar="FILE", callback=checked, help=text)


def check_file(file: Path, suffixes: Sequence[str], lang: str, *, make: bool = False) -> None:
    """Raise `click.UsageError` unless a file can be written; with `make`, folders that are not there will be made.

    Examples
    --------
    >>> check_file(Path("年报.ods"), [".csv", ".xlsx"], "zh")
    Traceback (most recent call last):
    click.exceptions.UsageError: 无法写入 .ods 格式，请用 .csv 或 .xlsx
    """
    if file.is_dir():
        raise click.UsageError(say("is_folder", lang, file=file))
    if file.suffix.lower() not in suffixes:
        key = "no_suffix" if not file.suffix else "other_suffix"
        raise click.UsageError(say(key, lang, file=file, suffix=file.suffix, known=_any_of(suffixes, lang)))
    check_folder(file.parent, lang, make=make)
    if file.exists() and not os.access(file, os.W_OK):
        raise click.UsageError(say("not_writable", lang, file=file))


def check_folder(folder: Path, lang: str, *, make: bool = False) -> None:
    """Raise `click.UsageError` unless something can be put into a folder, or, with `make`, into one made there."""
    above = (each for each in folder.parents if make and not folder.exists())
    there = next((each for each in (folder, *above) if each.exists()), folder)
    if not there.is_dir():
        key = "no_folder" if there.exists() else "folder_missing"
        raise click.UsageError(say(key, lang, file=there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise click.UsageError(say("not_writable", lang, file=there))
