"""The compiled inner loops of the index: hash, scatter, sort, verify, mark.

A window is given by the position of its first code. `codes` and `starts` are those of
`textkit.reuse.units.Units`; `blocks` gives the unit in which each block of codes begins; `owners` holds start
and ``year << 32 | agency`` of each unit side by side, for one access to memory.
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

_OTHER_KEY, _SAME_KEY, _SAME = 0, 1, 2
_BATCH = 512
_DIGIT_BITS = 12
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_R30, _R27, _R31 = np.uint64(30), np.uint64(27), np.uint64(31)

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
def _hash_unit(codes: Array, start: Whole, end: Whole, n: Whole, power: np.uint64, keys: Array) -> Whole:
    """Write the hash of every window of a unit to `keys`, 0 where it is not indexed; return how many."""
    state = np.uint64(0)
    wording = 0
    needed = n - n // 2
    for at in range(start, end):
        code = codes[at]
        state = state * _BASE + np.uint64(code >> 1) + np.uint64(1)
        wording += 1 - (code & 1)
        if at - start >= n:
            old = codes[at - n]
            state -= power * (np.uint64(old >> 1) + np.uint64(1))
            wording -= 1 - (old & 1)
        if at - start >= n - 1:
            key = np.uint64(0)
            if wording >= needed:
                key = (state ^ (state >> _R30)) * _MIX_1
                key = (key ^ (key >> _R27)) * _MIX_2
                key = max(key ^ (key >> _R31), np.uint64(1))
            keys[at - start - n + 1] = key
    return max(end - start - n + 1, 0)


@compiled
def _power(n: Whole) -> np.uint64:
    power = np.uint64(1)
    for _ in range(n):
        power *= _BASE
    return power


@compiled
def _longest(starts: Array, first: Whole, last: Whole) -> Whole:
    longest = 0
    for unit in range(first, last):
        longest = max(longest, starts[unit + 1] - starts[unit])
    return longest


@compiled
def count_windows(
    codes: Array, starts: Array, first: Whole, last: Whole, n: Whole, shift: np.uint64, found: Array
) -> None:
    """Count the windows of the units ``first:last`` in each partition."""
    keys = np.empty(_longest(starts, first, last) + 1, np.uint64)
    power = _power(n)
    for unit in range(first, last):
        for k in range(_hash_unit(codes, starts[unit], starts[unit + 1], n, power, keys)):
            if keys[k]:
                found[keys[k] >> shift] += 1


@compiled
def scatter_windows(
    codes: Array,
    starts: Array,
    first: Whole,
    last: Whole,
    n: Whole,
    bits: Whole,
    part: Whole,
    end: Whole,
    cursor: Array,
    entries: Array,
) -> None:
    """Write ``next 32 bits of the hash, position`` of every window to its partition, `part` to `end` only."""
    keys = np.empty(_longest(starts, first, last) + 1, np.uint64)
    power = _power(n)
    shift = np.uint64(64 - bits)
    high = np.uint64(0xFFFFFFFF00000000)
    for unit in range(first, last):
        for k in range(_hash_unit(codes, starts[unit], starts[unit + 1], n, power, keys)):
            if keys[k]:
                to = np.int64(keys[k] >> shift)
                if part <= to < end:
                    rest = (keys[k] << np.uint64(bits)) & high
                    entries[cursor[to - part]] = rest | np.uint64(starts[unit] + k)
                    cursor[to - part] += 1


@compiled
def _sort(entries: Array, start: Whole, end: Whole, spare: Array, counts: Array) -> None:
    """Sort by the upper 24 bits in two passes, keeping the order of positions.

    Windows that agree in no more than these are few, and told apart on the text.
    """
    size = end - start
    mask = np.uint64((1 << _DIGIT_BITS) - 1)
    for turn in range(2):
        shift = np.uint64(64 - 2 * _DIGIT_BITS + turn * _DIGIT_BITS)
        source = entries[start:end] if turn == 0 else spare[:size]
        target = spare[:size] if turn == 0 else entries[start:end]
        counts[:] = 0
        for k in range(size):
            counts[(source[k] >> shift) & mask] += 1
        total = 0
        for bucket in range(1 << _DIGIT_BITS):
            total, counts[bucket] = total + counts[bucket], total
        for k in range(size):
            bucket = (source[k] >> shift) & mask
            target[counts[bucket]] = source[k]
            counts[bucket] += 1


@compiled
def same_window(codes: Array, a: Whole, b: Whole, n: Whole) -> Flag:
    """Return whether two windows have the same values."""
    different = np.uint32(0)  # without a branch a processor reads several windows at once
    for k in range(n):
        different |= np.uint32(codes[np.uint64(a + k)] ^ codes[np.uint64(b + k)])
    return different < 2


@compiled
def scan_partitions(
    entries: Array,
    bounds: Array,
    first: Whole,
    last: Whole,
    before: Whole,
    codes: Array,
    owners: Array,
    blocks: Array,
    n_agencies: Whole,
    n: Whole,
    marks: Array,
    slot: Array,
    order: Array,
) -> None:
    """Sort the partitions ``first:last``, tell groups apart and write `marks`.

    `before` counts the windows of earlier rounds; with room in `order`, groups go there and their
    places to `slot`.
    """
    largest = 0
    for part in range(first, last):
        largest = max(largest, bounds[part + 1] - bounds[part])
    spare, counts = np.empty(largest, np.uint64), np.empty(1 << _DIGIT_BITS, np.int64)
    at, same = np.empty(largest, np.int64), np.empty(largest + 1, np.int8)
    who, when, said = np.empty(largest, np.int32), np.empty(largest, np.int32), np.empty(largest, np.uint32)
    seen, told = np.zeros(n_agencies, np.int32), np.zeros(n_agencies, np.int64)
    serial = 0
    for part in range(first, last):
        start, size = bounds[part], bounds[part + 1] - bounds[part]
        _sort(entries, start, start + size, spare, counts)
        room = before + start + (before + start) // 2
        _compare_neighbours(entries, start, size, codes, n, at, same)
        _look_up(at, 0, size, owners, blocks, who, when)
        said[:size] = 0
        k = 0
        while k < size:
            end = k + 1
            equal = True
            while same[end] != _OTHER_KEY:
                equal = equal and same[end] == _SAME
                end += 1
            while end - k > 1:
                group = end - k
                if not equal:
                    group = _gather(codes, at, k, end, n)
                    _look_up(at, k, end, owners, blocks, who, when)
                serial += 1
                if group > 1 and _mark(who, when, k, k + group, seen, told, serial, said) and len(order) > 1:
                    order[room] = group
                    for j in range(group):
                        order[room + 1 + j] = at[k + j]
                        slot[at[k + j]] = room
                    room += group + 1
                k += group
            k = end
        for k in range(size):
            if said[k]:
                marks[at[k]] = said[k]


@compiled
def _look_up(at: Array, first: Whole, end: Whole, owners: Array, blocks: Array, who: Array, when: Array) -> None:
    """Write agency and year of each position."""
    for k in range(first, end):
        unit = blocks[at[k] >> BLOCK_BITS]
        while owners[unit + 1, 0] <= at[k]:
            unit += 1
        who[k] = owners[unit, 1] & 0xFFFFFFFF
        when[k] = owners[unit, 1] >> 32


@compiled
def _compare_neighbours(
    entries: Array, start: Whole, size: Whole, codes: Array, n: Whole, at: Array, same: Array
) -> Whole:
    """Write the position of each entry, and whether its key and its window are those of the entry before."""
    for k in range(size):
        at[k] = np.int64(entries[start + k] & np.uint64(0xFFFFFFFF))
    key = np.uint64(64 - 2 * _DIGIT_BITS)
    touched = np.uint64(0)
    for low in range(1, size, _BATCH):  # read a batch from memory at once, then compare it in the cache
        high = min(low + _BATCH, size)
        for k in range(low, high):
            touched += codes[np.uint64(at[k])] + codes[np.uint64(at[k] + n - 1)]
        for k in range(low, high):
            same[k] = _OTHER_KEY
            if entries[start + k] >> key == entries[start + k - 1] >> key:
                same[k] = _SAME if same_window(codes, at[k - 1], at[k], n) else _SAME_KEY
    same[size] = _OTHER_KEY
    return touched


@compiled
def _gather(codes: Array, at: Array, first: Whole, end: Whole, n: Whole) -> Whole:
    """Move the windows equal to the one at `first` next to it, order kept; return how many they are."""
    rest = np.empty(end - first, np.int64)
    left, k = 0, first + 1
    for j in range(first + 1, end):
        if same_window(codes, at[first], at[j], n):
            at[k] = at[j]
            k += 1
        else:
            rest[left] = at[j]
            left += 1
    at[k:end] = rest[:left]
    return k - first


@numba.njit(inline="always")  # a call with so many arrays costs as much as the work
def _mark(
    who: Array, when: Array, first: Whole, end: Whole, seen: Array, told: Array, serial: Whole, said: Array
) -> Flag:
    """Write what the group ``first:end`` says of each of its windows; return whether it says anything.

    `seen` holds the last group in which an agency was met, `told` the last group and year it was told of.
    """
    dated = end
    agencies = 0
    while dated > first and when[dated - 1] == UNKNOWN_YEAR:
        dated -= 1
        if seen[who[dated]] != serial:
            seen[who[dated]] = serial
            agencies += 1
    found = False
    k = first
    while k < end:
        this = when[k]
        until = k
        while until < end and when[until] == this:
            if seen[who[until]] != serial:
                seen[who[until]] = serial
                agencies += 1
            until += 1
        for j in range(k, until):
            before = told[who[j]]
            own = 0
            if before >> 32 == serial and this != UNKNOWN_YEAR:
                own = OWN_PAST | (OWN_LAST if before & 0xFFFFFFFF == this - 1 else 0)
            said[j] = (agencies - 1) << OWN_BITS | own
            found = found or said[j] > 0
        for j in range(k, until):
            told[who[j]] = np.int64(serial) << 32 | this
        k = until
    return found
