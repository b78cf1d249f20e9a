"""Spans → shares: how much of an item is template, the agency's own past, other agencies', or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import FRAMES, Report, frame, require
from textkit.reuse.masking import Masker, counted, read_resource, template_phrases
from textkit.reuse.units import Sources, Units, build_units, select_units, year_of

_READ = ("start", "end", "kind", "source_report_id", "n_agencies")
_KINDS = ("template", "own_last", "own_past", "other_agencies")


def score_reuse(
    reports: Iterable[Report],
    items: pd.DataFrame,
    reuse: pd.DataFrame,
    sections: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    n: int = 10,
    agencies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compute the share of each item's characters found in each kind of source.

    Parameters
    ----------
    reports, sections, section, n, agencies
        As given to `find_reuse`: they tell whether an item had anything to be compared with.
    items
        Frame ``items``, or any stretches with ``item_id report_id start end``.
    reuse
        Frame ``reuse``.

    Returns
    -------
    DataFrame
        Frame ``reuse_shares``, a row per item in their order. Shares are between 0 and 1, of the characters
        that are no blanks; `own_last`, `own_past`, `other_agencies` and `template` are measured alone and
        may overlap, `novel` is what none of them holds. A share is missing where there is nothing to
        compare with: no compared report of the agency in the year before, of earlier years, of another
        agency up to that year; `novel` where either own past or other agencies are missing, as what is found
        nowhere else may stand there; all but `template` where the compared section is shorter than `n`
        characters, masked names counting as one, or the item is and nothing of it was found. `n_sources` counts the
        other agencies that have words of the item: those that have its most widely shared `n` characters, at
        least those named as a source; 0 where none has any. Further columns: `n_chars`; `stacked_own_past` and
        `stacked_other_agencies`, which with `template` and `novel` sum to 1, a character going to template, own
        past, other agencies in this order; without own past to compare with, other agencies get what may be both.

    Raises
    ------
    ValueError
        If a frame lacks a column.

    Examples
    --------
    >>> from textkit.reuse import find_reuse
    >>> text = "目前专职人员力量仍然不足。"
    >>> reports = [Report(name, text, agency=name, year=2020) for name in ("甲县", "乙县")]
    >>> items = pd.DataFrame({"item_id": ["甲县#2"], "report_id": ["甲县"], "start": [2], "end": [12]})
    >>> shares = score_reuse(reports, items, find_reuse(reports, items=items)).iloc[0]
    >>> float(shares["other_agencies"]), int(shares["n_sources"]), bool(pd.isna(shares["own_past"]))
    (1.0, 1, True)
    """
    require(items, ("item_id", "report_id", "start", "end"), made_by="textkit.parsing")
    require(reuse, (*FRAMES["reuse"], "n_agencies"), made_by="find_reuse")
    listed = {report.report_id: report for report in reports}
    compared = _Compared(build_units(listed.values(), sections, section=section, agencies=agencies), n)
    rows = reuse.groupby("report_id", sort=False).indices
    marks = {name: counted(listed[name].text) for name in items["report_id"].unique() if name in listed}
    columns = {name: reuse[name].to_numpy(object) for name in _READ}
    found = []
    for item, name, start, end in zip(items["item_id"], items["report_id"], items["start"], items["end"], strict=True):
        if name not in listed:
            raise ValueError(f"items name the report {name!r}, which is not among the reports")
        mine = np.asarray(rows.get(name, ()), np.intp)
        spans = _spans(columns, mine, int(start), int(end), year_of(listed[name]), compared)
        there = compared.sources_of(name)
        if not compared.is_long(name, int(start), int(end)) and all(span.kind == "template" for span in spans):
            there = dict.fromkeys(there, False)
        found.append({"item_id": item, **_shares(marks[name], int(start), int(end), spans, there)})
    return frame("reuse_shares", found)


def template_coverage(
    reports: Iterable[Report], sections: pd.DataFrame | None = None, *, section: str | None = "problems"
) -> pd.DataFrame:
    """Tell how much of the compared text each mandated phrase of the built-in list covers.

    Returns
    -------
    DataFrame
        ``version phrase group source n_reports n_chars share``, a row per phrase of the list in its order;
        `version` is that of the list, `share` is of all characters compared that are no blanks, between 0 and
        1, missing without text. A character is given to one phrase, so that shares add up.

    Examples
    --------
    >>> found = template_coverage([Report("a", "四、主动公开政府信息情况。无。")])
    >>> found.loc[found["n_reports"] > 0, ["phrase", "n_chars"]].values.tolist()
    [['主动公开政府信息情况', 10]]
    """
    phrases = template_phrases()
    masker = Masker()
    n_chars = np.zeros(len(phrases), np.int64)
    seen: list[set[str]] = [set() for _ in phrases]
    total = 0
    for report, start, end in select_units(reports, sections, section):
        text = report.text[start:end]
        total += int(counted(text).sum())
        for first, last, number in masker.template(text):
            n_chars[number] += int(counted(text[first:last]).sum())
            seen[number].add(report.report_id)
    version = read_resource("template.toml")["meta"]["version"]
    return pd.DataFrame(
        {
            "version": pd.array([version] * len(phrases), "string"),
            "phrase": pd.array([phrase.text for phrase in phrases], "string"),
            "group": pd.array([phrase.group for phrase in phrases], "string"),
            "source": pd.array([phrase.source for phrase in phrases], "string"),
            "n_reports": pd.array([len(reports_) for reports_ in seen], "Int64"),
            "n_chars": pd.array(n_chars, "Int64"),
            "share": pd.array(n_chars / total if total else [None] * len(phrases), "Float64"),
        }
    )


class _Span(NamedTuple):
    """A stretch of an item that a source has."""

    kind: str
    start: int
    end: int
    agency: object = None
    n_agencies: int = 0


class _Compared:
    """What each report had to be compared with."""

    def __init__(self, units: Units, n: int) -> None:
        self._n = n
        self._codes: dict[str, list[NDArray[np.int32]]] = {}
        self.agency: dict[str, int] = {}
        self.year: dict[str, int] = {}
        for unit, (start, end) in enumerate(pairwise(units.starts.tolist())):
            if end - start >= n:
                name = units.reports[unit].report_id
                self._codes.setdefault(name, []).append(units.offset[start:end])
                self.agency[name], self.year[name] = int(units.agency[unit]), int(units.year[unit])
        self._sources = Sources((agency, self.year[name]) for name, agency in self.agency.items())

    def sources_of(self, name: str) -> dict[str, bool]:
        """Return for each relation whether the report `name` has a source that could hold its words."""
        compared = name in self.agency
        there = self._sources.of(self.agency[name], self.year[name]) if compared else (False, False, False)
        return dict(zip(("own_last", "own_past", "other_agencies"), there, strict=True))

    def is_long(self, name: str, start: int, end: int) -> bool:
        """Return whether a run that counts as shared fits into ``start:end``."""
        offsets = self._codes.get(name, ())
        return any(np.subtract(*np.searchsorted(codes, (end, start))) >= self._n for codes in offsets)


def _spans(
    columns: Mapping[str, NDArray[np.object_]],
    rows: NDArray[np.intp],
    start: int,
    end: int,
    year: int,
    compared: _Compared,
) -> list[_Span]:
    """Return the spans that touch ``start:end``."""
    found: list[_Span] = []
    for row in rows:
        a, b, kind = max(columns["start"][row], start), min(columns["end"][row], end), columns["kind"][row]
        if a >= b:
            continue
        source = columns["source_report_id"][row]
        if kind == "other_agencies":
            found.append(_Span(kind, a, b, compared.agency.get(source, source), int(columns["n_agencies"][row])))
            continue
        found.append(_Span(kind, a, b))
        if kind == "own_past" and compared.year.get(source) == year - 1:
            found.append(_Span("own_last", a, b))
    return found


def _shares(
    counts: NDArray[np.bool_], start: int, end: int, spans: list[_Span], comparable: Mapping[str, bool]
) -> dict[str, object]:
    whole = counts[start:end]
    held = {kind: np.zeros(end - start, bool) for kind in _KINDS}
    for span in spans:
        held[span.kind][span.start - start : span.end - start] = True
    total = int(whole.sum())

    def share(mask: NDArray[np.bool_], known: bool) -> float | None:
        return float((mask & whole).sum() / total) if known and total else None

    past, others = comparable["own_past"], comparable["other_agencies"]
    template, own, other = held["template"], held["own_past"], held["other_agencies"]
    named = {span.agency for span in spans if span.kind == "other_agencies"}
    most = max((span.n_agencies for span in spans), default=0)
    return {
        "own_last": share(held["own_last"], comparable["own_last"]),
        "own_past": share(own, past),
        "other_agencies": share(other, others),
        "template": share(template, True),
        "novel": share(~(template | own | other), past and others),
        "n_sources": max(most, len(named)) if others else None,
        "n_chars": total,
        "stacked_own_past": share(own & ~template, past),
        "stacked_other_agencies": share(other & ~template & ~own, others),
    }
