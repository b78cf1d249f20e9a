"""Figure of sensitivity: one estimate under every choice that could have been made otherwise."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from textkit.labels import fill
from textkit.plots.canvas import canvas, no_data, row_labels, tick_size
from textkit.plots.colours import FRAME, INK, NOTHING, SERIES_COLOURS
from textkit.plots.labels import Lang, broken, label
from textkit.plots.marks import hollow_key, numbers
from textkit.plots.style import FAMILY
from textkit.records import require

ESTIMATE_ROWS = 9
"""The room for the estimates, in rows of choices."""
NO_CHOICES = frozenset({
    *("term", "label", "estimate", "ci_low", "ci_high", "group", "role", "statistic", "p_value", "p_adjusted"),
    *("n_items", "n_reports", "n_agencies", "test", "reason", "reference", "cluster", "n_clusters", "interval"),
})  # fmt: skip
"""The columns of a frame of comparisons that are no choices; every other one with two values is."""


def plot_sensitivity(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw an estimate under every combination of choices, in rising order (Simonsohn, Simmons & Nelson 2020).

    Parameters
    ----------
    data
        A row per combination: `term` (one), `estimate` (0-1, or a difference of shares), `ci_low`, `ci_high`,
        and a column per choice (as `unit`: items, acts); optionally `label`, what is estimated. Combinations
        without an estimate are left out.
    ax, lang
        See `plot_problems_measures`.

    Returns
    -------
    matplotlib.axes.Axes
        The axes on which a dot marks what was chosen; above, inside them, stand those of the estimates.

    Raises
    ------
    ValueError
        If the frame holds more than one term.

    Examples
    --------
    >>> data = pd.DataFrame({"term": ["substantive"] * 2, "estimate": [0.3, 0.2], "ci_low": [0.2, 0.1],
    ...     "ci_high": [0.4, 0.3], "unit": ["items", "acts"]})
    >>> [text.get_text() for text in plot_sensitivity(data, lang="zh").get_yticklabels()]
    ['单位：条目', '单位：行动']
    """
    require(data, ("term", "estimate", "ci_low", "ci_high"), made_by="textkit.compare")
    data = data.loc[data["estimate"].notna()]
    terms = list(pd.unique(data["term"].dropna()))
    if len(terms) > 1:
        raise ValueError(f"{len(terms)} terms: choose one of {', '.join(map(str, terms))}")
    choices = [column for column in data.columns if column not in NO_CHOICES and data[column].nunique() > 1]
    options = [(choice, value) for choice in choices for value in pd.unique(data[choice].dropna())]
    data = data.sort_values(["estimate", *choices], kind="stable", ignore_index=True)
    with canvas(ax, lang, len(options) + ESTIMATE_ROWS, extra=4.0) as ax:
        if data.empty:
            return no_data(ax, lang)
        _draw_choices(ax, data, options, lang)
        share = ESTIMATE_ROWS / (ESTIMATE_ROWS + len(options))
        above = ax.inset_axes((0.0, 1.02 - share, 1.0, share - 0.02))
        _draw_estimates(above, data, lang)
        above.set_ylabel(label("axis", "percent", lang))
        named = data["label"].dropna() if "label" in data.columns else pd.Series(dtype=object)
        title = str(named.iloc[0]) if len(named) else label("indicator", terms[0], lang) if terms else ""
        ax.set_title(broken(title, 40), loc="left", fontfamily=FAMILY)
        return ax


def _draw_estimates(ax: Axes, data: pd.DataFrame, lang: Lang) -> None:
    places = data.index.to_numpy(dtype=float)
    values, low, high = (numbers(data, column) * 100 for column in ("estimate", "ci_low", "ci_high"))
    ax.vlines(places, low, high, color=FRAME, linewidth=0.7)
    filled = pd.notna(low) & pd.notna(high)
    look: dict[str, Any] = {"markersize": tick_size() / 2.2, "markeredgecolor": SERIES_COLOURS[0]}
    look |= {"clip_on": False, "zorder": 3}
    ax.plot(places[filled], values[filled], "o", color=SERIES_COLOURS[0], **look)
    if not filled.all():
        ax.plot(places[~filled], values[~filled], "o", markerfacecolor="#ffffff", label="_hollow", **look)
        ax.legend(handles=hollow_key(ax, lang), loc="best", prop={"family": FAMILY, "size": tick_size()})
    if min(values.min(), low[filled].min() if filled.any() else 0.0) < 0:
        ax.axhline(0, color=INK, linewidth=0.6)
    else:
        ax.set_ylim(bottom=0)
    ax.set_xlim(-0.6, len(data) - 0.4)
    ax.set_xticks([])
    ax.grid(axis="y", color=FRAME, alpha=0.3, linewidth=0.4)
    ax.set_axisbelow(True)


def _draw_choices(ax: Axes, data: pd.DataFrame, options: list[tuple[str, Any]], lang: Lang) -> None:
    """Mark which option each combination holds, below the room for the estimates."""
    colon = label("axis", "colon", lang)
    names = [f"{label('choice', choice, lang)}{colon}{label('choice', value, lang)}" for choice, value in options]
    choices = list(dict.fromkeys(choice for choice, _ in options))
    for row, (choice, value) in enumerate(options):
        if choices.index(choice) % 2:
            ax.axhspan(row - 0.5, row + 0.5, color=NOTHING, zorder=0)
        chosen = data.index[(data[choice] == value).fillna(False).astype(bool)]
        ax.plot(chosen, [row] * len(chosen), "o", color=INK, markersize=tick_size() / 2.6, markeredgewidth=0)
    ax.set_xlim(-0.6, len(data) - 0.4)
    ax.set_ylim(len(options) - 0.5, -0.5 - ESTIMATE_ROWS)
    ax.set_yticks(range(len(options)), row_labels(names, narrow=26), fontfamily=FAMILY)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.spines.left.set_visible(False)
    ax.set_xlabel(fill(label("axis", "combinations", lang), n=f"{len(data):,}"))
