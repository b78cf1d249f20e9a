"""Frames of the figures of themes, substance and wording."""

from __future__ import annotations

import pandas as pd

from textkit.analysis import Analysis
from textkit.compare.by_hand import beside_naive, hand_codes
from textkit.compare.crosstab import substance_by_source
from textkit.compare.estimates import estimate_means
from textkit.compare.keyness import compare_words
from textkit.compare.sensitivity import sensitivity_grid
from textkit.compare.shares import substance_shares
from textkit.compare.values import substance_values, theme_values
from textkit.figures.request import Request
from textkit.labels import label
from textkit.records import SLOTS

COMPARED = ("problem", "measure")
SKETCH = 499
"""Draws of each cell of a sensitivity grid: a figure shows no third digit."""
THIN = 0.5
"""A year with fewer agencies than this share of those of the fullest year is no year of a balanced panel."""


def problems_measures(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of each theme among problems and among measures."""
    items = analysis.items[analysis.items["role"].isin(COMPARED)]
    return _theme_estimates(analysis, items, request)


def themes_by(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of each theme among the problems of each group, the most frequent theme first.

    In reports that name no problems, among the measures.
    """
    problems = analysis.items["role"] == "problem"
    items = analysis.items[problems if problems.any() else analysis.items["role"] == "measure"]
    found = _theme_estimates(analysis, items, request, by=request.column(items))
    weight = (found["estimate"] * found["n_items"]).groupby(found["term"]).sum()
    rank = found["term"].map(weight.rank(ascending=False, method="first"))
    return found.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


def _theme_estimates(analysis: Analysis, items: pd.DataFrame, request: Request, *, by: str = "") -> pd.DataFrame:
    labels = request.theme_labels(analysis)
    values = theme_values(items, analysis.themes, among=list(labels) or None)
    return estimate_means(items, values, by=by or (), labels=labels)


def groups_of(analysis: Analysis, request: Request) -> dict[str, object]:
    """Tell a plot what its groups are."""
    return {"by": request.by}


def formats_of(analysis: Analysis, request: Request) -> dict[str, object]:
    """Tell a plot from which years on reports of the genre follow a new format."""
    return {"formats": analysis.manifest.get("formats", ())}


def substance_by(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of each level of substance among the measures of each group."""
    by = request.column(analysis.items)
    items = analysis.items.assign(**{by: request.groups(analysis.items)})
    return substance_shares(items, analysis.substance, by=by)


def substance_by_reuse(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of substantive measures by whose words they are, in each group."""
    by = request.column(analysis.items)
    items = analysis.items.assign(**{by: request.groups(analysis.items)})
    found = substance_by_source(items, analysis.substance, analysis.reuse_shares, by=by)
    found = found[found["substance"] == "substantive"].drop(columns="substance")
    # a source that no group has is no row of each
    return found[found.groupby("term")["n_items"].transform("sum") > 0]


def substance_years(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the shares of substantive measures and of reused text by year, on the balanced panel.

    Its agencies report in every year; years in which fewer than half as many agencies report as in the fullest
    one are left out before. Codes by hand correct the share of substantive measures, the naive one beside it.
    """
    items = analysis.items[analysis.items["role"] == "measure"]
    items = items[balanced(analysis.reports, items)]
    values = substance_values(analysis.substance)[["substantive"]]
    novel = analysis.reuse_shares.set_index("item_id")["novel"].astype("Float64").astype(float)
    values = values.assign(reused=1 - novel.reindex(values.index))

    def estimate(held: pd.DataFrame) -> pd.DataFrame:
        return estimate_means(items, held, by="year")

    if request.codes is None:
        return estimate(values)
    coded = hand_codes(analysis.items, request.codes, of="substantive")
    return beside_naive(estimate, items, values, coded, by=["year"])


def sensitivity(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the difference between the two groups with most measures under every combination of choices."""
    of = request.choose(("substance", *analysis.labels), default="substance")
    measures = analysis.items[analysis.items["role"] == "measure"]
    by = request.column(measures)
    largest = measures[by].value_counts().head(2).index.tolist()
    if len(largest) < 2:
        return pd.DataFrame(columns=["term", "estimate", "ci_low", "ci_high"])
    reference, group = largest
    grid = sensitivity_grid(analysis, by=by, of=of, reference=reference, draws=SKETCH)
    said = {each: label(by, each, request.lang) for each in largest}
    named = {"substance": label("indicator", "substantive", request.lang), **request.theme_labels(analysis)}[of]
    term = f"{said[group]} − {said[reference]}"
    grid = grid[grid["group"] == str(group)].assign(term=term, label=f"{named} ({term})")
    choices = ("unit", "threshold", "theming", "weighting", "reused_text")
    return grid[["term", "label", "estimate", "ci_low", "ci_high", "n_items", *(c for c in choices if c in grid)]]


def balanced(reports: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    """Return for each item whether its agency has a report in every year, thin years aside.

    Examples
    --------
    >>> reports = pd.DataFrame({"agency_id": ["甲局", "甲局", "乙局"], "year": [2020, 2021, 2021],
    ...     "duplicate_of": None})
    >>> balanced(reports, pd.DataFrame({"agency_id": ["甲局", "乙局"], "year": [2020, 2021]})).tolist()
    [True, False]
    """
    used = reports[reports["duplicate_of"].isna()].dropna(subset=["agency_id", "year"])
    by_year = used.groupby("year")["agency_id"].nunique()
    years = by_year.index[by_year >= THIN * by_year.max()]
    used = used[used["year"].isin(years)]
    held = used.groupby("agency_id")["year"].nunique()
    whole = held.index[held == len(years)]
    return items["agency_id"].isin(whole) & items["year"].isin(years)


def answers(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return how many problems of each theme are answered by measures of each theme."""
    primary = analysis.themes[analysis.themes["rank"] == 1].set_index("item_id")["theme"]
    paired = analysis.items[(analysis.items["role"] == "measure") & analysis.items["pair_id"].notna()]
    pairs = pd.DataFrame({"problem": paired["pair_id"].map(primary), "measure": paired["item_id"].map(primary)})
    counts = pairs.dropna().groupby(["problem", "measure"]).size()
    labels = request.theme_labels(analysis)
    # every theme that either side has, on both sides, so that the diagonal is the diagonal
    often = pairs.dropna().stack().value_counts()
    themes = sorted(often.index, key=lambda theme: (-often[theme], theme))
    rows = [
        (problem, measure, int(counts.get((problem, measure), 0)), labels.get(problem), labels.get(measure))
        for problem in themes
        for measure in themes
    ]
    return pd.DataFrame(rows, columns=["problem", "measure", "n", "problem_label", "measure_label"])


def slots(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of acts that fill each slot, of all or of each group."""
    acts = analysis.acts.merge(analysis.items.drop(columns=["start", "end", "text"]), on="item_id")
    by = request.column(acts) if request.by else ()
    acts = acts.assign(item_id=acts["act_id"])
    values = acts.set_index("item_id")[list(SLOTS)].astype("Float64").astype(float)
    return estimate_means(acts, values, by=by)


def marking_terms(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the terms that are more frequent in a group than elsewhere."""
    found = terms(analysis, request)
    return found[found["z"] > 0]


def terms(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return every term with what it marks: of measures, or of the role asked for."""
    role = request.choose(COMPARED, default="measure")
    items = analysis.items[analysis.items["role"] == role]
    found = compare_words(items, by=request.column(items), reuse=analysis.reuse)
    return found[found["term"].notna()]
