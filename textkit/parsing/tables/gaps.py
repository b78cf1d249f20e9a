"""Blank cells of a text with each cell on a line of its own: they are the lines of the source that are blank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, product

from textkit.parsing.tables.lines import Group
from textkit.parsing.tables.numbers import value_of
from textkit.parsing.tables.readings import adds_up, has_total

Cells = tuple[str, ...]
_MOST_FIT = 0.8
"""The share of rows that must have all their cells for blank lines to tell of blank cells."""
_MOST_READINGS = 50
_MOST_LINES = 4
"""A printed cell and the blank lines behind it take no more lines."""


def with_blanks(found: Sequence[Group], width: Callable[[str], int], *, summed: int = 0) -> list[Group]:
    """Put blank cells where the lines of the source tell of them.

    What a browser or a converter writes for a blank cell is a blank line. Copies also part all cells by blank
    lines, and lose lines; the count tells: where nearly every row has then as many cells as columns, and
    its sums hold, blank lines are blank cells.

    Parameters
    ----------
    found
        The groups of numbers of a table.
    width
        Words before a group → how many cells its row has.
    summed
        How many cells make up a row whose last cell is the sum of the others; 0 if none is.

    Returns
    -------
    list of Group
        The groups, with an empty string for each blank cell that lines tell of.

    Examples
    --------
    >>> row = Group("本年新收", ["12", "12"], upright=True, lines=[1, 2, 4, 5])
    >>> other = Group("上年结转", ["0", "0", "0"], upright=True, lines=[5, 6, 7, 8, 9])
    >>> with_blanks([row, other], lambda _: 3, summed=3)[0].cells
    ['12', '', '12']
    """
    told = [g for g in found if len(g.lines) == len(g.cells) + 2 and len(g.cells) <= width(g.before)]
    least = min((b - a for g in told for a, b in pairwise(g.lines)), default=0)
    ways: list[list[list[Cells]]] = []
    for step in range(1, min(least, _MOST_LINES) + 1):
        # each row may end in a line that fills it up
        filled_up = min((g.lines[-1] - g.lines[-2] - step for g in told if g is not found[-1]), default=0) == 1
        for blank, end in product({1, step}, {0, int(filled_up)}):
            sizes = (step, blank)
            ways.append([_spread(g, sizes, end, width(g.before), summed, last=g is found[-1]) for g in told])
    cells_of = _agreed(found, told, ways, summed)
    return [replace(g, cells=list(cells_of.get(id(g), g.cells))) for g in found]


def _agreed(
    found: Sequence[Group], told: Sequence[Group], ways: Sequence[Sequence[Sequence[Cells]]], summed: int
) -> dict[int, Cells]:
    """Return the cells of each group on which the best ways agree: those by which most rows have a reading.

    Readings with their sums printed count before such without. How many of the lines behind the last row are its own
    is not known, so that it must have sums, printed, and one reading by any way.
    """
    for strict in (True, False):
        kept = [[[c for c in cells if not strict or _has_totals(c, summed)] for cells in way] for way in ways]
        fit = [sum(map(bool, way)) for way in kept]
        best = [at for at, n in enumerate(fit) if n == max(fit) and n >= _MOST_FIT * len(told)]
        if best:
            break
    agreed: dict[int, Cells] = {}
    for at, group in enumerate(told):
        every = [cells for way in best for cells in ways[way][at]]
        possible = set(every)
        if group is found[-1]:
            sure = summed and all(_ends(cells, summed) for cells in every)
        else:
            sure = len(every) < _MOST_READINGS
            possible = {cells for cells in every if _has_totals(cells, summed)} or possible
        if sure and len(possible) == 1:
            agreed[id(group)] = possible.pop()
    return agreed


def _spread(group: Group, sizes: tuple[int, int], end: int, n: int, summed: int, *, last: bool) -> list[Cells]:
    """Return the first ways in which the lines of a group may be `n` cells that add up.

    A blank cell takes as many lines as a printed one, or, where that is followed by blank lines, as `sizes`
    says; a mark alone on its line may have been dropped as a rule. Behind the `last` row of a table any number of
    lines may be blank.
    """
    *gaps, tail = [b - a - sizes[0] for a, b in pairwise(group.lines)]
    each = [[k for k in range(n + 1) if _makes_up(gap, k, sizes)] for gap in gaps]
    each.append([k for k in range(n + 1) if (k * min(sizes) <= tail if last else _makes_up(tail - end, k, sizes))])
    spread = (_between(group.cells, blanks) for blanks in _choices(each, n - len(group.cells)))
    return list(islice((cells for cells in spread if all(map(adds_up, _blocks(cells, summed)))), _MOST_READINGS))


def _between(filled: Sequence[str], blanks: Sequence[int]) -> Cells:
    """Return the cells with so many blanks before each and behind the last."""
    cells = [""] * blanks[0]
    for cell, count in zip(filled, blanks[1:], strict=True):
        cells += [cell, *[""] * count]
    return tuple(cells)


def _makes_up(gap: int, blanks: int, sizes: tuple[int, int]) -> bool:
    """Whether a number of blank cells, each of either size, takes `gap` lines."""
    return any(blanks * sizes[0] - k * (sizes[0] - sizes[1]) == gap for k in range(blanks + 1))


def _choices(each: Sequence[Sequence[int]], total: int) -> Iterator[tuple[int, ...]]:
    """Yield a number from each list such that they make up `total`."""
    if not each:
        if total == 0:
            yield ()
        return
    for first in each[0]:
        if first <= total:
            for rest in _choices(each[1:], total - first):
                yield (first, *rest)


def _has_totals(cells: Sequence[str], summed: int) -> bool:
    """Whether every sum is printed whose parts are."""
    return all(map(has_total, _blocks(cells, summed)))


def _ends(cells: Sequence[str], summed: int) -> bool:
    """Whether a sum is printed behind every cell that is."""
    blocks = [cells[at : at + summed] for at in range(0, len(cells), summed)] if summed else []
    return all(block[-1] or not any(block) for block in blocks)


def _blocks(cells: Sequence[str], summed: int) -> list[list[float | None]]:
    values = [value_of(cell)[0] for cell in cells]
    return [values[at : at + summed] for at in range(0, len(values), summed)] if summed else []
