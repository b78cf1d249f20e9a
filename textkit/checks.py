"""Identities of the statistical tables: within a table, with the text, and from year to year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from textkit.parsing.tables.forms import TABLES, Form, Identity, Key, Yearly, load_form
from textkit.parsing.tables.stated import load_figures
from textkit.records import FRAMES, frame, require

if TYPE_CHECKING:
    import pandas as pd

_MAKER = "textkit.parsing.tables.cells_frame"
_EXTRA = {"warning": "boolean", "suspect": "string"}
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as a check sees it: `blank` adds nothing, `unknown` may be any number that is not negative."""

    name: str
    value: float | None
    blank: bool

    @property
    def unknown(self) -> bool:
        return self.value is None and not self.blank

    def __str__(self) -> str:
        return f"{self.name}={'?' if self.unknown else '' if self.value is None else f'{self.value:.15g}'}"


@dataclass(frozen=True, slots=True)
class _Check:
    """One identity, looked at: the cells `left`, with their signs, make up the cells `right`."""

    name: str
    column: str
    left: tuple[tuple[int, _Cell], ...]
    right: tuple[tuple[int, _Cell], ...]
    inside: bool = True
    warning: bool = False

    @property
    def expected(self) -> float | None:
        return _total(self.left)

    @property
    def found(self) -> float | None:
        return _total(self.right)

    @property
    def ok(self) -> bool | None:
        """Whether it holds; ``None`` where cells that are missing leave it open."""
        left, right = (sum(s * (c.value or 0.0) for s, c in side) for side in (self.left, self.right))
        gap = {side: any(c.value is None for _, c in cells) for side, cells in (("l", self.left), ("r", self.right))}
        if any(s < 0 for s, c in (*self.left, *self.right) if c.value is None):
            return None
        unknown = any(c.unknown for _, c in (*self.left, *self.right))
        empty = any(all(c.value is None for _, c in side) for side in (self.left, self.right))
        if abs(left - right) < _NEAR:
            return None if unknown or empty else True
        if (left < right and gap["l"]) or (left > right and gap["r"]):
            return None
        return False


def check_tables(tables: pd.DataFrame, reports: pd.DataFrame | None = None) -> pd.DataFrame:
    """Check every identity that the tables of reports must fulfil.

    Within a table: 新收 + 结转 = 总计 + 结转下年度 (printed on the form), the sums of rows and of columns. With the
    text: the figures stated there against the cells that must say the same. From year to year:
    结转下年度 of last year against 上年结转; as a warning, 现行有效 against last year's and what was issued and
    repealed, and 上一年项目数量 against last year's.

    Parameters
    ----------
    tables
        The frame ``tables``. A column `part` counts the tables of one kind in a report.
    reports
        The frame ``reports``; without it nothing is checked from year to year.

    Returns
    -------
    pandas.DataFrame
        The frame ``checks``, a row for each identity with at least one number in it. `expected` is what the
        parts make up, `found` what the sum, the table or this year says; missing where no number is there.
        `ok` is missing where cells are missing that could make up the difference; a blank adds nothing.
        `cells` are ``table.row.column=value``, parted by blanks. `warning`: may rightly fail. `suspect`: the
        one cell whose change alone would mend every failed identity of its table, with the number it
        would have to be.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from textkit.parsing.tables import Cell, cells_frame
    >>> cells = [Cell("甲市/2024", "disputes", "review", c, v, "件", f"{v:g}")
    ...          for c, v in zip(("upheld", "corrected", "other", "pending", "total"), (5., 1., 0., 2., 9.))]
    >>> check_tables(cells_frame(cells))[["check", "expected", "found", "ok"]].values.tolist()
    [['disputes.outcomes.review', 8.0, 9.0, False]]
    """
    require(tables, FRAMES["tables"], made_by=_MAKER)
    if reports is not None:
        require(reports, ("report_id", "agency_id", "agency", "year"), made_by="textkit.analyze")
    by_report = _by_report(tables)
    before = _years_before(by_report, reports) if reports is not None else {}
    rows: list[dict[str, Any]] = []
    for report_id, parts in by_report.items():
        first = parts.get(1, {})
        for part in sorted(parts):
            for table in TABLES:
                rows += _rows(report_id, list(_within(load_form(table), parts[part])))
        rows += _rows(report_id, list(_with_text(first)))
        if report_id in before:
            rows += _rows(report_id, list(_from_last_year(first, by_report[before[report_id]].get(1, {}))))
    found = frame("checks", rows)
    for column in _EXTRA:
        if column not in found:
            found[column] = None
    return found.astype(_EXTRA)


def failed_checks(checks: pd.DataFrame, *, warnings: bool = True) -> pd.DataFrame:
    """Return the checks that fail, with or without those that may rightly fail.

    Parameters
    ----------
    checks
        The frame ``checks``, as made by `check_tables`.

    Examples
    --------
    >>> import pandas as pd
    >>> checks = pd.DataFrame({"ok": [True, False, None], "warning": [False, True, False]}, dtype="boolean")
    >>> len(failed_checks(checks)), len(failed_checks(checks, warnings=False))
    (1, 0)
    """
    require(checks, ("ok", "warning"), made_by="check_tables")
    failed = (~checks["ok"]).fillna(False)
    return checks[failed if warnings else failed & ~checks["warning"].fillna(False)]


def _by_report(tables: pd.DataFrame) -> dict[str, dict[int, dict[Key, _Cell]]]:
    """Report → part → cells by table, row and column."""
    parts = tables["part"].fillna(1) if "part" in tables.columns else [1] * len(tables)
    found: dict[str, dict[int, dict[Key, _Cell]]] = {}
    columns = (tables[name] for name in ("report_id", "table", "row", "column", "value", "raw"))
    for report_id, table, row, column, value, raw, part in zip(*columns, parts, strict=True):
        number = None if _missing(value) else float(value)
        blank = number is None and not _missing(raw) and " ?" not in str(raw)
        cell = _Cell(f"{table}.{row}.{column}", number, blank)
        found.setdefault(str(report_id), {}).setdefault(int(part), {})[table, row, column] = cell
    return found


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ == "NAType" or bool(value != value)


def _years_before(reports_with_tables: Mapping[str, Any], reports: pd.DataFrame) -> dict[str, str]:
    """Report → the report of the same agency for the year before; none where there are several."""
    at: dict[tuple[str, int], list[str]] = {}
    of: dict[str, tuple[str, int]] = {}
    names = ("report_id", "agency_id", "agency", "year")
    skipped = reports["duplicate_of"].notna() if "duplicate_of" in reports.columns else [False] * len(reports)
    for report_id, agency_id, agency, year, copy in zip(*(reports[n] for n in names), skipped, strict=True):
        who = agency if _missing(agency_id) else agency_id
        if not copy and not _missing(who) and not _missing(year) and report_id in reports_with_tables:
            of[str(report_id)] = (str(who), int(year))
            at.setdefault((str(who), int(year)), []).append(str(report_id))
    found: dict[str, str] = {}
    for report_id, (who, year) in of.items():
        earlier = at.get((who, year - 1), [])
        if len(earlier) == 1:
            found[report_id] = earlier[0]
    return found


def _within(form: Form, cells: Mapping[Key, _Cell]) -> Iterator[_Check]:
    """The identities of one table."""
    rows = [row.id for row in form.rows if any((form.table, row.id, c.id) in cells for c in form.columns)]
    columns = [column.id for column in form.columns]

    def side(names: Sequence[str], identity: Identity, other: str) -> tuple[tuple[int, _Cell], ...]:
        keys = [(name, other) if identity.along == "rows" else (other, name) for name in names]
        return tuple((1, cells[form.table, r, c]) for r, c in keys if (form.table, r, c) in cells)

    for identity in form.identities:
        for other in columns if identity.along == "rows" else rows:
            left, right = side(identity.left, identity, other), side(identity.right, identity, other)
            if left and right:
                name = f"{form.table}.{identity.id}"
                along_rows = identity.along == "rows"
                yield _Check(
                    name if along_rows else f"{name}.{other}",
                    other if along_rows else identity.right[0],
                    left,
                    right,
                )


def _with_text(cells: Mapping[Key, _Cell]) -> Iterator[_Check]:
    """The figures the text states against the tables."""
    for figure in load_figures():
        said = cells.get(("stated", figure.id, "year"))
        if said is None or not figure.cell:
            continue
        table, row, column = figure.cell.split(".")
        named = [(1, c) for (t, r, col), c in cells.items() if t == table and col == column and fnmatchcase(r, row)]
        if named:
            yield _Check(f"stated.{figure.id}", column, tuple(named), ((1, said),), inside=False)


def _from_last_year(this: Mapping[Key, _Cell], last: Mapping[Key, _Cell]) -> Iterator[_Check]:
    """What a year owes to the year before."""
    for table in TABLES:
        for each in load_form(table).yearly:
            for name in each.names:
                now = _terms(this, table, each, name, each.terms)
                then = _terms(last, table, each, name, [(1, term) for term in each.last], "last.")
                if len(now) == len(each.terms) and len(then) == len(each.last):
                    rows = each.over == "rows"
                    check = f"yearly.{each.id}.{name}" if rows else f"yearly.{each.id}"
                    column = each.terms[0][1] if rows else name
                    yield _Check(check, column, then, now, inside=False, warning=each.warning)


def _terms(
    cells: Mapping[Key, _Cell],
    table: str,
    each: Yearly,
    name: str,
    terms: Sequence[tuple[int, str]],
    prefix: str = "",
) -> tuple[tuple[int, _Cell], ...]:
    keys = [(sign, (table, name, term) if each.over == "rows" else (table, term, name)) for sign, term in terms]
    found = [(sign, cells[key]) for sign, key in keys if key in cells]
    return tuple((sign, _Cell(prefix + c.name, c.value, c.blank)) for sign, c in found)


def _total(side: Sequence[tuple[int, _Cell]]) -> float | None:
    return None if all(c.value is None for _, c in side) else sum(s * (c.value or 0.0) for s, c in side)


def _rows(report_id: str, checks: Sequence[_Check]) -> Iterator[dict[str, Any]]:
    """The rows of the frame; an identity without a single number says nothing and has none."""
    suspect = _suspect([check for check in checks if check.inside])
    for check in checks:
        cells = (*check.left, *check.right)
        if all(c.value is None for _, c in cells):
            continue
        failed = check.ok is False
        yield {
            "report_id": report_id,
            "check": check.name,
            "column": check.column,
            "expected": check.expected,
            "found": check.found,
            "ok": check.ok,
            "cells": " ".join(str(cell) for _, cell in cells),
            "warning": check.warning,
            "suspect": suspect if failed and check.inside else None,
        }


def _suspect(checks: Sequence[_Check]) -> str | None:
    """Name the one cell whose change alone mends all that failed and breaks nothing that holds."""
    failed = [check for check in checks if check.ok is False]
    if not failed:
        return None
    held = {cell.name for check in checks if check.ok for _, cell in (*check.left, *check.right)}
    mends: list[str] = []
    for cell in {c.name: c for _, c in (*failed[0].left, *failed[0].right)}.values():
        wanted = {_mend(check, cell.name) for check in failed}
        number = next(iter(wanted))
        if len(wanted) == 1 and number is not None and number >= 0 and cell.name not in held:
            mends.append(f"{cell.name}={number:.15g}")
    return mends[0] if len(mends) == 1 else None


def _mend(check: _Check, name: str) -> float | None:
    """Return the number that a cell would have to be for a check to hold."""
    left, right = _total(check.left) or 0.0, _total(check.right) or 0.0
    for side, gap in ((check.left, right - left), (check.right, left - right)):
        for sign, cell in side:
            if cell.name == name:
                return (cell.value or 0.0) + sign * gap
    return None
