"""Which source a stretch is credited to, and how far the two run along together over small edits.

**Cover.** For each unit and each relation (the agency's year before; an earlier own year; another agency) as
few spans as it takes, so that every window some source has lies in a span:

1. take the window not yet covered that the fewest other agencies have, the leftmost of these;
2. among all its sources take the one with which the longest run of equal codes goes through this window; of
   equal ones the earliest year, then an agency to which the registry knows a relation, then report id, then
   position;
3. extend the run over small edits in both directions, list the span, and count its windows as covered.

The rarest window comes first because a phrase everybody uses says least about where a text is from.

**Extension** is the X-drop alignment of Zhang, Berman and Miller (1998): an equal character that counts as
wording earns 1, an edited one costs 2, numbers, names and punctuation neither; it stops where the score falls
12 below the best so far and goes back to the best end. An end up to 3 below the best is taken if the whole
span then has at most one edit in ten characters, so that an edit next to the end of a copy does not cut it
short.

References
----------
Z. Zhang, P. Berman and W. Miller (1998), Alignments without low-scoring regions, Journal of Computational
Biology 5(2).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from textkit.reuse.index import JOBS_A_WORKER, Index, available_cores, chunks_of, unit_of_block
from textkit.reuse.relations import Kin, find_kin
from textkit.reuse.units import UNKNOWN_YEAR, Units
from textkit.reuse.windows import OWN_BITS, OWN_LAST, OWN_PAST, Array, Flag, Whole, compiled, unit_at

LAST, PAST, OTHER = 0, 1, 2
"""Relations, in the order in which a unit is covered."""
COLUMNS = ("unit", "relation", "start", "end", "source", "source_start", "source_end", "n_edits")

_EDIT = 2
_DROP = 12
_SLACK = 3
_TENTH = 10
_NOTHING = -(1 << 30)
_FREE = 3  # values below are classes, whose edits are free


def cover_units(units: Units, index: Index, *, kin: Kin | None = None, workers: int | None = None) -> NDArray[np.int64]:
    """List the spans that cover what each unit shares with its sources.

    Of sources that are equal but for their report id one among `kin` is preferred.

    Returns
    -------
    ndarray
        A row per span, its columns named by `COLUMNS`; starts and ends are positions in `units.codes`.
    """
    blocks = unit_of_block(units.starts)
    owned = np.argsort(units.agency, kind="stable").astype(np.int32)
    own_bounds = np.searchsorted(units.agency[owned], np.arange(len(units.agencies) + 1))
    undated = int(units.starts[np.searchsorted(units.year, UNKNOWN_YEAR)])
    near = kin or find_kin(units)

    def cover(chunk: tuple[int, int]) -> NDArray[np.int64]:
        rows: NDArray[np.int64] = _cover(
            chunk[0], chunk[1], units.codes, units.starts, blocks, units.agency, units.year, owned,
            own_bounds, near.units, near.bounds, undated, index.n, index.marks, index.slot, index.order,
        )  # fmt: skip
        return rows

    workers = workers or available_cores()
    chunks = chunks_of(units.starts, JOBS_A_WORKER * workers)
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(cover, chunks)))


@compiled
def _cover(
    first: Whole,
    last: Whole,
    codes: Array,
    starts: Array,
    blocks: Array,
    agency: Array,
    year: Array,
    owned: Array,
    own_bounds: Array,
    kin: Array,
    kin_bounds: Array,
    undated: Whole,
    n: Whole,
    marks: Array,
    slot: Array,
    order: Array,
) -> Array:
    longest = 0
    for unit in range(len(starts) - 1):
        longest = max(longest, starts[unit + 1] - starts[unit])
    rows = np.empty((64, 8), np.int64)
    size = 0
    spanned = np.zeros(longest, np.bool_)
    passes = np.empty(longest, np.bool_)
    scores = np.empty((2, longest + 2), np.int64)
    edits = np.empty((2, longest + 2), np.int64)
    found = np.empty(8, np.int64)
    for unit in range(first, last):
        start, end = starts[unit], starts[unit + 1]
        windows = max(end - start - n + 1, 0)
        for relation in range(3):
            if relation != PAST:  # an earlier year is credited only with what the year before lacks
                spanned[:windows] = False
            marked = False
            while True:
                anchor = -1
                for w in range(windows):
                    if (
                        not spanned[w]
                        and _has(start + w, relation, marks)
                        and (anchor < 0 or marks[start + w] >> OWN_BITS < marks[start + anchor] >> OWN_BITS)
                    ):
                        anchor = w
                if anchor < 0:
                    break
                if not marked:
                    _mark_passes(codes, start, windows, n, relation, marks, passes)
                    marked = True
                low, high = anchor, anchor
                while low > 0 and passes[low - 1]:
                    low -= 1
                while high < windows - 1 and passes[high + 1]:
                    high += 1
                _longest_source(
                    unit, relation, start + anchor, start + low, start + high + n, codes, starts, blocks,
                    agency, year, owned, own_bounds, undated, n, slot, order, found,
                )  # fmt: skip
                if relation == OTHER and kin_bounds[agency[unit]] < kin_bounds[agency[unit] + 1]:
                    _prefer_kin(
                        unit, start + anchor, codes, starts, agency, year, kin, kin_bounds, n, slot, order, found
                    )
                _extend_both(codes, starts, unit, found, scores, edits)
                if size == len(rows):
                    wider = np.empty((2 * size, 8), np.int64)
                    wider[:size] = rows
                    rows = wider
                rows[size] = found
                size += 1
                for w in range(max(found[2] - start, 0), min(found[3] - n - start, windows - 1) + 1):
                    spanned[w] = True
    return rows[:size].copy()


@compiled
def _has(position: Whole, relation: Whole, marks: Array) -> Flag:
    if relation == OTHER:
        return marks[position] >> OWN_BITS > 0
    return marks[position] & (OWN_LAST if relation == LAST else OWN_PAST) != 0


@compiled
def _mark_passes(
    codes: Array, start: Whole, windows: Whole, n: Whole, relation: Whole, marks: Array, passes: Array
) -> None:
    """Mark the windows that a run may go through: those with a source and those not indexed."""
    wording = 0
    for k in range(n - 1):
        wording += 1 - (codes[start + k] & 1)
    for w in range(windows):
        wording += 1 - (codes[start + w + n - 1] & 1)
        passes[w] = wording < n - n // 2 or _has(start + w, relation, marks)
        wording -= 1 - (codes[start + w] & 1)


@compiled
def _bisect(order: Array, low: Whole, high: Whole, position: Whole) -> Whole:
    while low < high:
        middle = (low + high) // 2
        if order[middle] < position:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _longest_source(
    unit: Whole,
    relation: Whole,
    anchor: Whole,
    low: Whole,
    high: Whole,
    codes: Array,
    starts: Array,
    blocks: Array,
    agency: Array,
    year: Array,
    owned: Array,
    own_bounds: Array,
    undated: Whole,
    n: Whole,
    slot: Array,
    order: Array,
    found: Array,
) -> None:
    """Write the longest run of equal codes through the window at `anchor` to `found`.

    No run can reach beyond `low` and `high`, so that one which fills them ends the search.
    """
    begin = np.int64(slot[anchor]) + 1
    finish = begin + np.int64(order[begin - 1])
    best = 0
    found[0], found[1], found[7] = unit, relation, 0
    if relation != OTHER:
        for k in range(own_bounds[agency[unit]], own_bounds[agency[unit] + 1]):
            source = owned[k]
            if year[source] >= year[unit]:
                break
            if relation == LAST and year[source] != year[unit] - 1:
                continue
            at = _bisect(order, begin, finish, starts[source])
            while at < finish and order[at] < starts[source + 1]:
                best = _longer(unit, source, anchor, np.int64(order[at]), codes, starts, n, best, found)
                if best == high - low:
                    return
                at += 1
        return
    at = begin
    while at < finish:
        source = unit_at(np.int64(order[at]), starts, blocks)
        if year[source] > year[unit] and year[source] != UNKNOWN_YEAR:
            at = _bisect(order, at, finish, undated)
            continue
        if agency[source] != agency[unit]:
            best = _longer(unit, source, anchor, np.int64(order[at]), codes, starts, n, best, found)
            if best == high - low:
                return
        at += 1


@compiled
def _prefer_kin(
    unit: Whole,
    anchor: Whole,
    codes: Array,
    starts: Array,
    agency: Array,
    year: Array,
    kin: Array,
    kin_bounds: Array,
    n: Whole,
    slot: Array,
    order: Array,
    found: Array,
) -> None:
    """Write to `found` the first of the agency's kin that has as long a run in the same year, if one has."""
    begin = np.int64(slot[anchor]) + 1
    finish = begin + np.int64(order[begin - 1])
    length, this = found[3] - found[2], year[found[4]]
    for k in range(kin_bounds[agency[unit]], kin_bounds[agency[unit] + 1]):
        source = kin[k]
        if year[source] != this:
            continue
        at = _bisect(order, begin, finish, starts[source])
        while at < finish and order[at] < starts[source + 1]:
            if _longer(unit, source, anchor, np.int64(order[at]), codes, starts, n, length - 1, found) == length:
                return
            at += 1


@compiled
def _longer(
    unit: Whole,
    source: Whole,
    a: Whole,
    b: Whole,
    codes: Array,
    starts: Array,
    n: Whole,
    best: Whole,
    found: Array,
) -> Whole:
    """Write the run through the windows at `a` and `b` to `found` if it is longer than `best`."""
    left, right = 0, n
    while (
        a - left > starts[unit] and b - left > starts[source] and codes[a - left - 1] >> 1 == codes[b - left - 1] >> 1
    ):
        left += 1
    while (
        a + right < starts[unit + 1]
        and b + right < starts[source + 1]
        and codes[a + right] >> 1 == codes[b + right] >> 1
    ):
        right += 1
    if left + right > best:
        found[2], found[3], found[4] = a - left, a + right, source
        found[5], found[6] = b - left, b + right
        return left + right
    return best


@compiled
def _extend_both(codes: Array, starts: Array, unit: Whole, found: Array, scores: Array, edits: Array) -> None:
    """Move the ends of the run in `found` outward over small edits and write the number of edits."""
    source = found[4]
    right = _extend(codes, found[3], starts[unit + 1], found[6], starts[source + 1], 1, scores, edits)
    left = _extend(codes, found[2] - 1, starts[unit] - 1, found[5] - 1, starts[source] - 1, -1, scores, edits)
    run = found[3] - found[2]
    far_right = _within(run + right[3] + left[3], right[5] + left[5])
    far_left = far_right
    if not far_right:
        far_right = _within(run + right[3] + left[0], right[5] + left[2])
        far_left = not far_right and _within(run + right[0] + left[3], right[2] + left[5])
    r, s = (3 if far_right else 0), (3 if far_left else 0)
    found[3] += right[r]
    found[6] += right[r + 1]
    found[2] -= left[s]
    found[5] -= left[s + 1]
    found[7] = right[r + 2] + left[s + 2]
    # ends stand behind wording; equal numbers, names and punctuation beyond them belong to the span
    while (
        found[3] < starts[unit + 1] and found[6] < starts[source + 1] and codes[found[3]] >> 1 == codes[found[6]] >> 1
    ):
        found[3] += 1
        found[6] += 1
    while (
        found[2] > starts[unit] and found[5] > starts[source] and codes[found[2] - 1] >> 1 == codes[found[5] - 1] >> 1
    ):
        found[2] -= 1
        found[5] -= 1


@compiled
def _within(length: Whole, edited: Whole) -> Flag:
    return edited * _TENTH <= length


@compiled
def _price(code: Whole) -> Whole:
    return 0 if code >> 1 < _FREE else _EDIT


@compiled
def _extend(
    codes: Array, t: Whole, t_end: Whole, s: Whole, s_end: Whole, step: Whole, scores: Array, edits: Array
) -> tuple[Whole, ...]:
    """Align onward from `t` and `s` in direction `step`.

    Returns how far the best end is in target and source with the edits up to it, and the same for the
    farthest end that is at most `_SLACK` below the best.
    """
    rows, columns = (t_end - t) * step, (s_end - s) * step
    score, edit = scores[0], edits[0]
    next_score, next_edit = scores[1], edits[1]
    low, high = 0, 0
    score[0], edit[0] = 0, 0
    while high < columns and score[high] - _price(codes[s + step * high]) >= -_DROP:
        price = _price(codes[s + step * high])
        score[high + 1], edit[high + 1] = score[high] - price, edit[high] + (price > 0)
        high += 1
    best, best_row, best_column, best_edit = 0, 0, 0, 0
    far_row, far_column, far_edit, far_score = 0, 0, 0, _NOTHING
    for i in range(1, rows + 1):
        a = codes[t + step * (i - 1)]
        price_a = _price(a)
        top, top_column, top_edit = _NOTHING, 0, 0
        new_low, new_high = -1, -1
        j = low
        while j <= columns and (j <= high + 1 or new_high == j - 1):
            value, count = _NOTHING, 0
            if j > low and j - 1 <= high and score[j - 1] > _NOTHING:
                b = codes[s + step * (j - 1)]
                if a >> 1 == b >> 1:
                    gain = 1 if a & 1 == 0 else 0
                    value, count = score[j - 1] + gain, edit[j - 1]
                    if gain and value > top:
                        top, top_column, top_edit = value, j, count
                else:
                    price = max(price_a, _price(b))
                    value, count = score[j - 1] - price, edit[j - 1] + (price > 0)
            if j <= high and score[j] > _NOTHING:
                other, other_count = score[j] - price_a, edit[j] + (price_a > 0)
                if other > value or (other == value and other_count < count):
                    value, count = other, other_count
            if j > low and new_high == j - 1 and next_score[j - 1] > _NOTHING:
                price = _price(codes[s + step * (j - 1)])
                other, other_count = next_score[j - 1] - price, next_edit[j - 1] + (price > 0)
                if other > value or (other == value and other_count < count):
                    value, count = other, other_count
            if value < best - _DROP:
                value = _NOTHING
            next_score[j], next_edit[j] = value, count
            if value > _NOTHING:
                if new_low < 0:
                    new_low = j
                new_high = j
            j += 1
        if top > _NOTHING:
            if top >= best:
                best, best_row, best_column, best_edit = top, i, top_column, top_edit
            elif top >= best - _SLACK:
                far_row, far_column, far_edit, far_score = i, top_column, top_edit, top
        if new_high < 0:
            break
        low, high = new_low, new_high
        score, next_score = next_score, score
        edit, next_edit = next_edit, edit
    if far_row < best_row or far_score < best - _SLACK:
        far_row, far_column, far_edit = best_row, best_column, best_edit
    return best_row, best_column, best_edit, far_row, far_column, far_edit
