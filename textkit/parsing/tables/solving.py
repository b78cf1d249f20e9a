"""Decide between the readings of rows by the identities that hold in every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from textkit.parsing.tables.numbers import value_of
from textkit.parsing.tables.readings import Reading

_STEPS = 6_000
_NEAR = 1e-6
Balance = tuple[tuple[str, ...], tuple[str, ...]]
"""Rows whose sum is that of other rows, in every column."""


def decide(rows: Mapping[str, list[Reading]], balances: Sequence[Balance]) -> dict[str, list[Reading]]:
    """Keep the readings of each row that agree with the other rows in every column.

    Parameters
    ----------
    rows
        Row → its readings. A row that is not there, or has none, may hold any number.
    balances
        The identities between rows.

    Returns
    -------
    dict
        Row → what is left. Where no readings agree, the rows are as they were: nothing is decided.

    Examples
    --------
    >>> decide({"new": [("69", "3"), ("6", "93")], "total": [("69", "3")]}, [(("new",), ("total",))])["new"]
    [('69', '3')]
    """
    open_rows = [row for row, found in rows.items() if len(found) > 1]
    if not open_rows or not balances:
        return dict(rows)
    state = _State(rows, balances)
    if not state.narrow(open_rows):
        return dict(rows)
    left = state.together([row for row in open_rows if len(state.left[row]) > 1])
    return {row: [found[i] for i in left[row]] for row, found in rows.items()}


@dataclass(slots=True)
class _State:
    """What the rows may still hold, and for each identity the least and the most of its two sides' difference."""

    rows: Mapping[str, list[Reading]]
    balances: Sequence[Balance]
    left: dict[str, list[int]] = field(init=False)
    numbers: dict[str, list[list[float]]] = field(init=False)
    signs: dict[str, list[tuple[int, int]]] = field(init=False)
    spans: list[list[list[float]]] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {
            row: [[value_of(raw)[0] or 0.0 for raw in reading] for reading in found] for row, found in self.rows.items()
        }
        self.left = {row: list(range(len(found))) for row, found in self.rows.items()}
        self.signs = {row: [] for row in self.rows}
        width = max(len(reading) for found in self.numbers.values() for reading in found)
        self.spans = []
        for at, (plus, minus) in enumerate(self.balances):
            low, high = [0.0] * width, [0.0] * width
            for sign, names in ((1, plus), (-1, minus)):
                for name in names:
                    self.signs.setdefault(name, []).append((at, sign))
                    least, most = self._range(name, width)
                    for c in range(width):
                        low[c] += least[c] if sign > 0 else -most[c]
                        high[c] += most[c] if sign > 0 else -least[c]
            self.spans.append([low, high])

    def _range(self, row: str, width: int) -> tuple[list[float], list[float]]:
        found = [self.numbers[row][i] for i in self.left.get(row, ())]
        if not found or len(found[0]) != width:
            return [0.0] * width, [float("inf")] * width
        columns = list(zip(*found, strict=True))
        return [min(column) for column in columns], [max(column) for column in columns]

    def _fits(self, row: str, values: Sequence[float], least: Sequence[float], most: Sequence[float]) -> bool:
        """Whether every identity can still hold if `row` reads `values`."""
        for at, sign in self.signs[row]:
            low, high = self.spans[at]
            for c, value in enumerate(values):
                taken, given = (least[c], most[c]) if sign > 0 else (-most[c], -least[c])
                if low[c] - taken + sign * value > _NEAR or high[c] - given + sign * value < -_NEAR:
                    return False
        return True

    def _shift(self, row: str, before: tuple[list[float], list[float]], after: tuple[list[float], list[float]]) -> None:
        for at, sign in self.signs[row]:
            low, high = self.spans[at]
            for c in range(len(low)):
                least, most = after[0][c] - before[0][c], after[1][c] - before[1][c]
                low[c] += least if sign > 0 else -most
                high[c] += most if sign > 0 else -least

    def narrow(self, open_rows: Sequence[str]) -> bool:
        """Drop readings that no reading of the other rows can balance; false if a row has none left."""
        changed = True
        while changed:
            changed = False
            for row in open_rows:
                width = len(self.numbers[row][0])
                before = self._range(row, width)
                kept = [i for i in self.left[row] if self._fits(row, self.numbers[row][i], *before)]
                if not kept:
                    return False
                if len(kept) < len(self.left[row]):
                    self.left[row] = kept
                    self._shift(row, before, self._range(row, width))
                    changed = True
        return True

    def together(self, open_rows: Sequence[str]) -> dict[str, list[int]]:
        """Try what is left of all open rows together; where that is too much, leave it as it is."""
        order = sorted(open_rows, key=lambda row: (len(self.left[row]), row))
        kept: dict[str, set[int]] = {row: set() for row in order}
        steps = 0
        chosen: list[int] = []

        def descend() -> Iterator[None]:
            nonlocal steps
            if len(chosen) == len(order):
                for row, i in zip(order, chosen, strict=True):
                    kept[row].add(i)
                return
            row = order[len(chosen)]
            before = self._range(row, len(self.numbers[row][0]))
            for i in self.left[row]:
                steps += 1
                if steps > _STEPS:
                    yield None
                    return
                values = self.numbers[row][i]
                if self._fits(row, values, *before):
                    self._shift(row, before, (values, values))
                    chosen.append(i)
                    yield from descend()
                    chosen.pop()
                    self._shift(row, (values, values), before)

        if next(descend(), "done") is None or not all(kept.values()):
            return self.left
        return {row: sorted(kept[row]) if row in kept else found for row, found in self.left.items()}
