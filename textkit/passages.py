"""The passages of a report that others have as well, coloured for a notebook, with their source on hover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from textkit.analysis import Analysis
from textkit.labels import Lang, fill, label
from textkit.plots.colours import REUSE_COLOURS
from textkit.render import Highlight, to_html

_LONGEST = 300
"""Characters of a source that a hover shows."""


@dataclass(frozen=True, slots=True)
class Passages:
    """A section of a report with its shared passages marked; a notebook shows it coloured."""

    report_id: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def show_reuse(analysis: Analysis, report_id: str, *, section: str | None = None, lang: Lang = "en") -> Passages:
    r"""Show a section of a report with the passages that stand in the template or in other reports.

    Parameters
    ----------
    analysis
        What a run found, or `read_results` read back.
    report_id
        The report.
    section
        Which kind of section; the coded one by default.
    lang
        Language of what is said on hover.

    Returns
    -------
    Passages
        For a notebook: each passage has the colour of its kind, as in the figures, and tells on hover the kind, whether
        it is from there or shared, agency and year of the source, and the source's words with their place. New text
        has no colour; of a passage with several sources all are told.

    Raises
    ------
    KeyError
        If there is no such report.
    ValueError
        If the report has no such section; those it has are named.

    Examples
    --------
    >>> import tempfile, pathlib, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for year, agency in ((2020, "云岭县"), (2021, "澄湖区")):
    ...     _ = (folder / f"{year}_{agency}.txt").write_text(f"{agency}{year}年政府信息公开工作年度报告\n"
    ...         "五、存在的主要问题及改进情况\n一是解读材料形式偏于单一。", encoding="utf-8")
    >>> shown = textkit.show_reuse(textkit.analyze(folder, workers=1), "2021_澄湖区", lang="zh")
    >>> "他机构（来自）云岭县 2020：“解读材料形式偏于单一" in shown.html
    True
    """
    if report_id not in analysis.texts:
        raise KeyError(f"no report {report_id!r}")
    kind = section or analysis.coded_section()
    mine = analysis.sections[analysis.sections["report_id"] == report_id].sort_values("start")
    parts = mine[mine["section"] == kind]
    if parts.empty:
        raise ValueError(f"no section {kind} in {report_id}; there are {', '.join(mine['section']) or 'none'}")
    text = analysis.texts[report_id]
    spans = list(_spans(analysis, report_id, lang))
    colours = {highlight.label: REUSE_COLOURS[source] for source, highlight in spans}
    bodies = [
        to_html(text[start:end], [_moved(highlight, start) for _, highlight in spans], colours=colours)
        for start, end in zip(parts["start"], parts["end"], strict=True)
    ]
    keys = {label("reuse", source, lang): colour for source, colour in REUSE_COLOURS.items() if source != "novel"}
    legend = " ".join(to_html(name, [Highlight(0, len(name), name)], colours=keys) for name in keys)
    body = "".join(f'<div style="white-space: pre-wrap; line-height: 1.8">{each}</div>' for each in bodies)
    return Passages(report_id, f"<p><b>{escape(report_id)}</b> {legend}</p>{body}")


def _moved(highlight: Highlight, start: int) -> Highlight:
    """Return a highlight of a report as one of its section."""
    return highlight._replace(start=highlight.start - start, end=highlight.end - start)


def _spans(analysis: Analysis, report_id: str, lang: Lang) -> Iterator[tuple[str, Highlight]]:
    """Yield the kind of each span and its highlight, those last that a character with several is given to."""
    sources = analysis.reports.drop_duplicates("report_id").set_index("report_id")
    spans = analysis.reuse[analysis.reuse["report_id"] == report_id]
    for kind in reversed([kind for kind in REUSE_COLOURS if kind != "novel"]):
        for span in spans[spans["kind"] == kind].sort_values("start", kind="stable").to_dict("records"):
            said = label("reuse", kind, lang)
            if pd.notna(span["source_report_id"]):
                said = _told(analysis, span, sources.loc[span["source_report_id"]], said, lang)
            yield kind, Highlight(int(span["start"]), int(span["end"]), said)


def _told(analysis: Analysis, span: Mapping[Any, Any], source: pd.Series, kind: str, lang: Lang) -> str:
    """Tell kind, direction, agency, year, words and place of a source."""
    report_id, start, end = str(span["source_report_id"]), int(span["source_start"]), int(span["source_end"])
    words = " ".join(analysis.texts[report_id][start:end].split())
    words = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    known = [str(source[name]) for name in ("agency", "year") if pd.notna(source[name])]
    items = analysis.items[analysis.items["report_id"] == report_id]
    around = items[(items["start"] <= start) & (start < items["end"])]
    place = [report_id]
    for name in ("page", "line"):
        if len(around) and pd.notna(number := around[name].iloc[0]):
            place.append(fill(label("place", name, lang), n=number))
            break
    place.append(fill(label("place", "characters", lang), start=start, end=end))
    direction = label("direction", span["direction"], lang)
    named = {"kind": kind, "direction": direction, "source": " ".join(known) or report_id, "words": words}
    return fill(label("place", "passage", lang), **named, place=", ".join(place))
