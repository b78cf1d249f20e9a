"""The lines of a source, as every format hands them to cleaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line, paragraph or table row of a source.

    Parameters
    ----------
    text
        Its characters as they stand in the source; of a table row, the cells parted by tabs.
    page, line
        Where it stands; page 0 in a source without pages.
    cells
        The cells of a table row, ``None`` where a spanning cell covers the place; ``None`` if it is no row.
    table
        Which table of the source a row belongs to; 0 if the source does not tell.
    alone
        Whether the source marks it as a paragraph that joins no other, such as a heading.
    edge
        Whether it is the first or last line of its page.
    broken
        Whether a page ended just before it, so that it may go on with a sentence.
    """

    text: str
    page: int = 0
    line: int = 1
    cells: Cells | None = None
    table: int = 0
    alone: bool = False
    edge: bool = False
    broken: bool = False


_BREAK = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
_INSIDE = re.compile(r"[\t\n\r\f\x0b\x85\u2028\u2029]+")


def split_lines(text: str) -> Iterator[Line]:
    r"""Split `text` into its lines, blank ones left out; form feeds part pages, lines count within a page.

    Examples
    --------
    >>> [(line.page, line.line, line.text) for line in split_lines("甲\n乙\f丙")]
    [(1, 1, '甲'), (1, 2, '乙'), (2, 1, '丙')]
    """
    pages = text.split("\f")
    for number, page in enumerate(pages, 1):
        rows = _BREAK.split(page)
        filled = [at for at, row in enumerate(rows) if row and not row.isspace()]
        edges = {filled[0], filled[-1]} if filled and len(pages) > 1 else set()
        for at in filled:
            yield Line(rows[at], number if len(pages) > 1 else 0, at + 1, edge=at in edges)


def row(cells: Cells, *, page: int = 0, line: int = 1, table: int = 0) -> Line:
    """Make the line of a table row; tabs and breaks inside a cell become spaces."""
    cells = tuple(cell if cell is None else _INSIDE.sub(" ", cell) for cell in cells)
    return Line("\t".join(cell or "" for cell in cells), page, line, cells=cells, table=table)
