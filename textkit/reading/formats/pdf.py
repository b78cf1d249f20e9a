"""PDF documents: text by pypdfium2, ruled tables by pdfplumber."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from textkit.reading.formats.document import Document, Unreadable, simplified
from textkit.reading.lines import Cells, Line, row

NO_TEXT = "no text layer: OCR it and put the text beside it as .txt"
_RULES = 6
"""A page with fewer drawn paths has no ruled table."""
_DIGITS = re.compile(r"\d+")
_LEGIBLE = re.compile(r"[\w]")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of a page and where its first character stands (points from the left and the bottom)."""

    text: str
    left: float = 0.0
    middle: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class _Table:
    """A ruled table: its rows and its box as left, bottom, right, top."""

    rows: list[Cells]
    box: tuple[float, float, float, float]


def read_pdf(data: bytes) -> Document:
    """Read a PDF: lines by page, ruled tables as rows; a file without text is refused with advice."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("encrypted pdf: save it without a password") from error
        raise Unreadable(f"no readable pdf: {error}") from error
    try:
        placed, ruled = _pages(document)
    finally:
        document.close()
    legible = [sum(len(_LEGIBLE.findall(line.text)) for line in page) for page in placed]
    if sum(legible) < 20:
        raise Unreadable(NO_TEXT if placed else "no readable pdf: it has no pages")
    tables = _tables(data, ruled)
    _unrepeat(placed)
    lines = list(_lines(placed, tables))
    empty = [str(number) for number, count in enumerate(legible, 1) if count == 0]
    notes = (f"no text on page {', '.join(empty)}",) if empty else ()
    return Document(simplified(lines), notes=notes)


def _pages(document: Any) -> tuple[list[list[_Placed]], list[int]]:
    """Return the lines of each page, and the numbers from 0 of the pages that have rules."""
    placed: list[list[_Placed]] = []
    ruled: list[int] = []
    for number in range(len(document)):
        try:
            page = document[number]
            textpage = page.get_textpage()
            placed.append(_placed(textpage))
            textpage.close()
            paths = page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=4)
            if sum(1 for _ in zip(range(_RULES), paths, strict=False)) == _RULES:
                ruled.append(number)
            page.close()
        except pypdfium2.PdfiumError:
            placed.append([])
    return placed, ruled


def _placed(textpage: Any) -> list[_Placed]:
    text = textpage.get_text_range()
    known = len(text) == textpage.count_chars()
    lines: list[_Placed] = []
    start = 0
    for part in text.split("\n"):
        content = part.rstrip("\r")
        stripped = content.lstrip()
        if stripped and known:
            left, bottom, right, top = textpage.get_charbox(start + len(content) - len(stripped))
            lines.append(_Placed(content, left, (bottom + top) / 2, max(right - left, top - bottom)))
        elif stripped:
            lines.append(_Placed(content))
        start += len(part) + 1
    return lines


def _tables(data: bytes, ruled: Sequence[int]) -> dict[int, list[_Table]]:
    """Return the ruled tables by number of the page; a page that cannot be analysed has none."""
    if not ruled:
        return {}
    import pdfplumber

    found: dict[int, list[_Table]] = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for number in ruled:
                page = document.pages[number]
                for table in page.find_tables():
                    rows = [tuple(cells) for cells in table.extract()]
                    if len(rows) > 1 and max(map(len, rows)) > 1:
                        left, top, right, bottom = table.bbox
                        box = (left, page.height - bottom, right, page.height - top)
                        found.setdefault(number, []).append(_Table(rows, box))
                page.close()
    except Exception:
        # pdfminer raises errors of many kinds on odd files; the text is there without the tables
        return found
    return found


def _unrepeat(placed: list[list[_Placed]]) -> None:
    """Drop running heads and feet: the same first or last line, but for numbers, on most pages."""
    for edge in (0, -1):
        heads = Counter(_DIGITS.sub("", page[edge].text).strip() for page in placed if page)
        for head, count in heads.items():
            if count >= 3 and count * 2 > len(placed) and re.search(r"\w", head):
                for page in placed:
                    if page and _DIGITS.sub("", page[edge].text).strip() == head:
                        del page[edge]


def _lines(placed: Sequence[Sequence[_Placed]], tables: dict[int, list[_Table]]) -> Iterator[Line]:
    margin = _margin(placed)
    table_id = 0
    open_columns = 0
    for number, page in enumerate(placed):
        edges = (0, len(page) - 1)
        done: set[int] = set()
        content_before = False
        for at, line in enumerate(page):
            inside = next((t for t, table in enumerate(tables.get(number, ())) if _inside(line, table)), None)
            if inside is None:
                numeric = at in edges and not re.search(r"[^\W\d]", line.text)
                if not numeric:
                    open_columns, content_before = 0, True
                indent = "  " if margin and (line.left - margin) / (line.size or 1) > 1.2 else ""
                yield Line(indent + line.text.strip(), number + 1, at + 1, edge=at in edges)
            elif inside not in done:
                done.add(inside)
                rows = tables[number][inside].rows
                if content_before or open_columns != len(rows[0]):
                    table_id += 1
                for cells in rows:
                    yield row(cells, page=number + 1, line=at + 1, table=table_id)
                open_columns, content_before = len(rows[0]), True


def _margin(placed: Sequence[Sequence[_Placed]]) -> float:
    """Return the left margin: the place where most long lines begin; 0 if it is not known."""
    lefts = Counter(round(line.left) for page in placed for line in page if len(line.text) >= 15 and line.size)
    return float(min(lefts.items(), key=lambda item: (-item[1], item[0]))[0]) if lefts else 0.0


def _inside(line: _Placed, table: _Table) -> bool:
    left, bottom, right, top = table.box
    return line.size > 0 and left - 2 <= line.left <= right + 2 and bottom - 1 <= line.middle <= top + 1
