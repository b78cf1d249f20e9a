"""``textkit evaluate``: the program beside people."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.messages import say
from textkit.cli.options import DRAWS, corpus_options, output_option
from textkit.cli.running import plain_errors, run
from textkit.cli.scores import show_scores

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis

_MOST = 20
"""So many rows that are lost are named."""
_FORMATS = click.Choice(["table", "csv", "jsonl"])


@click.command()
@corpus_options
@click.argument("codes", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--of",
    multiple=True,
    type=click.Choice(["item", "theme", "substance", "substantive", "role", "status"]),
    help="What to compare; may be repeated; all that was coded if not given.",
)
@click.option("--draws", type=click.IntRange(0, 100_000), default=1000, show_default=True, help=DRAWS)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--format", "fmt", type=_FORMATS, default="table", show_default=True)
@output_option()
def evaluate(
    codes: tuple[Path, ...],
    of: tuple[Any, ...],
    draws: int,
    seed: int,
    fmt: str,
    output: Path | None,
    lang: str,
    quiet: bool,
    **options: Any,
) -> None:
    """Compare the codes of the program for CORPUS, or in a results folder, with CODES by hand.

    CODES are sheets of `textkit export` (csv, or Label Studio's JSON export), csv files item_id,code,coder, or a
    folder of marked-up reports. Scores are those of coding the items that the program found; how many of these are
    items shows where coders give the role none, and how many it missed where whole reports are marked up.
    """
    from textkit.handcoding.codings import MISSED, gold_coding, read_coding
    from textkit.handcoding.evaluation import OF, LearnedItemsWarning, evaluate_codes

    analysis = run(lang, quiet, compare=False, **options)
    with plain_errors(lang):
        marked_up = len(codes) == 1 and codes[0].is_dir()
        coding = gold_coding(codes[0], analysis) if marked_up else read_coding(codes, analysis, of=field_of(of))
        report_lost(coding.lost, len(coding.codes), lang)
        report_learned(analysis, coding.codes, lang)
        lost = coding.lost
        missed = lost.loc[lost["reason"] == MISSED, "item_id"].tolist() if marked_up else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LearnedItemsWarning)  # said already
            scores = evaluate_codes(analysis, coding.codes, missed=missed, of=of or OF, draws=draws, random_state=seed)
        if coding.codes.empty and len(lost):
            raise ValueError(say("of_another_corpus", lang, n=len(lost)))
        if scores.empty:
            raise ValueError(say("nothing_coded", lang, blank=coding.n_blank))
    show_scores(scores, fmt=fmt, output=output, lang=lang)


def read_codes(files: tuple[Path, ...], analysis: Analysis, of: tuple[Any, ...], lang: str) -> pd.DataFrame:
    """Read sheets of items coded by hand, and say on stderr what they stand for and which rows are lost."""
    from textkit.compare.by_hand import sample_share
    from textkit.handcoding.codings import read_coding

    coding = read_coding(files, analysis, of=field_of(of))
    report_lost(coding.lost, len(coding.codes), lang)
    report_learned(analysis, coding.codes, lang)
    share = sample_share(analysis.items, coding.codes)
    click.echo(say("codes_stand_for", lang, n=len(coding.codes), share=f"{100 * share:.0f}"), err=True)
    return coding.codes


def field_of(of: tuple[Any, ...]) -> Any:
    """Return the field that a column `code` must hold for what is asked for; ``None`` where several are."""
    fields = {"substantive": "substance", "item": "role"}
    return fields.get(of[0], of[0]) if len(of) == 1 else None


def report_lost(lost: Any, n: int, lang: str) -> None:
    """Say on stderr which rows of codes are about no item of the run."""
    if lost.empty:
        return
    click.echo(say("codes_lost", lang, n=len(lost), of=n + len(lost)), err=True)
    shown = lost[["where", "item_id", "reason"]].head(_MOST)
    for where, item, reason in shown.itertuples(index=False, name=None):
        click.echo(f"  {where} ({item}): {reason}", err=True)
    if len(lost) > _MOST:
        click.echo(f"  … {len(lost) - _MOST}", err=True)


def report_learned(analysis: Analysis, codes: pd.DataFrame, lang: str) -> None:
    """Say on stderr that the model of the run has learned from items that it is measured by."""
    from textkit.handcoding.evaluation import learned_items

    if learned := learned_items(analysis, codes):
        click.echo(say("learned_items", lang, n=len(learned), of=codes["item_id"].nunique()), err=True)
