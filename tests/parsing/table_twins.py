"""Which cells of a broken table nobody can tell: those in which other valid tables differ that print the same bytes.

A *twin* of a report has the same numbers in other columns, the same digits parted otherwise, or the rows whose label
is lost under other labels; it fulfils every identity, and breaking it in the same way, the dice falling as they fell,
writes the same file. Where the true value and that of a twin differ, no parser can know which it is. Twins are looked
for with no help of the parser: the readings of single rows that leave the file as it is, then a choice between them
(`scipy.optimize.milp`). Where the search for one ends without a find, the cell counts as one that could be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from table_breaker import Drawn
from table_generator import Key
from table_sheets import LABELS, Box, Sheet

from textkit.parsing.tables import load_form

Texts = tuple[str, ...]
_SUMMED = {"requests": 7, "disputes": 5}
"""How many cells make up a sum: the last is that of the others."""
_LONGEST = 6
_NODES = 20_000


def undecidable(drawn: Drawn, keys: set[Key]) -> set[Key]:
    """Return those of the cells `keys` of the first part that have another value in a twin."""
    found: set[Key] = set()
    content = drawn.content()
    for name in _SUMMED | {"disclosure": 0}:
        here = {key for key in keys if key[0] == name}
        if here:
            rows = [row for row in _Rows(drawn, name, content) if row.keys]
            found |= _moved(drawn, rows, here, content)
    here = {key for key in keys - found if key[0] == "requests"}
    return found | {key for key in here if key[1] in _renamed(drawn, content)}


class _Row:
    """A row of a sheet: its cells, and all that they may hold with the same file."""

    def __init__(self, at: int, boxes: Sequence[Box], sheet: Sheet) -> None:
        self.at, self.boxes, self.sheet = at, boxes, sheet
        self.keys = [box.key for box in boxes if box.key]
        self.texts = tuple(box.text for box in boxes if box.key)
        self.choices: list[Texts] = [self.texts]

    def printed(self, texts: Texts) -> list[Box]:
        """Return the boxes of the row with other texts in them."""
        rest = iter(texts)
        return [replace(box, text=next(rest)) if box.key else box for box in self.boxes]

    def within(self, texts: Texts) -> Sheet:
        """Return the sheet with other texts in this row."""
        return [*self.sheet[: self.at], self.printed(texts), *self.sheet[self.at + 1 :]]


def _Rows(drawn: Drawn, name: str, content: tuple[str, bytes]) -> list[_Row]:  # noqa: N802
    """Return the rows of a table with their choices."""
    sheet = drawn.draft.printed[name]
    rows = [_Row(at, boxes, sheet) for at, boxes in enumerate(sheet)]
    summed = _SUMMED.get(name, 0)
    for row in rows:
        for ways in (_spaced(row.texts), _parted(row.texts, summed)):
            others = [texts for texts in dict.fromkeys(ways) if texts != row.texts and _adds_up(texts, summed)]
            # what breaking does to one it does to all; the twin as a whole is printed in the end
            if others and drawn.content(drawn.draft.printed | {name: row.within(others[0])}) == content:
                row.choices += others
    return rows


def _value(text: str) -> float | None:
    bare = re.sub(r"[件,\s]", "", text)
    return float(bare) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", bare) else None


def _worth(text: str) -> float:
    """Return what a printed number adds to a sum: nothing if it is none."""
    return _value(text) or 0.0


def _adds_up(texts: Texts, summed: int) -> bool:
    if not summed:
        return True
    blocks = [[_worth(text) for text in texts[at : at + summed]] for at in range(0, len(texts), summed)]
    return all(sum(block[:-1]) == block[-1] for block in blocks)


def _spaced(texts: Texts) -> Iterator[Texts]:
    """Yield the same printed cells with the blank ones elsewhere."""
    filled = [text for text in texts if text]
    if len(filled) < len(texts):
        for places in combinations(range(len(texts)), len(filled)):
            at = dict(zip(places, filled, strict=True))
            yield tuple(at.get(place, "") for place in range(len(texts)))


def _parted(texts: Texts, summed: int) -> Iterator[Texts]:
    """Yield the same digits parted otherwise, so that each sum is that of its parts."""
    digits = "".join(texts)
    if summed and all(texts) and digits.isdigit() and digits.isascii():
        yield from _blocks(digits, 0, (), len(texts), summed)


def _blocks(digits: str, at: int, texts: Texts, n: int, summed: int) -> Iterator[Texts]:
    if len(texts) == n:
        if at == len(digits):
            yield texts
    elif len(texts) % summed == summed - 1:
        due = f"{sum(map(int, texts[len(texts) - summed + 1 :]))}"
        if digits.startswith(due, at):
            yield from _blocks(digits, at + len(due), (*texts, due), n, summed)
    else:
        longest = 1 if digits[at : at + 1] == "0" else _LONGEST
        for end in range(at + 1, min(at + longest, len(digits) - (n - len(texts) - 1)) + 1):
            yield from _blocks(digits, end, (*texts, digits[at:end]), n, summed)


def _moved(drawn: Drawn, rows: Sequence[_Row], keys: set[Key], content: tuple[str, bytes]) -> set[Key]:
    """Return the cells whose value is another in some choice for all rows by which every identity holds."""
    if all(len(row.choices) == 1 for row in rows):
        return set()
    places = [(row, at) for row in rows for at in range(len(row.choices))]
    found: set[Key] = set()
    while keys - found:
        gain = [_differing(row, row.choices[at], keys - found) for row, at in places]
        chosen = _choose(rows, places, [len(differ) for differ in gain])
        new = set().union(*(differ for differ, taken in zip(gain, chosen, strict=True) if taken))
        if not new:
            break
        _check(drawn, [(row, at) for (row, at), taken in zip(places, chosen, strict=True) if taken], content)
        found |= new
    return found


def _differing(row: _Row, texts: Texts, keys: set[Key]) -> set[Key]:
    """Return the cells of a row that print or are worth something else than in truth."""
    each = zip(row.keys, row.texts, texts, strict=True)
    return {key for key, own, other in each if key in keys and _value(own) != _value(other)}


def _choose(rows: Sequence[_Row], places: Sequence[tuple[_Row, int]], gain: Sequence[int]) -> list[bool]:
    """Choose one reading for each row such that the identities between rows hold and something is gained, if one can."""
    one = np.array([[float(row is own) for own, _ in places] for row in rows])
    constraints = [LinearConstraint(one, 1, 1), LinearConstraint(np.array([gain], float), 1, np.inf)]
    balances = _balances(rows, places)
    if len(balances):
        constraints.append(LinearConstraint(balances, 0, 0))
    solved = milp(
        -np.array(gain, float),
        integrality=np.ones(len(places)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"mip_rel_gap": 2.0, "node_limit": _NODES},
    )
    return [bool(round(x)) for x in solved.x] if solved.x is not None else [at == 0 for _, at in places]


def _balances(rows: Sequence[_Row], places: Sequence[tuple[_Row, int]]) -> np.ndarray:
    """Return what each reading of each row adds to each sum that must be nought."""
    table = rows[0].keys[0][0]
    form = load_form(table)
    sums: list[list[float]] = []
    for identity in form.identities:
        if identity.along == "rows":
            for column in range(len(form.columns)):
                signs = dict.fromkeys(identity.left, 1) | dict.fromkeys(identity.right, -1)
                sums.append([signs.get(row.keys[0][1], 0) * _worth(row.choices[at][column]) for row, at in places])
    return np.array(sums)


def _check(drawn: Drawn, twin: Sequence[tuple[_Row, int]], content: tuple[str, bytes]) -> None:
    """Make sure that a twin as a whole prints the same file and that its columns hold."""
    name = twin[0][0].keys[0][0]
    sheet = list(twin[0][0].sheet)
    for row, at in twin:
        sheet[row.at] = row.printed(row.choices[at])
    assert drawn.content(drawn.draft.printed | {name: sheet}) == content
    balances = _balances([row for row, _ in twin], list(twin))
    assert not len(balances) or not balances.sum(axis=1).any()


def _renamed(drawn: Drawn, content: tuple[str, bytes]) -> set[str]:
    """Return the outcomes whose rows may be those of another outcome that is not printed."""
    outcomes = next(each.left for each in load_form("requests").identities if each.id == "outcomes")
    order = [row.id for row in load_form("requests").rows_of(drawn.draft.tables.layout) if row.id in outcomes]
    sheet = drawn.draft.printed["requests"]
    at = {box.key[1]: y for y, row in enumerate(sheet) for box in row if box.key}
    found: set[str] = set()
    for gone in (name for name in order if name not in at):
        for step in (1, -1):
            # the rows before or behind one that is not there each take its neighbour's label
            other = list(sheet)
            free, k = gone, order.index(gone) - step
            moved: list[str] = []
            while 0 <= k < len(order) and order[k] in at:
                name = order[k]
                other[at[name]] = [_labelled(box, free, drawn) for box in sheet[at[name]]]
                moved.append(name)
                if drawn.content(drawn.draft.printed | {"requests": other}) != content:
                    break
                found |= set(moved)
                free, k = name, k - step
    return found


def _labelled(box: Box, name: str, drawn: Drawn) -> Box:
    """Return a box of a row as it is under another label."""
    if box.key:
        return replace(box, key=(box.key[0], name, box.key[2]))
    return replace(box, text=drawn.draft.wording.label(name) if name in LABELS else name)
