"""Decide between the readings of rows by the identities that hold in every column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textkit.parsing.tables.numbers import value_of
from textkit.parsing.tables.readings import Reading

_STEPS = 20_000
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
    """
    open_rows = [row for row, found in rows.items() if len(found) > 1]
    if not open_rows or not balances:
        return dict(rows)
    numbers = {row: [tuple(value_of(raw)[0] or 0.0 for raw in r) for r in found] for row, found in rows.items()}
    left = {row: list(range(len(found))) for row, found in rows.items()}
    while True:
        changed = False
        for row in open_rows:
            kept = [i for i in left[row] if _may_hold(row, numbers[row][i], numbers, left, balances)]
            if not kept:
                return dict(rows)
            changed = changed or len(kept) < len(left[row])
            left[row] = kept
        if not changed:
            break
    left = _together(open_rows, numbers, left, balances)
    return {row: [found[i] for i in left[row]] for row, found in rows.items()}


Numbers = Mapping[str, Sequence[Sequence[float]]]
Left = Mapping[str, Sequence[int]]


def _may_hold(
    row: str, values: Sequence[float], numbers: Numbers, left: Left, balances: Sequence[Balance]
) -> bool:
    """Whether every identity can still hold if `row` reads `values`."""
    for plus, minus in balances:
        if row not in plus and row not in minus:
            continue
        for column, value in enumerate(values):
            low = high = 0.0
            for sign, names in ((1, plus), (-1, minus)):
                for name in names:
                    least, most = _range(name, column, numbers, left) if name != row else (value, value)
                    low += sign * (least if sign > 0 else most)
                    high += sign * (most if sign > 0 else least)
            if low > 1e-9 or high < -1e-9:
                return False
    return True


def _range(row: str, column: int, numbers: Numbers, left: Left) -> tuple[float, float]:
    found = [numbers[row][i][column] for i in left.get(row, ())]
    return (min(found), max(found)) if found else (0.0, float("inf"))


def _together(open_rows: list[str], numbers: Numbers, left: dict[str, list[int]], balances: Sequence[Balance]) -> dict[str, list[int]]:
    """Try the readings of all open rows together; give up, unchanged, where they are too many."""
    order = sorted(open_rows, key=lambda row: (len(left[row]), row))
    kept: dict[str, set[int]] = {row: set() for row in order}
    trial = dict(left)
    steps = 0

    def descend(depth: int) -> bool:
        nonlocal steps
        if depth == len(order):
            for row in order:
                kept[row].add(trial[row][0])
            return True
        row = order[depth]
        for i in left[row]:
            steps += 1
            if steps > _STEPS:
                return False
            trial[row] = [i]
            if _may_hold(row, numbers[row][i], numbers, trial, balances) and not descend(depth + 1):
                return False
        trial[row] = left[row]
        return True

    if not descend(0) or not all(kept.values()):
        return left
    return {row: sorted(kept[row]) if row in kept else found for row, found in left.items()}
