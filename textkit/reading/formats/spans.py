"""Lay the cells of a table with spans out as a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textkit.reading.lines import Cells


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


def spread(rows: Iterable[Iterable[Cell]]) -> list[Cells]:
    """Return rows of cells in which the places a span covers are ``None``.

    Examples
    --------
    >>> spread([[Cell("结果", rows=2), Cell("总计", columns=2)], [Cell("1"), Cell("2")]])
    [('结果', '总计', None), (None, '1', '2')]
    """
    laid: list[Cells] = []
    below: dict[int, int] = {}
    for cells in rows:
        found: list[str | None] = []
        covered, below = below, {column: left - 1 for column, left in below.items() if left > 1}
        for cell in cells:
            while len(found) in covered:
                found.append(None)
            if cell.rows > 1:
                below.update((len(found) + at, cell.rows - 1) for at in range(cell.columns))
            found.extend([cell.text, *[None] * (cell.columns - 1)])
        while len(found) in covered:
            found.append(None)
        laid.append(tuple(found))
    return laid
