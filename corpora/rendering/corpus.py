"""The files of a corpus that its gold gives, and how what is there differs from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pypdfium2
from lxml import etree

from rendering import FORMATS, render

_METADATA = ("path", "agency_id", "agency", "year", "level", "body", "region", "published", "url")
_REGISTRY = ("agency_id", "name", "aliases", "level", "body", "parent", "region", "from", "to")
_COPIES = ("report", "source", "kind", "min_run")


def build(sample: Path) -> dict[str, bytes]:
    """Return every file of the corpus that the gold gives, by its path under `sample`."""
    files: dict[str, bytes] = {}
    reports = []
    for path in sorted(sample.glob("gold/*/*.xml")):
        xml = path.read_bytes()
        attributes = dict(etree.fromstring(xml).attrib)
        name = f"{path.parent.name}/{path.stem}.{attributes['format']}"
        try:
            files[name] = render(xml, format=attributes["format"], noise=attributes["noise"].split())
        except (ValueError, KeyError) as error:
            raise ValueError(f"{path}: {error}") from error
        reports.append(attributes | {"path": name, "title": etree.fromstring(xml).findtext("title", "")})
    files["metadata.csv"] = _csv(_METADATA, map(_metadata, reports))
    files["agencies.csv"] = _csv(_REGISTRY, _registry(reports, sample))
    files["gold/copies.csv"] = _csv(_COPIES, _copies(sample))
    return files


def _metadata(report: dict[str, str]) -> dict[str, str]:
    """Leave agency, year and date to the documents that state them."""
    row = {column: report.get(column, "") for column in _METADATA}
    if report["agency"] in report["title"]:
        row["agency"] = ""
    if report["year"] in report["title"]:
        row["year"] = ""
    if "publication_block" in report["noise"].split():
        row["published"] = ""
    return row


def _registry(reports: list[dict[str, str]], sample: Path) -> Iterator[dict[str, str]]:
    """Yield an agency a row, as its latest report names it, with what the reports do not tell."""
    further = {row["agency_id"]: row for row in _read_csv(sample / "gold" / "registry.csv")}
    latest = {report["agency_id"]: report for report in sorted(reports, key=lambda report: report["year"])}
    for agency_id, report in sorted(latest.items()):
        columns = {column: report[column] for column in ("level", "body", "region")}
        yield {"agency_id": agency_id, "name": report["agency"], **columns, **further.get(agency_id, {})}


def _copies(sample: Path) -> list[dict[str, str]]:
    rows = [row for path in sorted(sample.glob("gold/copies-*.csv")) for row in _read_csv(path)]
    return sorted(rows, key=lambda row: (row["report"], row["source"]))


def _read_csv(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def differences(sample: Path) -> list[str]:
    """Return the files of the corpus that are missing, differ from what the gold gives, or have no gold."""
    files = build(sample)
    faults = [f"{name}: missing" for name in files if not (sample / name).is_file()]
    faults += [
        f"{name}: not what the gold gives"
        for name, content in files.items()
        if (sample / name).is_file() and not _same(name, content, (sample / name).read_bytes())
    ]
    there = (path for form in FORMATS for path in sample.glob(f"[!g]*/*.{form}"))
    strays = {path.relative_to(sample).as_posix() for path in there} - set(files)
    return sorted(faults + [f"{name}: has no gold" for name in strays])


def _same(name: str, made: bytes, found: bytes) -> bool:
    """Compare bytes, but of a PDF the text of each page: its bytes depend on library versions."""
    return made == found or (name.endswith(".pdf") and _pages(made) == _pages(found))


def _pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
