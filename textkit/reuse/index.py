"""Who else has these n characters: an exact index of all n-grams of a corpus.

A rolling 64-bit hash sends every window of n codes to a partition (by its top bits) small enough for the
cache; there the windows are sorted by the next 24 bits, equal ones are verified on the text, and a scan of
each group says of every window how many other agencies have it and whether the agency had it before. That is
linear in the text, whatever a phrase's spread: no pair of reports is ever formed and no frequency is capped.

Windows with fewer than half their codes counting as wording (numbers, names, punctuation and mandated phrases
do not) are not indexed.

References ---------- R. M. Karp and M. O. Rabin (1987), Efficient randomized pattern-matching algorithms, IBM
Journal of Research and Development 31(2): the rolling hash. Grouping by partition and verification on the
text replace its randomness.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from textkit.reuse.units import Units
from textkit.reuse.windows import BLOCK_BITS, OWN_BITS, Array, count_windows, scan_partitions, scatter_windows

NONE = np.uint32(0xFFFFFFFF)

_WINDOWS_A_PARTITION = 1 << 15
_WINDOWS_A_ROUND = 1 << 29


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of every window (by the position of its first code).

    Attributes
    ----------
    n
        Codes a window has.
    marks
        ``others << OWN_BITS | own``: the number of other agencies that have the window in a report of the
        same or an earlier year (of any year where one of the years is unknown), and the bits `OWN_PAST` (the
        agency has it in an earlier year) and `OWN_LAST` (in the year before).
    slot
        Where the group of the window begins in `order`; `NONE` if it has none.
    order
        Groups: their size, then their positions in rising order. Empty if the index was made without.
    """

    n: int
    marks: Array
    slot: NDArray[np.uint32]
    order: NDArray[np.uint32]


def build_index(units: Units, *, n: int = 10, positions: bool = True, workers: int | None = None) -> Index:
    """Index all windows of `n` codes.

    Parameters
    ----------
    units
        The corpus.
    n
        Codes a window has, at least 4.
    positions
        Whether to keep where each window occurs (10 bytes a character more).
    workers
        Threads; all cores if left out. The result does not depend on it.

    Raises
    ------
    ValueError
        If `n` is below 4, or the corpus has 2**31 codes or more.
    """
    if n < 4:
        raise ValueError(f"n must be at least 4, not {n}")
    total = len(units.codes)
    if total >= 1 << 31:
        raise ValueError(f"{total} characters are more than one index holds (2**31); compare years apart")
    plan = _plan(total)
    size = total if positions else 0
    index = Index(
        n=n,
        marks=np.zeros(total, np.uint16 if len(units.agencies) < 1 << 16 - OWN_BITS else np.uint32),
        slot=np.full(size, NONE),
        order=np.zeros(size + size // 2 + 1, np.uint32),
    )
    chunks = chunks_of(units.starts, workers or available_cores())
    with ThreadPoolExecutor(len(chunks)) as pool:
        counts = np.array(list(pool.map(lambda chunk: _count(units, n, plan, chunk), chunks)), np.int64)
        ends = np.cumsum(counts.sum(axis=0))
        for first in range(0, 1 << plan.bits, plan.parts_a_round):
            last = first + plan.parts_a_round
            _round(units, index, plan, pool, chunks, counts[:, first:last], (first, last), ends)
    return index


def available_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Plan:
    bits: int
    parts_a_round: int


def _plan(total: int) -> _Plan:
    bits = max(1, (total // _WINDOWS_A_PARTITION).bit_length())
    rounds = 1
    while total // rounds > _WINDOWS_A_ROUND:
        rounds *= 2
    return _Plan(bits, (1 << bits) // rounds)


def chunks_of(starts: NDArray[np.int64], workers: int) -> list[tuple[int, int]]:
    """Split the units into runs of about equal length, one for each worker."""
    marks = np.searchsorted(starts, np.linspace(0, starts[-1], workers + 1)[1:-1])
    bounds = [0, *(int(mark) for mark in marks), len(starts) - 1]
    return [(a, b) for a, b in pairwise(bounds) if a < b] or [(0, 0)]


def _count(units: Units, n: int, plan: _Plan, chunk: tuple[int, int]) -> NDArray[np.int64]:
    found = np.zeros(1 << plan.bits, np.int64)
    count_windows(units.codes, units.starts, chunk[0], chunk[1], n, np.uint64(64 - plan.bits), found)
    return found


def _round(
    units: Units,
    index: Index,
    plan: _Plan,
    pool: ThreadPoolExecutor,
    chunks: list[tuple[int, int]],
    counts: NDArray[np.int64],
    parts: tuple[int, int],
    ends: NDArray[np.int64],
) -> None:
    """Scatter the windows of the partitions `parts` and scan them."""
    first, last = parts
    bounds = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
    entries = np.empty(int(bounds[-1]), np.uint64)
    cursors = bounds[:-1] + np.cumsum(counts, axis=0) - counts

    def scatter(number: int) -> None:
        start, end = chunks[number]
        scatter_windows(
            units.codes,
            units.starts,
            start,
            end,
            index.n,
            plan.bits,
            first,
            last,
            cursors[number].copy(),
            entries,
        )

    list(pool.map(scatter, range(len(chunks))))
    before = int(ends[first - 1]) if first else 0
    blocks = unit_of_block(units.starts)
    owner = units.year.astype(np.int64) << 32 | units.agency
    owners = np.stack([units.starts, np.append(owner, 0)], axis=1)
    marks = np.searchsorted(bounds, np.linspace(0, bounds[-1], 4 * len(chunks) + 1))

    def scan(job: int) -> None:
        scan_partitions(
            entries, bounds, int(marks[job]), int(marks[job + 1]), before, units.codes, owners, blocks,
            len(units.agencies), index.n, index.marks, index.slot, index.order,
        )  # fmt: skip

    list(pool.map(scan, range(4 * len(chunks))))


def unit_of_block(starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the unit in which each block of codes begins."""
    marks = np.arange(0, int(starts[-1]) + 1, 1 << BLOCK_BITS)
    return (np.searchsorted(starts, marks, side="right") - 1).astype(np.int32)
