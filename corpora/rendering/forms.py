"""The official tables, filled in: gold rows → a grid of cells with their spans."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEFT, ABOVE = "<", "^"
_WIDTHS = {"disclosure": 4, "requests": 10, "disputes": 15}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its upper left corner; `number` tells cells to fill in from labels."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    number: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A filled-in table: its cells in reading order, and its size."""

    kind: str
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]

    def rows(self) -> list[list[Cell | None]]:
        """Return the full grid; ``None`` is a place covered by a spanning cell."""
        grid: list[list[Cell | None]] = [[None] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell
        return grid


@cache
def _templates() -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))


def _lines(kind: str, form: str) -> list[str]:
    """Return the lines of one form of a table."""
    lines = []
    for line in _templates()[kind].strip().splitlines():
        year = re.match(r"(\d{4}): ", line)
        if year is None or year[1] == form:
            lines.append(line[year.end() :] if year else line)
    return lines


def fill(kind: str, form: str, numbers: Mapping[str, Sequence[str]]) -> Form:
    """Fill the numbers of each row into the table `kind` of the year `form`.

    Raises
    ------
    ValueError
        Where rows are missing or unknown, or a row has too few or too many numbers.
    """
    lines = _lines(kind, form)
    expected = re.findall(r"\{(\w+)\}", "\n".join(lines))
    if sorted(expected) != sorted(numbers):
        faults = ", ".join(sorted(set(expected) ^ set(numbers)))
        raise ValueError(f"table {kind} {form}: rows missing or unknown: {faults}")
    grid: list[list[tuple[str, bool]]] = []
    for line in lines:
        row: list[tuple[str, bool]] = []
        for cell in line.split(" | "):
            name = re.fullmatch(r"\{(\w+)\}", cell)
            row += [("" if n == "-" else n, True) for n in numbers[name[1]]] if name else [(cell, False)]
        if len(row) != _WIDTHS[kind]:
            raise ValueError(f"table {kind} {form}: {len(row)} cells, not {_WIDTHS[kind]}: {line}")
        grid.append(row)
    return Form(kind, len(grid), _WIDTHS[kind], tuple(_cells(grid)))


def _cells(grid: list[list[tuple[str, bool]]]) -> list[Cell]:
    cells = []
    for r, row in enumerate(grid):
        for c, (text, number) in enumerate(row):
            if text in (LEFT, ABOVE):
                continue
            colspan = 1 + _run([cell for cell, _ in row[c + 1 :]], LEFT)
            rowspan = 1 + _run([below[c][0] for below in grid[r + 1 :]], ABOVE)
            cells.append(Cell(text, r, c, rowspan, colspan, number))
    return cells


def _run(texts: list[str], mark: str) -> int:
    return next((i for i, text in enumerate(texts) if text != mark), len(texts))
