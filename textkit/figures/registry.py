"""Every figure there is: its name, what it shows, how its frame is made and which plot takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from textkit import plots
from textkit.analysis import Analysis
from textkit.figures import coded, corpus, numbers, words
from textkit.figures.request import Request
from textkit.plots.labels import Lang


class UnknownFigureError(ValueError):
    """There is no figure of that name."""


def nothing_more(analysis: Analysis, request: Request) -> Mapping[str, Any]:
    """Return nothing: most plots need the data alone."""
    return {}


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
        The column grouped by unless another is asked for; ``None`` for all together.
    grouped
        Whether another may be asked for.
    told
        What the plot is told beside the data.
    of
        What one of is shown, where the figure is of one thing.
    corrected
        The field of codes by hand that corrects what is shown.
    """

    title: str
    frame: Callable[[Analysis, Request], pd.DataFrame]
    plot: Callable[..., Axes]
    by: str | None = None
    grouped: bool = False
    told: Callable[[Analysis, Request], Mapping[str, Any]] = nothing_more
    of: str | None = None
    corrected: str | None = None

    def request(
        self, *, by: str | None, of: str | None, lang: Lang, corrected: bool = False, codes: pd.DataFrame | None = None
    ) -> Request:
        """Return what is asked of the frame.

        Raises
        ------
        ValueError
            If groups are asked for and there are none, one thing where all is shown, or a correction where there is
            none.
        """
        if by and not self.grouped:
            raise ValueError("this figure has no groups: leave out --by")
        if of and not self.of:
            raise ValueError("this figure shows all: leave out --of")
        if (corrected or codes is not None) and not self.corrected:
            raise ValueError("this figure is not corrected by codes by hand: leave out --codes")
        return Request(by=by or self.by, of=of, lang=lang, codes=codes)


FIGURES: Mapping[str, Plan] = {
    "problems-measures": Plan(
        "themes named as problems beside themes that measures address, with intervals",
        coded.problems_measures,
        plots.plot_problems_measures,
    ),
    "substance-by-reuse": Plan(
        "share of substantive measures by whose words they are, in each level or other group",
        coded.substance_by_reuse,
        plots.plot_substance_by_reuse,
        by="level",
        grouped=True,
    ),
    "substance-years": Plan(
        "substantive measures and reused text over the years, on agencies that report in all of them; --codes",
        coded.substance_years,
        plots.plot_years,
        told=coded.formats_of,
        corrected="substance",
    ),
    "themes": Plan(
        "share of each theme among the problems of each year or other group",
        coded.themes_by,
        plots.plot_theme_heatmap,
        by="year",
        grouped=True,
        told=coded.groups_of,
    ),
    "coverage": Plan(
        "which agency's report of which year was analysed",
        corpus.coverage,
        plots.plot_coverage,
    ),
    "substance": Plan(
        "boilerplate, general, checkable and firm measures of each year or other group",
        coded.substance_by,
        plots.plot_substance,
        by="year",
        grouped=True,
    ),
    "answers": Plan(
        "themes of the problems against themes of the measures that answer them",
        coded.answers,
        plots.plot_answers,
    ),
    "slots": Plan(
        "share of acts with a deadline, a quantity, an object …, of all or of each group",
        coded.slots,
        plots.plot_slots,
        grouped=True,
    ),
    "keyness": Plan(
        "the terms that mark each level or other group most; --of problem or measure",
        coded.marking_terms,
        plots.plot_keyness,
        by="level",
        grouped=True,
        of="role",
    ),
    "keyness-scatter": Plan(
        "how often each term is used against how much it marks a group; --of problem or measure",
        coded.terms,
        plots.plot_keyness_scatter,
        by="level",
        grouped=True,
        of="role",
    ),
    "reuse": Plan(
        "template, own past, other agencies' and new text of each year or other group",
        words.reuse_by,
        plots.plot_reuse_shares,
        by="year",
        grouped=True,
    ),
    "phrases": Plan(
        "share of the text in phrases of so many characters that so many agencies use, or with --of n_phrases how "
        "many they are; --by n or min_agencies",
        words.phrases,
        plots.plot_phrases,
        by="n",
        grouped=True,
        told=words.curves_of,
        of="what",
    ),
    "network": Plan(
        "who shares words with whom, of the 40 agencies that share most",
        words.network,
        plots.plot_network,
    ),
    "agency": Plan(
        "the sections of one agency over the years, whose words each character is; --of its name or id",
        words.agency_strips,
        plots.plot_strips,
        of="agency",
    ),
    "report": Plan(
        "the section of one report, whose words each character is; --of its report_id",
        words.one_report,
        plots.plot_report,
        of="report",
    ),
    "distribution": Plan(
        "an indicator of every report by level or other group; --of its name",
        corpus.distribution,
        plots.plot_distribution,
        by="level",
        grouped=True,
        of="indicator",
    ),
    "sensitivity": Plan(
        "the two groups with most measures compared under every choice; --of substance or a theme",
        coded.sensitivity,
        plots.plot_sensitivity,
        by="level",
        grouped=True,
        of="what",
    ),
    "sample-flow": Plan(
        "how many files became analysed reports, and why the others did not",
        corpus.sample_flow,
        plots.plot_sample_flow,
    ),
    "request-outcomes": Plan(
        "what became of the requests for information of each level or other group",
        numbers.request_outcomes,
        plots.plot_request_outcomes,
        by="level",
        grouped=True,
    ),
    "talk-outcomes": Plan(
        "whether agencies that lose reviews and suits name requests or disputes as a problem",
        numbers.talk_outcomes,
        plots.plot_talk_outcomes,
        by="level",
        grouped=True,
    ),
    "failed-checks": Plan(
        "share of the checks of the tables that fail, by level or other group and year",
        numbers.failed_checks,
        plots.plot_failed_checks,
        by="level",
        grouped=True,
    ),
}
"""In the order in which they are listed."""

DEFAULTS: Mapping[str, tuple[str | None, ...]] = {
    "problems-measures": (None,),
    "substance-by-reuse": (None,),
    "substance-years": (None,),
    "themes": ("by", "level"),
    "coverage": (None,),
    "substance": ("by",),
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
