"""Who else has these n characters: an exact index of all n-grams of a corpus.

The least hash of the short grams in a window of n codes, its minimizer, sends it to a partition small enough
for the cache. Neighbours mostly share their minimizer, so that a run of windows moves as one record and one
visit to the text, and equal windows always meet. There they are grouped by a hash table in which equality is
told on the text, and a scan of each group says of every window how many other agencies have it and whether the
agency had it before. That is linear in the text, whatever a phrase's spread: no pair of reports is ever formed
and no frequency is capped.

Windows with fewer than half their codes counting as wording (numbers, names, punctuation and mandated phrases
do not) are not indexed.

References
----------
M. Roberts, W. Hayes, B. R. Hunt, S. M. Mount and J. A. Yorke (2004), Reducing storage requirements for
biological sequence comparison, Bioinformatics 20(18): minimizers. S. Deorowicz, M. Kokot, S. Grabowski and
A. Debudaj-Grabysz (2015), KMC 2: fast and resource-frugal k-mer counting, Bioinformatics 31(10): partitions of
runs that share one.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from textkit.reuse.units import Units
from textkit.reuse.windows import BLOCK_BITS, OWN_BITS, RUN, Array, count_runs, scan_partitions, scatter_runs

NONE = np.uint32(0xFFFFFFFF)
JOBS_A_WORKER = 8
"""Into so many parts work is cut, so that no worker waits long for another."""

_WINDOWS_A_PARTITION = 1 << 15


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of every window (by the position of its first code).

    Attributes
    ----------
    n
        Codes a window has.
    marks
        ``others << OWN_BITS | own``: the number of other agencies that have the window in a report of the
        same or an earlier year (of any year where one of the years is unknown; counted no further than 63 if
        the index was made without positions), and the bits `OWN_PAST` (the agency has it in an earlier year)
        and `OWN_LAST` (in the year before).
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
        Whether to keep where each window occurs (11 bytes a character more).
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
    size = total if positions else 0
    index = Index(
        n=n,
        marks=np.zeros(total, _mark_type(len(units.agencies)) if positions else np.uint8),
        slot=np.full(size, NONE),
        order=np.zeros(size + size // 2 + 1, np.uint32),
    )
    workers = workers or available_cores()
    jobs = JOBS_A_WORKER * workers
    with ThreadPoolExecutor(workers) as pool:
        runs, bounds, rooms = _scatter(units, n, pool, chunks_of(units.starts, jobs))
        _scan(units, index, pool, jobs, runs, bounds, rooms)
    return index


def _scatter(
    units: Units, n: int, pool: ThreadPoolExecutor, chunks: list[tuple[int, int]]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Return the runs of windows by partition, the bounds of the partitions, and how many windows precede each."""
    bits = max(1, (len(units.codes) // _WINDOWS_A_PARTITION).bit_length())
    counts = np.zeros((2, len(chunks), 1 << bits), np.int64)

    def count(number: int) -> None:
        count_runs(units.codes, units.starts, *chunks[number], n, bits, *counts[:, number])

    list(pool.map(count, range(len(chunks))))
    bounds, rooms = (np.concatenate([[0], np.cumsum(found.sum(axis=0))]) for found in counts)
    runs = np.empty((int(bounds[-1]), RUN), np.uint32)
    cursors = bounds[:-1] + np.cumsum(counts[0], axis=0) - counts[0]

    def scatter(number: int) -> None:
        scatter_runs(units.codes, units.starts, *chunks[number], n, bits, cursors[number], runs)

    list(pool.map(scatter, range(len(chunks))))
    return runs, bounds, rooms


def _scan(
    units: Units,
    index: Index,
    pool: ThreadPoolExecutor,
    jobs: int,
    runs: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    rooms: NDArray[np.int64],
) -> None:
    """Group the windows of all partitions and write what is known of each."""
    owners = units.year.astype(np.int64) << 32 | units.agency
    limit = int(np.iinfo(index.marks.dtype).max) >> OWN_BITS
    marks = np.searchsorted(rooms, np.linspace(0, rooms[-1], jobs + 1))

    def scan(job: int) -> None:
        scan_partitions(
            runs, bounds, rooms, int(marks[job]), int(marks[job + 1]), units.codes, owners,
            len(units.agencies), index.n, limit, index.marks, index.slot, index.order,
        )  # fmt: skip

    list(pool.map(scan, range(jobs)))


def _mark_type(agencies: int) -> type[np.uint16 | np.uint32]:
    """Return the narrowest type that can tell of so many agencies."""
    return np.uint16 if agencies < 1 << 16 - OWN_BITS else np.uint32


def available_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunks_of(starts: NDArray[np.int64], workers: int) -> list[tuple[int, int]]:
    """Split the units into runs of about equal length, one for each worker."""
    marks = np.searchsorted(starts, np.linspace(0, starts[-1], workers + 1)[1:-1])
    bounds = [0, *(int(mark) for mark in marks), len(starts) - 1]
    return [(a, b) for a, b in pairwise(bounds) if a < b] or [(0, 0)]


def unit_of_block(starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the unit in which each block of codes begins."""
    marks = np.arange(0, int(starts[-1]) + 1, 1 << BLOCK_BITS)
    return (np.searchsorted(starts, marks, side="right") - 1).astype(np.int32)
