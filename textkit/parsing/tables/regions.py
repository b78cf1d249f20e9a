"""Where in a report its tables stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from textkit.parsing.tables.forms import load_form
from textkit.parsing.tables.lines import han
from textkit.parsing.tables.readings import adds_up
from textkit.records import Report, Section

_LONGEST = 6000
_LEAST_ROWS = 4
_LEAST_LABEL = 8
"""A label this long, with a number for each column behind it, is a row even where it stands alone."""
_PROSE = ("overview", "problems", "other_matters")
_KINDS = {"disclosure": "disclosure_tables", "requests": "request_tables", "disputes": "dispute_tables"}


def _loose(words: str) -> str:
    """Match `words` with breaks, tabs and bars between the characters."""
    return r"[\s|]*".join(map(re.escape, words))


_STARTS = {
    "disclosure": re.compile(
        rf"{_loose('第二十条第')}|{_loose('信息内容')}(?=[\s|]*{_loose('本年')}|[\s|]*{_loose('上')})"
    ),
    "requests": re.compile(rf"{_loose('本年新收')}|{_loose('新收政府信息公开申请')}"),
    "disputes": re.compile(rf"{_loose('结果维持')}|{_loose('维持')}[\s|]*{_loose('纠正')}"),
}
_HEADER = re.compile("|".join(map(_loose, ("本列数据", "申请人情况", "自然人"))))
_LAST_ROW = re.compile(_loose("结转下") + rf"[\s|]*(?:一[\s|]*)?{_loose('年度')}(?:[\s|]*{_loose('继续办理')})?")
_NUMBERS = re.compile(r"\d(?:[\s|,]*\d){14}")
_GAP = r"[\s|]"


def _row_of(n: int) -> str:
    """Match `n` whole numbers with blanks, breaks or bars between them."""
    return rf"(?<![\d.])\d+(?:{_GAP}+\d+){{{n - 1}}}(?![\d.])"


_WHOLE_DISPUTES = re.compile(_row_of(15))
_DISPUTE_HEADER = set("行政复议诉讼未经直接起后结果维持纠正其他它尚审总合计件数量无没")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of text that holds one table."""

    table: str
    part: int
    start: int
    end: int


def find_regions(report: Report, sections: Sequence[Section]) -> list[Region]:
    """Find the tables of a report by the words that open them; prose that uses the words is none."""
    text = report.text
    found: list[tuple[int, str]] = []
    for table, pattern in _STARTS.items():
        for match in pattern.finditer(text):
            section = next((s for s in sections if s.start <= match.start() < s.end), None)
            if section is None or section.section not in _PROSE:
                found.append((match.start(), table))
    found.sort()
    limits = sorted(s.start for s in sections if s.section in (*_PROSE, *_KINDS.values()))
    regions: list[Region] = []
    end = -1
    for start, table in found:
        if start < end:
            continue
        stop = min([other for other, kind in found if other > start and kind != table] + [len(text)])
        stop = min([limit for limit in limits if start < limit] + [stop, start + _LONGEST])
        again = [other for other, kind in found if other > start and kind == table and other < stop]
        top = max((limit for limit in limits if limit <= start), default=0)
        region = next(_bounded(text, table, max(top, end), start, stop, again), None)
        if region is None:
            continue
        part = 1 + sum(other.table == table for other in regions)
        regions.append(Region(table, part, *region))
        end = region[1]
    found_tables = {region.table for region in regions}
    regions += _without_header(text, sections, found_tables)
    if "requests" not in {region.table for region in regions}:
        regions += _single_rows(text, sections)
    return regions


def _single_rows(text: str, sections: Sequence[Section]) -> Iterator[Region]:
    """Yield the stretch from the first to the last label of the table of requests with a number for each column."""
    whole = [
        match
        for match in _whole_row().finditer(text)
        if not any(s.start <= match.start() < s.end and s.section in _PROSE for s in sections)
    ]
    if whole:
        end = max(match.end() for match in whole if match.start() < whole[0].start() + _LONGEST)
        yield Region("requests", 1, whole[0].start(), end)


@cache
def _whole_row() -> re.Pattern[str]:
    form = load_form("requests")
    labels = [row.label for row in form.rows if len(row.label) >= _LEAST_LABEL]
    return re.compile(f"(?:{'|'.join(map(_loose, labels))}){_GAP}*{_row_of(len(form.columns))}")


def _without_header(text: str, sections: Sequence[Section], found: set[str]) -> Iterator[Region]:
    """Yield the sections of tables whose words are lost or torn, but which hold numbers and no sentence.

    Of table four the numbers alone are enough where its sums hold.
    """
    for table, kind in _KINDS.items():
        section = next((s for s in sections if s.section == kind), None)
        if table in found or section is None:
            continue
        body = text[section.start : min(section.end, section.start + _LONGEST)]
        if "。" in body:
            if table == "disputes" and (whole := _adding_up(body)):
                yield Region(table, 1, section.start + whole.start(), section.start + whole.end())
            continue
        rows = [row for row in load_form(table).rows if han(row.label) in han(body)]
        if len(rows) >= _LEAST_ROWS or (table == "disputes" and _NUMBERS.search(body)):
            yield Region(table, 1, section.start, section.start + len(body))


def _adding_up(body: str) -> re.Match[str] | None:
    """Return the only fifteen numbers in a row that are three times four and their sum."""
    n = len(load_form("disputes").columns)
    found = [
        match
        for match in _WHOLE_DISPUTES.finditer(body)
        for numbers in [[float(number) for number in re.findall(r"\d+", match.group())]]
        if all(adds_up(numbers[at : at + n]) for at in range(0, len(numbers), n))
    ]
    return found[0] if len(found) == 1 else None


def _bounded(text: str, table: str, top: int, start: int, stop: int, again: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where the table that opens at `start` begins, at `top` or below, and ends, if it is one."""
    if table == "requests":
        stop = min([other for other in again if _rows_in(text[start:other]) >= _LEAST_ROWS] + [stop])
        if _rows_in(text[start:stop]) >= _LEAST_ROWS:
            yield _with_header(text, top, start), _after_last_row(text, start, stop)
    elif table == "disputes":
        stop = _behind_numbers(text, start, stop)
        words = han(text[start : start + 120])
        if sum(word in words for word in ("纠正", "尚", "起诉", "总计")) >= 2:
            yield start, stop
    else:
        rows = {row.label for row in load_form(table).rows if row.label in re.sub(r"\s", "", text[start:stop])}
        if rows:
            yield start, stop


def _with_header(text: str, top: int, start: int) -> int:
    """Return where the header above the first row begins."""
    header = _HEADER.search(text, max(top, start - 300), start)
    return header.start() if header else start


def _rows_in(text: str) -> int:
    """Return how many row labels of the table of requests, or their first words, stand in `text`."""
    words = han(text)
    return sum(len(row.label) > 3 and han(row.label)[:5] in words for row in load_form("requests").rows)


def _after_last_row(text: str, start: int, stop: int) -> int:
    """Return where the numbers of the last row end: at the next sentence."""
    last = None
    for last in _LAST_ROW.finditer(text, start, stop):  # noqa: B007
        pass
    if last is None:
        return stop
    prose = re.compile(r"[。；]|(?<=\d)[^\u4e00-\u9fff]{0,9}[\u4e00-\u9fff]{5}").search(text, last.end(), stop)
    return prose.start() + 1 if prose else stop


def _behind_numbers(text: str, start: int, stop: int) -> int:
    """Return where the numbers under the header of table four end: at the first words of another kind."""
    for match in re.finditer(r"[\u4e00-\u9fff]+", text[start:stop]):
        if len(match.group()) >= 3 and not set(match.group()) <= _DISPUTE_HEADER:
            return start + match.start()
    return stop
