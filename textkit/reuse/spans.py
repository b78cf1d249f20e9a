"""Who shares which words with whom: the rows of the frame ``reuse``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from textkit.records import Report, frame, require
from textkit.reuse.alignment import OTHER, cover_units
from textkit.reuse.coverage import most_agencies
from textkit.reuse.index import Index, build_index
from textkit.reuse.masking import FIRST_LITERAL, Masker, counted, says, wording
from textkit.reuse.order import Order
from textkit.reuse.relations import Relations, find_kin
from textkit.reuse.units import Units, build_units, select_units, with_columns


def find_reuse(
    reports: Iterable[Report],
    sections: pd.DataFrame | None = None,
    items: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    n: int = 10,
    agencies: pd.DataFrame | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """List every span that a section shares with an earlier own report, another agency or the template.

    Numbers, years and names of agencies and places are made equal and blanks dropped before the comparison
    (`textkit.reuse.masking`); a span holds a run of at least `n` equal characters, and runs on over small
    edits (`textkit.reuse.alignment`). Sources are reports of the agency's earlier years, and other agencies'
    reports of the same or an earlier year (of any year where one is unknown). A report whose agency is unknown
    stands for an agency of its own.

    **Which rows are listed.** Not all pairs, which would be quadratic for a phrase that everybody uses, but
    for each section and relation (year before; own earlier years as far as the year before lacks it; other
    agencies) a cover: every run of `n` characters that has any source lies in a listed span, and each span
    has the source with the longest equal run, of equal ones the earliest year, then an agency to which the
    registry knows a relation (co_publisher, parent, child), then report id. So the shares made of the rows
    miss nothing for want of a source. `textkit.reuse.share_network` counts all pairs.

    Parameters
    ----------
    reports
        The corpus. Reports marked as duplicates are left out.
    sections
        Frame ``sections``: what is compared with what. Without it whole reports are.
    items
        Frame ``items``. With it a span is cut at the bounds of the items it touches, a row for each and for what
        stands between them, unless that is enumerators, punctuation and white space alone.
    section
        Which kind of section is compared; None for all.
    n
        Characters of the shortest run that counts as shared; at least half must be wording, not masked.
    agencies
        Registry of agencies (``agency_id name`` and, if known, ``aliases parent region``).
    workers
        Threads; the rows do not depend on it.

    Returns
    -------
    DataFrame
        Frame ``reuse``: `n_chars` counts the span's characters without blanks; `edited` says that only
        numbers or names differ (False for word-for-word spans and for spans in which words differ;
        `n_edits` tells them apart); `direction` is ``from`` if the source's year is earlier (and, for another
        agency's words, no own report of that year or before has any `n` of them), else ``shared``.
        Further columns:
        `n_edits`, the characters of wording that differ; `relation` of the source's agency: own, co_publisher
        (one is an alias of the other), parent, child, same_office (in another place), other; missing where an
        agency is unknown; `n_agencies`, of words of other agencies: how many of them, up to that year, have those
        `n` characters of the span that most have.

    Raises
    ------
    ValueError
        If a frame lacks a column, or the corpus has 2**31 characters or more.

    Examples
    --------
    >>> reports = [
    ...     Report("甲/2020", "一是培训3次，专职人员力量仍然不足。", agency="甲县", year=2020),
    ...     Report("甲/2021", "一是培训5次，专职人员力量仍然不足。", agency="甲县", year=2021),
    ... ]
    >>> row = find_reuse(reports).iloc[0]
    >>> row["kind"], row["source_report_id"], int(row["n_chars"]), bool(row["edited"]), row["direction"]
    ('own_past', '甲/2020', 18, True, 'from')
    """
    listed = list(reports)
    units = build_units(listed, sections, section=section, agencies=agencies)
    index = build_index(units, n=n, workers=workers)
    relations = Relations(agencies)
    spans = cover_units(units, index, kin=find_kin(units, relations), workers=workers)
    bounds = _item_bounds(items)
    rows = [*_shared_rows(units, index, spans, bounds, relations), *_template_rows(listed, sections, section, bounds)]
    found = frame("reuse", rows)
    found = with_columns(found, {"relation": "string", "n_edits": "Int64", "n_agencies": "Int64"})
    order = ["report_id", "start", "end", "kind", "source_report_id", "source_start"]
    return found.sort_values(order, kind="stable", ignore_index=True)


def compare_reports(
    a: Report,
    b: Report,
    sections: pd.DataFrame | None = None,
    *,
    section: str | None = "problems",
    n: int = 10,
    agencies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Align two reports for reading: every span of `b` that stands in `a` as well.

    Whatever agencies and years they have, `a` is the source. Further parameters are those of `find_reuse`;
    without `sections` whole reports are compared.

    Returns
    -------
    DataFrame
        ``start end source_start source_end n_chars n_edits edited text source_text``, in the order of `b`.

    Raises
    ------
    ValueError
        If a frame lacks a column, or `n` is below 4.

    Examples
    --------
    >>> a = Report("a", "我县专职人员力量仍然不足，更新慢。", agency="甲县")
    >>> b = Report("b", "目前，我区专职人员力量仍然不足。", agency="乙区")
    >>> compare_reports(a, b)["text"].tolist()
    ['我区专职人员力量仍然不足。']
    """
    pair = [_stand_in(a, "source", 1), _stand_in(b, "target", 2)]
    if sections is not None:
        require(sections, ("report_id", "section", "start", "end"), made_by="textkit.parsing")
        parts = [
            sections[sections["report_id"] == report.report_id].assign(report_id=name)
            for report, name in ((a, "source"), (b, "target"))
        ]
        sections = pd.concat(parts, ignore_index=True)
    units = build_units(pair, sections, section=section, agencies=agencies)
    index = build_index(units, n=n, workers=1)
    spans = cover_units(units, index, workers=1)
    rows = [row for row in _shared_rows(units, index, spans, {}, Relations(None)) if row["report_id"] == "target"]
    columns = ["start", "end", "source_start", "source_end", "n_chars", "n_edits", "edited"]
    found = pd.DataFrame(rows, columns=columns).sort_values(["start", "end"], ignore_index=True)
    ours, theirs = (
        zip(found["start"], found["end"], strict=True),
        zip(found["source_start"], found["source_end"], strict=True),
    )
    found["text"] = [b.text[int(start) : int(end)] for start, end in ours]
    found["source_text"] = [a.text[int(start) : int(end)] for start, end in theirs]
    return found


def _stand_in(report: Report, name: str, year: int) -> Report:
    return Report(name, report.text, agency_id=name, agency=report.agency, region=report.region, year=year)


Bounds = Mapping[str, Sequence[tuple[int, int, str]]]


def _item_bounds(items: pd.DataFrame | None) -> dict[str, list[tuple[int, int, str]]]:
    """Return the start, end and id of the items of each report, in order."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    if items is None:
        return found
    require(items, ("item_id", "report_id", "start", "end"), made_by="textkit.parsing")
    for name, start, end, item in zip(*(items[name] for name in ("report_id", "start", "end", "item_id")), strict=True):
        found.setdefault(name, []).append((int(start), int(end), item))
    return {name: sorted(bounds) for name, bounds in found.items()}


def _pieces(start: int, end: int, bounds: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str | None]]:
    """Cut ``start:end`` at the bounds of items; what lies in none has no id."""
    at = start
    for first, last, item in bounds:
        if last <= at or first >= end:
            continue
        if first > at:
            yield at, first, None
        yield max(first, at), min(last, end), item
        at = min(last, end)
    if at < end:
        yield at, end, None


def _shared_rows(
    units: Units, index: Index, spans: NDArray[np.int64], bounds: Bounds, relations: Relations
) -> Iterator[dict[str, object]]:
    sums = {report.report_id: np.cumsum(counted(report.text)) for report in units.reports}
    between, order = _Between(), Order(units, index.n)
    pieces: list[tuple[int, int, int, int]] = []
    rows: list[dict[str, object]] = []
    for unit, relation, start, end, source, source_start, source_end, _ in spans.tolist():
        target, other = units.reports[unit], units.reports[source]
        whole = (start, end), (source_start, source_end)
        shared = {
            "report_id": target.report_id,
            "kind": "other_agencies" if relation == OTHER else "own_past",
            "source_report_id": other.report_id,
            "direction": order.of(unit, relation, whole[0], source),
            "relation": relations.of(target, other),
        }
        its = bounds.get(target.report_id, ())
        for item, ours, theirs in _cut(units, *whole, its):
            row = _described(units, target, other, ours, theirs)
            if its and item is None and between.is_empty(target, row["start"], row["end"]):
                continue
            counts = sums[target.report_id]
            n_chars = int(counts[row["end"] - 1]) - (int(counts[row["start"] - 1]) if row["start"] else 0)
            rows.append({"item_id": item, "n_chars": n_chars, **shared, **row})
            pieces.append((start, end, *ours))
    for found, n_agencies in zip(rows, most_agencies(index, pieces), strict=True):
        yield {**found, "n_agencies": n_agencies if found["kind"] == "other_agencies" else None}


class _Between:
    """What stands between items and is no row of its own: enumerators, punctuation, white space."""

    def __init__(self) -> None:
        self._held: dict[str, NDArray[np.bool_]] = {}

    def is_empty(self, report: Report, start: int, end: int) -> bool:
        """Return whether nothing else stands in ``start:end``."""
        if report.report_id not in self._held:
            self._held[report.report_id] = says(report.text)
        return not self._held[report.report_id][start:end].any()


def _cut(
    units: Units, ours: tuple[int, int], theirs: tuple[int, int], bounds: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str | None, tuple[int, int], tuple[int, int]]]:
    """Cut a pair of spans at the bounds of items; yield item, codes and the codes they are aligned with."""
    start, end = ours
    pieces = list(_pieces(*units.span(start, end), bounds))
    if len(pieces) == 1:
        yield pieces[0][2], ours, theirs
        return
    step = _aligned(units.codes[slice(*ours)] >> 1, units.codes[slice(*theirs)] >> 1)
    for first, last, item in pieces:
        a, b = np.searchsorted(units.offset[start:end], (first, last)).tolist()
        if a < b and step[a] < step[b]:
            yield item, (start + a, start + b), (theirs[0] + step[a], theirs[0] + step[b])


def _described(
    units: Units, target: Report, other: Report, ours: tuple[int, int], theirs: tuple[int, int]
) -> dict[str, int]:
    """Return the offsets of a pair of spans and how they differ."""
    start, end = units.span(*ours)
    source_start, source_end = units.span(*theirs)
    text, source_text = target.text[start:end], other.text[source_start:source_end]
    edits = 0 if text == source_text else _edits(units.codes[slice(*ours)], units.codes[slice(*theirs)])
    return {
        "start": start,
        "end": end,
        "source_start": source_start,
        "source_end": source_end,
        "n_edits": edits,
        "edited": text != source_text and edits == 0 and wording(text) != wording(source_text),
    }


def _edits(a: NDArray[np.integer], b: NDArray[np.integer]) -> int:
    """Count the characters of wording that differ, numbers, names and punctuation aside."""
    a, b = a >> 1, b >> 1
    if len(a) == len(b) and bool((a == b).all()):
        return 0
    return Levenshtein.distance(_characters(a[a >= FIRST_LITERAL]), _characters(b[b >= FIRST_LITERAL]))


def _aligned(a: NDArray[np.integer], b: NDArray[np.integer]) -> list[int]:
    """Return for every bound between codes of `a` the bound in `b` it is aligned with."""
    if len(a) == len(b) and bool((a == b).all()):
        return list(range(len(a) + 1))
    step = [0] * (len(a) + 1)
    for op in Levenshtein.opcodes(_characters(a), _characters(b)):
        for k in range(op.src_start, op.src_end):
            step[k] = min(op.dest_start + k - op.src_start, op.dest_end)
        step[op.src_end] = op.dest_end
    return step


def _characters(values: NDArray[np.integer]) -> str:
    """Return values as a string, past the surrogates, for comparing."""
    return (values.astype("<u4") + 0xE000).tobytes().decode("utf-32-le")


def _template_rows(
    reports: Iterable[Report], sections: pd.DataFrame | None, section: str | None, bounds: Bounds
) -> Iterator[dict[str, object]]:
    masker, between = Masker(), _Between()
    for report, start, end in select_units(reports, sections, section):
        its = bounds.get(report.report_id, ())
        for first, last, _ in masker.template(report.text[start:end]):
            for a, b, item in _pieces(start + first, start + last, its):
                n_chars = int(counted(report.text[a:b]).sum())
                if n_chars and not (its and item is None and between.is_empty(report, a, b)):
                    yield {
                        "item_id": item,
                        "report_id": report.report_id,
                        "start": a,
                        "end": b,
                        "kind": "template",
                        "n_chars": n_chars,
                    }
