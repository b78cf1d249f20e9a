"""Regression models of items and reports: what goes with substance, themes or reuse, other things equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.analysis import count_agencies
from textkit.compare.adjust import adjust_p
from textkit.compare.columns import check_columns
from textkit.compare.design import (
    CONSTANT,
    Column,
    Design,
    build_design,
    cluster_codes,
    count_reports,
)
from textkit.compare.moments import Codes, Fit, Floats, Link, solve

COLUMNS: Mapping[str, str] = {
    "group": "string",
    "role": "string",
    "term": "string",
    "estimate": "Float64",
    "ci_low": "Float64",
    "ci_high": "Float64",
    "statistic": "Float64",
    "p_value": "Float64",
    "p_adjusted": "Float64",
    "n_items": "Int64",
    "n_reports": "Int64",
    "n_agencies": "Int64",
    "test": "string",
    "reason": "string",
    "outcome": "string",
    "reference": "string",
    "std_error": "Float64",
    "df": "Float64",
}
"""The columns of `comparisons`, and what a regression table needs besides."""
_SEPARATED = "separated: the outcome never varies where this is so"


def fit_model(
    data: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    *,
    kind: Link,
    effects: Sequence[str] = (),
    cluster: str = "agency_id",
    weights: str | None = None,
    reference: Mapping[str, str] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Fit a logit of items, or a linear model of reports, with clustered errors.

    Parameters
    ----------
    data
        A row per item or per report, with all columns named and, for the counts, ``report_id`` and
        ``agency_id``. Rows with a missing value in any of them are left out, but for the cluster: where it is
        unknown, a report stands for a cluster of its own.
    outcome
        A column of numbers or truth values; for the logit 0 and 1 only.
    terms, effects, reference
        See `build_design`. ``effects=("agency_id", "year")`` compares within agencies, other years' common
        changes aside; what never varies within an agency is then not identified, nor is a trend beside year
        effects. A logit beside agency effects leaves out agencies in which the outcome never varies, and its
        coefficients are too large where agencies have few items (Neyman & Scott 1948).
    kind
        ``logit`` or ``linear``.
    cluster
        The column whose values are the clusters of the errors.
    weights
        Column of what each row counts, such as the denominator of a report's share; rows where it is missing or
        not above 0 are left out.
    confidence
        Of the intervals.

    Returns
    -------
    DataFrame
        ``group role term estimate ci_low ci_high statistic p_value p_adjusted n_items n_reports n_agencies test
        reason outcome reference std_error df``, a row per coefficient, the constant first if there are no
        effects. Log-odds for the logit, units of the outcome for the linear model. Intervals and p-values are
        those of t with Satterthwaite degrees of freedom and CR2 errors (Bell & McCaffrey 2002; Pustejovsky &
        Tipton 2018); `p_adjusted` is Holm's over the terms of the model. `n_items` counts the rows used. What
        cannot be estimated is missing with a `reason`.

    Raises
    ------
    ValueError
        If a column does not exist, or the outcome is no number, or of a logit neither 0 nor 1.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "agency_id": ["甲局", "乙局", "丙局", "丁局"] * 3, "firm": [0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1],
    ...     "level": ["city", "city", "county", "county"] * 3, "report_id": [f"r{n}" for n in range(12)]})
    >>> found = fit_model(data, "firm", ["level"], kind="linear")
    >>> found[["term", "group", "estimate", "n_items", "n_agencies"]].round(3).values.tolist()
    [['constant', <NA>, 0.667, 12, 4], ['level', 'county', -0.5, 12, 4]]
    """
    check_columns(data, [outcome, *([weights] if weights else [])])
    known = data[data[outcome].notna()]
    if weights:
        known = known[known[weights].gt(0).fillna(False).astype(bool)]
    design = build_design(known, terms, effects=effects, reference=reference, cluster=cluster)
    y = outcome_of(design.rows, outcome, kind)
    return estimated(
        design,
        y,
        outcome=outcome,
        kind=kind,
        effects=effects,
        cluster=cluster,
        weights=weights,
        confidence=confidence,
    )


def outcome_of(rows: pd.DataFrame, outcome: str, kind: Link) -> Floats:
    """Return the outcome as numbers, or say why it is none."""
    values = rows[outcome]
    if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)):
        raise ValueError(f"{outcome} is text: make it a number or a truth value, as data[{outcome!r}].eq('firm')")
    y = values.to_numpy(float, na_value=np.nan)
    if kind == "logit" and not np.isin(y, (0.0, 1.0)).all():
        raise ValueError(f"{outcome} has values other than 0 and 1: take kind='linear'")
    return y


def estimated(
    design: Design,
    y: Floats,
    *,
    outcome: str,
    kind: Link,
    effects: Sequence[str],
    cluster: str,
    confidence: float,
    weights: str | None = None,
) -> pd.DataFrame:
    """Fit `y` on a design and lay out the coefficients as a frame."""
    clusters = cluster_codes(design.rows, cluster)
    counted = design.rows[weights].to_numpy(float) if weights else None
    fit = solve(y, design.matrix, link=kind, clusters=clusters, absorbed=design.absorbed, weights=counted)
    rows = list(_coefficients(design, y, fit, clusters, effects, confidence))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    found["outcome"] = outcome
    found["test"] = _named(kind, effects, cluster, weights)
    found["role"] = _role(design.rows)
    terms = found["p_value"].notna() & (found["term"] != CONSTANT)
    if terms.any():
        found.loc[terms, "p_adjusted"] = adjust_p(found.loc[terms, "p_value"].to_numpy(float))
    return found.astype(dict(COLUMNS))


def _coefficients(
    design: Design, y: Floats, fit: Fit, clusters: Codes, effects: Sequence[str], confidence: float
) -> Iterator[dict[str, Any]]:
    from scipy import stats

    used = design.rows[fit.used]
    counts = {"n_items": len(used), "n_reports": count_reports(used), "n_agencies": count_agencies(used)}
    columns = [*([] if effects else [(0, Column(CONSTANT))]), *enumerate(design.columns, design.first)]
    for place, column in columns:
        error = float(np.sqrt(fit.covariance[place, place]))
        df = float(fit.df[place])
        reason = _reason(design, y, fit, place, column, clusters, effects)
        row: dict[str, Any] = {
            "group": column.group,
            "term": column.term,
            "reference": column.reference,
            **counts,
            "reason": reason,
        }
        if np.isfinite(fit.beta[place]):
            row["estimate"] = float(fit.beta[place])
        if reason is None:
            reach = float(stats.t.ppf((1 + confidence) / 2, df)) * error
            statistic = row["estimate"] / error
            row |= {
                "ci_low": row["estimate"] - reach,
                "ci_high": row["estimate"] + reach,
                "statistic": statistic,
                "p_value": float(2 * stats.t.sf(abs(statistic), df)),
                "std_error": error,
                "df": df,
            }
        yield row


def _reason(
    design: Design, y: Floats, fit: Fit, place: int, column: Column, clusters: Codes, effects: Sequence[str]
) -> str | None:
    """Say why a coefficient or its interval is missing, None if neither is."""
    values = design.matrix[fit.used, place]
    clusters = clusters[fit.used]
    if not len(y):
        return "no rows"
    if not len(values):
        if np.ptp(y) == 0:
            return "the outcome never varies"
        return "the outcome never varies within a group of effects" if effects else _SEPARATED
    if fit.why[place] == "separated":
        return _SEPARATED
    if fit.why[place] == "collinear":
        beside = f" beside {' and '.join(effects)} effects" if effects else ""
        return f"not identified{beside}: it depends on the other columns"
    if fit.why[place] is not None:
        return fit.why[place]
    if len(np.unique(clusters)) < 2:
        return "one cluster"
    if column.group is not None and len(np.unique(clusters[values != 0])) < 2:
        return f"{column.group}: one cluster"
    if column.group is not None and len(np.unique(clusters[_in_reference(design, column.term)[fit.used]])) < 2:
        return f"{column.reference}: one cluster"
    if not np.isfinite(fit.df[place]):
        return "no variation between clusters"
    return None


def _in_reference(design: Design, term: str) -> NDArray[np.bool_]:
    """Mark the rows of no group of a categorical term but its reference."""
    places = [place for place, other in enumerate(design.columns, design.first) if other.term == term]
    return np.asarray((design.matrix[:, places] == 0).all(axis=1))


def _named(kind: Link, effects: Sequence[str], cluster: str, weights: str | None) -> str:
    beside = f", {' and '.join(effects)} effects" if effects else ""
    weighted = f", weighted by {weights}" if weights else ""
    return f"{kind}{beside}{weighted}, errors clustered by {cluster} (CR2)"


def _role(rows: pd.DataFrame) -> str | None:
    """Return the role of the items if they have one in common."""
    roles = {str(role) for role in rows["role"].dropna().unique()} if "role" in rows.columns else set()
    return roles.pop() if len(roles) == 1 else None
