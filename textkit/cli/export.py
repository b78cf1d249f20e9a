"""``textkit export``: a sample for coders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.messages import say
from textkit.cli.options import check_file, check_folder, corpus_options
from textkit.cli.running import plain_errors, run


@click.command()
@corpus_options
@click.option("--to", type=click.Choice(["csv", "label-studio"]), default="csv", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, readable=False),
    required=True,
    help="File for csv, folder for label-studio.",
)
@click.option("--n", type=click.IntRange(1), default=200, show_default=True, help="How many items.")
@click.option(
    "--sample",
    "design",
    type=click.Choice(["stratified", "uncertainty", "random"]),
    default="stratified",
    show_default=True,
)
@click.option(
    "--by",
    default="level,year",
    show_default=True,
    help="Columns that make the strata; beside those of items theme (the primary one) and substance.",
)
@click.option(
    "--allocation",
    type=click.Choice(["proportional", "equal"]),
    default="proportional",
    show_default=True,
    help="How many items of each stratum.",
)
@click.option("--prefill/--blind", default=False, show_default=True, help="Whether coders see the program's codes.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def export(
    to: Any,
    output: Path,
    n: int,
    design: Any,
    by: str,
    allocation: Any,
    prefill: bool,
    seed: int,
    lang: str,
    quiet: bool,
    **options: Any,
) -> None:
    """Write a sample of the problems and measures of CORPUS, or of a results folder, for coding by hand.

    Each item comes with its chance to be drawn (pi), so that scores can be weighted back to the corpus.
    """
    from textkit.handcoding.exporting import write_sample
    from textkit.handcoding.sampling import sample_items

    corpus: Path = options["corpus"]
    if corpus.is_dir() and output.resolve().is_relative_to(corpus.resolve()):
        raise click.UsageError(say("export_inside", lang, output=output, corpus=corpus))
    with plain_errors(lang):  # before the work, not after it
        if to == "csv":
            check_file(output, [".csv"], lang, make=True)
        else:
            check_folder(output, lang, make=True)
    analysis = run(lang, quiet, compare=False, **options)
    with plain_errors(lang):
        sample = sample_items(
            analysis.coded(),
            analysis.themes,
            n=n,
            design=design,
            by=[name.strip() for name in by.split(",") if name.strip()],
            allocation=allocation,
            random_state=seed,
        )
        if sample.frame.empty:
            raise ValueError(say("nothing_to_sample", lang))
        written = write_sample(analysis, sample, output, to=to, prefill=prefill)
    if not quiet:
        click.echo(say("exported", lang, n=len(sample.items), of=len(sample.frame), file=written), err=True)
