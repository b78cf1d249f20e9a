"""Decide between the readings of rows by the identities that hold in every column.

Constraint propagation on sums, column by column, with sets of reachable sums as the bits of an integer (Trick, 2003,
"A dynamic programming approach for consistency and propagation for knapsack constraints"), then integer programming
over the whole table (HiGHS): a number stays if a choice for all rows holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textkit.parsing.tables.numbers import value_of
from textkit.parsing.tables.readings import Reading

_LARGEST = 200_000
_MOST_CHOICES = 4_000
"""More readings than this, of all rows together, are not weighed against each other."""
_GAP = 2.0
"""A search stops at a choice that may be so much worse than the best: any choice tells something."""
_NODES = 700
"""All searches together look at no more branches: bounded by count, not by the clock, so that any machine decides the
same."""
_INFEASIBLE = 2
Balance = tuple[tuple[str, ...], tuple[str, ...]]
"""Rows whose sum is that of other rows, in every column."""
_Domains = dict[str, list[int]]


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
    left = problem.decided(left)
    return {row: [found[i] for i in left[row]] if row in left else found for row, found in rows.items()}


class _Problem:
    """The numbers of each reading of each row, and the identities they have to fulfil."""

    def __init__(self, rows: Mapping[str, list[Reading]], balances: Sequence[Balance]) -> None:
        self.numbers = {
            row: [[round(value_of(raw)[0] or 0.0) for raw in reading] for reading in found]
            for row, found in rows.items()
            if found
        }
        width = len(next(iter(self.numbers.values()))[0])
        sides = [[*((row, 1) for row in plus), *((row, -1) for row in minus)] for plus, minus in balances]
        self.columns = range(width)
        self.sums = [
            (terms, column)
            for terms in sides
            for column in self.columns
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

    def decided(self, left: _Domains) -> _Domains:
        """Drop readings that differ in a number in which all choices for all rows agree; if it is not known, all stay.

        Each search asks for a choice that differs from the first in as many numbers as can be of those that did not
        differ yet; if there is none, those are decided.
        """
        places = [(row, i) for row in left for i in left[row] if len(left[row]) > 1]
        if not places or len(places) > _MOST_CHOICES:
            return left
        search = _Search(self, left, places)
        first = search.choose(None)
        if not first:
            return left
        numbers = {places[at][0]: self.numbers[places[at][0]][places[at][1]] for at in first}
        same = {(row, column) for row in numbers for column in self.columns}
        while True:
            differ = [
                {(row, c) for c in self.columns if (row, c) in same and self.numbers[row][i][c] != numbers[row][c]}
                for row, i in places
            ]
            chosen = search.choose([len(each) for each in differ])
            if chosen is None:
                return left
            if not chosen:
                kept = {place for place, each in zip(places, differ, strict=True) if not each}
                return {row: [i for i in left[row] if row not in numbers or (row, i) in kept] for row in left}
            same -= {each for at in chosen for each in differ[at]}


class _Search:
    """The choice of one reading for each open row, such that every identity holds, as an integer program."""

    def __init__(self, problem: _Problem, left: _Domains, places: Sequence[tuple[str, int]]) -> None:
        import numpy as np

        rows = list(dict.fromkeys(row for row, _ in places))
        # a row without readings may hold any number in a column
        free = sorted({(row, c) for terms, c in problem.sums for row, _ in terms if row not in left})
        self.size, self.free = len(places), len(free)
        self.nodes = _NODES
        self.due = np.array([1] * len(rows) + [0] * len(problem.sums), dtype=float)
        self.matrix = np.zeros((len(self.due), self.size + self.free))
        for at, (row, _) in enumerate(places):
            self.matrix[rows.index(row), at] = 1
        for line, (terms, column) in enumerate(problem.sums, len(rows)):
            for row, sign in terms:
                numbers = problem.numbers.get(row, [])
                if row in rows:
                    for at, (name, i) in enumerate(places):
                        self.matrix[line, at] += sign * numbers[i][column] if name == row else 0
                elif row in left:
                    self.due[line] -= sign * numbers[left[row][0]][column]
                else:
                    self.matrix[line, self.size + free.index((row, column))] = sign

    def choose(self, gain: Sequence[int] | None) -> list[int] | None:
        """Return the places of a choice, with some gain if one is told: none if there is none, ``None`` if unknown."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        constraints = [LinearConstraint(self.matrix, self.due, self.due)]
        wanted = np.array([*(gain or [0] * self.size), *[0] * self.free], dtype=float)
        if gain is not None:
            if not wanted.any() or self.nodes <= 0:
                return None if wanted.any() else []
            constraints.append(LinearConstraint(wanted, 1, np.inf))
        solved = milp(
            -wanted,
            integrality=np.ones(len(wanted)),
            bounds=Bounds(0, np.array([1.0] * self.size + [np.inf] * self.free)),
            constraints=constraints,
            options={"mip_rel_gap": _GAP, "node_limit": self.nodes},
        )
        self.nodes -= max(1, solved.mip_node_count or 0)
        if solved.x is None:
            return [] if solved.status == _INFEASIBLE else None
        found = np.round(solved.x)
        if not np.array_equal(self.matrix @ found, self.due) or (gain is not None and wanted @ found < 1):
            return None
        return [at for at in range(self.size) if found[at]]


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
