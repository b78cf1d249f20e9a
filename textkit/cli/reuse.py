"""``textkit reuse``: whose words these are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import show
from textkit.cli.messages import say
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import plain_errors, run

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis
    from textkit.reading import Registry
    from textkit.records import Report

_WHOLE = "all"
_LEFT_OUT = ("duplicate", "skipped", "failed")
"""Results of files whose text is compared with nothing."""
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
@click.option("--n", type=click.IntRange(4), help="Characters that such a phrase has at least.  [default: 10]")
@click.option("--min-agencies", type=click.IntRange(2), help="Agencies that use it at least.  [default: 2]")
@click.option("--template", is_flag=True, help="Print how much of the text each mandated phrase of the list covers.")
def reuse(
    other: Path | None,
    lang: str,
    quiet: bool,
    fmt: str | None,
    output: Path | None,
    section: str | None,
    shares: bool,
    phrases: bool,
    n: int | None,
    min_agencies: int | None,
    template: bool,
    **options: Any,
) -> None:
    """Print every span that reports of CORPUS share with the own past, other agencies or the template.

    With two files, CORPUS and OTHER, print what the second shares with the first. CORPUS may be a results folder:
    --section, --phrases, --template and --agencies compare its texts anew.
    """
    least = {name: value for name, value in (("n", n), ("min_agencies", min_agencies)) if value is not None}
    tables = [name for name, on in (("--shares", shares), ("--phrases", phrases), ("--template", template)) if on]
    if len(tables) > 1:
        raise click.UsageError(say("one_print", lang, options=", ".join(tables)))
    if least and not phrases:
        given = ", ".join(f"--{name.replace('_', '-')}" for name in least)
        raise click.UsageError(say("of_phrases", lang, options=given))
    if other is not None and options["corpus"].is_dir():
        raise click.UsageError(say("folder_and_file", lang, folder=options["corpus"], file=other))
    if other is not None and tables:
        raise click.UsageError(say("of_corpus", lang, options=", ".join(tables)))
    if other is not None:
        found = _pair(options["corpus"], other, section, lang, options)
        if found.empty and not quiet:
            click.echo(say("nothing_shared", lang, first=options["corpus"], second=other), err=True)
        show(found, fmt=fmt, output=output, readable=("n_chars", "n_edits", "text", "source_text"))
        return
    regrouped = _regrouped(options)
    anew = phrases or template or section is not None or regrouped
    with plain_errors(lang):
        registry = _registry(options)
    to_code = {name: value for name, value in options.items() if not (regrouped and name == "agencies")}
    analysis = run(lang, quiet, compare=not anew, **to_code)
    if not quiet:
        _tell_left_out(analysis, lang)
    if anew:
        kind = section or analysis.coded_section()
        sections = _chosen(analysis.sections, kind)
        with plain_errors(lang):
            stretches = analysis.items if section is None else _stretches(analysis, sections, kind)
            of = tables[0] if tables else None
            found = _anew(analysis, sections, kind, registry, stretches, of=of, least=least)
    else:
        found = analysis.reuse_shares if shares else analysis.reuse
    show(found, fmt=fmt, output=output, readable=None if tables else _SPANS)


def _regrouped(options: Mapping[str, Any]) -> bool:
    """Return whether a registry is given with a results folder, which is coded already but compared anew by it."""
    from textkit.results import is_results

    return options["agencies"] is not None and is_results(options["corpus"])


def _tell_left_out(analysis: Analysis, lang: str) -> None:
    """Tell how many files are compared with nothing."""
    from textkit.labels import label

    counts = analysis.files()["result"].value_counts()
    left_out = [f"{label('result', name, lang)} {counts[name]}" for name in _LEFT_OUT if counts.get(name)]  # type: ignore[arg-type]
    if left_out:
        click.echo(say("not_compared", lang, files=", ".join(left_out)), err=True)


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
        registry = _registry(options)
    kind = section or genre.coded or _WHOLE
    sections = _chosen(frame("sections", rows), kind, reports=[report.report_id for report in reports])
    agencies = registry.to_frame() if registry else None
    return compare_reports(reports[0], reports[1], sections, section=kind, agencies=agencies)


def _anew(
    analysis: Analysis,
    sections: pd.DataFrame | None,
    kind: str | None,
    registry: Registry | None,
    stretches: pd.DataFrame,
    *,
    of: str | None,
    least: Mapping[str, Any],
) -> pd.DataFrame:
    """Return phrases, coverage of the template, shares or spans of the chosen stretches."""
    from textkit.reuse.phrases import find_phrases
    from textkit.reuse.shares import score_reuse, template_coverage
    from textkit.reuse.spans import find_reuse

    reports = [_identified(report, registry) for report in analysis.to_reports()]
    if of == "--template":
        return template_coverage(reports, sections, section=kind)
    chosen: dict[str, Any] = {"section": kind, "agencies": registry.to_frame() if registry else None}
    if of == "--phrases":
        return find_phrases(reports, sections, **chosen, **least)
    spans = find_reuse(reports, sections, stretches, **chosen)
    return score_reuse(reports, stretches, spans, sections, **chosen) if of else spans


def _identified(report: Report, registry: Registry | None) -> Report:
    """Give a report the id that its agency has in the registry: results may have been coded without one."""
    known = registry.find(report.agency_id, report.year) if registry else None
    return replace(report, agency_id=known.agency_id) if known else report


def _stretches(analysis: Analysis, sections: pd.DataFrame | None, kind: str | None) -> pd.DataFrame:
    """Return the chosen sections, or whole reports, with an id each."""
    if sections is None:
        used = analysis.analysed()
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


def _registry(options: Mapping[str, Any]) -> Registry | None:
    """Return the registry of agencies that was given, or stands beside the reports."""
    from textkit.reading import load_agencies

    beside = options["corpus"] / "agencies.csv"
    file = options["agencies"] or (beside if beside.is_file() else None)
    return load_agencies(file) if file else None
