"""One command for each frame on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.frames import show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run


@click.command()
@corpus_options
@frame_options
def items(lang: str, quiet: bool, fmt: str | None, output: Path | None, **options: Any) -> None:
    """Print the items of CORPUS, a folder or one file, a row each.

    With the primary theme and, for measures, the substance.
    """
    analysis = run(lang, quiet, **options)
    primary = analysis.themes.loc[analysis.themes["rank"] == 1, ["item_id", "theme"]]
    data = analysis.items.merge(primary, on="item_id", how="left")
    show(
        data.merge(analysis.substance[["item_id", "substance"]], on="item_id", how="left"),
        fmt=fmt,
        output=output,
    )


@click.command()
@corpus_options
@frame_options
def acts(lang: str, quiet: bool, fmt: str | None, output: Path | None, **options: Any) -> None:
    """Print the acts of the measures of CORPUS with their slots, a row each."""
    show(run(lang, quiet, **options).acts, fmt=fmt, output=output)
