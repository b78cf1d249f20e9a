"""Every figure there is: its name, what it shows, how its frame is made and which plot takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from textkit import plots
from textkit.analysis import Analysis
from textkit.figures import coded, corpus
from textkit.figures.request import Request


class UnknownFigureError(ValueError):
    """There is no figure of that name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one figure is made.

    Parameters
    ----------
    title
        One line on what it shows.
    frame
        Makes the plotted data of a run.
    plot
        Draws them.
    by
        The column grouped by unless another is asked for; ``None`` where there are no groups.
    told
        Whether the plot is told what the groups are.
    """

    title: str
    frame: Callable[[Analysis, Request], pd.DataFrame]
    plot: Callable[..., Axes]
    by: str | None = None
    told: bool = False

    def group(self, by: str | None) -> str | None:
        """Return the column to group by.

        Raises
        ------
        ValueError
            If one is asked for and the figure has no groups.
        """
        if by and not self.by:
            raise ValueError("this figure has no groups: leave out --by")
        return by or self.by

    def options(self, by: str | None) -> Mapping[str, Any]:
        """Return what the plot is told beside the data."""
        return {"by": by} if self.told else {}


FIGURES: Mapping[str, Plan] = {
    "problems-measures": Plan(
        "themes named as problems beside themes that measures address",
        coded.problems_measures,
        plots.plot_problems_measures,
    ),
    "themes": Plan(
        "share of each theme among the problems of each year or other group",
        coded.themes_by,
        plots.plot_theme_heatmap,
        by="year",
        told=True,
    ),
    "substance": Plan(
        "boilerplate, general, checkable and firm measures of each group",
        coded.substance_by,
        plots.plot_substance,
        by="year",
    ),
    "coverage": Plan(
        "which agency's report of which year was analysed",
        corpus.coverage,
        plots.plot_coverage,
    ),
}
"""In the order in which they are listed."""

DEFAULTS: Mapping[str, tuple[str | None, ...]] = {
    "problems-measures": (None,),
    "themes": ("by",),
    "substance": ("by",),
    "coverage": (None,),
}
"""The figures of ``textkit themes``, with the columns each is grouped by; ``by`` is the one asked for."""


def find_figure(name: str) -> Plan:
    """Return the plan of the figure `name`.

    Raises
    ------
    UnknownFigureError
        If there is none; those there are are named.

    Examples
    --------
    >>> find_figure("覆盖")
    Traceback (most recent call last):
    textkit.figures.registry.UnknownFigureError: no figure '覆盖'; there are problems-measures, ...
    """
    if name not in FIGURES:
        raise UnknownFigureError(f"no figure {name!r}; there are {', '.join(FIGURES)}")
    return FIGURES[name]
