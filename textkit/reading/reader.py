"""One file → its reports and what is to be said about them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from textkit.reading.cleaning import Cleaned, assemble
from textkit.reading.decoding import garbled, simplify
from textkit.reading.formats import Document, Unreadable
from textkit.reading.header import take_header
from textkit.reading.identity import COLUMNS, Identity, identify
from textkit.reading.lines import split_lines
from textkit.reading.prepare import prepare
from textkit.reading.registry import Metadata, Registry, load_agencies, load_metadata
from textkit.reading.resources import load
from textkit.reading.sources import AGENCIES, METADATA, Source, find_sources
from textkit.reading.splitting import split_reports
from textkit.records import Report

LARGEST = 256 * 2**20
"""Larger files of one report are not read (bytes)."""
_NAMED = 20
"""So many rows of a metadata file that match nothing are named."""
_TABLES = {".csv", ".jsonl", ".ndjson", ".parquet"}
_NO_TEXT = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class QualityRow:
    """What is known after reading of one report, or of a file that gave none.

    Parameters
    ----------
    result
        ``ok``, ``duplicate``, ``skipped`` or ``failed``.
    reader, encoding
        The format it was read as, and the encoding of its characters.
    garbled
        Share of characters that are no text, 0 to 1.
    reason
        What is wrong, doubtful or to be done; ``None`` if nothing is.
    """

    path: str
    report_id: str | None
    result: str
    reader: str | None = None
    encoding: str | None = None
    n_chars: int | None = None
    garbled: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The reports of one file, and a row for each of them or for the file that gave none."""

    reports: tuple[Report, ...] = ()
    quality: tuple[QualityRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """The reports of a folder in the order of their paths, and a row for each, for every other file and for metadata
    that match none.
    """

    reports: list[Report]
    quality: list[QualityRow]


def read_source(source: Source, *, metadata: Metadata | None = None, agencies: Registry | None = None) -> Reading:
    """Read one file.

    Parameters
    ----------
    source
        As `find_sources` lists it.
    metadata, agencies
        Columns that beat what a report says of itself, and the registry of agencies.

    Returns
    -------
    Reading
        Never raises for a bad file: the quality row says what is wrong with it and what to do.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "甲.doc"
    >>> _ = file.write_bytes(b"")
    >>> read_source(find_sources(file)[0]).quality[0].reason
    'doc is not read: save it as .docx'
    """
    kind = _kind(source)
    try:
        if advice := load("formats")["advice"].get(source.suffix.removeprefix(".")):
            raise Unreadable(advice, "skipped")
        if kind is None:
            what = f"unknown suffix {source.suffix}" if source.suffix else "no suffix"
            raise Unreadable(f"{what}: save it as {load('formats')['read']}", "skipped")
        data = _bytes(source.file)
        if kind == "table":
            return _read_table(source, data, metadata, agencies)
        return _read_document(source, data, kind, metadata, agencies)
    except Unreadable as error:
        if kind == "pdf" and source.text_beside and _is_scan(error):
            beside = PurePosixPath(source.path).with_suffix(".txt").name
            return _nothing(source, kind, "skipped", f"no text layer: {beside} beside it is read")
        return _nothing(source, kind, error.result, str(error))
    except OSError as error:
        return _nothing(source, kind, "failed", f"cannot be read: {error.strerror or error}")
    except MemoryError:
        return _nothing(source, kind, "failed", "cannot be read: too large for the memory")
    except Exception as error:
        # one bad file never stops a run: whatever a reader stumbles over becomes a row
        return _nothing(source, kind, "failed", f"cannot be read: {type(error).__name__}: {error}")


def match_metadata(metadata: Metadata, file: Path, readings: Sequence[Reading]) -> Reading:
    """Return a row that names what the rows of a metadata file say of files that are not there, if any does.

    Examples
    --------
    >>> lost = match_metadata(Metadata(keys={2: ("甲.txt",)}), Path("metadata.csv"), [])
    >>> lost.quality[0].reason
    'rows that match no file of the corpus: 甲.txt'
    """
    said = [row for reading in readings for row in reading.quality]
    lost = metadata.unmatched({row.path for row in said} | {row.report_id for row in said if row.report_id})
    if not lost:
        return Reading()
    more = [f"and {len(lost) - _NAMED} more"] if len(lost) > _NAMED else []
    reason = f"rows that match no file of the corpus: {', '.join([*lost[:_NAMED], *more])}"
    return Reading(quality=(QualityRow(file.name, None, "skipped", reader="metadata", reason=reason),))


def _kind(source: Source) -> str | None:
    suffix = source.suffix.removeprefix(".")
    found: str | None = load("formats")["suffixes"].get(suffix)
    return found


def _nothing(source: Source, kind: str | None, result: str, reason: str) -> Reading:
    return Reading(quality=(QualityRow(source.path, None, result, reader=kind, reason=reason),))


def _is_scan(error: Unreadable) -> bool:
    from textkit.reading.formats.pdf import NO_TEXT

    return str(error) == NO_TEXT


def _bytes(file: Path) -> bytes:
    if not file.is_file() and file.exists():
        raise Unreadable("not a regular file", "skipped")
    with file.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 2**20} MB: split it", "skipped")
    if not data.strip():
        raise Unreadable("empty file")
    return data


def _reader(kind: str) -> Callable[[bytes], Document]:
    """Return the reader of a format; each imports its library only when it is needed."""
    if kind == "html":
        from textkit.reading.formats.html import read_html

        return read_html
    if kind == "docx":
        from textkit.reading.formats.docx import read_docx

        return read_docx
    if kind == "pdf":
        from textkit.reading.formats.pdf import read_pdf

        return read_pdf
    from textkit.reading.formats.plain import read_markdown, read_text

    return read_markdown if kind == "md" else read_text


def _read_document(
    source: Source, data: bytes, kind: str, metadata: Metadata | None, agencies: Registry | None
) -> Reading:
    document = _reader(kind)(data)
    block, lines = take_header(prepare(document.lines))
    cleaned = assemble(lines)
    if not _NO_TEXT.search(cleaned.text):
        raise Unreadable("no text in it")
    damage = garbled("\n".join(line.text for line in document.lines))
    parts = split_reports(cleaned)
    digest = hashlib.sha256(data).hexdigest()
    reports: list[Report] = []
    rows: list[QualityRow] = []
    for number, part in enumerate(parts, 1):
        report_id = source.report_id if len(parts) == 1 else f"{source.report_id}~{number}"
        given = metadata.of(source.path, report_id) if metadata else {}
        fields = {**document.fields, **block} if number == 1 else {}
        found = identify(part.text, path=source.path, fields=fields, metadata=given, agencies=agencies)
        report = _report(part, found, report_id, source.path, digest, given)
        notes = (*document.notes, *(_split_note(len(parts))), *found.conflicts)
        reports.append(report)
        rows.append(_row(report, kind, document.encoding, damage, notes))
    return Reading(tuple(reports), tuple(rows))


def _split_note(n: int) -> tuple[str, ...]:
    return (f"one of {n} reports in the file",) if n > 1 else ()


def _report(part: Cleaned, found: Identity, report_id: str, path: str, digest: str, given: Mapping[str, Any]) -> Report:
    identity = {name: getattr(found, name) for name in COLUMNS}
    extra = {name: value for name, value in given.items() if name not in COLUMNS}
    return Report(
        report_id=report_id,
        text=part.text,
        path=path,
        sha256=digest,
        marks=part.marks,
        grids=part.grids,
        extra=extra,
        **identity,
    )


def _row(report: Report, reader: str, encoding: str | None, damage: float, notes: tuple[str, ...]) -> QualityRow:
    reason = "; ".join(notes) or None
    return QualityRow(report.path, report.report_id, "ok", reader, encoding, len(report.text), round(damage, 4), reason)


def _read_table(source: Source, data: bytes, metadata: Metadata | None, agencies: Registry | None) -> Reading:
    from textkit.reading.formats.tables import read_rows

    reader = source.suffix.removeprefix(".")
    digest = hashlib.sha256(data).hexdigest()
    reports: list[Report] = []
    rows: list[QualityRow] = []
    taken: set[str] = set()
    for number, given in enumerate(read_rows(data, source.suffix), 1):
        if isinstance(given, Unreadable):
            rows.append(QualityRow(source.path, None, given.result, reader, reason=f"row {number}: {given}"))
            continue
        report_id = str(given.pop("id", "") or given.pop("report_id", "") or f"{source.report_id}~{number}")
        text = given.pop("text", None)
        given.pop("path", None)
        if report_id in taken:
            reason = f"row {number}: the id {report_id} stands twice; this row is left out"
            rows.append(QualityRow(source.path, None, "failed", reader, reason=reason))
            continue
        taken.add(report_id)
        text = simplify(text) if isinstance(text, str) else ""
        block, lines = take_header(prepare(split_lines(text)))
        cleaned = assemble(lines)
        if not _NO_TEXT.search(cleaned.text):
            reason = f"row {number}: no text in it"
            rows.append(QualityRow(source.path, report_id, "failed", reader, reason=reason))
            continue
        given |= metadata.of(source.path, report_id) if metadata else {}
        found = identify(cleaned.text, fields=block, metadata=given, agencies=agencies)
        report = _report(cleaned, found, report_id, source.path, digest, given)
        reports.append(report)
        rows.append(_row(report, reader, None, garbled(text), found.conflicts))
    return Reading(tuple(reports), tuple(rows))


def read_corpus(path: Path | str, *, metadata: Metadata | None = None, agencies: Registry | None = None) -> Corpus:
    r"""Read all reports of a folder, one after the other.

    Parameters
    ----------
    path
        A folder or one file.
    metadata, agencies
        Where not given, ``metadata.csv`` and ``agencies.csv`` at the root of the folder are taken.

    Raises
    ------
    FileNotFoundError
        If `path` does not exist.

    Examples
    --------
    >>> import tempfile
    >>> root = Path(tempfile.mkdtemp())
    >>> _ = (root / "2020_澄湖市教育局.txt").write_text("一、总体情况\n本局公开文件三件。", encoding="utf-8")
    >>> [(report.agency, report.year) for report in read_corpus(root).reports]
    [('澄湖市教育局', 2020)]
    """
    from textkit.reading.duplicates import mark_duplicates

    root = Path(path)
    sources = find_sources(root)
    if metadata is None and (root / METADATA).is_file():
        metadata = load_metadata(root / METADATA)
    if agencies is None and (root / AGENCIES).is_file():
        agencies = load_agencies(root / AGENCIES)
    readings = mark_duplicates([read_source(source, metadata=metadata, agencies=agencies) for source in sources])
    if metadata:
        readings.append(match_metadata(metadata, root / METADATA, readings))
    return Corpus(
        [report for reading in readings for report in reading.reports],
        [row for reading in readings for row in reading.quality],
    )


def read_report(source: Path | str) -> Report:
    r"""Read one report from a file, or clean one given as text.

    Parameters
    ----------
    source
        A path, or the text of a report: a string with a line break, or of more than 250 characters.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file gives no report, or several.

    Examples
    --------
    >>> read_report("澄湖市教育局2020年政府信息公开工作年度报告\n一、总体情况\n公开文件 3 件。").agency
    '澄湖市教育局'
    """
    if isinstance(source, str) and ("\n" in source or len(source) > 250):
        block, lines = take_header(prepare(split_lines(simplify(source))))
        cleaned = assemble(lines)
        found = identify(cleaned.text, fields=block)
        digest = hashlib.sha256(source.encode("utf-8", errors="replace")).hexdigest()
        return _report(cleaned, found, "text", "", digest, {})
    reading = read_source(find_sources(source)[0]) if not Path(source).is_dir() else None
    if reading is None:
        raise ValueError(f"{source} is a folder: use read_corpus")
    if len(reading.reports) > 1:
        raise ValueError(
            f"{source} gives {len(reading.reports)} reports where one is wanted: give a file of one report"
        )
    if not reading.reports:
        reasons = "; ".join(row.reason or "" for row in reading.quality)
        raise ValueError(f"{source} gives 0 reports: {reasons}")
    return replace(reading.reports[0])
