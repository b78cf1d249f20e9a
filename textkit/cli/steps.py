"""One command for each frame on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.frames import show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run

_READABLE = ("agency", "year", "role", "status", "theme", "substance", "text")


@click.command()
@corpus_options
@frame_options
@click.option("--role", multiple=True, help="Only items of this role; may be repeated.")
@click.option("--theme", multiple=True, help="Only items whose primary theme is this; may be repeated.")
@click.option("--substance", multiple=True, help="Only measures of this level; may be repeated.")
def items(
    lang: str,
    quiet: bool,
    fmt: str | None,
    output: Path | None,
    role: tuple[str, ...],
    theme: tuple[str, ...],
    substance: tuple[str, ...],
    **options: Any,
) -> None:
    """Print the items of CORPUS, a folder or one file, a row each.

    With the primary theme and, for measures, the substance.
    """
    analysis = run(lang, quiet, compare=False, **options)
    data = analysis.coded()
    allowed = {"role": role, "theme": theme, "substance": substance}
    known = {
        "role": set(data["role"].dropna()) | {"problem", "measure", "cause", "achievement"},
        "theme": set(analysis.labels),
        "substance": {"boilerplate", "general", "checkable", "firm"},
    }
    for column, wanted in allowed.items():
        if unknown := [each for each in wanted if each not in known[column]]:
            raise click.UsageError(f"no {column} {', '.join(unknown)}; there are {', '.join(sorted(known[column]))}")
        if wanted:
            data = data[data[column].isin(wanted)]
    show(data, fmt=fmt, output=output, readable=_READABLE)


@click.command()
@corpus_options
@frame_options
def substance(lang: str, quiet: bool, fmt: str | None, output: Path | None, **options: Any) -> None:
    """Print the acts of the measures of CORPUS: their level and the slots that earn it, a row each."""
    acts = run(lang, quiet, compare=False, **options).acts
    show(acts, fmt=fmt, output=output, readable=("item_id", "level_of_substance", "hedge", "text"))
