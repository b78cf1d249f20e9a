"""``textkit reuse``: whose words these are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.frames import show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import plain_errors, run

_SPANS = ("report_id", "kind", "source_report_id", "n_chars", "edited", "direction", "start", "end")


@click.command()
@corpus_options
@click.argument("other", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@frame_options
@click.option("--section", help="Kind of section, by default the coded one; all for whole reports.")
@click.option("--shares", is_flag=True, help="Print the shares of each item instead of the spans.")
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
    from textkit.reading import read_report
    from textkit.reuse import compare_reports, find_phrases, find_reuse

    if other is not None:
        with plain_errors(lang):
            found = compare_reports(read_report(options["corpus"]), read_report(other))
        show(found, fmt=fmt, output=output, readable=("n_chars", "n_edits", "text", "source_text"))
        return
    anew = phrases or section is not None
    analysis = run(lang, quiet, compare=not anew, **options)
    kind = None if section == "all" else section or analysis.coded_section()
    if section and kind is not None and kind not in set(analysis.sections["section"]):
        there = ", ".join(sorted(set(analysis.sections["section"].dropna())))
        raise click.UsageError(f"no section {section}; there are {there}, or all")
    if anew:
        with plain_errors(lang):
            find = find_phrases if phrases else find_reuse
            found = find(analysis.to_reports(), analysis.sections, section=kind)
    elif shares:
        found = analysis.reuse_shares
    else:
        found = analysis.reuse
    columns = None if phrases or shares else _SPANS
    show(found, fmt=fmt, output=output, readable=columns)
