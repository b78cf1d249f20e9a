"""Shares straight from the index: linear in the text, and rarefied to few agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import Report, require
from textkit.reuse.index import JOBS_A_WORKER, Index, available_cores, build_index, chunks_of, unit_of_block
from textkit.reuse.masking import counted
from textkit.reuse.units import UNKNOWN_YEAR, Sources, Units, build_units
from textkit.reuse.windows import OWN_BITS, OWN_LAST, OWN_PAST, Array, Whole, compiled, unit_at

_RELATIONS = ("own_last", "own_past", "other_agencies", "shared")


def count_shared(units: Units, index: Index, *, workers: int | None = None) -> NDArray[np.int64]:
    """Count for each unit the codes in runs of at least `index.n` that a source has.

    Returns
    -------
    ndarray
        A row per unit; columns: in the own report of the year before, in any earlier own one, in
        another agency's, in any of these, and the number of maximal spans of the last.
    """
    workers = workers or available_cores()
    counts = np.zeros((len(units.reports), 5), np.int64)

    def count(chunk: tuple[int, int]) -> None:
        _count_shared(chunk[0], chunk[1], units.starts, index.n, index.marks, counts)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(count, chunks_of(units.starts, JOBS_A_WORKER * workers)))
    return counts


def most_agencies(index: Index, pieces: Sequence[tuple[int, int, int, int]]) -> list[int]:
    """Count the other agencies that have those `index.n` codes of each piece of a span that most have.

    Parameters
    ----------
    index
        Made with positions, so that its marks count any number.
    pieces
        Start and end of the span, and of the piece of it. Of a piece shorter than `index.n` the windows around
        it count.

    Returns
    -------
    list
        At least 1 each: a span has its source, though what runs on over edits need be in no window.
    """
    bounds = np.array(pieces, np.int64).reshape(-1, 4)
    found = np.ones(len(bounds), np.int64)
    _most_marked(bounds, index.n, index.marks, found)
    counts: list[int] = found.tolist()
    return counts


def score_sections(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    n: int = 10,
    agencies: pd.DataFrame | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Compute the shares of whole sections from the index alone, for corpora too large for a row per span.

    Runs of at least `n` equal characters count; edited characters between them do not, so that the shares are
    a little below those of `score_reuse`. Parameters are those of `find_reuse`.

    Returns
    -------
    DataFrame
        ``report_id start end n_chars own_last own_past other_agencies novel n_spans``; a row per section, in
        the order of year (unknown last), report id and start; shares between 0 and 1, missing where there is
        nothing to compare with, `novel` where own past or other agencies are; `n_chars` counts characters
        compared (a masked name is one).

    Examples
    --------
    >>> text = "目前专职人员力量仍然不足。"
    >>> reports = [Report(name, text, agency=name, year=2020) for name in ("甲县", "乙县")]
    >>> score_sections(reports)["other_agencies"].tolist()
    [1.0, 1.0]
    """
    units = build_units(reports, sections, section=section, agencies=agencies)
    index = build_index(units, n=n, positions=False, workers=workers)
    counts = count_shared(units, index, workers=workers)
    size = np.diff(units.starts)
    comparable = _comparable(units, n)
    found = pd.DataFrame(
        {
            "report_id": pd.array([report.report_id for report in units.reports], "string"),
            "start": pd.array([units.span(a, b)[0] if b > a else 0 for a, b in _bounds(units)], "Int64"),
            "end": pd.array([units.span(a, b)[1] if b > a else 0 for a, b in _bounds(units)], "Int64"),
            "n_chars": pd.array(size, "Int64"),
        }
    )
    for number, name in enumerate(_RELATIONS[:3]):
        found[name] = _share(counts[:, number], size, comparable[:, number])
    found["novel"] = _share(size - counts[:, 3], size, comparable[:, 1] & comparable[:, 2])
    found["n_spans"] = pd.array(counts[:, 4], "Int64")
    return found


def rarefy_other_agencies(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    items: pd.DataFrame | None = None,
    *,
    n_agencies: int = 10,
    draws: int = 20,
    random_state: int = 0,
    section: str | None = "problems",
    n: int = 10,
    agencies: pd.DataFrame | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Compute the share found in other agencies as if only `n_agencies` of them were in the corpus.

    The more agencies a corpus holds, the more of any text is found in some of them; the mean over draws of a
    fixed number makes corpora and years comparable (rarefaction, Sanders 1968). Each draw takes, for each
    year, `n_agencies` other agencies from those with a report up to that year; runs of at least `n` equal
    characters count. Other parameters are those of `find_reuse`.

    Returns
    -------
    DataFrame
        ``report_id n_chars n_agencies other_agencies_rarefied sd``; shares between 0 and 1, `sd` over the draws;
        both missing where fewer than `n_agencies` others can be drawn. A row per section, of the characters
        compared, like `score_sections`; with `items` a row per item in their order, ``item_id`` before it, of
        its characters that are no blanks, like `score_reuse`, whose `other_agencies` it never exceeds.

    Raises
    ------
    ValueError
        If `n_agencies` or `draws` is below 1.

    Examples
    --------
    >>> text, names = "目前专职人员力量仍然不足。", ("甲县", "乙县", "丙县")
    >>> reports = [Report(name, text, agency=name, year=2020) for name in names]
    >>> rarefy_other_agencies(reports, n_agencies=1)["other_agencies_rarefied"].tolist()
    [1.0, 1.0, 1.0]
    """
    if n_agencies < 1 or draws < 1:
        raise ValueError("n_agencies and draws must be at least 1")
    units = build_units(reports, sections, section=section, agencies=agencies)
    index = build_index(units, n=n, workers=workers)
    random = np.random.default_rng(random_state)
    blocks, undated = (
        unit_of_block(units.starts),
        int(units.starts[np.searchsorted(units.year, UNKNOWN_YEAR)]),
    )
    size = np.diff(units.starts)
    stretches = _sections_of(units) if items is None else _items_of(units, items)
    counts = np.full((draws, len(stretches.names)), np.nan)
    for year in np.unique(units.year):
        chosen = np.flatnonzero((units.year == year) & (size >= n))
        pool = np.unique(units.agency[((units.year <= year) | (units.year == UNKNOWN_YEAR)) & (size >= n)])
        if len(pool) <= n_agencies or not len(chosen):
            continue
        known = np.isin(stretches.unit, chosen)
        for draw in range(draws):
            rank = np.full(len(units.agencies), len(pool), np.int64)
            rank[pool] = random.permutation(len(pool))
            held = _count_drawn(
                chosen, n_agencies, rank, units.starts, blocks, units.agency, units.year, undated, index.n,
                index.marks, index.slot, index.order, stretches.place, stretches.weight, len(stretches.names),
            )  # fmt: skip
            counts[draw, known] = held[known]
    shares = counts / np.maximum(stretches.n_chars, 1)
    known = ~np.isnan(counts[0]) & (stretches.n_chars > 0)
    found = pd.DataFrame(
        {
            "report_id": pd.array(list(stretches.names), "string"),
            "n_chars": pd.array(stretches.n_chars, "Int64"),
            "n_agencies": pd.array([n_agencies] * len(stretches.names), "Int64"),
            "other_agencies_rarefied": _masked(shares.mean(axis=0), known),
            "sd": _masked(shares.std(axis=0), known),
        }
    )
    if items is not None:
        found.insert(0, "item_id", items["item_id"].astype("string").to_numpy())
        found = found.astype({"item_id": "string"})
    return found


@dataclass(frozen=True, slots=True)
class _Stretches:
    """What shares are told of, and which codes are of each.

    Attributes
    ----------
    names, n_chars
        Report and size of each.
    unit
        The unit in which each lies, -1 where in none.
    place, weight
        Of each code: the stretch to which it belongs, and as how many characters it counts there.
    """

    names: Sequence[str]
    n_chars: NDArray[np.int64]
    unit: NDArray[np.int64]
    place: NDArray[np.int32]
    weight: NDArray[np.uint8]


def _sections_of(units: Units) -> _Stretches:
    size = np.diff(units.starts)
    return _Stretches(
        names=[report.report_id for report in units.reports],
        n_chars=size,
        unit=np.arange(len(size)),
        place=np.repeat(np.arange(len(size), dtype=np.int32), size),
        weight=np.ones(len(units.codes), np.uint8),
    )


def _items_of(units: Units, items: pd.DataFrame) -> _Stretches:
    require(items, ("item_id", "report_id", "start", "end"), made_by="textkit.parsing")
    names = items["report_id"].astype(str).tolist()
    place, weight = np.zeros(len(units.codes), np.int32), np.zeros(len(units.codes), np.uint8)
    n_chars, unit_of = np.zeros(len(items), np.int64), np.full(len(items), -1)
    its: dict[str, list[int]] = {}
    for unit, report in enumerate(units.reports):
        its.setdefault(report.report_id, []).append(unit)
    sums: dict[str, NDArray[np.int64]] = {}
    for item, (name, start, end) in enumerate(zip(names, items["start"], items["end"], strict=True)):
        for unit in its.get(name, ()):
            if name not in sums:
                sums[name] = np.concatenate([[0], np.cumsum(counted(units.reports[unit].text))])
            n_chars[item] = sums[name][end] - sums[name][start]
            first = units.starts[unit]
            offsets = units.offset[first : units.starts[unit + 1]]
            a, b = np.searchsorted(offsets, (start, end)) + first
            if a < b:
                unit_of[item] = unit
                place[a:b] = item
                ends = np.minimum(units.offset[a:b] + units.length[a:b], end)
                weight[a:b] = sums[name][ends] - sums[name][units.offset[a:b]]
    return _Stretches(names, n_chars, unit_of, place, weight)


def _bounds(units: Units) -> list[tuple[int, int]]:
    return list(zip(units.starts[:-1].tolist(), units.starts[1:].tolist(), strict=True))


def _share(part: NDArray[np.int64], whole: NDArray[np.int64], known: NDArray[np.bool_]) -> pd.Series:
    return _masked(part / np.maximum(whole, 1), known)


def _masked(values: NDArray[np.float64], known: NDArray[np.bool_]) -> pd.Series:
    return pd.Series(pd.array(np.where(known, values, 0.0), "Float64")).where(pd.Series(known), pd.NA)


def _comparable(units: Units, n: int) -> NDArray[np.bool_]:
    """Return for each unit whether there is an own last, an own earlier and another agency's unit."""
    long = np.diff(units.starts) >= n
    pairs = list(zip(units.agency.tolist(), units.year.tolist(), strict=True))
    sources = Sources(pair for pair, enough in zip(pairs, long, strict=True) if enough)
    known = np.zeros((len(long), 3), bool)
    for unit in np.flatnonzero(long).tolist():
        known[unit] = sources.of(*pairs[unit])
    return known


@compiled
def _count_shared(first: Whole, last: Whole, starts: Array, n: Whole, marks: Array, counts: Array) -> None:
    for unit in range(first, last):
        last_end, past_end, other_end, any_end = starts[unit], starts[unit], starts[unit], starts[unit]
        for at in range(starts[unit], starts[unit + 1] - n + 1):
            flags = marks[at]
            if flags & OWN_LAST:
                counts[unit, 0] += at + n - max(at, last_end)
                last_end = at + n
            if flags & OWN_PAST:
                counts[unit, 1] += at + n - max(at, past_end)
                past_end = at + n
            if flags >> OWN_BITS:
                counts[unit, 2] += at + n - max(at, other_end)
                other_end = at + n
            if flags:
                counts[unit, 4] += at > any_end or any_end == starts[unit]
                counts[unit, 3] += at + n - max(at, any_end)
                any_end = at + n


@compiled
def _most_marked(pieces: Array, n: Whole, marks: Array, found: Array) -> None:
    for k in range(len(pieces)):
        start, end, first, last = pieces[k]
        low, high = max(min(first, last - n), start), min(max(first, last - n), end - n)
        for at in range(low, high + 1):
            found[k] = max(found[k], marks[at] >> OWN_BITS)


@compiled
def _count_drawn(
    chosen: Array,
    wanted: Whole,
    rank: Array,
    starts: Array,
    blocks: Array,
    agency: Array,
    year: Array,
    undated: Whole,
    n: Whole,
    marks: Array,
    slot: Array,
    order: Array,
    place: Array,
    weight: Array,
    stretches: Whole,
) -> Array:
    counts = np.zeros(stretches, np.int64)
    for k in range(len(chosen)):
        unit = chosen[k]
        mine = rank[agency[unit]]
        bound = wanted if mine >= wanted else wanted + 1
        end = starts[unit]
        for at in range(starts[unit], starts[unit + 1] - n + 1):
            if marks[at] >> OWN_BITS == 0:
                continue
            begin = np.int64(slot[at]) + 1
            for j in range(begin, begin + np.int64(order[begin - 1])):
                source = unit_at(np.int64(order[j]), starts, blocks)
                if year[source] > year[unit] and year[source] != UNKNOWN_YEAR:
                    continue
                if agency[source] != agency[unit] and rank[agency[source]] < bound:
                    for held in range(max(at, end), at + n):
                        counts[place[held]] += weight[held]
                    end = at + n
                    break
    return counts
