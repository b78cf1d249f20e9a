"""``textkit tables``: the statistical tables, cell by cell, and what does not add up in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@corpus_options
@frame_options
@click.option("--wide", is_flag=True, help="A row per report and row of a table, a column per column.")
@click.option("--check", is_flag=True, help="List what does not add up instead.")
def tables(
    lang: str, quiet: bool, fmt: str | None, output: Path | None, wide: bool, check: bool, **options: Any
) -> None:
    """Print the cells of the statistical tables of CORPUS, a folder or one file, a row each."""
    from textkit.checks import failed_checks

    analysis = run(lang, quiet, compare=False, **options)
    if check:
        show(
            failed_checks(analysis.checks),
            fmt=fmt,
            output=output,
            readable=("report_id", "check", "column", "expected", "found", "suspect"),
        )
        return
    data = _wide(analysis.tables) if wide else analysis.tables
    show(data, fmt=fmt, output=output)


def _wide(cells: pd.DataFrame) -> pd.DataFrame:
    """Set the columns of a table side by side, in official order."""
    order = list(dict.fromkeys(cells["column"]))
    wide = cells.pivot_table(
        index=["report_id", "table", "part", "row"], columns="column", values="value", sort=False, dropna=False,
        observed=True,
    )  # fmt: skip
    return wide.dropna(how="all").reindex(columns=order).reset_index().rename_axis(columns=None)
