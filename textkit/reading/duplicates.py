"""Find two files that hold one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textkit.reading.reader import QualityRow, Reading
from textkit.records import Report

EQUAL = 0.95
"""From this similarity of the texts on, two reports of one agency and year are one (share)."""
_LONGEST = 20_000


def mark_duplicates(readings: Sequence[Reading]) -> list[Reading]:
    """Mark reports that stand twice.

    Of reports of one agency and year whose texts are at least 95 % equal, the one with the longest text
    is kept (of equals, the first by id); the others name it in `Report.duplicate_of`, and their row says
    ``duplicate``. Reports of one agency and year with different texts are kept, and their rows say so.

    Parameters
    ----------
    readings
        In any order; those returned stand in the same order.

    Examples
    --------
    >>> twice = [Reading((Report(name, "公开文件三件。", agency_id="甲", year=2020),)) for name in "ab"]
    >>> [reading.reports[0].duplicate_of for reading in mark_duplicates(twice)]
    [None, 'a']
    """
    groups: dict[tuple[str, int], list[Report]] = {}
    for reading in readings:
        for report in reading.reports:
            if report.agency_id is not None and report.year is not None:
                groups.setdefault((report.agency_id, report.year), []).append(report)
    copies: dict[str, str] = {}
    rivals: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            _compare(group, copies, rivals)
    if not copies and not rivals:
        return list(readings)
    return [_marked(reading, copies, rivals) for reading in readings]


def _compare(group: Sequence[Report], copies: dict[str, str], rivals: dict[str, str]) -> None:
    kept: list[Report] = []
    for report in sorted(group, key=lambda each: (-len(each.text), each.report_id)):
        same = next((other for other in kept if similarity(report.text, other.text) >= EQUAL), None)
        if same is None:
            kept.append(report)
        else:
            copies[report.report_id] = same.report_id
    if len(kept) > 1:
        for report in kept:
            others = sorted(other.report_id for other in kept if other is not report)
            rivals[report.report_id] = f"another text of this agency and year: {', '.join(others)}"


def similarity(one: str, other: str) -> float:
    """Return how equal two texts are, white space apart: 1 - insertions and deletions / length, 0 to 1.

    Of long texts the first 20,000 characters are compared.

    Examples
    --------
    >>> similarity("公开文件三件。", "公开 文件三件。")
    1.0
    """
    one, other = "".join(one.split()), "".join(other.split())
    if one == other:
        return 1.0
    if not one or not other or min(len(one), len(other)) < 0.9 * max(len(one), len(other)):
        return 0.0
    from rapidfuzz.distance import Indel

    found: float = Indel.normalized_similarity(one[:_LONGEST], other[:_LONGEST], score_cutoff=EQUAL)
    return found


def _marked(reading: Reading, copies: dict[str, str], rivals: dict[str, str]) -> Reading:
    reports = tuple(replace(r, duplicate_of=copies.get(r.report_id)) for r in reading.reports)
    return Reading(reports, tuple(_explained(row, copies, rivals) for row in reading.quality))


def _explained(row: QualityRow, copies: dict[str, str], rivals: dict[str, str]) -> QualityRow:
    if row.report_id in copies:
        note, result = f"the same text as {copies[row.report_id]}", "duplicate"
    elif row.report_id in rivals:
        note, result = rivals[row.report_id], row.result
    else:
        return row
    return replace(row, result=result, reason="; ".join(filter(None, (row.reason, note))))
