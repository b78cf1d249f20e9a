"""``textkit regress``: models of items or reports, with clustered errors."""

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


@click.command()
@corpus_options
@frame_options
@click.option(
    "--of", required=True, help="Outcome: substantive, firm, themes, a column of numbers of the items, or an indicator."
)
@click.option(
    "--on",
    multiple=True,
    required=True,
    help="Column that explains it: of the items or reports, own_past …, an indicator; a:b is a product; repeated.",
)
@click.option(
    "--effects", multiple=True, help="Column with an intercept for each value, as agency_id or year; repeated."
)
@click.option("--kind", type=click.Choice(["logit", "linear"]), help="By default logit of items that are 0 or 1.")
@click.option("--theme", help="With themes the one that is the outcome; else only items of it; code or label.")
@click.option("--role", type=click.Choice(["problem", "measure"]), help="Only this role.")
@click.option("--where", help="Conditions such as \"year >= 2019 and level in ['city', 'county']\".")
@click.option("--reference", multiple=True, metavar="COLUMN=GROUP", help="Group to compare the others with; repeated.")
@click.option("--weighting", type=click.Choice(["pooled", "report"]), default="pooled", show_default=True)
@click.option("--cluster", default="agency_id", show_default=True, help="agency_id, parent, region, reuse_component.")
@codes_option
def regress(
    lang: str,
    quiet: bool,
    fmt: str | None,
    output: Path | None,
    of: str,
    on: tuple[str, ...],
    codes: tuple[Path, ...],
    reference: tuple[str, ...],
    **options: Any,
) -> None:
    """Print a model's coefficients with clustered errors: a logit of items, or a linear model of reports.

    CORPUS may be a results folder, which is not coded again. With --codes, models of themes, substantive and firm
    are corrected for errors of the program's codes, and the naive coefficients stand beside.

    \b
    textkit regress textkit-results --of substantive --on level --on body --codes sheet.csv -o model.csv
    textkit methods textkit-results --add model.csv --tables tables    # as csv, LaTeX and docx
    """  # noqa: D301  # \b keeps click from filling the lines
    from textkit.compare.by_hand import FIELDS
    from textkit.compare.regressions import regress_analysis
    from textkit.reading import load_agencies
    from textkit.results import is_results

    names = ("effects", "kind", "theme", "role", "where", "weighting", "cluster")
    chosen = {name: options.pop(name) for name in names}
    themes = named_themes([chosen["theme"]] if chosen["theme"] else [], lang, options)  # before the work, not after it
    chosen["theme"] = next(iter(themes), None)
    later = options.pop("agencies") if is_results(options["corpus"]) else None  # parents may be told later
    if codes and of not in FIELDS:
        raise click.UsageError(say("not_corrected", lang, of=of, known=", ".join(FIELDS)))
    against = dict(_pair(each) for each in reference)
    analysis = run(lang, quiet, **options)
    with plain_errors(lang):
        registry = load_agencies(later).to_frame() if later else None
        coded = read_codes(codes, analysis, (FIELDS[of],), lang) if codes else None
        found = regress_analysis(analysis, of=of, on=on, reference=against, codes=coded, agencies=registry, **chosen)
    tabular = output is None and printed_as(fmt) == "table"
    show(_readable(found) if tabular else found, fmt=fmt, output=output, whole=("term", "group"))


def _pair(given: str) -> tuple[str, str]:
    column, _, group = given.partition("=")
    if not group:
        raise click.UsageError(f"--reference {given}: write COLUMN=GROUP, as level=city")
    return column, group


def _readable(found: pd.DataFrame) -> pd.DataFrame:
    """Set figures side by side in few columns, for a terminal."""
    import pandas as pd

    from textkit.cli.compare import bounded, figure

    groups = found["group"].fillna("") + (" − " + found["reference"]).fillna("")
    return pd.DataFrame(
        {
            "term": found["term"],
            "group": groups,
            "estimate": bounded(found, "estimate", ""),
            **({"naive": bounded(found, "naive", "naive_")} if "naive" in found else {}),
            "p": found["p_value"].astype(float).map(figure),
            "n": found["n_items"],
            "agencies": found["n_agencies"],
            "reason": found["reason"],
        }
    )
