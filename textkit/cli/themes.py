"""``textkit themes``: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.messages import say
from textkit.cli.options import corpus_options
from textkit.cli.running import plain_errors, run

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis

_SHOWN = 8
_SAID = {"own": "own_past", "other": "other_agencies", "template": "template", "novel": "novel"}
"""What the summary calls a source → the source."""


@click.command()
@corpus_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("textkit-results"),
    show_default=True,
    help="Results folder; an earlier one there is replaced.",
)
@click.option(
    "--by",
    type=click.Choice(["year", "level", "agency"]),
    default="year",
    show_default=True,
    help="How figures are grouped, and what the frame comparisons compares.",
)
def themes(output: Path, by: str, lang: str, quiet: bool, **options: Any) -> None:
    """Code every report of CORPUS and write a results folder.

    Reads txt, md, html, docx, pdf and tables of texts (csv, jsonl, parquet), finds the section on problems
    and improvement, and codes each problem and measure by theme and substance.
    """
    from textkit.results import check_target, is_results
    from textkit.study import publish

    if is_results(options["corpus"]):
        raise click.UsageError(say("is_results", lang, folder=options["corpus"]))
    with plain_errors(lang):
        check_target(output)  # before the work, not after it
    analysis = run(lang, quiet, **options)
    with plain_errors(lang):
        publish(analysis, output, by=by, lang=lang)  # type: ignore[arg-type]
    for line in summary(analysis, lang):
        click.echo(line)
    click.echo(say("written", lang, folder=output))
    if sys.stderr.isatty() and not quiet:
        click.echo(say("caution", lang), err=True)


def summary(analysis: Analysis, lang: str) -> list[str]:
    """Return the lines of a summary that fits one screen."""
    from textkit.checks import failed_checks
    from textkit.compare import substance_shares, theme_shares
    from textkit.genre import OTHER_GENRE
    from textkit.plots.labels import label

    files = analysis.files()
    results = files["result"].value_counts()
    lines = [say("analysed", lang, **analysis.counts())]
    lines += [say(key, lang, n=int(results[key])) for key in ("partial", "no_items") if key in results]
    if foreign := int(files["reason"].str.startswith(OTHER_GENRE).sum()):
        lines.append(say("other_genre", lang, n=foreign, genre=analysis.manifest["genre"]))
    if repeated := int(results.get("duplicate", 0)):
        lines.append(say("duplicate", lang, n=repeated))
    if unread := int(results.get("failed", 0)) + int(results.get("skipped", 0)):
        lines.append(say("unread", lang, n=unread))
    names = {theme: pair[0 if lang == "zh" else 1] for theme, pair in analysis.labels.items()}
    shares = theme_shares(analysis.items, analysis.themes, labels=names)
    if not shares.empty:
        wide = shares.pivot_table(index="label", columns="role", values="share", observed=True)
        wide = wide.reindex(columns=["problem", "measure"])
        wide = (
            wide[wide.gt(0).any(axis=1)]
            .sort_values(["problem", "measure"], ascending=False, na_position="last")
            .head(_SHOWN)
        )
        lines.append(say("themes", lang))
        lines += [f"  {_percent(row['problem'])} {_percent(row['measure'])}  {name}" for name, row in wide.iterrows()]
    levels = substance_shares(analysis.items, analysis.substance)
    if not levels.empty:
        said = ("，" if lang == "zh" else ", ").join(
            f"{label('substance', row['substance'], lang)} {row['share']:.0%}"  # type: ignore[arg-type]
            for _, row in levels.iterrows()
        )
        lines.append(say("substance", lang, shares=said, n=int(levels["n"].iloc[0])))
    lines += _reuse(analysis.reuse_shares, lang)
    template = analysis.manifest.get("template") or {}
    if template.get("share") is not None:
        lines.append(say("template", lang, **{**template, "share": f"{template['share']:.1%}"}))
    failed = failed_checks(analysis.checks)
    if len(failed):
        lines.append(say("checks", lang, n=len(failed), reports=failed["report_id"].nunique()))
    return lines


def _reuse(shares: pd.DataFrame, lang: str) -> list[str]:
    """Tell whose characters the items are: of those that were compared with own past and other agencies.

    Where there are none, of those that were compared with one of them, and that the other is unknown.
    """
    from textkit.compare.crosstab import stack_characters

    used = shares[shares["template"].notna()]
    for known, key in (("novel", "reuse"), ("own_past", "reuse_no_others"), ("other_agencies", "reuse_no_past")):
        base = used[used[known].notna()]
        if len(base):
            parts = stack_characters(base).fillna(0.0)
            parts["novel"] += parts["unknown"]
            said = {name: f"{parts[source]:.0%}" for name, source in _SAID.items()}
            return [say(key, lang, n=len(base), of=len(used), **said)]
    return []


def _percent(share: float) -> str:
    return "   –" if share != share else f"{share:4.0%}"
