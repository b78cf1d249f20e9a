"""How the numbers of one row may be read into its columns.

Where a row has as many numbers as columns there is one reading. Digits that ran together, numbers that fell
apart and blanks that were lost leave several; the identities of the row keep those whose sums agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from textkit.parsing.tables.lines import Group
from textkit.parsing.tables.numbers import plain, value_of

Reading = tuple[str, ...]
"""What each column of a row prints; an empty string is a blank."""
Sum = tuple[tuple[int, ...], int]
"""Places of the addends and of their sum."""
_MOST = 400
_STEPS = 60_000


class _TooMany(Exception):  # noqa: N818 - a finding, caught below
    """There are more ways to read a row than one may try."""


def readings(group: Group, columns: Sequence[Sequence[str]], sums: Sequence[Sum]) -> list[Reading]:
    """Return the readings of a group of numbers, most often one.

    Parameters
    ----------
    group
        Numbers of one row.
    columns
        Wordings of the label of each column, in order.
    sums
        The identities between the cells of the row.

    Returns
    -------
    list of tuple of str
        Empty if no reading fits.
    """
    n = len(columns)
    filled = group.filled
    if len(filled) == n:
        return [tuple(filled)]
    placed = _by_header(group, columns)
    if placed:
        return [placed]
    if len(group.cells) == n:
        return [tuple(group.cells)]
    if not filled:
        return [("",) * n]
    thousands = _thousands(filled)
    if len(thousands) == n and len(filled) > n:
        if not sums or agrees([value_of(raw)[0] for raw in thousands], sums):
            return [tuple(thousands)]
    pieces = _pieces(filled) if len(filled) < n else filled
    if len(pieces) == n:
        return [tuple(pieces)]
    try:
        found = list(dict.fromkeys(_candidates(pieces, n, sums)))
    except _TooMany:
        return []
    return found if len(found) <= _MOST else []


def _by_header(group: Group, columns: Sequence[Sequence[str]]) -> Reading | None:
    """Read by the columns of the header, where every number stands under one."""
    if not group.header or not group.places:
        return None
    at: list[int] = []
    for names in columns:
        wordings = {"".join(c for c in name if "\u4e00" <= c <= "\u9fff") for name in names}
        place = next((p for p in sorted(group.header) if group.header[p] in wordings and p not in at), None)
        if place is None or (at and place < at[-1]):
            return None
        at.append(place)
    by_place = dict(zip(group.places, group.cells, strict=True))
    if any(raw and place not in at for place, raw in by_place.items()):
        return None
    return tuple(by_place.get(place, "") for place in at)


def _thousands(cells: Sequence[str]) -> list[str]:
    """Join groups of three digits to the number they were parted from: 2 306."""
    joined: list[str] = []
    for cell in cells:
        last = joined[-1].split(" ") if joined else []
        whole = bool(last) and all(part.isdigit() for part in last) and last[0] != "0" and len(last[0]) <= 3
        if whole and len(cell) == 3 and cell.isdigit():
            joined[-1] += f" {cell}"
        else:
            joined.append(cell)
    return joined


def _pieces(cells: Sequence[str]) -> list[str]:
    """Part numbers at commas that part cells rather than thousands, as in csv."""
    return [piece for cell in cells for piece in plain(cell).split(",")]


def _candidates(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    """Yield every reading whose sums agree: digits joined, digits parted, blanks between."""
    if len(cells) > n:
        yield from _joined(cells, n, sums)
        return
    if sum(map(len, cells)) >= n:
        yield from _parted(cells, n, sums)
    if sums:
        yield from _spaced(cells, n, sums)
    elif len(cells) < n:
        for places in combinations(range(n), len(cells)):
            yield _place(cells, places, n)


def _joined(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    """Numbers that fell apart: every way of joining neighbours to `n` numbers."""
    steps = 0
    for cuts in combinations(range(1, len(cells)), n - 1):
        steps += 1
        if steps > _STEPS:
            raise _TooMany
        bounds = (0, *cuts, len(cells))
        parts = [cells[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
        if any(len(part) > 1 and (part[0] == "0" or not all(c.isdigit() for c in part)) for part in parts):
            continue
        reading = tuple(" ".join(part) for part in parts)
        if agrees([float("".join(part)) if len(part) > 1 else value_of(part[0])[0] for part in parts], sums):
            yield reading


def _parted(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    """Digits that ran together: every way of parting them to `n` numbers without a leading nought."""
    budget = [_STEPS]
    totals = {total: (places, total) for places, total in sums}
    values: list[float] = []
    texts: list[str] = []

    def part(at: int, offset: int) -> Iterator[Reading]:
        budget[0] -= 1
        if budget[0] < 0:
            raise _TooMany
        if at == len(cells):
            if len(texts) == n:
                yield tuple(texts)
            return
        cell = cells[at]
        rest = len(cell) - offset
        room = sum(map(len, cells[at + 1 :])) + rest
        if len(texts) >= n or room < n - len(texts):
            return
        whole = cell[offset:]
        sign = int(whole[0] in "+-")
        lengths: Sequence[int] = range(1 + sign, rest + 1) if whole[sign:].isdigit() else (rest,)
        place = len(texts)
        due = totals.get(place)
        for length in lengths:
            text = whole[:length]
            if length > 1 + sign and text[sign] == "0" and "." not in text:
                break
            value = value_of(text)[0]
            if due and value != sum(values[i] for i in due[0]):
                continue
            values.append(value or 0.0)
            texts.append(text)
            done = length == rest
            yield from part(at + 1 if done else at, 0 if done else offset + length)
            values.pop()
            texts.pop()

    yield from part(0, 0)


def _spaced(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    """Blanks that were lost: every way of spreading the numbers over `n` columns."""
    for places in combinations(range(n), len(cells)):
        reading = _place(cells, places, n)
        if agrees([value_of(raw)[0] for raw in reading], sums):
            yield reading


def _place(cells: Sequence[str], places: Sequence[int], n: int) -> Reading:
    reading = [""] * n
    for place, cell in zip(places, cells, strict=True):
        reading[place] = cell
    return tuple(reading)


def agrees(values: Sequence[float | None], sums: Sequence[Sum]) -> bool:
    """Whether every sum agrees; blanks add nothing, and a missing sum is not asked for."""
    for places, total in sums:
        expected = values[total]
        if expected is not None and abs(sum(values[i] or 0.0 for i in places) - expected) > 1e-9:
            return False
    return True
