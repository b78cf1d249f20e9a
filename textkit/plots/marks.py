"""Estimates as marks with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from textkit.plots.canvas import tick_size
from textkit.plots.colours import FRAME, INK, QUIET, luminance
from textkit.plots.labels import Lang, label

_PALE = 0.7
ESTIMATES = ("term", "estimate", "n_items")
"""The columns of a frame of comparisons that no plot of estimates can do without."""


def shown(data: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that can be drawn: with an estimate, or with the reason why there is none."""
    reason = data["reason"].notna() if "reason" in data.columns else pd.Series(False, index=data.index)
    return data.loc[data["term"].notna() & (data["estimate"].notna() | reason)].reset_index(drop=True)


def draw_marks(
    ax: Axes,
    data: pd.DataFrame,
    places: Sequence[float],
    *,
    colour: str,
    marker: str,
    lang: Lang,
    scale: float = 100.0,
    off: float = 0.0,
    text: str = "",
) -> Line2D:
    """Draw the estimates of one series at the heights `places`, and return the entry of its legend.

    With `ci_low` and `ci_high` an estimate has a line from one to the other, and is hollow where they are
    missing. An estimate that is missing is no zero: the row says that there were too few.

    Parameters
    ----------
    scale
        What estimates are multiplied by: 100 for percent.
    off
        How far below their heights marks and lines stand, so that those of two series do not cover one another.
    text
        What the legend calls the series.
    """
    rows = np.asarray(places, dtype=float)
    heights = rows + off
    values, low, high = (numbers(data, column) * scale for column in ("estimate", "ci_low", "ci_high"))
    line = colour if luminance(colour) < _PALE else FRAME  # a thin line of a pale colour would be lost on white
    drawn, whole = np.isfinite(values), np.isfinite(low) & np.isfinite(high)
    if not has_intervals(data):
        whole = drawn
    else:
        ax.hlines(heights[whole], low[whole], high[whole], color=line, linewidth=0.8, zorder=2)
    look: dict[str, Any] = {"marker": marker, "linestyle": "", "markeredgewidth": 0.4, "zorder": 3, "clip_on": False}
    filled = drawn & whole
    if filled.any():
        ax.plot(values[filled], heights[filled], color=colour, markeredgecolor=INK, label=text, **look)
    hollow = drawn & ~whole
    if hollow.any():
        look |= {"markeredgewidth": 0.9, "markerfacecolor": "#ffffff", "markeredgecolor": line}
        ax.plot(values[hollow], heights[hollow], label="_hollow", **look)
    for row in rows[~drawn]:
        ax.annotate(
            label("axis", "too_few", lang),
            (0, row),
            xycoords=("axes fraction", "data"),
            xytext=(2, 0),
            textcoords="offset points",
            size=tick_size() * 0.9,
            color=QUIET,
            va="center_baseline",
        )
    return Line2D(
        [], [], color=colour, marker=marker, linestyle="", markeredgecolor=INK, markeredgewidth=0.4, label=text
    )


def has_intervals(data: pd.DataFrame) -> bool:
    """Return whether intervals were computed at all."""
    return {"ci_low", "ci_high"} <= set(data.columns)


def hollow_key(ax: Axes, lang: Lang) -> list[Line2D]:
    """Return the entry of a legend for hollow marks, if there are any."""
    if not any(line.get_label() == "_hollow" for line in ax.lines):
        return []
    return [
        Line2D(
            [], [], color=QUIET, marker="o", linestyle="", markerfacecolor="#ffffff",
            label=label("axis", "no_interval", lang),
        )
    ]  # fmt: skip


def numbers(data: pd.DataFrame, column: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a column as floats, missing throughout where there is no such column."""
    if column not in data.columns:
        return np.full(len(data), np.nan)
    return np.asarray(data[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)
