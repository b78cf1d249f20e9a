"""``textkit plot``: one figure of a corpus or of a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.evaluate import read_codes
from textkit.cli.options import check_file, codes_option, corpus_options, output_option
from textkit.cli.running import plain_errors, run

_SUFFIXES = (".pdf", ".png", ".svg")


def _list(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from textkit.figures import FIGURES

    wide = max(map(len, FIGURES))
    for name, plan in FIGURES.items():
        click.echo(f"{name:{wide}}  {plan.title}")
    ctx.exit()


@click.command()
@click.argument("name")
@corpus_options
@output_option(
    _SUFFIXES,
    text="Figure to write, .pdf, .png or .svg; the plotted data are put beside it as csv.  [default: NAME.pdf]",
)
@click.option("--by", help="Column to group by: year, level, agency …; by default that of the figure.")
@click.option("--of", help="Report, agency, indicator or role, for the figures that show one.")
@codes_option
@click.option("--width", type=click.Choice(["single", "double", "slide"]), default="double", show_default=True)
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="List the figures.")
def plot(
    name: str,
    output: Path | None,
    by: str | None,
    of: str | None,
    codes: tuple[Path, ...],
    width: Any,
    lang: Any,
    quiet: bool,
    corpus: Path,
    **options: Any,
) -> None:
    """Draw the figure NAME of CORPUS, which may be a results folder: that is not read again.

    \b
    textkit plot --list
    textkit plot themes textkit-results --by level --width single -o themes.pdf
    textkit plot substance-years textkit-results --codes sheet.csv -o years.pdf
    """  # noqa: D301  # \b keeps click from filling the lines
    from textkit.figures import draw_figure, find_figure
    from textkit.plots import save_figure
    from textkit.results import read_results

    with plain_errors(lang):
        plan = find_figure(name)
        plan.request(by=by, of=of, lang=lang, corrected=bool(codes))  # before the work, not after it
    if output is None:
        output = Path(f"{name}.pdf")
        check_file(output, _SUFFIXES, lang)
    try:
        analysis = read_results(corpus)
    except (FileNotFoundError, NotADirectoryError):
        analysis = run(lang, quiet, corpus=corpus, **options)
    with plain_errors(lang):
        coded = read_codes(codes, analysis, (plan.corrected,), lang) if codes else None
        figure, data = draw_figure(name, analysis, by=by, of=of, codes=coded, width=width, lang=lang)
        for path in save_figure(figure, output.with_suffix(""), data, formats=(output.suffix.lower()[1:],)):
            click.echo(path)
