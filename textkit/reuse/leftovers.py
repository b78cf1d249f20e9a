"""Leftovers: a wrong self-name, another agency's name, a stale year: cheap signs of copying."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from textkit.records import Report
from textkit.reuse.masking import own_names, places, read_resource
from textkit.reuse.units import agency_names, select_units

COLUMNS: Mapping[str, str] = {
    "report_id": "string",
    "start": "Int64",
    "end": "Int64",
    "kind": "string",
    "rule": "string",
    "text": "string",
    "expected": "string",
}


def find_leftovers(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    agencies: pd.DataFrame | None = None,
    plans: str = "after",
) -> pd.DataFrame:
    """List what a report says of another agency or another year than its own.

    Parameters
    ----------
    reports
        The corpus; its agencies, and those of `agencies`, are the names looked for.
    sections
        Frame ``sections``: where to look. Without it in whole reports.
    section
        Which kind of section; None for all.
    agencies
        Registry of agencies; `parent` (or region) says whose names a report may use.
    plans
        The year that plans are for: ``after`` the reported one, or the ``same`` (see `Genre.plans`).

    Returns
    -------
    DataFrame
        ``report_id start end kind rule text expected``, a row per leftover in the order of the text. `kind`
        is ``self_name`` (我县 or 全县 in a district, 我局 in a commission), ``other_name`` (another agency's or
        place's name, where the wording does not mean it) or ``stale_year`` (a plan for the reported year or an
        earlier one, a wrong period); `expected` is what would have been right.

    Examples
    --------
    >>> text = "目前，我县仍存在不足。2016年，我们将加强培训。"
    >>> report = Report("a", text, agency="澄湖区教育局", year=2016)
    >>> find_leftovers([report])[["kind", "text", "expected"]].values.tolist()
    [['self_name', '我县', '区'], ['stale_year', '2016年', 'after 2016']]
    """
    listed = list(reports)
    peers = _Peers(listed, agencies)
    rows = []
    for report, start, end in select_units(listed, sections, section):
        text = report.text[start:end]
        found = [
            *_self_names(report, text),
            *_offices(report, text),
            *peers.names(report, text),
            *_stale_years(report, text, plans),
        ]
        rows += [
            (report.report_id, start + a, start + b, kind, rule, text[a:b], expected)
            for a, b, kind, rule, expected in sorted(found)
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict(COLUMNS))


Leftover = tuple[int, int, str, str, str]


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return read_resource("leftovers.toml")


def _level(place: str) -> str:
    """Return the word for the level at the end of a place, ``""`` if it has none."""
    ranks: Mapping[str, int] = _rules()["self_name"]["ranks"]
    return next((word for word in sorted(ranks, key=len, reverse=True) if place.endswith(word)), "")


def _self_names(report: Report, text: str) -> Iterator[Leftover]:
    rules = _rules()["self_name"]
    own = [*places(report.region or ""), *places(report.agency or "")]
    level = _level(own[-1]) if own else ""
    if not level:
        return
    known = {_level(place) for place in own}
    autonomous = any(rules["autonomous"] in place for place in own)
    if report.region is None:
        autonomous |= level not in rules["certain"] or rules["autonomous"] in report.text
    for match in re.finditer(rules["pattern"], text):
        said = match["level"]
        lower = rules["ranks"][said] >= rules["ranks"][level]
        if lower and said not in known and not (said == "区" and level != "区" and autonomous):
            yield match.start(), match.end(), "self_name", "level", level
    if level in rules["whole"] and not own[-1].endswith(tuple(rules["zones"])):
        for match in re.finditer(rules["whole"][level], text):
            yield match.start(), match.end(), "self_name", "whole", level


def _offices(report: Report, text: str) -> Iterator[Leftover]:
    """Yield the words by which offices of another kind call themselves."""
    rules, name = _rules()["office"], report.agency or ""
    endings = sorted(filter(name.endswith, rules["words"]), key=len)
    if not endings or name.endswith(tuple(rules["not_of"])):
        return
    for match in re.finditer(rules["pattern"], text):
        if match["office"] not in name:
            yield match.start(), match.end(), "self_name", "office", rules["words"][endings[-1]]


class _Peers:
    """The names of agencies and places that a report of another one does not call itself by."""

    def __init__(self, reports: Iterable[Report], agencies: pd.DataFrame | None) -> None:
        names = {report.agency for report in reports if report.agency} | set(agency_names(agencies))
        self._names = {place for name in names for place in places(name)[-1:]} | {n for n in names if places(n)}
        self._parents = _parents(agencies)
        ordered = sorted(self._names, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def names(self, report: Report, text: str) -> Iterator[Leftover]:
        """Yield names of the own level that the wording does not mark as another's."""
        own = places(report.agency or "")
        if self._pattern is None or not own:
            return
        rules = _rules()["other_name"]
        mine = own_names(report) | {self._parents.get(report.agency or "", "")}
        rank = self._rank(own[-1])
        for match in self._pattern.finditer(text):
            name = match.group()
            place = places(name)[-1]
            ours = name in mine or place in mine or any(name in other or place in other for other in mine)
            before, behind = text[: match.start()], text[match.end() :]
            meant = before.endswith(tuple(rules["before"])) or behind.startswith(tuple(rules["after"]))
            if not ours and not meant and self._rank(place) == rank:
                yield match.start(), match.end(), "other_name", "name", report.agency or ""

    @staticmethod
    def _rank(place: str) -> int:
        return int(_rules()["self_name"]["ranks"].get(_level(place), 0))


def _parents(agencies: pd.DataFrame | None) -> dict[str, str]:
    """Return agency name → name of its parent."""
    if agencies is None or "parent" not in agencies.columns:
        return {}
    name_of = {str(row.agency_id): str(row.name) for row in agencies.itertuples(index=False)}
    rows = zip(agencies["name"], agencies["parent"], strict=True)
    return {str(name): name_of.get(str(parent), str(parent)) for name, parent in rows if pd.notna(parent)}


def _stale_years(report: Report, text: str, plans: str) -> Iterator[Leftover]:
    if report.year is None:
        return
    seen: set[int] = set()
    for rule in _rules()["stale_year"]:
        allowed = plans if rule["allowed"] == "after" else rule["allowed"]
        for match in re.finditer(rule["pattern"], text):
            year, start = int(match["year"]), match.start("year")
            later = rule["allowed"] == "after" and year > report.year
            right = later or (allowed == "same" and year == report.year)
            if not right and start not in seen:
                seen.add(start)
                expected = f"after {report.year}" if allowed == "after" else str(report.year)
                yield start, start + len("2016年"), "stale_year", rule["id"], expected
