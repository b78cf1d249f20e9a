"""Estimates by group: a heading and a row per term under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.plots.canvas import (
    can_be_read,
    canvas,
    column_lines,
    grid_lines,
    legend,
    most_lines,
    no_data,
    row_labels,
    set_columns,
    set_rows,
)
from textkit.plots.cells import draw_cells
from textkit.plots.colours import FRAME, QUIET, SERIES_COLOURS
from textkit.plots.labels import Lang, count, group_name, in_order, label
from textkit.plots.marks import draw_marks, hollow_key, shown


def draw_blocks(
    data: pd.DataFrame,
    kind: str,
    order: Sequence[str],
    colours: Mapping[str, str],
    *,
    axis: str,
    ax: Axes | None,
    lang: Lang,
) -> Axes:
    """Draw estimates with intervals and n, in blocks of rows by group; as a heat map where they are too many to read.

    Parameters
    ----------
    data
        A frame of comparisons: `term estimate n_items`, optionally `group ci_low ci_high reason`. Only the
        group ``"all"`` has no heading, where it is alone.
    kind
        The kind of the terms' labels.
    order
        The terms in their order; others follow as they come.
    colours
        Term → colour of its mark.
    axis
        The kind of axis label.
    """
    data = shown(data)
    data = data.assign(group=data["group"] if "group" in data.columns else "all")
    data = data.loc[data["group"].notna()]
    terms = [*order, *(term for term in pd.unique(data["term"]) if term not in order)]
    rows: list[tuple[str, Any]] = []  # text, and the place of its estimate in the data or None of a heading
    groups = in_order(data["group"])
    headed = groups != ["all"]
    for group in groups:
        if headed:
            rows.append((group_name(group, lang), None))
        mine = data.loc[data["group"] == group]
        for place in sorted(mine.index, key=lambda place: terms.index(mine.loc[place, "term"])):
            called = label(kind, mine.loc[place, "term"], lang)
            rows.append((f"{called} ({count(mine.loc[[place], 'n_items'])})", place))
    names = row_labels([text for text, _ in rows], narrow=26)
    if not can_be_read(names):
        return _as_cells(data, terms, groups, kind, axis=axis, ax=ax, lang=lang)
    with canvas(ax, lang, len(names), lines=most_lines(names), extra=6.0) as ax:
        if data.empty:
            return no_data(ax, lang)
        for row, (_, place) in enumerate(rows):
            if place is not None:
                estimate = data.loc[[place]]
                colour = colours.get(estimate["term"].iloc[0], SERIES_COLOURS[0])
                draw_marks(ax, estimate, [row], colour=colour, marker="o", lang=lang)
            elif row:
                ax.axhline(row - 0.5, color=FRAME, linewidth=0.4)
        ax.set_xlim(left=0)
        ax.set_xlabel(label("axis", axis, lang))
        grid_lines(ax)
        set_rows(ax, names)
        for text, (_, place) in zip(ax.get_yticklabels(), rows, strict=True):
            if place is not None and headed:
                text.set_color(QUIET)
        if hollow := hollow_key(ax, lang):
            legend(ax, hollow)
        return ax


def _as_cells(
    data: pd.DataFrame,
    terms: Sequence[str],
    groups: list[Any],
    kind: str,
    *,
    axis: str,
    ax: Axes | None,
    lang: Lang,
) -> Axes:
    """Draw a row per group and a column per term."""
    wide = data.pivot_table(index="group", columns="term", values="estimate", aggfunc="first", dropna=False)
    shown_terms = [term for term in terms if term in wide.columns]
    grid = wide.reindex(index=groups, columns=shown_terms).to_numpy(dtype=float, na_value=np.nan) * 100
    counts = {group: count(mine) for group, mine in data.groupby("group")["n_items"]}
    rows = row_labels([f"{group_name(group, lang)} ({counts[group]})" for group in groups], narrow=26)
    columns = [label(kind, term, lang) for term in shown_terms]
    with canvas(ax, lang, len(rows), lines=most_lines(rows), extra=5.0 + column_lines(columns)) as ax:
        set_rows(ax, rows)
        set_columns(ax, columns, [""] * len(columns))
        draw_cells(ax, grid, title=label("axis", axis, lang), lang=lang)
        return ax
