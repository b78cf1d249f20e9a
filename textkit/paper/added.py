"""What is added to a run for a paper: estimates and scores made from it, known by their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import pandas as pd

from textkit.labels import Lang
from textkit.paper.regression import regression_table
from textkit.paper.shares import comparison_table, corrected_table
from textkit.paper.table import PaperTable
from textkit.paper.tables import reliability_table

Kind = Literal["model", "scores", "corrected", "comparisons"]
_ESTIMATE = {"term", "estimate", "ci_low", "ci_high", "n_items", "n_agencies"}
_COLUMNS: Mapping[Kind, set[str]] = {
    "model": {*_ESTIMATE, "std_error", "test"},
    "scores": {"coder", "against", "of", "measure", "class", "estimate", "ci_low", "ci_high", "n_items"},
    "corrected": {*_ESTIMATE, "group", "naive", "method", "n_coded"},
    "comparisons": {*_ESTIMATE, "group", "reference", "test", "p_adjusted"},
}
"""Kind → the columns that tell it; of several the first."""
_LAYOUTS: Mapping[Kind, Callable[..., PaperTable]] = {
    "scores": reliability_table,
    "corrected": corrected_table,
    "comparisons": comparison_table,
}
MAKERS = "textkit compare, regress, agree or evaluate"


def kind_of(data: pd.DataFrame, name: str) -> Kind:
    """Return what an added frame holds.

    Raises
    ------
    ValueError
        If it is nothing that a paper's tables or paragraph could tell; `name` and its columns are told.

    Examples
    --------
    >>> kind_of(pd.DataFrame(columns=["机构", "年份"]), "名单")
    Traceback (most recent call last):
    ValueError: 名单 is nothing that textkit compare, regress, agree or evaluate wrote: its columns are 机构, 年份
    """
    for kind, columns in _COLUMNS.items():
        if columns <= set(data.columns):
            return kind
    shown = ", ".join(map(str, data.columns[:8])) + (" …" if len(data.columns) > 8 else "")
    raise ValueError(f"{name} is nothing that {MAKERS} wrote: its columns are {shown}")


def added_tables(added: Mapping[str, pd.DataFrame], *, lang: Lang = "en") -> list[PaperTable]:
    """Lay out what was added: models side by side, comparisons, corrected shares and scores each by itself.

    Parameters
    ----------
    added
        Name → frame; the name is that of the table's files.

    Raises
    ------
    ValueError
        See `kind_of`.
    """
    kinds = {name: kind_of(data, name) for name, data in added.items()}
    models = {name: data for name, data in added.items() if kinds[name] == "model"}
    found = [regression_table(models, lang=lang)] if models else []
    found += [_LAYOUTS[kinds[name]](data, lang=lang, name=name) for name, data in added.items() if name not in models]
    return found
