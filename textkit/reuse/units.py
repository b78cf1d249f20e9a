"""The stretches that are compared (sections or whole reports), masked and laid end to end.

They stand in the order of year (unknown last), report id and start, so that a smaller position is a source to
be preferred: that order decides every tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import Report, require
from textkit.reuse.masking import FIRST_LITERAL, Masker, corpus_names, own_names

UNKNOWN_YEAR = 1 << 30


@dataclass(frozen=True, slots=True)
class Units:
    """Masked stretches of text, laid end to end.

    Attributes
    ----------
    codes
        ``value * 2 + flag`` of every character compared, values numbered anew for the corpus.
    starts
        Where each unit begins in `codes`, and at the end the number of codes.
    agency, year
        Of each unit: the agency as a number, the year or `UNKNOWN_YEAR`.
    reports
        The report of each unit.
    offset, length
        Where each code stands in its report's text, and how many characters it covers.
    known
        Whether each agency (by number) is one, or stands for a report whose agency is unknown.
    agencies
        The name or id of each agency.
    """

    codes: NDArray[np.uint16] | NDArray[np.uint32]
    starts: NDArray[np.int64]
    agency: NDArray[np.int32]
    year: NDArray[np.int32]
    reports: Sequence[Report]
    offset: NDArray[np.int32]
    length: NDArray[np.uint8]
    known: NDArray[np.bool_]
    agencies: Sequence[str]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the report between the codes `start` and `end`."""
        return int(self.offset[start]), int(self.offset[end - 1]) + int(self.length[end - 1])


def select_units(
    reports: Iterable[Report], sections: pd.DataFrame | None, section: str | None
) -> list[tuple[Report, int, int]]:
    """Return ``(report, start, end)`` of every stretch compared, in the order of preference.

    Without `sections` a report is one stretch. Reports that are duplicates of another are left out.
    """
    listed = {report.report_id: report for report in reports if report.duplicate_of is None}
    if sections is None:
        chosen = [(report, 0, len(report.text)) for report in listed.values()]
    else:
        require(sections, ("report_id", "section", "start", "end"), made_by="textkit.parsing")
        wanted = sections if section is None else sections[sections["section"] == section]
        rows = zip(wanted["report_id"], wanted["start"], wanted["end"], strict=True)
        chosen = [(listed[name], int(start), int(end)) for name, start, end in rows if name in listed]
    return sorted(chosen, key=lambda unit: (year_of(unit[0]), unit[0].report_id, unit[1]))


def build_units(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    agencies: pd.DataFrame | None = None,
) -> Units:
    """Mask the stretches to be compared and lay them end to end.

    Examples
    --------
    >>> units = build_units([Report("乙", "人员不足。", year=2021), Report("甲", "更新慢", year=2020)])
    >>> [report.report_id for report in units.reports], units.starts.tolist()
    (['甲', '乙'], [0, 3, 8])
    """
    chosen = select_units(reports, sections, section)
    names = agency_names(agencies)
    masker = Masker(corpus_names((report for report, _, _ in chosen), names))
    numbers = _Numbers()
    codes, offsets, lengths = [], [], []
    own: dict[str, set[str]] = {}
    for report, start, end in chosen:
        if report.report_id not in own:
            own[report.report_id] = own_names(report)
        masked = masker.mask(report.text[start:end], own[report.report_id])
        codes.append(numbers.renumber(masked.codes))
        offsets.append(masked.offset + np.int32(start))
        lengths.append(masked.length)
    keys = [agency_key(report, names) for report, _, _ in chosen]
    order = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return Units(
        codes=np.concatenate([np.zeros(0, np.uint16), *codes]),
        starts=np.cumsum([0, *map(len, codes)], dtype=np.int64),
        agency=np.array([order[key] for key in keys], np.int32),
        year=np.array([year_of(report) for report, _, _ in chosen], np.int32),
        reports=[report for report, _, _ in chosen],
        offset=np.concatenate([np.zeros(0, np.int32), *offsets]),
        length=np.concatenate([np.zeros(0, np.uint8), *lengths]),
        known=np.array([known for _, known in order], bool),
        agencies=[name for name, _ in order],
    )


def year_of(report: Report) -> int:
    """Return the year of a report, `UNKNOWN_YEAR` where it has none."""
    return UNKNOWN_YEAR if report.year is None else report.year


class Sources:
    """Whether a stretch has earlier own ones, or other agencies', that could hold its words.

    Parameters
    ----------
    compared
        Agency (of any one type) and year of every stretch long enough to be compared.

    Examples
    --------
    >>> Sources([("甲县", 2020), ("甲县", 2021)]).of("甲县", 2021)
    (True, True, False)
    """

    def __init__(self, compared: Iterable[tuple[Any, int]]) -> None:
        self._years: dict[Any, set[int]] = {}
        for agency, year in compared:
            self._years.setdefault(agency, set()).add(year)
        firsts = sorted((-1 if UNKNOWN_YEAR in years else min(years), agency) for agency, years in self._years.items())
        self._firsts = firsts[:2]

    def of(self, agency: Any, year: int) -> tuple[bool, bool, bool]:
        """Return whether there is an own one of the year before, an earlier own one, and another agency's."""
        years = self._years[agency] if year != UNKNOWN_YEAR else set()
        others = any(first <= year for first, other in self._firsts if other != agency)
        return year - 1 in years, min(years, default=year) < year, others


def agency_names(agencies: pd.DataFrame | None) -> dict[str, str]:
    """Return name or alias → agency id of a registry; aliases are parted by ``;`` or ``；``.

    Raises
    ------
    ValueError
        If the registry lacks ``agency_id`` or ``name``.
    """
    if agencies is None:
        return {}
    require(agencies, ("agency_id", "name"), made_by="the registry (--agencies)")
    found: dict[str, str] = {}
    for row in agencies.itertuples(index=False):
        for name in (str(row.name), *aliases_of(getattr(row, "aliases", None))):
            found.setdefault(name, str(row.agency_id))
    return found


def aliases_of(cell: object) -> list[str]:
    """Return the names in one cell of the column ``aliases``."""
    text = cell if isinstance(cell, str) else ""
    return [name for part in text.split(";") for name in part.split("；") if name]


def agency_key(report: Report, names: Mapping[str, str]) -> tuple[str, bool]:
    """Return what tells the agency of `report` from others, and whether the agency is known.

    A report of an unknown agency stands for an agency of its own.
    """
    if report.agency_id is not None:
        return report.agency_id, True
    if report.agency is not None:
        return names.get(report.agency, report.agency), True
    return report.report_id, False


def with_columns(data: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return `data` with further `columns` of these dtypes, missing where it lacks them."""
    found = data.reindex(columns=[*data.columns, *(name for name in columns if name not in data.columns)])
    return found.astype(dict(columns))


class _Numbers:
    """Numbers the values of a corpus anew, in the order in which they are met, so that codes stay narrow."""

    def __init__(self) -> None:
        self._number = np.zeros(0x110000 + FIRST_LITERAL, np.uint32)
        self._next = FIRST_LITERAL

    def renumber(self, codes: NDArray[np.uint32]) -> NDArray[np.uint16] | NDArray[np.uint32]:
        values = codes >> 1
        new = np.unique(values[(self._number[values] == 0) & (values >= FIRST_LITERAL)])
        self._number[new] = np.arange(self._next, self._next + len(new), dtype=np.uint32)
        self._next += len(new)
        numbered = np.where(values < FIRST_LITERAL, values, self._number[values]) << 1 | (codes & 1)
        return numbered.astype(np.uint16) if 2 * self._next < 1 << 16 else numbered.astype(np.uint32)
