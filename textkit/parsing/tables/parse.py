"""A report → the cells of its tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from textkit.parsing.sections import parse_sections
from textkit.parsing.tables.cell import Cell
from textkit.parsing.tables.forms import TABLES, Form, Key, Label, Yearly, load_form
from textkit.parsing.tables.gaps import with_blanks
from textkit.parsing.tables.lines import Group, groups, han
from textkit.parsing.tables.numbers import value_of
from textkit.parsing.tables.readings import Reading, adds_up, block_readings, loses_blanks, readings
from textkit.parsing.tables.regions import Region, find_regions
from textkit.parsing.tables.rows import align, stands_around
from textkit.parsing.tables.solving import decide
from textkit.parsing.tables.stated import load_figures, parse_stated
from textkit.records import Report, Section, frame

if TYPE_CHECKING:
    import pandas as pd

_CHANGED = 2021
_Known = Mapping[Key, float | None]
_UNIT = re.compile(r"单位[:：]\s*(万元|亿元|元)")


@dataclass(slots=True)
class _Row:
    """What a row prints, and how it may be read."""

    printed: str
    readings: list[Reading]
    doubtful: list[Reading] = field(default_factory=list)
    """What it may read, where nothing tells whether the numbers are its own, or whether its sum is printed."""


def parse_tables(
    report: Report,
    sections: Sequence[Section] | None = None,
    *,
    before: Iterable[Cell] = (),
) -> list[Cell]:
    r"""Read the tables of a report, and the figures its text states.

    Numbers come to their cells by the cells of the source where it has them, else by the label before
    them, their order and their count. Where digits ran together or fell apart, or blanks were lost, the
    identities of the form decide, then the year before and what the text says of a row; what they leave open
    is missing, its candidates in `raw`.

    Parameters
    ----------
    report
        A report with cleaned text.
    sections
        Its sections, if they are known.
    before
        Cells of the same agency for the year before, whose figures may decide between readings.

    Returns
    -------
    list of Cell
        Every cell of each table that is there, printed or not, in official order, tables in official
        order; then the stated figures. Units as printed, nothing converted.

    Examples
    --------
    >>> text = "四、政府信息公开行政复议、行政诉讼情况\n结果维持 结果纠正 其他结果 尚未审结 总计\n"
    >>> text += "72 64 178 37 351 13 4 8 1 26 12 1 1 6 20"
    >>> cells = parse_tables(Report("甲市/2024", text, year=2024))
    >>> [(c.row, c.column, c.value) for c in cells][4:6]
    [('review', 'total', 351.0), ('suit_direct', 'upheld', 13.0)]
    """
    sections = parse_sections(report) if sections is None else sections
    regions = find_regions(report, sections)
    known = {(c.table, c.row, c.column): c.value for c in before if c.part == 1}
    stated = parse_stated(report, [(region.start, region.end) for region in regions])
    told = _told(stated)
    cells: list[Cell] = []
    for table in TABLES:
        for region in regions:
            if region.table == table:
                cells += _read(report, region, known, told if region.part == 1 else {})
    return cells + stated


def read_tables(reports: Iterable[Report]) -> list[Cell]:
    """Read the tables of many reports, those of an agency in the order of their years.

    The year before may decide between readings, so that this says more than reading one by one.

    Examples
    --------
    >>> read_tables([])
    []
    """
    given = list(reports)
    order = sorted(range(len(given)), key=lambda i: (given[i].year or 0, given[i].report_id))
    read: dict[int, list[Cell]] = {}
    by_year: dict[tuple[str, int], list[Cell]] = {}
    for i in order:
        report = given[i]
        agency = report.agency_id or report.agency
        before = by_year.get((agency, report.year - 1), []) if agency and report.year else []
        read[i] = parse_tables(report, before=before)
        if agency and report.year:
            by_year[agency, report.year] = read[i]
    return [cell for i in range(len(given)) for cell in read[i]]


def cells_frame(cells: Iterable[Cell]) -> pd.DataFrame:
    """Return cells as the frame ``tables``, with the column `part` behind its own.

    Examples
    --------
    >>> cells_frame([Cell("甲市/2024", "requests", "new", "total", 12.0, "件", "12")])["value"].tolist()
    [12.0]
    """
    rows = [asdict(cell) for cell in cells]
    table = frame("tables", rows)
    if "part" not in table:
        table["part"] = []
    return table.astype({"part": "Int64"})


def _told(stated: Sequence[Cell]) -> dict[Key, float | None]:
    """Return what the text says of single cells of the tables."""
    values = {cell.row: cell.value for cell in stated if cell.unit != "万件"}
    found: dict[Key, float | None] = {}
    for figure in load_figures():
        if figure.cell and "*" not in figure.cell and figure.id in values:
            table, row, column = figure.cell.split(".")
            found[table, row, column] = values[figure.id]
    return found


def _read(report: Report, region: Region, known: _Known, told: _Known) -> list[Cell]:
    form = load_form(region.table)
    layout = _layout(form, report, region)
    if form.table == "disclosure":
        printed = _by_label(report, region, form, layout)
    elif form.table == "requests":
        printed = _in_order(report, region, form, layout)
    else:
        printed = _side_by_side(report, region, form)
    for row in form.rows_of(layout):
        if row.id in printed:
            _as_last_year(printed[row.id], form, row, layout, known)
            _as_told(printed[row.id], form, row, layout, told)
    rows = {row.id for row in form.rows_of(layout)}
    balances = [
        (tuple(r for r in each.left if r in rows), tuple(r for r in each.right if r in rows))
        for each in form.identities
        if each.along == "rows"
    ]
    for name, left in decide({name: row.readings for name, row in printed.items() if row.readings}, balances).items():
        printed[name].readings = left
    return [
        cell
        for row in form.rows_of(layout)
        for cell in _cells(report, region, row, form.columns_of(row, layout), printed.get(row.id))
    ]


def _unit_of(report: Report, region: Region, column: Label) -> str | None:
    """Return the unit that the header of a column of money tells, else any that the table tells, else the form's."""
    if column.unit not in ("万元", ""):
        return column.unit
    words = re.sub(r"[\s|]", "", report.text[region.start : region.end])
    names = "|".join(map(re.escape, column.names))
    told = re.search(rf"(?:{names})[（(](?:单位)?[:：]?(万元|亿元|元)[），,、)]", words) or _UNIT.search(words)
    return told[1] if told else column.unit or None


def _layout(form: Form, report: Report, region: Region) -> str:
    """Tell the layout by the words of the table, else by the year."""
    words = re.sub(r"[\s|]", "", report.text[region.start : region.end])
    said = {name: sum(sign in words for sign in signs) for name, signs in form.signs.items()}
    if said["2019"] != said["2021"]:
        return max(said, key=lambda name: said[name])
    return "2019" if report.year is not None and report.year < _CHANGED else "2021"


def _by_label(report: Report, region: Region, form: Form, layout: str) -> dict[str, _Row]:
    """Read rows in any order, each known by the label just before its numbers."""
    rows = form.rows_of(layout)

    def row_of(before: str, after: str = "") -> Label | None:
        ends = [(len(han(name)), row) for row in rows for name in row.names if stands_around(han(name), before, after)]
        return max(ends, key=lambda each: each[0])[1] if ends else None

    def width(before: str) -> int:
        row = row_of(before)
        return len(form.columns_of(row, layout)) if row else most

    most = max(len(form.columns_of(row, layout)) for row in rows)
    each = _with_what_follows(with_blanks(groups(report, region.start, region.end, width), width))
    blanks = loses_blanks(each, 1) or any(
        sum(map(len, g.filled)) < len(form.columns_of(row, layout))
        for g in each
        if g.filled and (row := row_of(g.before))
    )
    found: dict[str, _Row] = {}
    for group in each:
        row = row_of(group.before, group.after)
        if row is not None and row.id not in found:
            columns = [column.names for column in form.columns_of(row, layout)]
            found[row.id] = _Row(" ".join(group.filled), readings(group, columns, summed=False, blanks=blanks))
    return found


def _with_what_follows(found: Sequence[Group]) -> list[Group]:
    """Add numbers to those before them, if no word stands between: there may be more than a row has cells."""
    joined: list[Group] = []
    for group in found:
        if joined and not group.before and group.filled:
            last = joined[-1]
            joined[-1] = replace(last, cells=[*last.filled, *group.filled], places=[], header={}, after=group.after)
        else:
            joined.append(group)
    return joined


def _in_order(report: Report, region: Region, form: Form, layout: str) -> dict[str, _Row]:
    """Read rows in official order."""
    rows, columns = form.rows_of(layout), [column.names for column in form.columns]
    n = len(columns)
    every = with_blanks(groups(report, region.start, region.end, lambda _: n), lambda _: n, summed=n)
    each = [g for g in every if g.filled or len(g.cells) >= n]
    found: dict[str, _Row] = {}
    aligned, strays = align(each, rows, n)
    blanks = loses_blanks(each, n)
    possible = [readings(row.group, columns, summed=True, blanks=blanks) for row in aligned]
    # where a row has too few numbers and no sum among them, sums may be blank, and 3 3 may be two parts
    sums_blank = any(not ways and 0 < len(row.group.filled) < n for row, ways in zip(aligned, possible, strict=True))
    for row, ways in zip(aligned, possible, strict=True):
        filled = row.group.filled
        unsure = bool(filled) and (not row.sure or (sums_blank and len(filled) == 2 and len(ways) > 1))
        found[row.row] = _Row(" ".join(filled), [] if unsure else ways, [*ways, ("",) * n] if unsure else [])
    _share_doubts(found, [row.id for row in rows], {row.row for row in aligned if not row.sure})
    _place_strays(found, strays)
    return found


def _share_doubts(found: dict[str, _Row], order: Sequence[str], unsure: Collection[str]) -> None:
    """Let each row of a gap between rows that are sure be what any row of the gap is said to be."""
    for open_rows, gap in groupby(order, key=lambda name: name not in found or name in unsure):
        names = list(gap)
        said = [found[name] for name in names if name in found and found[name].doubtful]
        if open_rows and said:
            either = list(dict.fromkeys(reading for row in said for reading in row.doubtful))
            found.update({name: _Row(" ".join(row.printed for row in said), [], either) for name in names})


def _place_strays(rows: Mapping[str, _Row], strays: Sequence[str]) -> None:
    """Put a number that fell out of its row where one row alone lacks a cell and its sum asks for that number."""
    for stray in dict.fromkeys(strays):
        fits = [
            (row, filled)
            for row in rows.values()
            if len(row.readings) == 1 and row.readings[0].count("") == 1
            for filled in [tuple(raw or stray for raw in row.readings[0])]
            if adds_up([value_of(raw)[0] for raw in filled])
        ]
        if len(fits) == 1 and strays.count(stray) == 1:
            row, filled = fits[0]
            row.readings = [filled]


def _side_by_side(report: Report, region: Region, form: Form) -> dict[str, _Row]:
    """Read the rows of table four, which stand beside one another."""
    n = len(form.columns)
    size = n * len(form.rows)
    found = groups(report, region.start, region.end, lambda _: size, labelled=False)
    found = with_blanks(found, lambda _: size, summed=n)
    each = [g for g in found if g.filled] or [g for g in found if len(g.cells) >= size][:1]
    if not each:
        return {}
    columns = [column.names for column in form.columns]
    blanks = loses_blanks(each, n)
    named = {row.id: g for g in each for row in form.rows if any(g.before.endswith(han(name)) for name in row.names)}
    if len(named) > 1:
        return {
            row: _Row(" ".join(g.filled), readings(g, columns, summed=True, blanks=blanks)) for row, g in named.items()
        }
    whole = each[0] if len(each) == 1 else Group("", [cell for g in each for cell in g.filled])
    parts = block_readings(whole, columns, len(form.rows), summed=True, blanks=loses_blanks([whole], size))
    printed = " ".join(whole.filled)
    return {row.id: _Row(printed, part) for row, part in zip(form.rows, parts, strict=True)}


def _as_told(printed: _Row, form: Form, row: Label, layout: str, told: _Known) -> None:
    """Keep the readings of an open row that agree with the text, if that tells two of its cells or more.

    A figure alone may be of another year or another agency.
    """
    columns = [column.id for column in form.columns_of(row, layout)]
    due = {at: told[form.table, row.id, name] for at, name in enumerate(columns) if (form.table, row.id, name) in told}
    if len(due) > 1 and len(printed.readings) > 1:
        agree = [r for r in printed.readings if all((value_of(r[at])[0] or 0.0) == due[at] for at in due)]
        printed.readings = agree or printed.readings


def _as_last_year(printed: _Row, form: Form, row: Label, layout: str, known: _Known) -> None:
    """Keep the readings of an open row that agree with the year before, if one does."""
    columns = [column.id for column in form.columns_of(row, layout)]
    for each in form.yearly:
        if len(printed.readings) > 1:
            agree = [r for r in printed.readings if _follows(form.table, row.id, columns, r, each, known)]
            printed.readings = agree or printed.readings


def _follows(
    table: str,
    row: str,
    columns: Sequence[str],
    reading: Reading,
    each: Yearly,
    known: _Known,
) -> bool:
    """Whether a reading of a row is what the year before lets expect, as far as that is known."""
    values = {column: value_of(raw)[0] or 0.0 for column, raw in zip(columns, reading, strict=True)}
    if each.over == "rows":
        if row not in each.names or not {name for _, name in each.terms} <= set(columns):
            return True
        last = [known.get((table, row, name)) for name in each.last]
        return None in last or sum(sign * values[name] for sign, name in each.terms) == sum(filter(None, last))
    if (1, row) not in each.terms:
        return True
    pairs = [(known.get((table, each.last[0], column)), values[column]) for column in each.names]
    return all(last is None or last == value for last, value in pairs)


def _cells(
    report: Report,
    region: Region,
    row: Label,
    columns: Sequence[Label],
    found: _Row | None,
) -> Iterator[Cell]:
    """Yield the cells of a row: a value where all readings agree, else the candidates."""
    for at, column in enumerate(columns):
        value, unit, raw = None, None, None
        if found is not None:
            said = list(dict.fromkeys(reading[at] for reading in found.readings or found.doubtful))
            # several readings that no sum tests need not hold the true one, even where they agree in a cell
            sure = len(found.readings) == 1 or bool(found.readings and load_form(region.table).identities)
            if len(said) == 1 and sure:
                raw = said[0]
                value, unit = value_of(raw)
            else:
                may_be = sorted((each or "blank" for each in said), key=lambda each: (len(each), each))
                raw = f"{found.printed} ? {' | '.join(may_be)}".rstrip()
        yield Cell(
            report.report_id,
            region.table,
            row.id,
            column.id,
            value,
            unit or _unit_of(report, region, column),
            raw,
            region.part,
        )
