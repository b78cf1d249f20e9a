"""Spans → shares: how much of an item is template, the agency's own past, other agencies', or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import FRAMES, Report, frame, require
from textkit.reuse.masking import Masker, counted, read_resource, template_phrases
from textkit.reuse.units import (
    Sources,
    agency_key,
    agency_names,
    select_units,
    year_of,
)

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
        agency up to that year; `novel` if there is neither own past nor another agency; all but `template`
        where the compared section is shorter than `n` characters. `n_sources` counts the other agencies
        named as a source. Further columns: `n_chars`; `stacked_own_past` and `stacked_other_agencies`,
        which with `template` and `novel` sum to 1, a character going to template, own past, other agencies
        in this order.

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
    >>> float(shares["other_agencies"]), float(shares["novel"]), bool(pd.isna(shares["own_last"]))
    (1.0, 0.0, True)
    """
    require(items, ("item_id", "report_id", "start", "end"), made_by="textkit.parsing")
    require(reuse, FRAMES["reuse"], made_by="find_reuse")
    listed = {report.report_id: report for report in reports}
    compared = _Compared(select_units(listed.values(), sections, section), n, agency_names(agencies))
    rows = reuse.groupby("report_id", sort=False).indices
    marks = {name: counted(listed[name].text) for name in items["report_id"].unique() if name in listed}
    columns = {name: reuse[name].to_numpy(object) for name in ("start", "end", "kind", "source_report_id")}
    found = []
    for item, name, start, end in zip(items["item_id"], items["report_id"], items["start"], items["end"], strict=True):
        if name not in listed:
            raise ValueError(f"items name the report {name!r}, which is not among the reports")
        mine = np.asarray(rows.get(name, ()), np.intp)
        spans = _spans(columns, mine, int(start), int(end), year_of(listed[name]), compared)
        found.append({"item_id": item, **_shares(marks[name], int(start), int(end), spans, compared.sources_of(name))})
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


class _Compared:
    """What each report had to be compared with."""

    def __init__(self, units: Iterable[tuple[Report, int, int]], n: int, names: Mapping[str, str]) -> None:
        long = [unit for unit in units if int(counted(unit[0].text[unit[1] : unit[2]]).sum()) >= n]
        self.agency = {report.report_id: agency_key(report, names)[0] for report, _, _ in long}
        self.year = {report.report_id: year_of(report) for report, _, _ in long}
        self._sources = Sources((agency, self.year[name]) for name, agency in self.agency.items())

    def sources_of(self, name: str) -> dict[str, bool]:
        """Return for each relation whether the report `name` has a source that could hold its words."""
        compared = name in self.agency
        there = self._sources.of(self.agency[name], self.year[name]) if compared else (False, False, False)
        return dict(zip(("own_last", "own_past", "other_agencies"), there, strict=True))


def _spans(
    columns: Mapping[str, NDArray[np.object_]],
    rows: NDArray[np.intp],
    start: int,
    end: int,
    year: int,
    compared: _Compared,
) -> list[tuple[str, int, int, str | None]]:
    """Return kind, start, end and source agency of the spans that touch ``start:end``."""
    found: list[tuple[str, int, int, str | None]] = []
    for row in rows:
        a, b, kind = max(columns["start"][row], start), min(columns["end"][row], end), columns["kind"][row]
        if a >= b:
            continue
        if kind == "template":
            found.append((kind, a, b, None))
            continue
        source = columns["source_report_id"][row]
        found.append((kind, a, b, compared.agency.get(source, source)))
        if kind == "own_past" and compared.year.get(source) == year - 1:
            found.append(("own_last", a, b, None))
    return found


def _shares(
    counts: NDArray[np.bool_],
    start: int,
    end: int,
    spans: list[tuple[str, int, int, str | None]],
    comparable: Mapping[str, bool],
) -> dict[str, object]:
    whole = counts[start:end]
    held = {kind: np.zeros(end - start, bool) for kind in _KINDS}
    for kind, a, b, _ in spans:
        held[kind][a - start : b - start] = True
    total = int(whole.sum())

    def share(mask: NDArray[np.bool_], known: bool) -> float | None:
        return float((mask & whole).sum() / total) if known and total else None

    anything = comparable["own_past"] or comparable["other_agencies"]
    template, own, other = held["template"], held["own_past"], held["other_agencies"]
    return {
        "own_last": share(held["own_last"], comparable["own_last"]),
        "own_past": share(own, comparable["own_past"]),
        "other_agencies": share(other, comparable["other_agencies"]),
        "template": share(template, True),
        "novel": share(~(template | own | other), anything),
        "n_sources": len({source for kind, _, _, source in spans if kind == "other_agencies"}) if anything else None,
        "n_chars": total,
        "stacked_own_past": share(own & ~template, anything),
        "stacked_other_agencies": share(other & ~template & ~own, anything),
    }
