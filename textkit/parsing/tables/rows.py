"""Which group of numbers belongs to which row of a table whose rows stand in official order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textkit.parsing.tables.forms import Label
from textkit.parsing.tables.lines import Group, han

# Costs of the alignment: a row without numbers, numbers without a row, a count that does not fit.
_NO_NUMBERS = 1.0
_LATER = 0.001
"""What it is cheaper to leave out a row for each row before it: numbers without a label follow those before."""
_NO_ROW = 0.7
_PER_NUMBER = 0.5
_MISFIT = 0.6
_OTHER_LABEL = 1.0
# Words before rows that are no label of theirs.
_GROUPS = re.compile("本年度办理结果|不予公开|无法提供|不予处理|其他处理|[一二三四五六七]")
_ADJACENT, _NEAR, _PART = 2.0, 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of a row; not `sure` where neither label nor count tells that they are its own."""

    row: str
    group: Group
    sure: bool


def align(groups: Sequence[Group], rows: Sequence[Label], n: int) -> tuple[list[Found], tuple[str, ...]]:
    """Give groups of numbers to rows, both in order, at the least cost.

    A label just before the numbers says most, then a label somewhere before them, then their count: where
    labels stand apart from their numbers, as in text drawn from a page, full rows follow one another.

    Parameters
    ----------
    groups
        In the order of the text.
    rows
        In official order.
    n
        How many columns a row has.

    Returns
    -------
    tuple
        The rows that were found, and the single numbers that belong to none.
    """
    _, back = _costs(groups, rows, n)
    steps: list[tuple[int, int, int]] = []
    i, r = len(groups), len(rows)
    while i or r:
        di, dr = back[i][r]
        steps.append((i - di, r - dr, dr if di else 0))
        i, r = i - di, r - dr
    taken = [(i, r, count) for i, r, count in reversed(steps) if count]
    anchored = {
        r
        for i, r, _ in taken
        if _last_named(groups[i], rows) == r
        and (_evidence(rows[r], groups[i]) >= _ADJACENT or not _other_words(rows[r], groups[i].before))
    }
    given = {r + k for _, r, count in taken for k in range(count)}
    found: list[Found] = []
    used = {i for i, _, _ in taken}
    strays = tuple(
        g.filled[0] for i, g in enumerate(groups) if i not in used and len(g.filled) == 1 and g.filled[0].isdigit()
    )
    for i, r, count in taken:
        cells = groups[i].cells
        for k in range(count):
            part = groups[i] if count == 1 else Group(groups[i].before, cells[k * n : (k + 1) * n])
            sure = (k == 0 and r in anchored) or _enclosed(r + k, anchored, given, len(rows), groups, used, n)
            found.append(Found(rows[r + k].id, part, sure))
    return found, strays


def _costs(
    groups: Sequence[Group], rows: Sequence[Label], n: int
) -> tuple[list[list[float]], list[list[tuple[int, int]]]]:
    """Fill the table of the alignment: least cost and last step for each pair of prefixes."""
    labels = [[_evidence(row, group) for row in rows] for group in groups]
    strange = [max(each, default=0.0) >= _ADJACENT for each in labels]
    least = [[float("inf")] * (len(rows) + 1) for _ in range(len(groups) + 1)]
    back = [[(0, 0)] * (len(rows) + 1) for _ in range(len(groups) + 1)]
    least[0][0] = 0.0
    for i in range(len(groups) + 1):
        for r in range(len(rows) + 1):
            here = least[i][r]
            steps: list[tuple[int, int, float]] = []
            if r < len(rows):
                steps.append((0, 1, _NO_NUMBERS - _LATER * r))
            if i < len(groups):
                count = len(groups[i].cells)
                steps.append((1, 0, _NO_ROW + _PER_NUMBER * min(len(groups[i].filled), n)))
                most = count // n if count % n == 0 and count > n else 1
                for taken in {1, most}:
                    if r + taken <= len(rows):
                        fits = count == taken * n or len(groups[i].filled) == taken * n
                        price = (0.0 if fits else _MISFIT) - labels[i][r]
                        if strange[i] and labels[i][r] < _ADJACENT:
                            price += _OTHER_LABEL
                        steps.append((1, taken, price))
            for di, dr, price in steps:
                if here + price < least[i + di][r + dr] - 1e-12:
                    least[i + di][r + dr] = here + price
                    back[i + di][r + dr] = (di, dr)
    return least, back


def _last_named(group: Group, rows: Sequence[Label]) -> int | None:
    """Return the row whose label stands next to the numbers, else the last one named before them."""
    evidence = [_evidence(row, group) for row in rows]
    best = max(evidence)
    named = [r for r, each in enumerate(evidence) if each > 0 and (best < _ADJACENT or each == best)]
    return named[-1] if named else None


def _other_words(row: Label, before: str) -> bool:
    """Whether words that are of no label stand between the label of a row, or what is there of it, and its numbers."""
    tails = []
    for name in row.names:
        label = han(name)
        at = next((at for part in (label, label[:5], label[-5:]) if (at := before.rfind(part)) >= 0), -1)
        if at >= 0:
            known = next(k for k in range(len(label), 0, -1) if before.startswith((label[:k], label[-5:][:k]), at))
            tails.append(_GROUPS.sub("", before[at + known :]))
    return min(map(len, tails), default=0) > 1


def stands_around(label: str, before: str, after: str) -> bool:
    """Whether a label ends just before numbers, or is broken by them."""
    if before.endswith(label):
        return True
    if len(label) < 4 or before[-2:] not in label or after[:1] not in label:
        return False
    return any(before.endswith(label[:k]) and after.startswith(label[k:]) for k in range(2, len(label) - 1))


def _evidence(row: Label, group: Group) -> float:
    """How much the words before and behind a group speak for a row."""
    best = 0.0
    for name in row.names:
        label = han(name)
        if stands_around(label, group.before, group.after):
            return _ADJACENT
        if len(label) >= 4 and label in group.before:
            best = max(best, _NEAR)
        elif len(label) >= 6 and (label[:5] in group.before or label[-5:] in group.before):
            best = max(best, _PART)
    return best


def _enclosed(
    r: int, anchored: set[int], given: set[int], n_rows: int, groups: Sequence[Group], used: set[int], n: int
) -> bool:
    """Whether every row between the nearest labelled neighbours of row `r` has its numbers, and none are left."""
    before = max((a for a in anchored if a < r), default=-1)
    after = min((a for a in anchored if a > r), default=n_rows)
    complete = all(k in given for k in range(before + 1, after))
    return complete and not any(len(g.filled) >= n for i, g in enumerate(groups) if i not in used)
