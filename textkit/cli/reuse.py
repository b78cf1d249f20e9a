"""``textkit reuse``: whose words these are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import plain_errors, run

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis

_WHOLE = "all"
_SPANS = ("report_id", "kind", "source_report_id", "n_chars", "edited", "direction", "start", "end")


@click.command()
@corpus_options
@click.argument("other", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@frame_options
@click.option("--section", help="Kind of section, by default the coded one; all for whole reports.")
@click.option(
    "--shares", is_flag=True, help="Print shares instead: of each item; with --section, of each such section."
)
@click.option("--phrases", is_flag=True, help="Print phrases that several agencies use: candidates for the template.")
def reuse(
    other: Path | None,
    lang: str,
    quiet: bool,
    fmt: str | None,
    output: Path | None,
    section: str | None,
    shares: bool,
    phrases: bool,
    **options: Any,
) -> None:
    """Print every span that reports of CORPUS share with the own past, other agencies or the template.

    With two files, CORPUS and OTHER, print what the second shares with the first.
    """
    if other is not None:
        found = _pair(options["corpus"], other, section, lang, options)
        show(found, fmt=fmt, output=output, readable=("n_chars", "n_edits", "text", "source_text"))
        return
    anew = phrases or section is not None
    agencies = _registry(options)
    analysis = run(lang, quiet, compare=not anew, **options)
    if anew:
        kind = section or analysis.coded_section()
        sections = _chosen(analysis.sections, kind)
        with plain_errors(lang):
            found = _anew(analysis, sections, kind, agencies, shares=shares, phrases=phrases)
    else:
        found = analysis.reuse_shares if shares else analysis.reuse
    columns = None if phrases or shares else _SPANS
    show(found, fmt=fmt, output=output, readable=columns)


def _pair(first: Path, second: Path, section: str | None, lang: str, options: Mapping[str, Any]) -> pd.DataFrame:
    """Return what `second` shares with `first`."""
    from textkit.genre import load_genre
    from textkit.parsing import parse_sections
    from textkit.reading import read_report
    from textkit.records import frame
    from textkit.reuse.spans import compare_reports

    with plain_errors(lang):
        genre = load_genre(options["genre"])
        reports = [replace(read_report(path), report_id=str(path)) for path in (first, second)]
        rows = [
            (found.report_id, found.section, found.part, found.start, found.end, found.heading)
            for report in reports
            for found in parse_sections(report, genre=genre)
        ]
        agencies = _registry(options)
    kind = section or genre.coded or _WHOLE
    sections = _chosen(frame("sections", rows), kind, reports=[report.report_id for report in reports])
    return compare_reports(reports[0], reports[1], sections, section=kind, agencies=agencies)


def _anew(
    analysis: Analysis,
    sections: pd.DataFrame | None,
    kind: str | None,
    agencies: pd.DataFrame | None,
    *,
    shares: bool,
    phrases: bool,
) -> pd.DataFrame:
    """Return phrases, shares or spans of the chosen stretches."""
    from textkit.reuse.phrases import find_phrases
    from textkit.reuse.shares import score_reuse
    from textkit.reuse.spans import find_reuse

    reports = analysis.to_reports()
    chosen: dict[str, Any] = {"section": kind, "agencies": agencies}
    if phrases:
        return find_phrases(reports, sections, **chosen)
    if not shares:
        return find_reuse(reports, sections, **chosen)
    stretches = _stretches(analysis, sections, kind)
    return score_reuse(reports, stretches, find_reuse(reports, sections, stretches, **chosen), sections, **chosen)


def _stretches(analysis: Analysis, sections: pd.DataFrame | None, kind: str | None) -> pd.DataFrame:
    """Return the chosen sections, or whole reports, with an id each."""
    if sections is None:
        used = analysis.reports[analysis.reports["duplicate_of"].isna()]
        found = used[["report_id"]].assign(start=0, end=used["n_chars"])
    else:
        found = sections[sections["section"] == kind]
    return found.assign(item_id=found["report_id"] + "#" + found["start"].astype("string"))


def _chosen(sections: pd.DataFrame, kind: str | None, reports: Iterable[str] = ()) -> pd.DataFrame | None:
    """Return the sections, None if whole reports are to be compared; refuse a kind that none, or a report, has."""
    if kind is None or kind == _WHOLE:
        return None
    for rows in [sections, *(sections[sections["report_id"] == report] for report in reports)]:
        if kind not in set(rows["section"]):
            there = ", ".join(sorted(set(rows["section"].dropna())))
            where = "" if rows is sections else f" in {rows['report_id'].iloc[0]}" if len(rows) else ""
            raise click.UsageError(f"no section {kind}{where}; there are {there or 'none'}, or {_WHOLE}")
    return sections


def _registry(options: Mapping[str, Any]) -> pd.DataFrame | None:
    """Return the registry of agencies that was given, or stands beside the reports."""
    from textkit.reading import load_agencies

    beside = options["corpus"] / "agencies.csv"
    file = options["agencies"] or (beside if beside.is_file() else None)
    return load_agencies(file).to_frame() if file else None
