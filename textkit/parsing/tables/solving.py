"""Decide between the readings of rows by the identities that hold in every column.

Constraint propagation on sums, column by column, with sets of reachable sums as the bits of an integer (Trick, 2003,
"A dynamic programming approach for consistency and propagation for knapsack constraints"), then search: a reading
stays if a choice for all rows holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textkit.parsing.tables.numbers import value_of
from textkit.parsing.tables.readings import Reading

_NODES = 400
_LARGEST = 200_000
Balance = tuple[tuple[str, ...], tuple[str, ...]]
"""Rows whose sum is that of other rows, in every column."""
_Domains = dict[str, list[int]]


class _TooLong(Exception):  # noqa: N818 - a finding, caught below
    """The search takes longer than one may search."""


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
    problem = _Problem(rows, balances)
    left = problem.narrow({row: list(range(len(found))) for row, found in rows.items() if found})
    if left is None:
        return dict(rows)
    left = problem.supported(left)
    return {row: [found[i] for i in left[row]] if row in left else found for row, found in rows.items()}


class _Problem:
    """The numbers of each reading of each row, and the identities they have to fulfil."""

    def __init__(self, rows: Mapping[str, list[Reading]], balances: Sequence[Balance]) -> None:
        self.nodes = _NODES
        self.numbers = {
            row: [[round(value_of(raw)[0] or 0.0) for raw in reading] for reading in found]
            for row, found in rows.items()
            if found
        }
        width = len(next(iter(self.numbers.values()))[0])
        sides = [[*((row, 1) for row in plus), *((row, -1) for row in minus)] for plus, minus in balances]
        self.sums = [
            (terms, column)
            for terms in sides
            for column in range(width)
            if any(len(self.numbers.get(row, ())) > 1 for row, _ in terms)
        ]

    def narrow(self, left: _Domains) -> _Domains | None:
        """Drop readings with a number that nothing in the other rows balances; none if a row has none left."""
        left = dict(left)
        changed = True
        while changed:
            changed = False
            for terms, column in self.sums:
                over = 0
                values: list[tuple[int, list[int] | None]] = []
                names: list[str] = []
                for row, sign in terms:
                    kept = left.get(row)
                    if kept is not None and len(kept) == 1:
                        over += sign * self.numbers[row][kept[0]][column]
                    else:
                        found = None if kept is None else sorted({self.numbers[row][i][column] for i in kept})
                        values.append((sign, found))
                        names.append(row)
                if not values and over:
                    return None
                for at, good in _balanced(values, over):
                    kept = [i for i in left[names[at]] if self.numbers[names[at]][i][column] in good]
                    if not kept:
                        return None
                    left[names[at]] = kept
                    changed = True
        return left

    def supported(self, left: _Domains) -> _Domains:
        """Keep the readings that stand in some choice for all rows; where the search is too long, all stay."""
        seen: set[tuple[str, int]] = set()
        for row in sorted(left, key=lambda name: (len(left[name]), name)):
            for i in list(left[row]) if len(left[row]) > 1 else ():
                if (row, i) in seen:
                    continue
                try:
                    choice = self._choice({**left, row: [i]})
                except _TooLong:
                    return left
                if choice is None:
                    left = {**left, row: [other for other in left[row] if other != i]}
                else:
                    seen |= {(name, found[0]) for name, found in choice.items()}
        return left

    def _choice(self, left: _Domains) -> _Domains | None:
        """Return one reading for each row such that every identity holds, or none."""
        self.nodes -= 1
        if self.nodes < 0:
            raise _TooLong
        narrowed = self.narrow(left)
        if narrowed is None:
            return None
        row = min((r for r in narrowed if len(narrowed[r]) > 1), key=lambda r: (len(narrowed[r]), r), default=None)
        if row is None:
            return narrowed
        for i in narrowed[row]:
            choice = self._choice({**narrowed, row: [i]})
            if choice is not None:
                return choice
        return None


def _balanced(terms: Sequence[tuple[int, list[int] | None]], over: int) -> Iterator[tuple[int, set[int]]]:
    """Yield a term of a sum that is to be 0 together with `over`, of which not all values can be, and those that can.

    A term without values may be any number. Terms with the sign 1 come before those with -1, so that partial
    sums rise from `over` and come down to 0, and no more than the lesser side can hold has to be looked at.
    """
    start, goal = max(over, 0), max(-over, 0)
    sides: list[int] = []
    for which, most in ((1, start), (-1, goal)):
        found = [values for sign, values in terms if sign == which]
        if None not in found:
            sides.append(most + sum(values[-1] for values in found if values))
    limit = min(sides, default=_LARGEST + 1)
    if limit > _LARGEST or any(values and values[0] < 0 for _, values in terms):
        return
    if start > limit or goal > limit:
        yield from ((at, set()) for at, (_, values) in enumerate(terms[:1]) if values)
        return
    before, after = [1 << start], [1 << goal]
    for sign, values in terms:
        before.append(_reached(before[-1], values, sign, limit))
    for sign, values in reversed(terms):
        after.append(_reached(after[-1], values, -sign, limit))
    after.reverse()
    for at, (sign, values) in enumerate(terms):
        if values:
            good = {v for v in values if _reached(before[at], [v], sign, limit) & after[at + 1]}
            if len(good) < len(values):
                yield at, good
                return


def _reached(sums: int, values: Sequence[int] | None, sign: int, limit: int) -> int:
    """Return the sums, as bits, that a term leads to from others; one that may be any number, to all above or below."""
    if values is None:
        if not sums:
            return 0
        low = (sums & -sums).bit_length() - 1
        return (((1 << limit + 1) - 1) >> low << low) if sign > 0 else (1 << sums.bit_length()) - 1
    found = 0
    for value in values:
        found |= sums << value if sign > 0 else sums >> value
    return found & ((1 << limit + 1) - 1)
