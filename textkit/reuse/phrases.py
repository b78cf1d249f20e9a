"""Common phrases: the wording that most agencies use, whatever they took it from.

Punctuation is no wording, as in the list of mandated phrases: a phrase with a comma is the one with a full stop.
What stands in two paragraphs, or cells of a table, is no phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import Report
from textkit.reuse.index import Index, build_index
from textkit.reuse.masking import FIRST_LITERAL, PUNCTUATION
from textkit.reuse.units import Units, build_units
from textkit.reuse.windows import OWN_BITS

_CLOSING = dict(zip("（(《〈“‘「『【[", "）)》〉”’」』】]", strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


def find_phrases(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    *,
    n: int = 10,
    min_agencies: int = 2,
    section: str | None = "problems",
    agencies: pd.DataFrame | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """List the longest phrases that at least `min_agencies` agencies use: candidates for the template.

    Agencies are counted, not reports, so that one which recycles makes no phrase common. A phrase is listed
    if no longer one, begun earlier or ended later, is used by as many; at least half of it must be wording,
    not numbers or names. It lies in one paragraph and begins and ends with a word, or a bracket that its own
    words open or close.

    Parameters
    ----------
    n
        Characters a phrase has at least, numbers and names included, punctuation and blanks aside.
    min_agencies
        Agencies that use it at least, 2 or more.
    reports, sections, section, agencies, workers
        As in `find_reuse`.

    Returns
    -------
    DataFrame
        ``phrase n_chars n_agencies share_agencies n_reports template report_id start end``: the wording of
        the first report that has it, characters (punctuation and blanks aside), agencies and their share (0-1) of all,
        reports, the share (0-1) of it that the built-in list of mandated phrases holds already, and where
        that report has it. Of the most agencies first.

    Raises
    ------
    ValueError
        If `min_agencies` is below 2 or `n` below 4.

    Examples
    --------
    >>> text, names = "目前专职人员力量仍然不足。", ("甲县", "乙县", "丙县")
    >>> reports = [Report(name, name + text, agency=name) for name in names]
    >>> find_phrases(reports, min_agencies=3)[["phrase", "n_agencies"]].values.tolist()
    [['丙县目前专职人员力量仍然不足', 3]]
    """
    if min_agencies < 2:
        raise ValueError(f"min_agencies must be at least 2, not {min_agencies}")
    masked = build_units(reports, sections, section=section, agencies=agencies)
    units = _plain(masked)
    index = build_index(units, n=n, workers=workers)
    rows = []
    for positions, size in _maximal(units, index, min_agencies):
        first = int(positions[0])
        codes = masked.codes[first : first + size]
        literal = codes >> 1 >= FIRST_LITERAL
        if literal.sum() * 2 < size:
            continue
        unit = units.reports[int(_units(units, positions[:1])[0])]
        start, end = _with_brackets(unit.text, *units.span(first, first + size))
        found = _units(units, positions)
        users = len(np.unique(units.agency[found]))
        rows.append(
            {
                "phrase": unit.text[start:end],
                "n_chars": size,
                "n_agencies": users,
                "share_agencies": users / len(units.agencies),
                "n_reports": len({units.reports[k].report_id for k in found}),
                "template": float((codes[literal] & 1).mean()),
                "report_id": unit.report_id,
                "start": start,
                "end": end,
            }
        )
    kinds = {
        "phrase": "string", "n_chars": "Int64", "n_agencies": "Int64", "share_agencies": "Float64",
        "n_reports": "Int64", "template": "Float64", "report_id": "string", "start": "Int64", "end": "Int64",
    }  # fmt: skip
    listed = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    order = ["n_agencies", "n_chars", "report_id", "start"]
    return listed.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def count_phrases(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    *,
    lengths: Sequence[int] = (6, 8, 10, 13, 16, 20, 30),
    min_agencies: Sequence[int] = (2, 3, 5, 10, 20, 50),
    section: str | None = "problems",
    agencies: pd.DataFrame | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Count phrases over the number of characters and of agencies: the curves behind a choice of both.

    Returns
    -------
    DataFrame
        ``n min_agencies n_phrases n_chars share``: distinct runs of `n` characters used by at least so many
        agencies, the characters they cover, and their share (0-1) of all compared; missing without any text.
        Parameters are those of `find_phrases`.

    Examples
    --------
    >>> reports = [Report(name, "目前专职人员力量仍然不足。", agency=name) for name in ("甲县", "乙县")]
    >>> count_phrases(reports, lengths=(10,), min_agencies=(2, 3))[["n_phrases", "share"]].values.tolist()
    [[3, 1.0], [0, 0.0]]
    """
    units = _plain(build_units(reports, sections, section=section, agencies=agencies))
    total = len(units.codes)
    rows = []
    for n in lengths:
        index = build_index(units, n=n, workers=workers)
        users = (index.marks >> OWN_BITS).astype(np.int64) + 1
        for least in min_agencies:
            windows = np.flatnonzero((users >= least) & (users > 1))
            steps = np.diff(windows, append=windows[-1:] + n)
            covered = int(np.minimum(steps, n).sum()) if len(windows) else 0
            distinct = len(np.unique(index.slot[windows]))
            rows.append((n, least, distinct, covered, covered / total if total else None))
    kinds = {
        "n": "Int64",
        "min_agencies": "Int64",
        "n_phrases": "Int64",
        "n_chars": "Int64",
        "share": "Float64",
    }
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _plain(masked: Units) -> Units:
    """Return paragraphs and cells as units, all but punctuation as wording, of one year: all agencies are counted."""
    words = masked.codes >> 1 != PUNCTUATION
    codes, offset, length = masked.codes[words], masked.offset[words], masked.length[words]
    bounds = np.concatenate([[0], np.cumsum(words)])[masked.starts]
    starts, owners = [], []
    for unit, report in enumerate(masked.reports):
        first, last = int(bounds[unit]), int(bounds[unit + 1])
        breaks = [found.start() for found in re.finditer(r"[\n\t]", report.text)]
        begins = first + np.flatnonzero(np.diff(np.searchsorted(breaks, offset[first:last]), prepend=-1))
        starts.append(begins)
        owners.append(np.full(len(begins), unit))
    owner = np.concatenate([np.zeros(0, np.int64), *owners])
    return replace(
        masked,
        codes=codes & ~codes.dtype.type(1),
        starts=np.concatenate([*starts, [len(codes)]]).astype(np.int64),
        agency=masked.agency[owner],
        year=np.zeros(len(owner), masked.year.dtype),
        reports=[masked.reports[unit] for unit in owner],
        offset=offset,
        length=length,
    )


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in what closes a bracket opened in ``text[start:end]``, and what opens one closed there."""
    for awaited in reversed(_awaited(text[start:end], _CLOSING)):
        if text[end : end + 1] != awaited:
            break
        end += 1
    for awaited in reversed(_awaited(text[start:end][::-1], _OPENING)):
        if text[max(start - 1, 0) : start] != awaited:
            break
        start -= 1
    return start, end


def _awaited(text: str, pairs: Mapping[str, str]) -> list[str]:
    """Return the brackets still missing behind `text`, the last one first to come."""
    missing: list[str] = []
    for character in text:
        if character in pairs:
            missing.append(pairs[character])
        elif missing and character == missing[-1]:
            missing.pop()
    return missing


def _units(units: Units, positions: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the unit of each position."""
    return np.searchsorted(units.starts, positions, side="right") - 1


def _maximal(units: Units, index: Index, least: int) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Yield positions and length of the phrases of `least` agencies that none of them can be made longer."""
    common = np.flatnonzero((index.marks >> OWN_BITS).astype(np.int64) + 1 >= least)
    for slot in np.unique(index.slot[common]):
        start = int(slot) + 1
        positions = index.order[start : start + int(index.order[start - 1])].astype(np.int64)
        if len(_frequent(units, positions, _before(units, positions), least)) == 1 and _alike(units, positions):
            continue  # what all of them begin one character earlier is found from there
        yield from _grown(units, positions, index.n, least)


def _alike(units: Units, positions: NDArray[np.int64]) -> bool:
    """Return whether the same character stands before all positions, and none begins its unit."""
    before = _before(units, positions)
    return bool((before == before[0]).all()) and before[0] >= 0


def _grown(
    units: Units, positions: NDArray[np.int64], size: int, least: int
) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Lengthen a phrase to the right as long as enough agencies go on alike."""
    pending = [(positions, size)]
    while pending:
        positions, size = pending.pop()
        longer = _frequent(units, positions, _behind(units, positions, size), least)
        pending += [(chosen, size + 1) for chosen in longer]
        if not longer and not _frequent(units, positions, _before(units, positions), least):
            yield positions, size


def _frequent(
    units: Units, positions: NDArray[np.int64], values: NDArray[np.int64], least: int
) -> list[NDArray[np.int64]]:
    """Split positions by the value beside them and return the parts that enough agencies have."""
    agency = units.agency[_units(units, positions)]
    parts = [positions[values == value] for value in np.unique(values[values >= 0])]
    owners = [agency[values == value] for value in np.unique(values[values >= 0])]
    return [part for part, owner in zip(parts, owners, strict=True) if len(np.unique(owner)) >= least]


def _before(units: Units, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the value before each position, -1 at the beginning of a unit."""
    first = positions == units.starts[_units(units, positions)]
    return np.where(first, -1, (units.codes[positions - 1] >> 1).astype(np.int64))


def _behind(units: Units, positions: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the value behind each phrase, -1 at the end of a unit."""
    ends = units.starts[_units(units, positions) + 1]
    last = positions + size >= ends
    behind = units.codes[np.minimum(positions + size, len(units.codes) - 1)] >> 1
    return np.where(last, -1, behind.astype(np.int64))
