"""Read broken tables the public way, and set what was read against the truth."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import breakings_lost  # noqa: F401 (each module registers its kinds)
import breakings_whole  # noqa: F401
from table_breaker import Broken, Truth, draw, finish, kinds
from table_twins import undecidable

from textkit.checks import check_tables
from textkit.parsing.tables import Cell, cells_frame, read_tables
from textkit.reading import read_report

Place = tuple[int, str, str, str]
"""Part, table, row, column."""


@dataclass
class Score:
    """What became of the cells that print a number."""

    reports: int = 0
    cells: int = 0
    right: int = 0
    open: int = 0
    """Missing, with the truth among the candidates that `raw` names."""
    missing: int = 0
    ambiguous: int = 0
    """Open or missing, and other valid tables print the same file: nobody can tell (see `table_twins`)."""
    wrong: int = 0
    silent: int = 0
    """Wrong under an identity, without a failed check that names the cell."""
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        names = ("reports", "cells", "right", "open", "missing", "ambiguous", "wrong", "silent", "faults")
        return Score(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def accuracy(self) -> float:
        """Right cells by all cells."""
        return self.right / self.cells if self.cells else 1.0

    @property
    def decidable(self) -> float:
        """Right cells by those that can be told."""
        sure = self.cells - self.ambiguous
        return self.right / sure if sure else 1.0


def read(broken: Broken, folder: Path) -> list[Cell]:
    """Write the report to a folder, read it with the year before, and return its cells."""
    reports = []
    if broken.before:
        path = folder / f"{broken.year - 1}_澄湖市教育局.txt"
        path.write_bytes(broken.before)
        reports.append(read_report(path))
    path = folder / f"{broken.year}_澄湖市教育局{broken.suffix}"
    path.write_bytes(broken.content)
    reports.append(read_report(path))
    this = reports[-1].report_id
    return [cell for cell in read_tables(reports) if cell.report_id == this]


def score(broken: Broken, cells: Iterable[Cell]) -> Score:
    """Set the cells of one report against the truth.

    A cell that prints a blank counts only where a number was read in it: then it is wrong.
    """
    read_cells: dict[Place, Cell] = {}
    found = [cell for cell in cells if cell.table != "stated"]
    for cell in found:
        read_cells[cell.part, cell.table, cell.row, cell.column] = cell
    failed = _failed(found)
    made = Score(reports=1)
    for place, value in _places(broken.truth):
        part, *key = place
        cell = read_cells.pop(place, None)
        read_value = cell.value if cell else None
        made.cells += value is not None or read_value is not None
        unit = broken.units.get((key[0], key[1], key[2])) if part == 1 else None
        if read_value is None:
            if value is not None and cell and value in candidates(cell):
                made.open += 1
            elif value is not None:
                made.missing += 1
                made.faults.append(f"missing {place} {value:g} raw={cell.raw if cell else None!r}")
        elif value is not None and abs(read_value - value) < 1e-9 and (unit is None or (cell and cell.unit == unit)):
            made.right += 1
        else:
            _wrong(made, place, value, cell, failed)
    for place, cell in read_cells.items():
        if cell.value is not None:
            made.cells += 1
            _wrong(made, place, None, cell, failed)
    return made


def _wrong(made: Score, place: Place, value: float | None, cell: Cell | None, failed: set[Place]) -> None:
    made.wrong += 1
    silent = place[1] != "disclosure" and place not in failed
    made.silent += silent
    read_as = f"{cell.value} {cell.unit} raw={cell.raw!r}" if cell else ""
    made.faults.append(f"{'SILENT' if silent else 'wrong'} {place} {value} read as {read_as}")


def _places(truth: Iterable[Truth]) -> Iterator[tuple[Place, float | None]]:
    for part, cells in enumerate(truth, 1):
        for (table, row, column), value in cells.items():
            yield (part, table, row, column), value


def _failed(cells: list[Cell]) -> set[Place]:
    """The cells that a failed check names, part by part."""
    places: set[Place] = set()
    for part in {cell.part for cell in cells}:
        checks = check_tables(cells_frame(cell for cell in cells if cell.part == part))
        for names in checks.loc[(~checks["ok"]).fillna(False), "cells"]:
            for name in re.findall(r"(\w+)\.(\w+)\.(\w+)=", str(names)):
                places.add((part, *name))
    return places


def candidates(cell: Cell) -> set[float]:
    """The values that `raw` names behind its question mark, parted by bars."""
    _, mark, named = (cell.raw or "").partition(" ?")
    texts = (re.sub(r"\s", "", text) for text in named.split("|"))
    return {float(text) for text in texts if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text)} if mark else set()


def measure(seed: int, reports: int, folder: Path, *, only: str = "") -> dict[str, Score]:
    """Break and read `reports` reports, the kinds in turn; return the score of each kind."""
    names = [name for name in kinds() if only in name]
    found: dict[str, Score] = {name: Score() for name in names}
    for i in range(reports):
        name = names[i % len(names)]
        drawn = draw(random.Random(f"{seed} {name} {i}"), name)
        broken = finish(drawn)
        cells = read(broken, folder)
        made = score(broken, cells)
        values = {(c.table, c.row, c.column): c.value for c in cells if c.part == 1}
        unread = {key for key, value in broken.truth[0].items() if value is not None and values.get(key) is None}
        made.ambiguous = len(undecidable(drawn, unread)) if unread else 0
        made.faults = [f"{i} {fault}" for fault in made.faults]
        found[name] += made
    return found
