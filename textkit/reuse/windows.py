"""The compiled inner loops of the index: cut into runs, scatter, group, verify, mark.

A window is given by the position of its first code. `codes` and `starts` are those of
`textkit.reuse.units.Units`; `blocks` gives the unit in which each block of codes begins; `owners` holds
``year << 32 | agency`` of each unit. A run of windows is a row of `runs`: the position of the first, how many
they are, and their unit, so that nobody need look for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from textkit.reuse.units import UNKNOWN_YEAR

OWN_PAST, OWN_LAST, OWN_BITS = 1, 2, 2
"""Bits of `Index.marks`, and how many they are."""
BLOCK_BITS = 10
RUN = 3
"""Numbers that make a run."""

_LOW = (1 << 32) - 1
_ALONE = np.uint32(0xFFFFFFFF)
_BATCH = 256
_EMPTY = -1
_MIX_1, _MIX_2, _MIX_3 = np.uint32(0x9E3779B1), np.uint32(0x2C1B3C6D), np.uint64(0x9E3779B97F4A7C15)
_R15 = np.uint32(15)

Array = NDArray[Any]
Whole = Any
"""A whole number of any width, Python's or numpy's: compiled code mixes them."""
Flag = Any
Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def _kernels() -> str:
    """Return the folder of compiled kernels: one for each state of the room's sources.

    numba notices that a function has changed, but not that one which it calls from another module has, and
    would then count with the old one.
    """
    room = Path(__file__).parent
    state = sha256(b"".join(source.read_bytes() for source in sorted(room.glob("*.py"))))
    return str(room / "__pycache__" / f"kernels-{state.hexdigest()[:16]}")


def compiled(function: Function) -> Function:
    """Compile with numba, to run without the interpreter's lock; kept on disk where a disk can be written."""
    config: Any = numba.config
    elsewhere = config.CACHE_DIR
    config.CACHE_DIR = elsewhere or _kernels()
    try:
        kernel: Any = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # no folder for the cache
        kernel = numba.njit(nogil=True)(function)
    finally:
        config.CACHE_DIR = elsewhere
    return cast(Function, kernel)


@compiled
def unit_at(position: Whole, starts: Array, blocks: Array) -> Whole:
    """Return the unit of a position."""
    unit = blocks[position >> BLOCK_BITS]
    while starts[unit + 1] <= position:
        unit += 1
    return unit


@compiled
def _hash_grams(text: Array, size: Whole, hashes: Array) -> None:
    """Write a hash of every gram of `size` codes: code by code for many grams at once, as a processor likes it."""
    for low in range(0, len(text) - size + 1, _BATCH):
        some = hashes[low : min(low + _BATCH, len(text) - size + 1)]
        some[:] = 0
        for j in range(size):
            codes = text[low + j : low + j + len(some)]
            for k in range(len(some)):
                mixed = np.uint32(np.uint32(some[k] + np.uint32(codes[k] >> 1) + _MIX_2) * _MIX_1)
                some[k] = np.uint32(mixed ^ (mixed >> _R15))
        for k in range(len(some)):
            mixed = np.uint32(some[k] * _MIX_2)
            some[k] = np.uint32(mixed ^ (mixed >> _R15))


@compiled
def _least_of(hashes: Array, wide: Whole, least: Array) -> None:
    """Write the least of every `wide` neighbours."""
    least[:] = hashes[: len(least)]
    for j in range(1, wide):
        others = hashes[j : j + len(least)]
        for k in range(len(least)):
            least[k] = min(least[k], others[k])


@compiled
def _cut(
    codes: Array, start: Whole, end: Whole, n: Whole, bits: Whole, hashes: Array, parts: Array, runs: Array
) -> Whole:
    """Write the runs of windows of a unit that go to one partition each; return how many they are.

    The partition of a window is told by the least hash of its grams, so that equal windows meet in one, and
    neighbours mostly do. `hashes` has two rows.
    """
    windows = end - start - n + 1
    if windows <= 0:
        return 0
    text, size, least = codes[start:end], n // 3 + 1, hashes[1, :windows]
    _hash_grams(text, size, hashes[0])
    _least_of(hashes[0], n - size + 1, least)
    needed = n - n // 2
    wording, found = 0, 0
    before: Whole = -1
    for k in range(n - 1):
        wording += 1 - (text[k] & 1)
    for k in range(windows):  # without a branch: where a run begins cannot be guessed
        wording += 1 - (text[k + n - 1] & 1)
        value = np.int64(least[k]) if wording >= needed else -1
        parts[found], runs[found] = value, k
        found += value != before
        before = value
        wording -= 1 - (text[k] & 1)
    runs[found] = windows
    kept = 0
    for k in range(found):
        value, first, length = parts[k], runs[k], runs[k + 1] - runs[k]
        parts[kept] = np.int64((np.uint64(value) * _MIX_3) >> np.uint64(64 - bits))
        runs[kept] = (start + first) << 32 | length
        kept += value >= 0
    return kept


@compiled
def _room(starts: Array, first: Whole, last: Whole) -> tuple[Array, Array, Array]:
    """Return arrays for the hashes, partitions and runs of the longest unit of ``first:last``."""
    longest = 0
    for unit in range(first, last):
        longest = max(longest, starts[unit + 1] - starts[unit])
    return np.empty((2, longest), np.uint32), np.empty(longest + 1, np.int64), np.empty(longest + 1, np.int64)


@compiled
def count_runs(
    codes: Array, starts: Array, first: Whole, last: Whole, n: Whole, bits: Whole, runs: Array, windows: Array
) -> None:
    """Count the runs and the windows of the units ``first:last`` in each partition."""
    hashes, parts, found = _room(starts, first, last)
    for unit in range(first, last):
        for k in range(_cut(codes, starts[unit], starts[unit + 1], n, bits, hashes, parts, found)):
            runs[parts[k]] += 1
            windows[parts[k]] += found[k] & _LOW


@compiled
def scatter_runs(
    codes: Array, starts: Array, first: Whole, last: Whole, n: Whole, bits: Whole, cursor: Array, runs: Array
) -> None:
    """Write every run of the units ``first:last`` to its partition."""
    hashes, parts, found = _room(starts, first, last)
    for unit in range(first, last):
        for k in range(_cut(codes, starts[unit], starts[unit + 1], n, bits, hashes, parts, found)):
            run = runs[cursor[parts[k]]]
            run[0], run[1], run[2] = found[k] >> 32, found[k] & _LOW, unit
            cursor[parts[k]] += 1


@compiled
def scan_partitions(
    runs: Array,
    bounds: Array,
    rooms: Array,
    first: Whole,
    last: Whole,
    codes: Array,
    owners: Array,
    n_agencies: Whole,
    n: Whole,
    limit: Whole,
    marks: Array,
    slot: Array,
    order: Array,
) -> Whole:
    """Group the windows of the partitions ``first:last`` and write `marks`.

    `bounds` are those of the partitions in `runs`, `rooms` counts the windows before each; with room in `order`,
    groups go there and their places to `slot`. No more than `limit` agencies are told of a window. What is returned
    means nothing, but that the first looks of `_load` are not left out as idle.
    """
    most, largest = 0, 0
    for part in range(first, last):
        most = max(most, bounds[part + 1] - bounds[part])
        largest = max(largest, rooms[part + 1] - rooms[part])
    text, hashes = np.empty(largest + most * (n - 1), codes.dtype), np.empty(largest + most * (n - 1), np.uint32)
    owner, who = np.empty(most, np.int64), np.empty(largest, np.int64)
    at, here, like = np.empty(largest, np.uint32), np.empty(largest, np.uint32), np.empty(largest, np.uint32)
    ends, place, said = np.empty(largest, np.uint32), np.empty(largest, np.uint32), np.empty(largest, np.uint32)
    tables, told = np.empty(_twice(largest), np.int64), np.zeros(n_agencies, np.int64)
    serial, touched = 0, 0
    for part in range(first, last):
        some, size = runs[bounds[part] : bounds[part + 1]], rooms[part + 1] - rooms[part]
        if size == 0:
            continue
        length, read = _load(some, codes, owners, n, text, owner)
        touched += read
        _hash_grams(text[:length], n, hashes)
        _group(some, n, hashes, tables[: _twice(size)], at, here, like)
        tell_apart(text, here[:size], n, like)
        total = _arrange(some, owner, like[:size], ends, place, who)
        said[:size] = 0
        room = rooms[part] + rooms[part] // 2
        k: Whole = 0
        while k < total:
            end = np.int64(ends[like[place[k]]])
            serial += 1
            if _mark(who, place, k, end, told, serial, limit, said) and len(order) > 1:
                order[room] = end - k
                for j in range(k, end):
                    order[room + 1 + j - k] = at[place[j]]
                    slot[at[place[j]]] = room
                room += end - k + 1
            k = end
        for k in range(size):
            if said[k]:
                marks[at[k]] = said[k]
    return touched


@compiled
def _twice(size: Whole) -> Whole:
    """Return a power of two that is at least twice `size`."""
    wide = 2
    while wide < 2 * size:
        wide *= 2
    return wide


@compiled
def _load(runs: Array, codes: Array, owners: Array, n: Whole, text: Array, owner: Array) -> tuple[Whole, Whole]:
    """Copy the codes of the runs to `text` and write the owner of each; return how many codes they are, and a sum.

    A first look at some runs, which waits for none, brings them from memory all at once.
    """
    length, touched = 0, 0
    for low in range(0, len(runs), _BATCH):
        high = min(low + _BATCH, len(runs))
        for k in range(low, high):
            position, size = np.int64(runs[k, 0]), np.int64(runs[k, 1])
            touched += codes[position] + codes[position + size + n - 2]
            owner[k] = owners[runs[k, 2]]
        for k in range(low, high):
            position, size = np.int64(runs[k, 0]), np.int64(runs[k, 1])
            for j in range(0, size + n - 1, 4):
                at = min(j, size + n - 5)
                for i in range(4):
                    text[length + at + i] = codes[position + at + i]
            length += size + n - 1
    return length, touched


@compiled
def _group(runs: Array, n: Whole, hashes: Array, table: Array, at: Array, here: Array, like: Array) -> None:
    """Write of each window the position in the corpus, that in the text, and the first window of the same hash."""
    table[:] = _EMPTY
    mask = np.int64(len(table) - 1)
    window, begin = 0, 0
    for k in range(len(runs)):
        position, size = np.int64(runs[k, 0]), np.int64(runs[k, 1])
        for j in range(size):
            at[window], here[window] = position + j, begin + j
            key = np.int64(hashes[begin + j])
            entry = key << 32 | window
            place = key & mask
            while table[place] != _EMPTY and (table[place] ^ entry) >> 32 != 0:
                place = (place + 1) & mask
            if table[place] == _EMPTY:
                table[place] = entry
            like[window] = table[place] & _LOW
            window += 1
        begin += size + n - 1


@compiled
def tell_apart(text: Array, here: Array, n: Whole, like: Array) -> None:
    """Verify `like` on the text; where windows of one hash differ let it name the first one that is equal.

    Neighbours that are like neighbours are compared as one stretch.
    """
    others, count = np.empty(8, np.int64), 0
    window = 0
    while window < len(here):
        first, start = window, np.int64(here[window])
        source = np.int64(here[like[window]])
        window += 1
        while (
            window < len(here)
            and here[window] == start + window - first
            and here[like[window]] == source + window - first
        ):
            window += 1
        if source == start or _same(text, source, start, n + window - first - 1):
            continue
        for k in range(first, window):
            if _same(text, np.int64(here[like[k]]), np.int64(here[k]), n):
                continue
            like[k] = k
            for j in range(count):
                if _same(text, np.int64(here[others[j]]), np.int64(here[k]), n):
                    like[k] = others[j]
            if like[k] == k:
                if count == len(others):
                    others = np.append(others, others)
                others[count] = k
                count += 1


@compiled
def _same(text: Array, a: Whole, b: Whole, size: Whole) -> Flag:
    """Return whether `size` codes, at least four, have the same values behind `a` and `b`."""
    different = np.uint32(0)
    for k in range(0, size, 4):
        at = min(k, size - 4)
        for j in range(4):
            different |= np.uint32(text[a + at + j] ^ text[b + at + j])
    return different < 2


@compiled
def _arrange(runs: Array, owner: Array, like: Array, ends: Array, place: Array, who: Array) -> Whole:
    """Lay the windows that are not alone out by group, with their owners; return how many they are.

    `ends` tells where a group ends, at its first window.
    """
    ends[: len(like)] = 0
    for window in range(len(like)):
        ends[like[window]] += 1
    total = 0
    for window in range(len(like)):
        count = ends[window]
        ends[window] = total if count > 1 else _ALONE
        total += count if count > 1 else 0
    window = 0
    for k in range(len(runs)):
        for _ in range(np.int64(runs[k, 1])):
            to = ends[like[window]]
            if to != _ALONE:
                place[to], who[to] = window, owner[k]
                ends[like[window]] = to + 1
            window += 1
    return total


@numba.njit(inline="always")  # a call with so many arrays costs as much as the work
def _mark(
    who: Array, place: Array, first: Whole, end: Whole, told: Array, serial: Whole, limit: Whole, said: Array
) -> Flag:
    """Write what the group ``first:end`` says of each of its windows; return whether it says anything.

    `told` holds of each agency ``group << 32 | year`` where it was met last.
    """
    dated = end
    agencies = 0
    while dated > first and who[dated - 1] >> 32 == UNKNOWN_YEAR:
        dated -= 1
        agency = who[dated] & 0xFFFFFFFF
        if told[agency] >> 32 != serial:
            told[agency] = np.int64(serial) << 32 | UNKNOWN_YEAR
            agencies += 1
    found = False
    k = first
    while k < end:
        this = who[k] >> 32
        until = k
        while until < end and who[until] >> 32 == this:
            agency = who[until] & 0xFFFFFFFF
            if told[agency] >> 32 != serial:
                told[agency] = np.int64(serial) << 32 | this
                agencies += 1
            until += 1
        for j in range(k, until):
            before = told[who[j] & 0xFFFFFFFF] & 0xFFFFFFFF
            own = 0
            if before < this and this != UNKNOWN_YEAR:
                own = OWN_PAST | (OWN_LAST if before == this - 1 else 0)
            said[place[j]] = min(agencies - 1, limit) << OWN_BITS | own
            found = found or agencies > 1 or own > 0
        for j in range(k, until):
            told[who[j] & 0xFFFFFFFF] = np.int64(serial) << 32 | this
        k = until
    return found
