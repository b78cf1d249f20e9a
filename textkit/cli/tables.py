"""``textkit tables``: the statistical tables, cell by cell, and what does not add up in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import show
from textkit.cli.messages import say
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis


@click.command()
@corpus_options
@frame_options
@click.option("--wide", is_flag=True, help="A row per report and row of a table, a column per column.")
@click.option("--check", is_flag=True, help="List what does not add up instead, and say how many checks hold.")
def tables(
    lang: str, quiet: bool, fmt: str | None, output: Path | None, wide: bool, check: bool, **options: Any
) -> None:
    """Print the cells of the statistical tables of CORPUS, a folder or one file, a row each."""
    from textkit.checks import failed_checks

    analysis = run(lang, quiet, compare=False, **options)
    if check:
        failed = failed_checks(analysis.checks)
        click.echo(_held(analysis, lang), err=True)
        if output is None and (fmt == "table" or (fmt is None and sys.stdout.isatty())):
            for line in _faults(failed, lang):
                click.echo(line)
            return
        show(failed, fmt=fmt, output=output)
        return
    data = _wide(analysis.tables) if wide else analysis.tables
    show(data, fmt=fmt, output=output)


def _held(analysis: Analysis, lang: str) -> str:
    """Say how many checks hold, of those that no missing cell leaves open."""
    decided = analysis.checks.dropna(subset="ok")
    if decided.empty:
        return say("no_checks", lang, reports=analysis.counts()["reports"])
    counts = {"held": int(decided["ok"].sum()), "n": len(decided), "reports": decided["report_id"].nunique()}
    return say("checks_hold", lang, **counts)


def _faults(failed: pd.DataFrame, lang: str) -> Iterator[str]:
    """Yield the checks that fail, report by report, for people to read."""
    names = failed[["report_id", "check", "column", "expected", "found", "warning", "suspect"]]
    for report_id, checks in names.groupby("report_id", sort=False):
        yield str(report_id)
        for row in checks.itertuples(index=False):
            said = "fault_warning" if bool(row.warning) else "fault"
            line = say(
                said, lang, check=row.check, column=row.column, expected=f"{row.expected:g}", found=f"{row.found:g}"
            )
            yield f"  {line}  {say('mend', lang, cell=row.suspect)}" if isinstance(row.suspect, str) else f"  {line}"


def _wide(cells: pd.DataFrame) -> pd.DataFrame:
    """Set the columns of a table side by side, in official order."""
    order = list(dict.fromkeys(cells["column"]))
    wide = cells.pivot_table(
        index=["report_id", "table", "part", "row"], columns="column", values="value", sort=False, dropna=False,
        observed=True,
    )  # fmt: skip
    return wide.dropna(how="all").reindex(columns=order).reset_index().rename_axis(columns=None)
