"""``textkit panel``: the indicators by agency and year, for statsmodels, R and Stata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.frames import show
from textkit.cli.messages import say
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import plain_errors, run

_SHOWN = ("agency", "year", "state", "n_problems", "n_measures", "substantive_share", "novel")


@click.command()
@corpus_options
@frame_options
@click.option("--long", is_flag=True, help="A row per report and indicator, with numerator, denominator and reason.")
def panel(lang: str, quiet: bool, fmt: str | None, output: Path | None, long: bool, **options: Any) -> None:
    """Print the indicators of CORPUS, or of a results folder, by agency and year.

    Agency-years that the registry expects (without one: every agency in every year of the corpus) and that have no
    report stand in the panel too; `state` says whether one was analysed, had no items, was unreadable, or is not in
    the corpus.
    """
    from textkit.indicators import build_panel, panel_codes, panel_labels
    from textkit.reading import load_agencies
    from textkit.results import is_results

    corpus, agencies = options["corpus"], options["agencies"]
    if is_results(corpus):
        del options["agencies"]  # the one thing that can be told a panel later
    analysis = run(lang, quiet, **options)
    if long:
        show(analysis.indicators, fmt=fmt, output=output)
        return
    with plain_errors(lang):
        beside = corpus / "agencies.csv"
        file = agencies or (beside if beside.is_file() else None)
        found = build_panel(analysis, agencies=load_agencies(file) if file else None)
    told = analysis.analysed()[["agency_id", "year"]].isna().any(axis=1)
    if told.any():
        click.echo(say("not_in_panel", lang, n=int(told.sum())), err=True)
    labels, codes = panel_labels(analysis, lang=lang), panel_codes(lang)  # type: ignore[arg-type]  # click gives str
    show(found, fmt=fmt, output=output, readable=_SHOWN, labels=labels, codes=codes)
