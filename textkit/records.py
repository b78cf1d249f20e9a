"""The records a report is taken apart into, and the columns of every frame made from them.

While there is document structure the data are frozen, slotted dataclasses; from items on they are tidy
pandas frames. `FRAMES` is the one place where the columns of a frame and their dtypes are named.

Every record that has ``start`` and ``end`` obeys ``report.text[start:end] == record.text``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["central", "province", "city", "county", "township"]
Body = Literal["government", "department", "other"]
SectionKind = Literal[
    "overview",
    "disclosure_tables",
    "request_tables",
    "dispute_tables",
    "problems",
    "other_matters",
    "unknown",
]
Role = Literal["problem", "measure", "cause", "achievement"]
Status = Literal["planned", "ongoing", "done"]
Substance = Literal["firm", "checkable", "general", "boilerplate"]
SlotName = Literal["actor", "act", "object", "quantity", "deadline", "instrument", "mechanism", "end_state"]

LEVELS: tuple[Level, ...] = ("central", "province", "city", "county", "township")
BODIES: tuple[Body, ...] = ("government", "department", "other")
ROLES: tuple[Role, ...] = ("problem", "measure", "cause", "achievement")
STATUSES: tuple[Status, ...] = ("planned", "ongoing", "done")
SUBSTANCES: tuple[Substance, ...] = ("boilerplate", "general", "checkable", "firm")
"""In rising order of substance."""
SLOTS: tuple[SlotName, ...] = (
    "actor",
    "act",
    "object",
    "quantity",
    "deadline",
    "instrument",
    "mechanism",
    "end_state",
)
RESULTS = ("ok", "partial", "no_items", "duplicate", "skipped", "failed")
LISTS = ("metadata", "overrides")
"""The `reader` of a row of `quality` that is about a file given along with the reports, and no report itself."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in its source a stretch of a report's text begins: from `start` on it is `page`, `line`.

    `page` counts from 1 and is 0 in a source without pages; `line` counts from 1, within the page of a
    paged source.
    """

    start: int
    page: int
    line: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands in the source: its rows of cells, spans filled with ``None``.

    The cells also stand in the report's text between `start` and `end`, a row a line, cells parted by
    tabs. ``None`` is a place covered by a cell that spans from the left or from above; an empty cell is
    the empty string.
    """

    start: int
    end: int
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    r"""One annual report: its cleaned text, who issued it and where it came from.

    Parameters
    ----------
    report_id
        POSIX path under the corpus folder, NFC, without suffix, or the id column of a table of texts.
    text
        The cleaned text: one paragraph a line. All offsets point into it.
    agency_id, agency, level, body, region, year, title, published, url
        Identity. ``None`` is unknown; nothing is guessed. `published` is an ISO date.
    path, sha256
        The source file relative to the corpus folder, and the hash of its bytes.
    marks
        Source positions in rising order of `start`; see `locate`.
    grids
        The tables whose structure the source still has.
    extra
        Further columns of the source table or of the metadata, carried along.

    Examples
    --------
    >>> marks = (Mark(0, 1, 1), Mark(8, 2, 1))
    >>> report = Report(report_id="a", text="一是人员不足。\n二是更新慢。", marks=marks)
    >>> report.locate(9)
    (2, 1)
    """

    report_id: str
    text: str
    agency_id: str | None = None
    agency: str | None = None
    level: Level | None = None
    body: Body | None = None
    region: str | None = None
    year: int | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    path: str = ""
    sha256: str = ""
    duplicate_of: str | None = None
    marks: tuple[Mark, ...] = ()
    grids: tuple[Grid, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def locate(self, start: int) -> tuple[int | None, int | None]:
        """Return page and line in the source of the character at `start`.

        Returns
        -------
        tuple
            ``(page, line)``; page is ``None`` where the source has no pages, both where it has no marks.
        """
        if not self.marks:
            return None, None
        at = bisect_right(self.marks, start, key=lambda mark: mark.start)
        mark = self.marks[max(at - 1, 0)]
        return mark.page or None, mark.line


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report between two headings, heading included.

    `part` counts from 1 the pieces of one kind, as where problems and measures are two sections.
    """

    report_id: str
    section: SectionKind
    part: int
    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of an act, with the characters that earn it."""

    slot: SlotName
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """What an agency sets apart: one problem, measure, cause or achievement.

    `status` is ``None`` for all but measures. `head` is the first clause. `answers` is the start of the
    problem that the measure of a paired item answers, else ``None``.
    """

    report_id: str
    section: SectionKind
    role: Role
    status: Status | None
    position: int
    start: int
    end: int
    head: str
    text: str
    answers: int | None = None

    @property
    def item_id(self) -> str:
        """``report_id#start``: the same on every run, so that hand coding joins."""
        return item_id(self.report_id, self.start)


def item_id(report_id: str, start: int) -> str:
    """Return the id of the item of `report_id` that begins at `start`.

    Examples
    --------
    >>> item_id("吴忠市教育局/2020", 1203)
    '吴忠市教育局/2020#1203'
    """
    return f"{report_id}#{start}"


TEXT, WHOLE, NUMBER, FLAG = "string", "Int64", "Float64", "boolean"

_IDENTITY = {"agency_id": TEXT, "agency": TEXT, "level": TEXT, "body": TEXT, "region": TEXT, "year": WHOLE}

FRAMES: Mapping[str, Mapping[str, str]] = {
    "reports": {
        "report_id": TEXT,
        **_IDENTITY,
        "title": TEXT,
        "published": TEXT,
        "url": TEXT,
        "path": TEXT,
        "sha256": TEXT,
        "n_chars": WHOLE,
        "duplicate_of": TEXT,
    },
    "sections": {
        "report_id": TEXT,
        "section": TEXT,
        "part": WHOLE,
        "start": WHOLE,
        "end": WHOLE,
        "heading": TEXT,
    },
    "items": {
        "item_id": TEXT,
        "report_id": TEXT,
        **_IDENTITY,
        "section": TEXT,
        "role": TEXT,
        "status": TEXT,
        "position": WHOLE,
        "start": WHOLE,
        "end": WHOLE,
        "page": WHOLE,
        "line": WHOLE,
        "head": TEXT,
        "text": TEXT,
        "pair_id": TEXT,
    },
    "acts": {
        "act_id": TEXT,
        "item_id": TEXT,
        "start": WHOLE,
        "end": WHOLE,
        "text": TEXT,
        "level_of_substance": TEXT,
        "hedge": FLAG,
        **dict.fromkeys(SLOTS, FLAG),
    },
    "slots": {"act_id": TEXT, "slot": TEXT, "start": WHOLE, "end": WHOLE, "text": TEXT},
    "themes": {
        "item_id": TEXT,
        "theme": TEXT,
        "rank": WHOLE,
        "weight": NUMBER,
        "probability": NUMBER,
        "method": TEXT,
        "start": WHOLE,
        "end": WHOLE,
        "cue": TEXT,
    },
    "substance": {
        "item_id": TEXT,
        "substance": TEXT,
        "n_acts": WHOLE,
        "n_checkable": WHOLE,
        "n_firm": WHOLE,
        "method": TEXT,
        "probability": NUMBER,
    },
    "reuse": {
        "item_id": TEXT,
        "report_id": TEXT,
        "start": WHOLE,
        "end": WHOLE,
        "kind": TEXT,
        "source_report_id": TEXT,
        "source_start": WHOLE,
        "source_end": WHOLE,
        "n_chars": WHOLE,
        "edited": FLAG,
        "direction": TEXT,
    },
    "reuse_shares": {
        "item_id": TEXT,
        "own_last": NUMBER,
        "own_past": NUMBER,
        "other_agencies": NUMBER,
        "template": NUMBER,
        "novel": NUMBER,
        "n_sources": WHOLE,
        "n_chars": WHOLE,
        "stacked_own_past": NUMBER,
        "stacked_other_agencies": NUMBER,
    },
    "leftovers": {
        "report_id": TEXT,
        "start": WHOLE,
        "end": WHOLE,
        "kind": TEXT,
        "rule": TEXT,
        "text": TEXT,
        "expected": TEXT,
    },
    "tables": {
        "report_id": TEXT,
        "table": TEXT,
        "row": TEXT,
        "column": TEXT,
        "value": NUMBER,
        "unit": TEXT,
        "raw": TEXT,
    },
    "checks": {
        "report_id": TEXT,
        "check": TEXT,
        "column": TEXT,
        "expected": NUMBER,
        "found": NUMBER,
        "ok": FLAG,
        "cells": TEXT,
    },
    "indicators": {
        "report_id": TEXT,
        "indicator": TEXT,
        "value": NUMBER,
        "numerator": NUMBER,
        "denominator": NUMBER,
        "reason": TEXT,
        "small": FLAG,
    },
    "comparisons": {
        "group": TEXT,
        "role": TEXT,
        "term": TEXT,
        "estimate": NUMBER,
        "ci_low": NUMBER,
        "ci_high": NUMBER,
        "statistic": NUMBER,
        "p_value": NUMBER,
        "p_adjusted": NUMBER,
        "n_items": WHOLE,
        "n_reports": WHOLE,
        "n_agencies": WHOLE,
        "test": TEXT,
        "reason": TEXT,
        "reference": TEXT,
        "label": TEXT,
        "weighting": TEXT,
        "cluster": TEXT,
        "n_clusters": WHOLE,
        "interval": TEXT,
    },
    "quality": {
        "path": TEXT,
        "report_id": TEXT,
        "result": TEXT,
        "reader": TEXT,
        "encoding": TEXT,
        "n_chars": WHOLE,
        "garbled": NUMBER,
        "sections_found": WHOLE,
        "items_found": WHOLE,
        "checks_failed": WHOLE,
        "reason": TEXT,
    },
}
"""Frame name → column → pandas dtype, in the order in which the columns are written."""


def frame(name: str, rows: Iterable[Sequence[Any]] | Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Build the frame `name` from rows, with its columns in order and its nullable dtypes.

    Parameters
    ----------
    name
        A key of `FRAMES`.
    rows
        Tuples in the order of the columns, or mappings; a mapping may lack columns and may bring further
        ones, which follow behind.

    Examples
    --------
    >>> frame("slots", [("a#3/1", "object", 5, 9, "空白栏目")]).loc[0, "slot"]
    'object'
    >>> frame("slots").empty
    True
    """
    import pandas as pd

    columns = FRAMES[name]
    listed: list[Any] = list(rows)
    if listed and isinstance(listed[0], Mapping):
        data = pd.DataFrame.from_records(listed)
        data = data.reindex(columns=[*columns, *(c for c in data.columns if c not in columns)])
    else:
        data = pd.DataFrame(listed, columns=list(columns))
    return data.astype(dict(columns))


def require(data: pd.DataFrame, columns: Iterable[str], *, made_by: str) -> None:
    """Raise a ValueError that names the missing columns and the function that makes them."""
    missing = [column for column in columns if column not in data.columns]
    if missing:
        raise ValueError(f"missing column {', '.join(missing)}: pass a frame made by {made_by}")
