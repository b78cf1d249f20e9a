"""How the numbers of one row may be read into its columns.

Where a row has as many numbers as columns there is one reading. Digits that ran together, numbers that fell
apart and blanks that were lost leave several; the sum at the end of the row keeps those that add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from textkit.parsing.tables.lines import Group
from textkit.parsing.tables.numbers import plain, value_of

Reading = tuple[str, ...]
"""What each column of a row prints; an empty string is a blank."""
_DIGIT = re.compile(r"\d")
_THREE = re.compile(r"\d{3}(?:\.\d+)?")
_MOST = 3_000
_STEPS = 150_000
_LONGEST = 7
"""No count has more digits."""
_NEAR = 1e-6


class _TooMany(Exception):  # noqa: N818 - a finding, caught below
    """There are more ways to read a row than one may try."""


def loses_blanks(groups: Sequence[Group], n: int) -> bool:
    """Whether blank cells of a table may have vanished from its text.

    A table that prints no noughts has blanks instead; and a row with fewer digits than columns is no row
    whose digits ran together.
    """
    filled = [group.filled for group in groups if group.filled]
    with_nought = [
        cells
        for cells in filled
        if any(cell.startswith("0") or "00" in cell or not _DIGIT.search(cell) for cell in cells)
    ]
    too_few = any(sum(map(len, cells)) < n for cells in filled)
    return too_few or 3 * len(with_nought) < len(filled)


def readings(group: Group, columns: Sequence[Sequence[str]], *, summed: bool, blanks: bool) -> list[Reading]:
    """Return the readings of a group of numbers, most often one.

    Parameters
    ----------
    group
        Numbers of one row.
    columns
        Wordings of the label of each column, in order.
    summed
        Whether the last column is the sum of the others.
    blanks
        Whether blanks may have been lost.

    Returns
    -------
    list of tuple of str
        Empty if no reading fits.
    """
    return block_readings(group, columns, 1, summed=summed, blanks=blanks)[0]


def block_readings(
    group: Group, columns: Sequence[Sequence[str]], count: int, *, summed: bool, blanks: bool
) -> list[list[Reading]]:
    """Return the readings of each of `count` rows that stand side by side in one group; see `readings`."""
    n = len(columns)
    size = n * count
    filled = group.filled
    if len(filled) == size:
        literal = _blocks(filled, n)
        if group.places or not summed or all(has_total([value_of(raw)[0] for raw in each]) for each in literal):
            return [[each] for each in literal]
        return [[] for _ in range(count)]
    placed = tuple(group.cells) if len(group.cells) == size else _by_header(group, [*columns] * count)
    if placed is None and not filled:
        placed = ("",) * size
    if placed is None:
        thousands = _thousands(filled)
        if len(thousands) == size < len(filled) and (not summed or all(map(_adds_up, _blocks(thousands, n)))):
            placed = tuple(thousands)
    pieces = _pieces(filled) if len(filled) < size else filled
    if placed is None and len(pieces) == size and (not summed or all(map(_adds_up, _blocks(pieces, n)))):
        placed = tuple(pieces)
    if placed is not None:
        return [[each] for each in _blocks(placed, n)]
    try:
        return (
            _summed(pieces, n, count, blanks=blanks, upright=group.upright)
            if summed
            else [_unsummed(pieces, size, blanks=blanks or group.upright)]
        )
    except _TooMany:
        return [[] for _ in range(count)]


def _blocks(cells: Sequence[str], n: int) -> list[Reading]:
    return [tuple(cells[at : at + n]) for at in range(0, len(cells), n)]


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
    if max(group.places) < at[-1]:
        return None
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
        if whole and _THREE.fullmatch(cell):
            joined[-1] += f" {cell}"
        else:
            joined.append(cell)
    return joined


def _pieces(cells: Sequence[str]) -> list[str]:
    """Part numbers at commas that part cells rather than thousands, as in csv."""
    return [piece for cell in cells for piece in plain(cell).split(",")]


def _unsummed(cells: Sequence[str], n: int, *, blanks: bool) -> list[Reading]:
    """Return every reading of a row that no sum tests, so that one alone would be taken on trust."""
    found: list[Reading] = []
    if len(cells) > n:
        found += _joined_freely(cells, n)
        found += [tuple(left) for left in combinations(cells, n)]
    else:
        found += _parted_freely(cells, n)
        if blanks or len(cells) > 1 or len(found) < 2:
            for places in combinations(range(n), len(cells)):
                at = dict(zip(places, cells, strict=True))
                found.append(tuple(at.get(place, "") for place in range(n)))
    return list(dict.fromkeys(found)) if len(found) <= _MOST else []


def _joined_freely(cells: Sequence[str], n: int) -> Iterator[Reading]:
    for cuts in combinations(range(1, len(cells)), n - 1):
        parts = [cells[a:b] for a, b in zip((0, *cuts), (*cuts, len(cells)), strict=True)]
        if all(len(part) == 1 or _may_join(part) for part in parts):
            yield tuple(" ".join(part) for part in parts)


def _may_join(part: Sequence[str]) -> bool:
    return part[0] != "0" and all(cell.isdigit() for cell in part)


def _parted_freely(cells: Sequence[str], n: int) -> Iterator[Reading]:
    text, edges = _string(cells)
    inner = sorted(set(range(1, len(text))) & edges)
    for cuts in combinations(inner, n - 1):
        spans = list(zip((0, *cuts), (*cuts, len(text)), strict=True))
        if all(_whole(text, a, b, edges) for a, b in spans) and _token_edges(cells) <= {0, *cuts, len(text)}:
            yield tuple(text[a:b] for a, b in spans)


def _summed(cells: Sequence[str], n: int, count: int, *, blanks: bool, upright: bool) -> list[list[Reading]]:
    """Return the readings of rows that add up: numbers joined, digits parted, blanks between.

    Among numbers that stand `upright`, each on a line of its own, one may be that of a page, and none ran together.
    """
    if len(cells) > n * count:
        ways: list[Sequence[_Way]] = [[_Joining(cells, n)]]
        if upright and len(cells) == n * count + 1:
            ways = [[*ways[0], *(_Joining([*cells[:at], *cells[at + 1 :]], n) for at in range(len(cells)))]]
    else:
        # where digits ran together and blanks were lost as well, sums no longer tell which is which
        leading = any(len(cell) > 1 and cell[0] == "0" and cell.isdigit() for cell in cells)
        ways = [[_Parting(cells, n)], [_Spacing(cells, n)]]
        if leading:
            ways = ways[:1]
        elif sum(map(len, cells)) < n * count or (upright and len(cells) > 1):
            ways = ways[1:]
        elif blanks:
            ways.reverse()
    found: list[list[Reading]] = [[] for _ in range(count)]
    for tried in ways:
        if not all(found):
            made = [way.blocks(count) for way in tried]
            found = [list(dict.fromkeys(reading for blocks in made for reading in blocks[k])) for k in range(count)]
    return [each if len(each) <= _MOST else [] for each in found]


class _Way:
    """A way to read a run of cells as rows of `n` numbers, the last of which is the sum of the others."""

    def __init__(self, cells: Sequence[str], n: int) -> None:
        self.cells = cells
        self.n = n
        self.end = len(cells)
        self.steps = _STEPS

    def row(self, start: int, last: bool) -> Iterator[tuple[int, Reading]]:
        """Yield where a row that begins at `start` may end, and what it then reads; the `last` ends the run."""
        raise NotImplementedError

    def blocks(self, count: int) -> list[list[Reading]]:
        """Return the readings of each of `count` rows that together take the whole run."""
        reached: list[dict[int, list[tuple[int, Reading]]]] = []
        starts = {0}
        for k in range(count):
            rows = {start: list(self.row(start, k == count - 1)) for start in sorted(starts)}
            reached.append(rows)
            starts = {end for found in rows.values() for end, _ in found}
        goal = {self.end}
        readings: list[list[Reading]] = []
        for rows in reversed(reached):
            kept = [(s, reading) for s, found in rows.items() for end, reading in found if end in goal]
            goal = {start for start, _ in kept}
            readings.append([reading for _, reading in kept])
        return readings[::-1]

    def step(self) -> None:
        """Count a step; there may be too many."""
        self.steps -= 1
        if self.steps < 0:
            raise _TooMany


class _Joining(_Way):
    """Numbers that fell apart: every way of joining neighbours."""

    def row(self, start: int, last: bool) -> Iterator[tuple[int, Reading]]:
        most = len(self.cells) - start
        texts: list[str] = []

        def join(at: int, total: float) -> Iterator[tuple[int, Reading]]:
            self.step()
            for taken in range(1, most - (at - start) + 1):
                part = self.cells[at : at + taken]
                if taken > 1 and not _may_join(part):
                    break
                value = float("".join(part)) if taken > 1 else value_of(part[0])[0] or 0.0
                end = at + taken
                texts.append(" ".join(part))
                if len(texts) < self.n:
                    yield from join(end, total + value)
                elif abs(value - total) < _NEAR and (end == self.end or not last):
                    yield end, tuple(texts)
                texts.pop()

        yield from join(start, 0.0)


class _Spacing(_Way):
    """Blanks that were lost: every way of spreading the numbers over the columns, the last under the sum."""

    def row(self, start: int, last: bool) -> Iterator[tuple[int, Reading]]:
        longest = min(self.n, self.end - start)
        for taken in [self.end - start] if last and self.end - start <= self.n else range(longest + 1):
            run = self.cells[start : start + taken]
            values = [value_of(cell)[0] or 0.0 for cell in run]
            if values and abs(sum(values[:-1]) - values[-1]) > _NEAR:
                continue
            if not values:
                yield start, ("",) * self.n
                continue
            # a sum of nought may be blank like its parts; any other is printed where they are
            spread = combinations(range(self.n), taken)
            for places in spread:
                self.step()
                if places[-1] == self.n - 1 or not any(values):
                    at = dict(zip(places, run, strict=True))
                    yield start + taken, tuple(at.get(place, "") for place in range(self.n))


class _Parting(_Way):
    """Digits that ran together: every way of parting them to numbers without a leading nought."""

    def __init__(self, cells: Sequence[str], n: int) -> None:
        super().__init__(cells, n)
        self.text, self.edges = _string(cells)
        self.forced = sorted(_token_edges(cells))
        self.end = len(self.text)

    def row(self, start: int, last: bool) -> Iterator[tuple[int, Reading]]:
        if not last:
            yield from self._onward(start, (), 0.0)
            return
        for at in range(self.end - 1, max(start + self.n - 1, self.end - _LONGEST) - 1, -1):
            if self._cuts(at, self.end):
                break
            if _whole(self.text, at, self.end, self.edges) and at - start <= (self.n - 1) * (self.end - at):
                total = value_of(self.text[at:])[0] or 0.0
                yield from ((self.end, (*texts, self.text[at:])) for texts in self._fill(start, at, total))

    def _onward(self, at: int, texts: Reading, total: float) -> Iterator[tuple[int, Reading]]:
        """Yield where a row may end that goes on from `at`: at the sum that its numbers ask for."""
        self.step()
        if len(texts) == self.n - 1:
            due = f"{total:.0f}"
            end = at + len(due)
            if self.text.startswith(due, at) and not self._cuts(at, end) and _whole(self.text, at, end, self.edges):
                yield end, (*texts, due)
            return
        for end in range(at + 1, min(at + _LONGEST, self.end) + 1):
            if self._cuts(at, end):
                break
            if _whole(self.text, at, end, self.edges):
                text = self.text[at:end]
                yield from self._onward(end, (*texts, text), total + (value_of(text)[0] or 0.0))

    def _cuts(self, start: int, end: int) -> bool:
        """Whether an end of a printed number stands within a stretch."""
        return any(start < edge < end for edge in self.forced)

    def _fill(self, start: int, stop: int, total: float) -> Iterator[Reading]:
        """Yield the numbers before a sum: the stretch in `n` - 1 numbers that make it up."""
        texts: list[str] = []
        longest = len(f"{total:.0f}")

        def fill(at: int, rest: float) -> Iterator[Reading]:
            self.step()
            left = self.n - 1 - len(texts)
            if left == 0:
                if at == stop and rest < _NEAR:
                    yield tuple(texts)
                return
            for end in range(at + 1, stop - left + 2):
                if self._cuts(at, end):
                    break
                if stop - end > (left - 1) * longest or not _whole(self.text, at, end, self.edges):
                    continue
                value = value_of(self.text[at:end])[0] or 0.0
                if value > rest + _NEAR:
                    break
                texts.append(self.text[at:end])
                yield from fill(end, rest - value)
                texts.pop()

        yield from fill(start, total)


def _string(cells: Sequence[str]) -> tuple[str, set[int]]:
    """Return the cells as one string, and where it may be parted: within digits, and where cells end."""
    edges: set[int] = set()
    at = 0
    for cell in cells:
        edges |= {at, at + len(cell)}
        if cell.isdigit():
            edges |= set(range(at, at + len(cell)))
        at += len(cell)
    return "".join(cells), edges


def _token_edges(cells: Sequence[str]) -> set[int]:
    edges = {0}
    for cell in cells:
        edges.add(max(edges) + len(cell))
    return edges


def _whole(text: str, start: int, end: int, edges: set[int]) -> bool:
    """Whether a stretch may be one number: it begins and ends where it may, and not with a nought."""
    leads = text[start] == "0" and end - start > 1 and text[start:end].isdigit()
    return start in edges and end in edges and not leads


def has_total(values: Sequence[float | None]) -> bool:
    """Whether a total is printed where its parts are: where order alone tells columns, all else is doubtful."""
    return values[-1] is not None or not any(values[:-1])


def _adds_up(cells: Sequence[str]) -> bool:
    return adds_up([value_of(raw)[0] for raw in cells])


def adds_up(values: Sequence[float | None]) -> bool:
    """Whether the last value is the sum of the others; blanks add nothing, and a missing sum is not asked for."""
    expected = values[-1]
    return expected is None or abs(sum(value or 0.0 for value in values[:-1]) - expected) <= _NEAR
