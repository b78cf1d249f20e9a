"""Word documents (docx): paragraphs and tables in body order, from the zip and its XML."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from textkit.reading.formats.document import Document, Unreadable, simplified
from textkit.reading.formats.numbering import Numbering
from textkit.reading.formats.spans import Cell, spread
from textkit.reading.lines import Line, row

LARGEST_PART = 256 * 2**20
"""No part of a document is unpacked beyond this size (bytes)."""
LARGEST_RATIO = 500
"""A part packed more tightly than this is a bomb, not a document; text packs about 10 to 1."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _P, _TABLE, _ROW, _CELL, _TEXT = (f"{_W}{name}" for name in ("body", "p", "tbl", "tr", "tc", "t"))
_TAB, _BREAK, _RETURN, _DELETED, _MOVED = (f"{_W}{name}" for name in ("tab", "br", "cr", "del", "moveFrom"))
_PPR, _NO_BREAK = f"{_W}pPr", f"{_W}noBreakHyphen"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_VAL = f"{_W}val"


def read_docx(data: bytes) -> Document:
    """Read a docx file; a line is a paragraph or a table row, counted in body order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise Unreadable("a zip file, but no Word document: word/document.xml is missing")
            root = _parse(_part(archive, "word/document.xml"))
            numbering = Numbering()
            if "word/numbering.xml" in names:
                styles = _parse(_part(archive, "word/styles.xml")) if "word/styles.xml" in names else None
                numbering = Numbering(_parse(_part(archive, "word/numbering.xml")), styles)
    except zipfile.BadZipFile as error:
        raise Unreadable("no readable docx: not a zip file, or cut short") from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable(f"no readable docx: {error}") from error
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"no readable docx: {error}") from error
    body = root.find(_BODY)
    if body is None:
        raise Unreadable("no readable docx: it has no body")
    lines = list(_Body(numbering).lines(body))
    return Document(simplified(lines))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack a part, refusing what would not fit or is packed beyond belief."""
    info = archive.getinfo(name)
    bound = min(LARGEST_PART, max(info.compress_size, 1024) * LARGEST_RATIO)
    with archive.open(info) as part:
        data = part.read(bound + 1)
    if len(data) > bound or info.file_size > bound:
        raise Unreadable(f"no readable docx: {name} unpacks to more than {bound // 2**20} MB")
    return data


def _parse(data: bytes) -> Any:
    if b"<!DOCTYPE" in data[:2048]:
        raise Unreadable("no readable docx: a document type declaration is not accepted")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True
    )
    return etree.fromstring(data, parser)


class _Body:
    """Makes lines of the children of the body."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.line = 0
        self.table = 0

    def lines(self, parent: Any) -> Iterator[Line]:
        stack = [iter(parent)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag == _P:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                yield from self._rows(element)
            elif element.tag in _WRAPPERS:
                stack.append(iter(element))

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        self.line += 1
        text = _text(paragraph)
        if text.strip():
            text = self.numbering.label(paragraph.find(_PPR)) + text
        for part in text.split("\n"):
            if part.strip():
                yield Line(part, 0, self.line)

    def _rows(self, table: Any) -> Iterator[Line]:
        self.table += 1
        rows = _children(table, _ROW)
        if _is_layout(rows):
            for each in rows:
                for cell in _children(each, _CELL):
                    yield from self.lines(cell)
            return
        number = self.table
        for cells in spread(_merged(rows)):
            self.line += 1
            yield row(cells, line=self.line, table=number)


def _children(parent: Any, tag: str) -> list[Any]:
    """Return the children with `tag`, also those inside content controls."""
    found: list[Any] = []
    stack = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == tag:
            found.append(element)
        elif element.tag in _WRAPPERS:
            stack.append(iter(element))
    return found


def _is_layout(rows: list[Any]) -> bool:
    """Whether a table only frames text: no row of it has two cells."""
    return all(len(_children(each, _CELL)) <= 1 for each in rows)


def _merged(rows: list[Any]) -> list[list[Cell]]:
    """Return the cells of each row; the parts of a vertical merge are counted to the cell on top."""
    laid: list[list[tuple[int, Any, int, str | None]]] = []
    for each in rows:
        column = _number(each, "trPr", "gridBefore", 0)
        cells: list[tuple[int, Any, int, str | None]] = [(0, None, column, None)] if column else []
        for cell in _children(each, _CELL):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            kind = None if merge is None else (merge.get(_VAL) or "continue")
            span = min(_number(cell, "tcPr", "gridSpan", 1), 100)
            cells.append((column, cell, span, kind))
            column += span
        laid.append(cells)
    below: list[list[Cell]] = []
    running: dict[int, int] = {}
    for cells in reversed(laid):
        found: list[Cell] = []
        heights: dict[int, int] = {}
        for column, cell, span, kind in cells:
            if kind == "continue":
                heights[column] = running.get(column, 0) + 1
                continue
            height = 1 + (running.get(column, 0) if kind == "restart" else 0)
            found.append(Cell("" if cell is None else _cell_text(cell), span, height))
        running = heights
        below.append(found)
    return below[::-1]


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    value = None if found is None else found.get(_VAL)
    return max(int(value), default) if value and value.isdecimal() else default


def _cell_text(cell: Any) -> str:
    return " ".join(filter(None, (_text(paragraph).strip() for paragraph in cell.iter(_P))))


def _text(paragraph: Any) -> str:
    """Return the characters of a paragraph; deleted ones and doubles for old programs are left out."""
    pieces: list[str] = []
    skipped: Any = None
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and element is skipped else skipped
        elif event == "start":
            tag = element.tag
            if tag in (_FALLBACK, _DELETED, _MOVED, _PPR):
                skipped = element
            elif tag == _TEXT:
                pieces.append(element.text or "")
            elif tag == _TAB:
                pieces.append(" ")
            elif tag in (_BREAK, _RETURN):
                pieces.append("\n")
            elif tag == _NO_BREAK:
                pieces.append("-")
    return "".join(pieces)
