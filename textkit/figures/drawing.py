"""A name and a run → a figure on disk with its data beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pandas as pd
from matplotlib.figure import Figure

from textkit.analysis import Analysis
from textkit.figures.registry import DEFAULTS, find_figure
from textkit.plots import Width, figure_style, save_figure
from textkit.plots.labels import Lang


def draw_figure(
    name: str,
    analysis: Analysis,
    *,
    by: str | None = None,
    of: str | None = None,
    codes: pd.DataFrame | None = None,
    width: Width = "double",
    lang: Lang = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw the figure `name` of a run.

    Parameters
    ----------
    name
        A key of `FIGURES`.
    analysis
        What a run found.
    by
        The column of the items or reports (year, level, agency …, one of a metadata file) by which is grouped; by
        default that of the figure. Figures without groups take none.
    of
        What a figure of one thing shows: the id of a report, the name or id of an agency, an indicator, a role.
    codes
        Items coded by people, for the figures that are corrected by them; see `textkit.compare.hand_codes`.
    width, lang
        See `textkit.plots.figure_style`.

    Returns
    -------
    tuple
        The figure and the plotted data.

    Raises
    ------
    UnknownFigureError
        If there is no such figure; those there are are named.
    ValueError
        If the figure takes no groups, choice or codes, or there is no column `by`, or nothing called `of`.

    Examples
    --------
    >>> from textkit.analysis import Analysis, empty_frames
    >>> figure, data = draw_figure("coverage", Analysis(**empty_frames()), lang="zh")
    >>> figure.axes[0].texts[0].get_text(), list(data.columns)
    ('无数据', ['agency', 'level', 'year', 'result'])
    """
    plan = find_figure(name)
    request = plan.request(by=by, of=of, lang=lang, codes=codes)
    analysis = _with_column(analysis, request.by)
    data = plan.frame(analysis, request)
    with figure_style(width, lang=lang):
        figure = plan.plot(data, lang=lang, **plan.told(analysis, request)).get_figure(root=True)
    return cast(Figure, figure), data


def _with_column(analysis: Analysis, by: str | None) -> Analysis:
    """Give the items a column that only their reports have, as the parent of a registry or one of a metadata file."""
    if by is None or by in analysis.items.columns or by not in analysis.reports.columns:
        return analysis
    items = analysis.items.merge(analysis.reports[["report_id", by]], on="report_id", how="left")
    return replace(analysis, items=items)


def draw_defaults(analysis: Analysis, folder: Path, *, by: str = "year", lang: Lang = "en") -> None:
    """Draw the figures of ``textkit themes`` into `folder`, double width, as PDF and PNG with csv beside.

    A figure that has no data is not written.
    """
    for name, groups in DEFAULTS.items():
        for group in dict.fromkeys(by if each == "by" else each for each in groups):
            figure, data = draw_figure(name, analysis, by=group, lang=lang)
            if data.empty:
                continue
            stem = f"{name}-by-{group}" if group else name
            save_figure(figure, folder / stem, data)
