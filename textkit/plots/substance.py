"""Figures of substance: how much of what is promised could be checked."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from textkit.plots.blocks import draw_blocks
from textkit.plots.colours import FRAME, REUSE_COLOURS, SUBSTANCE_COLOURS
from textkit.plots.labels import Lang
from textkit.plots.marks import ESTIMATES
from textkit.plots.stacked import draw_shares
from textkit.records import SLOTS, require


def plot_substance(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the shares of boilerplate, general, checkable and firm measures as stacked bars by group.

    Parameters
    ----------
    data
        A row per group and substance: `group`, `substance`, `share` (0-1, of a group they sum to 1), `n`
        (the measures of the group). A substance without a row counts as 0. Levels stand in their order,
        other groups in that of the data.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["city"] * 2, "substance": ["general", "firm"], "share": [0.8, 0.2],
    ...     "n": [10, 10]})
    >>> [text.get_text() for text in plot_substance(data, lang="zh").get_yticklabels()]
    ['市级 (n = 10)']
    """
    require(data, ("group", "substance", "share", "n"), made_by="textkit.compare")
    return draw_shares(data, "substance", SUBSTANCE_COLOURS, axis="share_of_measures", ax=ax, lang=lang)


def plot_substance_by_reuse(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the share of substantive measures by whose words they are, in each group.

    Parameters
    ----------
    data
        A frame of comparisons, a row per group and source: `group`, `term` (template, own_past,
        other_agencies, novel, unknown), `estimate` (0-1), `n_items`; optionally `ci_low`, `ci_high`, `n_agencies`,
        `reason`. An estimate without interval is hollow; one that is missing says why, where `reason` does.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["city"] * 2, "term": ["own_past", "novel"], "estimate": [0.1, 0.3],
    ...     "n_items": [20, 31]})
    >>> [text.get_text() for text in plot_substance_by_reuse(data, lang="zh").get_yticklabels()]
    ['市级', '沿用往年 (n = 20)', '新写 (n = 31)']
    """
    require(data, ("group", *ESTIMATES), made_by="textkit.compare")
    colours = REUSE_COLOURS | {"unknown": FRAME}  # the colour of its hatching where it is an area
    return draw_blocks(data, "reuse", list(colours), colours, axis="substantive", ax=ax, lang=lang)


def plot_slots(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the share of acts that fill each slot: who, what, how much, until when.

    Parameters
    ----------
    data
        A frame of comparisons, a row per slot, or per group and slot: `term` (a slot), `estimate` (0-1),
        `n_items`; optionally `group`, `ci_low`, `ci_high`, `n_agencies`, `reason`.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"term": ["deadline", "object"], "estimate": [0.1, 0.4], "n_items": [90, 90]})
    >>> [text.get_text() for text in plot_slots(data, lang="zh").get_yticklabels()]
    ['对象 (n = 90)', '时限 (n = 90)']
    """
    require(data, ESTIMATES, made_by="textkit.compare")
    return draw_blocks(data, "slot", list(SLOTS), {}, axis="share_of_acts", ax=ax, lang=lang)
