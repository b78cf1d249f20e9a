"""Who shares with whom: characters in common for every ordered pair of agencies."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textkit.records import Report
from textkit.reuse.index import build_index, unit_of_block
from textkit.reuse.units import UNKNOWN_YEAR, build_units
from textkit.reuse.windows import OWN_BITS, Array, Whole, compiled, unit_at


def share_network(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    n: int = 10,
    agencies: pd.DataFrame | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Count how many characters of each agency stand in reports of each other agency as well.

    All pairs are counted, not only the sources that `find_reuse` lists: runs of at least `n` equal
    characters, of other agencies' reports up to the same year. The work grows with the number of agencies
    that have a phrase, so this is for hundreds of agencies; parameters are those of `find_reuse`.

    Returns
    -------
    DataFrame
        ``agency_id source_agency_id n_chars share n_reports``, a row per ordered pair that shares anything:
        the characters of the first agency found in the second; the share (0-1) of the first's own wording found
        there (mandated phrases, numbers, names and punctuation count on neither side); and the number of reports
        of the first that hold them. Of the most characters first.

    Examples
    --------
    >>> text = "目前专职人员力量仍然不足。"
    >>> reports = [Report(name, text, agency=name, year=2020) for name in ("甲县", "乙县")]
    >>> share_network(reports)[["agency_id", "source_agency_id", "n_chars"]].values.tolist()
    [['乙县', '甲县', 13], ['甲县', '乙县', 13]]
    """
    units = build_units(reports, sections, section=section, agencies=agencies)
    index = build_index(units, n=n, workers=workers)
    count = len(units.agencies)
    wording = np.concatenate([[0], np.cumsum(units.codes & 1 == 0)])
    sizes = np.bincount(units.agency, weights=np.diff(wording[units.starts]), minlength=count)
    blocks = unit_of_block(units.starts)
    rows = []
    for agency in range(count):
        mine = np.flatnonzero(units.agency == agency)
        chars, words, held = _count_pairs(
            mine,
            count,
            units.starts,
            blocks,
            units.agency,
            units.year,
            n,
            index.marks,
            index.slot,
            index.order,
            wording,
        )
        for source in np.flatnonzero(chars).tolist():
            share = words[source] / sizes[agency]
            names = units.agencies[agency], units.agencies[source]
            rows.append((*names, int(chars[source]), float(share), int(held[source])))
    found = pd.DataFrame(rows, columns=["agency_id", "source_agency_id", "n_chars", "share", "n_reports"])
    found = found.astype(
        {
            "agency_id": "string",
            "source_agency_id": "string",
            "n_chars": "Int64",
            "share": "Float64",
            "n_reports": "Int64",
        }
    )
    order = ["n_chars", "agency_id", "source_agency_id"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)


@compiled
def _count_pairs(
    mine: Array,
    count: Whole,
    starts: Array,
    blocks: Array,
    agency: Array,
    year: Array,
    n: Whole,
    marks: Array,
    slot: Array,
    order: Array,
    wording: Array,
) -> tuple[Array, Array, Array]:
    chars, words, held = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    end, counted_in = np.zeros(count, np.int64), np.full(count, -1, np.int64)
    for unit in mine:
        for at in range(starts[unit], starts[unit + 1] - n + 1):
            if marks[at] >> OWN_BITS == 0:
                continue
            begin = np.int64(slot[at]) + 1
            for k in range(begin, begin + np.int64(order[begin - 1])):
                source = unit_at(np.int64(order[k]), starts, blocks)
                other = agency[source]
                if other == agency[unit] or (year[source] > year[unit] and year[source] != UNKNOWN_YEAR):
                    continue
                fresh = max(at, int(end[other]))
                chars[other] += at + n - fresh
                words[other] += wording[at + n] - wording[fresh]
                end[other] = at + n
                if counted_in[other] != unit:
                    counted_in[other] = unit
                    held[other] += 1
    return chars, words, held
