"""How the numbers of one row may be read into its columns.

Where a row has as many numbers as columns there is one reading. Digits that ran together, numbers that fell
apart and blanks that were lost leave several; the identities of the row keep those whose sums agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import comb

from textkit.parsing.tables.lines import Group
from textkit.parsing.tables.numbers import plain, value_of

Reading = tuple[str, ...]
"""What each column of a row prints; an empty string is a blank."""
Sum = tuple[tuple[int, ...], int]
"""Places of the addends and of their sum."""
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_MOST = 400
_STEPS = 20_000


class _TooMany(Exception):  # noqa: N818 - a finding, caught below
    """There are more ways to read a row than one may try."""


def prints_noughts(groups: Sequence[Group]) -> bool:
    """Whether a table prints its noughts, so that a number that lacks is no blank that was lost."""
    filled = [group.filled for group in groups if group.filled]
    with_nought = [
        cells
        for cells in filled
        if any(cell.startswith("0") or "00" in cell or not _DIGIT.search(cell) for cell in cells)
    ]
    return 3 * len(with_nought) >= len(filled)


def readings(group: Group, columns: Sequence[Sequence[str]], sums: Sequence[Sum], *, blanks: bool) -> list[Reading]:
    """Return the readings of a group of numbers, most often one.

    Parameters
    ----------
    group
        Numbers of one row.
    columns
        Wordings of the label of each column, in order.
    sums
        The identities between the cells of the row.
    blanks
        Whether blanks may have been lost.

    Returns
    -------
    list of tuple of str
        Empty if no reading fits.
    """
    n = len(columns)
    filled = group.filled
    if len(filled) == n:
        literal = tuple(filled)
        return [literal] if group.places or _has_totals([value_of(raw)[0] for raw in literal], sums) else []
    placed = _by_header(group, columns)
    if placed:
        return [placed]
    if len(group.cells) == n:
        return [tuple(group.cells)]
    if not filled:
        return [("",) * n]
    thousands = _thousands(filled)
    if len(thousands) == n < len(filled) and (not sums or agrees([value_of(raw)[0] for raw in thousands], sums)):
        return [tuple(thousands)]
    pieces = _pieces(filled) if len(filled) < n else filled
    if len(pieces) == n:
        return [tuple(pieces)]
    try:
        found = list(dict.fromkeys(_candidates(pieces, n, sums, blanks)))
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


def _candidates(cells: Sequence[str], n: int, sums: Sequence[Sum], blanks: bool) -> Iterator[Reading]:
    """Yield every reading whose sums agree: digits joined, digits parted, blanks between."""
    if len(cells) > n:
        yield from _joined(cells, n, sums)
        return
    # where digits ran together and blanks were lost as well, sums no longer tell which is which
    if sum(map(len, cells)) >= n and not (blanks and sums and not _leading(cells)):
        yield from _parted(cells, n, sums)
    if not blanks or _leading(cells):
        return
    yield from _spaced(cells, n, sums)


def _joined(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    """Numbers that fell apart: every way of joining neighbours to `n` numbers."""
    budget = [_STEPS]
    totals = {total: places for places, total in sums}
    values: list[float] = []
    texts: list[str] = []

    def join(at: int) -> Iterator[Reading]:
        budget[0] -= 1
        if budget[0] < 0:
            raise _TooMany
        if len(texts) == n:
            if at == len(cells):
                yield tuple(texts)
            return
        most = len(cells) - at - (n - len(texts) - 1)
        for taken in range(1, most + 1):
            part = cells[at : at + taken]
            if taken > 1 and (part[0] == "0" or not all(c.isdigit() for c in part)):
                break
            value = float("".join(part)) if taken > 1 else value_of(part[0])[0] or 0.0
            due = totals.get(len(texts))
            if due is not None and abs(value - sum(values[i] for i in due)) > 1e-6:
                continue
            values.append(value)
            texts.append(" ".join(part))
            yield from join(at + taken)
            values.pop()
            texts.pop()

    yield from join(0)


def _parted(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    """Digits that ran together: every way of parting them to `n` numbers without a leading nought."""
    budget = [_STEPS]
    totals = {total: places for places, total in sums}
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
        lengths: Sequence[int] = (rest,)
        if _DIGITS.fullmatch(whole[sign:]):
            lengths = [*range(1 + sign, whole.find(".") if "." in whole else rest), rest]
        place = len(texts)
        due = totals.get(place)
        for length in lengths:
            text = whole[:length]
            if length > 1 + sign and text[sign] == "0" and "." not in text:
                break
            value = value_of(text)[0]
            if due is not None and abs((value or 0.0) - sum(values[i] for i in due)) > 1e-6:
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
    variants = list(_variants(cells))
    if sum(comb(n, len(joined)) for joined in variants) > _STEPS:
        raise _TooMany
    for joined in variants:
        yield from _spread(joined, n, sums)


def _variants(cells: Sequence[str]) -> Iterator[list[str]]:
    """Yield the numbers as they stand, then with neighbours joined that may be one number, in up to two places."""
    yield list(cells)
    places = [
        at for at, (left, right) in enumerate(pairwise(cells)) if left.isdigit() and right.isdigit() and left[0] != "0"
    ]
    for count in (1, 2):
        for chosen in combinations(places, count):
            joined: list[str] = []
            for at, cell in enumerate(cells):
                if at - 1 in chosen:
                    joined[-1] += f" {cell}"
                else:
                    joined.append(cell)
            yield joined


def _spread(cells: Sequence[str], n: int, sums: Sequence[Sum]) -> Iterator[Reading]:
    values = [value_of(cell)[0] for cell in cells]
    for places in combinations(range(n), len(cells)):
        numbers: list[float | None] = [None] * n
        for place, value in zip(places, values, strict=True):
            numbers[place] = value
        if agrees(numbers, sums) and _has_totals(numbers, sums):
            at = dict(zip(places, cells, strict=True))
            yield tuple(at.get(place, "") for place in range(n))


def _leading(cells: Sequence[str]) -> bool:
    """Whether a number begins with a nought, and so is several that ran together."""
    return any(len(cell) > 1 and cell[0] == "0" and cell.isdigit() for cell in cells)


def _has_totals(values: Sequence[float | None], sums: Sequence[Sum]) -> bool:
    """Whether a total is printed wherever its parts are: where order alone tells columns, all else is doubtful."""
    return all(values[total] is not None or all(values[i] is None for i in places) for places, total in sums)


def agrees(values: Sequence[float | None], sums: Sequence[Sum]) -> bool:
    """Whether every sum agrees; blanks add nothing, and a missing sum is not asked for."""
    for places, total in sums:
        expected = values[total]
        if expected is not None and abs(sum(values[i] or 0.0 for i in places) - expected) > 1e-6:
            return False
    return True
