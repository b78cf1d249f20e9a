"""A stretch of text → groups of numbers, each with the words before it."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from textkit.parsing.tables.forms import TABLES, load_form
from textkit.parsing.tables.numbers import NONE, TOKEN, is_cell, may_be_cell, plain
from textkit.records import Report

Cells = Sequence[str | None]
_RULED = re.compile(r"\s*:?-{2,}:?\s*")
# An explanation behind a label, with no other digits than those of a year or of an example.
_NOTE = re.compile(r"[（(](?=[^（）()]*[\u4e00-\u9fff]{2})(?:[^（）()\d]|\d{4}年|如[+-]?\d+)*[）)]")
# A comma that does not part thousands.
_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_UNIT_END = re.compile(rf"(?:万元|亿元|元|件次|件|项|个|条|份|宗|次|{NONE})\s*$")
_FEW = 6
_PAGE = 1_000_000
_TEXT = re.compile(r"\S")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
# Digits that belong to words: dates, articles, the number of a table.
_WORDED = re.compile(
    r"(?:19|20)\d\d\s?年度?|第\s?\d{1,2}\s?[条项款页]|表\s?\d|\d{1,2}月\d{1,2}日|[（(]\d{1,2}[）)]|单位[:：]\s*(?:[万亿]?元|[件个项条])?"
)


@dataclass(slots=True)
class Group:
    """Numbers with no word between them.

    Parameters
    ----------
    before
        The Chinese characters between the group before and this one.
    cells
        As printed; an empty string is a blank, known only where the source has cells.
    places
        Index of each cell in its row of the source, where it has cells.
    header
        Index in the row of the source → words of the header above, where the source has cells.
    after
        The Chinese characters between this group and the next.
    upright
        Whether each number stands on a line of its own.
    lines
        Where it does: the line of the words before, that of each number, and that of what comes behind.
    """

    before: str
    cells: list[str]
    places: list[int] = field(default_factory=list)
    header: Mapping[int, str] = field(default_factory=dict)
    after: str = ""
    upright: bool = False
    lines: list[int] = field(default_factory=list)

    @property
    def filled(self) -> list[str]:
        """The cells that are not blank."""
        return [cell for cell in self.cells if cell.strip()]


@lru_cache(maxsize=4096)
def han(text: str) -> str:
    """Return the Chinese characters of `text`, 其它 written as 其他."""
    return _NOT_HAN.sub("", text).replace("其它", "其他")


def _ordinals() -> re.Pattern[str]:
    """Match the printed ordinal of a row, known by the characters that follow it."""
    starts: dict[int, set[str]] = {}
    for table in TABLES:
        for row in load_form(table).rows:
            if row.ordinal:
                starts.setdefault(row.ordinal, set()).add(han(row.label)[:2])
    each = []
    for number, words in sorted(starts.items()):
        following = "|".join(r"\s*".join(word) for word in sorted(words))
        # a bare digit behind other numbers is one of them
        bare = rf"(?<![\d/—–无-])(?<![\d/—–无-]\s){number}"
        each.append(rf"(?:{number}\s?[.．、,]\s*|{bare})(?={following})")
    return re.compile("|".join(each))


_ORDINAL = _ordinals()


def groups(report: Report, start: int, end: int, width: Callable[[str], int], *, labelled: bool = True) -> list[Group]:
    """Take the text from `start` to `end` apart into groups of numbers.

    Parameters
    ----------
    width
        Words before a group → how many cells belong together; numbers on the next line are added to a
        group as long as it has no more.
    labelled
        Whether rows begin with labels, so that blank cells before the first that is not are none of the numbers'.
    """
    found: list[Group] = []
    words: list[str] = []
    header: dict[int, str] = {}
    gapped: set[int] = set()
    widths: set[int] = set()
    above = 0
    for cells, line, number in _rows(report, start, end):
        worded = _HAN.search(_UNIT_END.sub("", line)) is not None
        if found and worded:
            _end(found[-1], number)
        pieces = list(_pieces(cells, labelled)) if cells is not None else [(-1, line)]
        fell_apart = cells is not None and sum(may_be_cell(piece) for _, piece in pieces) > 1
        valued = False
        on_line = len(found)
        group: Group | None = None
        for place, piece in pieces:
            if cells is not None and (is_cell(piece) or (fell_apart and may_be_cell(piece))):
                if group is None:
                    group = Group(han("".join(words)), [])
                group.cells.append(piece.strip())
                group.places.append(place)
                valued = valued or bool(piece.strip())
                continue
            if group is not None and group.filled:
                _add(found, group, words, width, on_line)
                group = None
            elif group is not None:
                group = None
            for words_before, tokens in _tokens(piece):
                words.append(words_before)
                if tokens:
                    valued = True
                    upright = cells is None and len(tokens) == 1 and not worded
                    lines = [above, number] if upright else []
                    _add(found, Group(han("".join(words)), tokens, upright=upright, lines=lines), words, width, on_line)
        if group is not None:
            if not any(group.places) and not group.filled:
                continue
            group.header = dict(header)
            _add(found, group, words, width, on_line)
        if worded:
            above = number
        if cells is not None and valued:
            widths.add(len(cells))
        if cells is not None and not valued:
            gapped |= {len(cells)} if _has_gap(cells) else set()
            header.update({at: han(cell) or cell for at, cell in enumerate(cells) if cell and not is_cell(cell)})
    if found:
        found[-1].after = han("".join(words))
        behind = _TEXT.search(report.text, end)
        if behind:
            _end(found[-1], _number(report, behind.start()))
    # headings with gaps between them that are as wide as no row: bars in runs, which tell of no blank
    told = _regular(found) and gapped <= widths
    return found if told else [replace(g, cells=g.filled, places=[], header={}) for g in found if g.filled]


def _end(group: Group, number: int) -> None:
    """Note the line behind the last number of a group."""
    if len(group.lines) == len(group.cells) + 1:
        group.lines.append(number)


def _has_gap(cells: Cells) -> bool:
    """Whether blank cells stand between words."""
    filled = [at for at, cell in enumerate(cells) if cell and cell.strip()]
    return bool(filled) and "" in cells[filled[0] : filled[-1]]


def _regular(found: Sequence[Group]) -> bool:
    """Whether rows with cells mostly have the same number of them, so that a blank is a place of its own."""
    counts = Counter(len(group.cells) for group in found if group.places)
    return counts.total() < _FEW or 2 * max(counts.values()) >= counts.total()


def _add(found: list[Group], group: Group, words: list[str], width: Callable[[str], int], on_line: int) -> None:
    """Append a group, or add its numbers to the one before where no word parts them.

    Groups from `on_line` on stand on the same line and belong together whatever their number.
    """
    last = found[-1] if found else None
    if not group.filled and group.before == "":
        return
    if last is not None:
        last.after = group.before
        one_by_one = group.upright and (last.upright or len(last.cells) == 1)
        room = len(found) > on_line or one_by_one or len(last.filled) + len(group.filled) <= width(last.before)
        if group.before == "" and room and not last.header and "" not in last.cells:
            whole = one_by_one and len(last.lines) == len(last.cells) + 1
            last.lines = [*last.lines, *group.lines[1:]] if whole else []
            last.cells += group.filled
            last.places = []
            last.upright = one_by_one
            words.clear()
            return
    found.append(group)
    words.clear()


def _rows(report: Report, start: int, end: int) -> Iterator[tuple[Cells | None, str, int]]:
    """Yield every line with its cells, if it has any, and its number in the source; the rules of Markdown are none."""
    grids = [grid for grid in report.grids if grid.start < end and grid.end > start]
    at = start
    for line in report.text[start:end].split("\n"):
        grid = next((grid for grid in grids if grid.start <= at < grid.end or grid.start == at), None)
        cells: Cells | None = None
        if grid is not None and (at == grid.start or report.text[at - 1] == "\n"):
            number = report.text.count("\n", grid.start, at)
            cells = grid.rows[number] if number < len(grid.rows) else None
        if cells is not None:
            yield cells, line, _number(report, at)
        else:
            for begin, printed in _as_printed(report, at, at + len(line)):
                cells = _split(printed)
                if not (cells and all(_RULED.fullmatch(cell or "") for cell in cells)):
                    yield cells, printed, _number(report, begin)
        at += len(line) + 1


def _number(report: Report, start: int) -> int:
    """Return the number of a line in the source; lines of two pages are far from each other."""
    page, line = report.locate(start)
    return report.text.count("\n", 0, start) if line is None else (page or 0) * _PAGE + line


def _as_printed(report: Report, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the lines of the source of which a paragraph was made: in tables they are no broken sentence."""
    first = bisect_right(report.marks, start, key=lambda mark: mark.start)
    last = bisect_left(report.marks, end, key=lambda mark: mark.start)
    bounds = [start, *(mark.start for mark in report.marks[first:last]), end]
    yield from ((a, report.text[a:b]) for a, b in pairwise(bounds))


def _split(line: str) -> Cells | None:
    """Return the cells of a line that has tabs, bars or the commas of csv between them."""
    if "\t" in line:
        return line.split("\t")
    if "|" in line:
        return line.strip().removeprefix("|").removesuffix("|").split("|")
    if len(_COMMA.findall(line)) > 2:
        return next(csv.reader([line]))
    return None


def _pieces(cells: Cells, labelled: bool) -> Iterator[tuple[int, str]]:
    """Yield the cells of a row, if `labelled` from the first that is not blank; places covered by a span are none."""
    begun = not labelled
    for place, cell in enumerate(cells):
        begun = begun or bool(cell and cell.strip())
        if cell is not None and begun:
            yield place, cell


def _tokens(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield words and the numbers behind them; words without numbers come last."""
    text = _NOTE.sub("", plain(text))
    text = _WORDED.sub(lambda found: "年" if "年" in found.group() else " ", text)
    text = _ORDINAL.sub(" ", text).replace("增/减", "增减")
    at = 0
    words = ""
    numbers: list[str] = []
    for found in TOKEN.finditer(text):
        between = text[at : found.start()]
        if han(between) and numbers:
            yield words, numbers
            words, numbers = "", []
        words += between if han(between) else ""
        numbers.append(found.group())
        at = found.end()
    if numbers:
        yield words, numbers
        words = ""
    yield words + text[at:], []
