"""Clean the text of a report: join what is broken, drop what is no text, keep where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from textkit.reading.characters import tidy
from textkit.reading.lines import Cells, Line, split_lines
from textkit.reading.prepare import (
    SENTENCE,
    STOP,
    ends_heading,
    ends_sentence,
    is_date,
    is_heading,
    is_title,
    pattern,
    prepare,
    starts_item,
)
from textkit.records import Grid, Mark

PARAGRAPH = 40
"""In a text that is not broken at a fixed width, an unfinished paragraph this long goes on in the next."""
CLAUSES = 25
"""The same for one that has a comma in it, and so is no heading."""
_OPEN = tuple("，、,（(《“‘〈「『")
_CLOSE = tuple("，。、；：！？）》”’】」』%％),;:!?")
_LETTERS = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text with the places of its lines and its tables."""

    text: str
    marks: tuple[Mark, ...] = ()
    grids: tuple[Grid, ...] = ()


def clean(text: str) -> tuple[str, tuple[Mark, ...]]:
    r"""Clean the text of a report.

    Lines broken inside a sentence are joined, also over blank lines and page breaks; page numbers, table
    rules, navigation and zero-width characters are dropped; compatibility characters are mended; spaces
    inside Chinese text and between it and digits are dropped. Punctuation stays as it is. Cells of a
    table row are parted by tabs.

    Parameters
    ----------
    text
        As it stands in the source; form feeds part pages.

    Returns
    -------
    tuple
        The cleaned text, one paragraph a line, and a mark at the start of each source line in it.

    Examples
    --------
    >>> clean("一是部分人员认识不深、\n\n- 5 -\n重视程度不够。\n二、总体情况\n２０２０ 年")[0]
    '一是部分人员认识不深、重视程度不够。\n二、总体情况\n2020年'
    """
    cleaned = assemble(prepare(split_lines(text)))
    return cleaned.text, cleaned.marks


@dataclass(slots=True)
class _Paragraph:
    """A paragraph in the making."""

    pieces: list[str] = field(default_factory=list)
    marks: list[tuple[int, Line]] = field(default_factory=list)
    length: int = 0
    cells: Cells | None = None
    table: int = 0
    alone: bool = False

    def add(self, text: str, line: Line) -> None:
        if self.pieces and _LETTERS.match(self.pieces[-1][-1]) and _LETTERS.match(text[0]):
            text = f" {text}"
        self.marks.append((self.length, line))
        self.pieces.append(text)
        self.length += len(text)

    @property
    def last(self) -> str:
        return self.pieces[-1]

    @property
    def short_text(self) -> str:
        """The whole text where it is short enough to be a heading or title, else what ends it."""
        return "".join(self.pieces) if self.length <= 60 else self.last


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text is laid out: broken at a fixed width or not, its paragraphs indented or not."""

    wrapped: bool
    indented: bool
    width: int


def assemble(lines: Sequence[Line]) -> Cleaned:
    """Join prepared lines to paragraphs, and tell where they and their tables stand."""
    layout = _layout(lines)
    paragraphs: list[_Paragraph] = []
    for at, line in enumerate(lines):
        text = line.text if line.cells is not None else tidy(line.text)
        if not text:
            continue
        after = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
        if not (paragraphs and _goes_on(paragraphs[-1], line, text, after, layout)):
            paragraphs.append(_Paragraph(cells=line.cells, table=line.table, alone=line.alone))
        paragraphs[-1].add(text, line)
    return _write(paragraphs)


def _layout(lines: Iterable[Line]) -> _Layout:
    long = finished = indented = n = 0
    widths: list[int] = []
    for line in lines:
        text = line.text.strip()
        if line.cells is not None or line.alone or not text:
            continue
        n += 1
        indented += line.text.startswith("  ")
        if len(text) >= SENTENCE and not is_heading(text) and not is_title(text):
            long += 1
            if ends_sentence(text):
                finished += 1
            else:
                widths.append(len(text))
    unfinished = long - finished
    wrapped = unfinished >= 3 and unfinished / long >= 0.3
    width = sorted(widths)[int(len(widths) * 0.8)] if widths else 0
    return _Layout(wrapped, wrapped and indented >= 2 and indented / n <= 0.6, width)


def _goes_on(paragraph: _Paragraph, line: Line, text: str, after: str, layout: _Layout) -> bool:
    """Whether `line` goes on with the sentence that `paragraph` has left unfinished."""
    if paragraph.cells is not None or line.cells is not None or paragraph.alone or line.alone:
        return False
    last = paragraph.last
    if text.startswith(_CLOSE):
        return True
    if last.endswith("第") and text[0] in "（(一二三四五六七八九十0123456789":
        return True
    unfinished = layout.wrapped and len(last) >= layout.width - 2 and not ends_sentence(last)
    dash = unfinished and text[0] in "-—·"
    if (starts_item(text) and not dash) or pattern("starts", "ordinal").match(text):
        return False
    if pattern("starts", "first_ordinal").match(text):
        return last.endswith(tuple(_before_first()))
    so_far = paragraph.short_text
    full = len(last) >= 0.85 * layout.width
    own_line = line.text.startswith("  ") and layout.indented
    if is_title(so_far) and paragraph.length <= 60:
        return False
    if _signs(text, after):
        return False
    if last.endswith(_OPEN) or _closes(last, text):
        return True
    if ends_sentence(last):
        return layout.indented and not own_line and full and paragraph.length >= SENTENCE
    if paragraph.length <= 30 and is_heading(so_far):
        if own_line or not (layout.wrapped and full):
            return False
        tail = len(text) <= 12 and not ends_sentence(text) and not is_heading(text)
        top = pattern("starts", "top").match(so_far) is not None
        return tail or layout.indented or (unfinished and not top and not ends_heading(so_far))
    if own_line:
        return False
    if layout.wrapped or line.broken:
        return paragraph.length >= SENTENCE
    return paragraph.length >= (CLAUSES if STOP.search(so_far) else PARAGRAPH)


def _before_first() -> str:
    found: str = pattern("starts", "before_first").pattern
    return found


def _signs(text: str, after: str) -> bool:
    """Whether a line is a date, or a short one above a date: the signature of a report."""
    if is_date(text):
        return True
    return len(text) <= 25 and not ends_sentence(text) and is_date(tidy(after[:30]))


def _closes(last: str, text: str) -> bool:
    """Whether a bracket that `last` leaves open is closed early in `text`."""
    tail = last[-60:]
    for left, right in ("（）", "()", "《》", "“”"):
        at = tail.rfind(left)
        if at >= 0 and right not in tail[at:]:
            head = text[:60]
            end = head.find(right)
            if end >= 0 and left not in head[:end] and "。" not in head[:end]:
                return True
    return False


def _write(paragraphs: Sequence[_Paragraph]) -> Cleaned:
    marks: list[Mark] = []
    grids: list[Grid] = []
    rows: list[Cells] = []
    start = begin = table = 0
    for paragraph in paragraphs:
        marks.extend(Mark(start + at, line.page, line.line) for at, line in paragraph.marks)
        if rows and (paragraph.cells is None or paragraph.table != table):
            grids.append(_grid(begin, start - 1, rows))
            rows = []
        if paragraph.cells is not None:
            if not rows:
                begin, table = start, paragraph.table
            rows.append(paragraph.cells)
        start += paragraph.length + 1
    if rows:
        grids.append(_grid(begin, start - 1, rows))
    return Cleaned("\n".join("".join(p.pieces) for p in paragraphs), tuple(marks), tuple(grids))


def _grid(start: int, end: int, rows: Sequence[Cells]) -> Grid:
    return Grid(start, end, tuple(rows))
