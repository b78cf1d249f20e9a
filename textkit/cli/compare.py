"""``textkit compare``: shares and differences with their uncertainty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.evaluate import read_codes
from textkit.cli.frames import printed_as, show
from textkit.cli.messages import say
from textkit.cli.options import codes_option, corpus_options, frame_options
from textkit.cli.running import named_themes, plain_errors, run

if TYPE_CHECKING:
    import pandas as pd

_OF_ITEMS = ("themes", "substantive", "firm")


@click.command()
@corpus_options
@frame_options
@click.option("--by", multiple=True, required=True, help="Column of the groups; a second one, to compare within it.")
@click.option(
    "--of",
    default="themes",
    show_default=True,
    help="themes, substantive, firm, an indicator, or a column of numbers of the items.",
)
@click.option("--theme", multiple=True, help="Only this theme, code or label; may be repeated.")
@click.option("--role", type=click.Choice(["problem", "measure"]), help="Only this role; by default each apart.")
@codes_option
@click.option("--where", help="Conditions such as \"year >= 2019 and level in ['city', 'county']\".")
@click.option("--reference", help="Group to compare the others with; by default each pair, years with the one before.")
@click.option("--weighting", type=click.Choice(["pooled", "report"]), default="pooled", show_default=True)
@click.option(
    "--cluster",
    default="agency_id",
    show_default=True,
    help="What is drawn: agency_id, parent, region, reuse_component.",
)
@click.option(
    "--strata",
    multiple=True,
    default=("level", "year"),
    show_default=True,
    help="Column within which the test exchanges labels; may be repeated.",
)
@click.option("--adjust", type=click.Choice(["holm", "bh"]), help="By default bh for several terms, holm for one.")
@click.option("--draws", type=click.IntRange(99, 100_000), default=2000, show_default=True)
@click.option("--random-state", type=click.IntRange(0), default=0, show_default=True, help="Seed of the draws.")
def compare(
    lang: str,
    quiet: bool,
    fmt: str | None,
    output: Path | None,
    by: tuple[str, ...],
    of: str,
    codes: tuple[Path, ...],
    **options: Any,
) -> None:
    """Print shares by group and the differences between groups, with intervals and tests.

    CORPUS may be a results folder, which is not coded again. Differences have a `reference`; what cannot be
    estimated has a `reason`. With --codes, themes, substantive and firm are corrected for errors of the
    program's codes, and the naive figures stand beside.
    """
    from textkit.compare.by_hand import FIELDS
    from textkit.compare.comparisons import MOST_GROUPS, compare_analysis
    from textkit.compare.units import COMPONENT
    from textkit.indicators import load_indicators
    from textkit.reading import load_agencies
    from textkit.results import is_results

    names = ("theme", "role", "where", "reference", "weighting", "cluster", "strata", "adjust", "draws", "random_state")
    chosen = {name: options.pop(name) for name in names}
    chosen["theme"] = named_themes(chosen["theme"], lang, options)  # before the work, not after it
    later = options.pop("agencies") if is_results(options["corpus"]) else None  # parents may be told later
    if codes and of not in FIELDS:
        raise click.UsageError(say("not_corrected", lang, of=of, known=", ".join(FIELDS)))
    analysis = run(lang, quiet, compare=of not in _OF_ITEMS or COMPONENT in (*by, chosen["cluster"]), **options)
    labels = {theme: pair[0 if lang == "zh" else 1] for theme, pair in analysis.labels.items()}
    labels |= {each.id: each.label if lang == "zh" else each.label_en for each in load_indicators(analysis.labels)}
    with plain_errors(lang):
        registry = load_agencies(later).to_frame() if later else None
        coded = read_codes(codes, analysis, (FIELDS[of],), lang) if codes else None
        found = compare_analysis(analysis, by=by, of=of, codes=coded, agencies=registry, labels=labels, **chosen)
    if found.empty:
        click.echo(say("nothing_to_compare", lang, by=", ".join(by)), err=True)
    elif found["reference"].isna().all() and found["group"].nunique() > MOST_GROUPS:
        click.echo(say("too_many_pairs", lang, n=MOST_GROUPS), err=True)
    tabular = output is None and printed_as(fmt) == "table"
    show(_readable(found) if tabular else found, fmt=fmt, output=output, whole=("group", "role", "term"))


def figure(value: float) -> str:
    """Return a figure as it is printed in a table on a terminal; nothing where it is missing."""
    return "" if value != value else f"{value:.3f}"


def bounded(found: pd.DataFrame, estimate: str, prefix: str) -> list[str]:
    """Return estimates with their intervals, as they are printed in a table on a terminal."""
    columns = (found[name].astype(float) for name in (estimate, f"{prefix}ci_low", f"{prefix}ci_high"))
    return [
        f"{figure(each)} [{figure(low)}, {figure(high)}]" if low == low else figure(each)
        for each, low, high in zip(*columns, strict=True)
    ]


def _readable(found: pd.DataFrame) -> pd.DataFrame:
    """Set figures side by side in few columns, for a terminal."""
    import pandas as pd

    groups = found["group"].where(found["reference"].isna(), found["group"] + " − " + found["reference"].fillna(""))
    shown = pd.DataFrame(
        {
            "group": groups,
            "role": found["role"],
            "term": found["label"].fillna(found["term"]),
            "estimate": bounded(found, "estimate", ""),
            **({"naive": bounded(found, "naive", "naive_")} if "naive" in found else {}),
            "p": found["p_adjusted"].astype(float).map(figure),
            "n": found["n_items"].fillna(found["n_reports"]),
            "agencies": found["n_agencies"],
            "reason": found["reason"],
        }
    )
    # room for the rest: what every row says was asked for
    return shown.drop(columns=[name for name in ("role", "term") if len(shown) > 1 and shown[name].nunique() < 2])
