"""``textkit agree``: coders beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.evaluate import field_of
from textkit.cli.messages import say
from textkit.cli.options import CODEBOOK, DRAWS, lang_option, output_option
from textkit.cli.running import plain_errors
from textkit.cli.scores import show_scores


@click.command()
@click.argument("codes", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--of",
    multiple=True,
    type=click.Choice(["item", "theme", "substance", "substantive", "role", "status"]),
    help="What to compare; may be repeated; all that was coded if not given.",
)
@click.option("--codebook", default="disclosure", show_default=True, help=CODEBOOK)
@click.option("--draws", type=click.IntRange(0, 100_000), default=1000, show_default=True, help=DRAWS)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--format", "fmt", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True)
@output_option()
@lang_option
def agree(
    codes: tuple[Path, ...],
    of: tuple[Any, ...],
    codebook: str,
    draws: int,
    seed: int,
    fmt: str,
    output: Path | None,
    lang: str,
) -> None:
    """Compare the CODES of two or more coders: a file of each, or one with a column coder.

    Percent agreement, Krippendorff's alpha and Gwet's AC1 with 95 % intervals that draw whole reports.
    """
    from textkit.coding.codebook import load_codebook
    from textkit.handcoding.codings import read_coding
    from textkit.handcoding.evaluation import OF, agree_codes

    with plain_errors(lang):
        themes = load_codebook(codebook).labels()
        coding = read_coding(codes, themes=themes, of=field_of(of))
        coders = set(coding.codes["coder"])
        if not coders:
            raise ValueError(say("none_filled_in", lang, n=coding.n_blank))
        if len(coders) == 1:
            raise ValueError(say("one_coder", lang, coder=coders.pop()))
        scores = agree_codes(coding.codes, themes=list(themes), of=of or OF, draws=draws, random_state=seed)
    show_scores(scores, fmt=fmt, output=output, lang=lang)
