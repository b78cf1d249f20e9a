"""Scores of codes as a person reads them; as csv or jsonl, or in a file, as a long table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import show
from textkit.cli.messages import say

if TYPE_CHECKING:
    import pandas as pd

_SUMMARY = ("agreement", "alpha", "alpha_sets", "ac1")
_CLASSES = ("precision", "recall", "f1")


def show_scores(scores: pd.DataFrame, *, fmt: str | None, output: Path | None, lang: str) -> None:
    """Print the scores that `evaluate_codes` or `agree_codes` made, or write them."""
    if output is not None or fmt in ("csv", "jsonl"):
        show(scores, fmt=fmt, output=output)
        return
    blocks = scores.groupby(["coder", "against", "of"], sort=False)
    click.echo(
        "\n".join(line for (coder, against, of), rows in blocks for line in _block(rows, coder, against, of, lang))
    )


def _block(rows: pd.DataFrame, coder: Any, against: Any, of: Any, lang: str) -> Iterator[str]:
    by_measure = {str(measure): part for measure, part in rows.groupby("measure", sort=False)}
    first = rows.iloc[0]
    pair = say("coders_all", lang) if not against else f"{coder} – {against}"
    yield say("scores_head", lang, of=of, pair=pair, n=first["n_items"], clusters=first["n_clusters"])
    if first["weighted"]:
        yield "  " + say("scores_weighted", lang)
    by_class = rows.loc[rows["measure"] == "f1", "class"].notna().any()
    shown = _SUMMARY if by_class or "agreement" in by_measure else _CLASSES
    summary = [by_measure[name].iloc[0] for name in shown if name in by_measure]
    yield from _aligned([["", "95 %"], *([say(f"score_{row['measure']}", lang), _estimate(row)] for row in summary)])
    if by_class:
        yield from _aligned(_class_rows(by_measure, lang))
    if "confusion" in by_measure:
        yield "  " + say("scores_confusion", lang, rows=coder, columns=against)
        yield from _aligned(_confusion_rows(by_measure["confusion"]))
    yield ""


def _class_rows(by_measure: dict[str, pd.DataFrame], lang: str) -> Iterator[list[str]]:
    tables = [by_measure[name].set_index("class") for name in _CLASSES]
    n_found, n_coded = (say(f"score_{name}", lang) for name in ("found", "coded"))
    yield ["", *(say(f"score_{name}", lang) for name in _CLASSES), n_coded, n_found]
    for name in tables[0].index:
        counts = [str(tables[at].loc[name, "n_items"]) for at in (1, 0)]
        yield [str(name), *(_estimate(table.loc[name]) for table in tables), *counts]


def _confusion_rows(confusion: pd.DataFrame) -> Iterator[list[str]]:
    table = confusion.pivot_table(index="class", columns="other_class", values="estimate", sort=False, fill_value=0)
    order = [*table.index, *(name for name in table.columns if name not in table.index)]
    named = [name for name in order if name in table.columns]
    yield ["", *map(str, named)]
    for name in table.index:
        yield [str(name), *(str(int(table.loc[name, other])) if table.loc[name, other] else "·" for other in named)]


def _estimate(row: Any) -> str:
    import pandas as pd

    if pd.isna(row["estimate"]):
        return "–"
    known = f"{row['estimate']:.2f}"
    return known if pd.isna(row["ci_low"]) else f"{known} [{row['ci_low']:.2f}, {row['ci_high']:.2f}]"


def _aligned(rows: Sequence[list[str]] | Iterator[list[str]]) -> Iterator[str]:
    """Columns of equal width on the screen: an ideograph takes two."""
    from rich.cells import cell_len

    table = list(rows)
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [first + " " * (widths[0] - cell_len(first))]
        cells += [" " * (width - cell_len(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        yield ("  " + "  ".join(cells)).rstrip()
