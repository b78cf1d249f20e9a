"""Estimates corrected for errors of the codes, from a hand-coded sample with known probabilities.

Codes of a machine err, and rarely alike in every group, so that shares and coefficients computed from them are
biased however many items there are. A sample coded by people, each item drawn with a known probability π,
mends that without any assumption on the errors: design-based supervised learning (Egami, Hinck, Stewart & Wei
2023) puts Ỹ = Ŷ + (R/π)(Y − Ŷ) in the place of the code, R telling whether an item is in the sample.

Share of 95 % intervals that hold the true value, and bias (mean of the four sizes), in 2,000 simulated corpora each
(``python tests/benchmarks/bench_corrected.py 2000``; a share within 0.94-0.96 is as good as 0.95 in so many). Half
of the agencies are cities, half counties. The machine misses 5 % of the true cases in cities and 35 % in counties,
and takes 15 % and 2 % of the others for cases; people coded some 20 % of the items. Naive intervals hold the truth
ever less, the more agencies there are, and so do those of Rogan-Gladen, as errors are not alike. Where cases are
rare (6 % in counties), few are among the coded items, and below 100 agencies intervals of a share are too
short; those of differences hold.

===========================  =====  =====  =====  =====  =====  =====  =====  =====  =====  =====
true share                   50 % in cities, 30 % in counties   12 % and 6 %
---------------------------  ---------------------------------  ---------------------------------
agencies                     bias   12     20     40     100    bias   12     20     40     100
===========================  =====  =====  =====  =====  =====  =====  =====  =====  =====  =====
share, city, naive           +.050  .876   .785   .572   .134   +.126  .171   .011   .000   .000
share, city, dsl             +.000  .950   .949   .942   .955   +.000  .947   .960   .950   .952
share, city, ppi             +.000  .937   .940   .944   .951   +.000  .933   .936   .942   .953
share, city, coded           +.001  .944   .937   .959   .953   +.001  .915   .930   .935   .947
share, city, rogan_gladen    +.125  .873   .719   .304   .006   +.095  .863   .739   .295   .005
share, county, naive         -.091  .642   .331   .030   .000   -.002  .975   .956   .957   .945
share, county, dsl           +.000  .941   .938   .946   .947   +.000  .916   .911   .929   .943
share, county, ppi           +.001  .931   .927   .940   .946   +.000  .916   .908   .922   .933
share, county, coded         +.002  .928   .931   .943   .952   +.001  .944   .906   .925   .928
share, county, rogan_gladen  -.124  .635   .396   .095   .000   -.058  .697   .349   .030   .000
difference, naive            -.141  .479   .196   .017   .000   -.128  .278   .050   .000   .000
difference, dsl              +.001  .956   .948   .952   .953   +.001  .955   .956   .955   .955
log-odds ratio, naive        -.693  .467   .179   .011   .000   -.933  .518   .201   .007   .000
log-odds ratio, dsl          -.010  .955   .947   .954   .954   -.034  .979   .978   .965   .957
===========================  =====  =====  =====  =====  =====  =====  =====  =====  =====  =====
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.analysis import count_agencies
from textkit.compare.columns import check_columns
from textkit.compare.design import build_design, cluster_codes
from textkit.compare.estimates import unit_of, within_range
from textkit.compare.intervals import Interval, Sums, ratio_interval
from textkit.compare.models import estimated, outcome_of
from textkit.compare.moments import Codes, Floats, Link

Flags = NDArray[np.bool_]

METHODS = ("dsl", "ppi", "rogan_gladen", "coded")
COLUMNS: Mapping[str, str] = {
    "group": "string",
    "term": "string",
    "naive": "Float64",
    "estimate": "Float64",
    "ci_low": "Float64",
    "ci_high": "Float64",
    "method": "string",
    "n_items": "Int64",
    "n_coded": "Int64",
    "n_agencies": "Int64",
    "reason": "string",
    "naive_ci_low": "Float64",
    "naive_ci_high": "Float64",
}
_MODEL_COLUMNS: Mapping[str, str] = {
    **COLUMNS,
    "p_value": "Float64",
    "std_error": "Float64",
    "naive_p_value": "Float64",
    "naive_std_error": "Float64",
    "outcome": "string",
    "reference": "string",
    "test": "string",
}


@dataclass(frozen=True, slots=True)
class _Codes:
    """Machine codes, human codes (0 where there is none), who is coded by people and the weight 1/π of those."""

    machine: Floats
    human: Floats
    coded: Flags
    weight: Floats
    clusters: Codes

    def of(self, rows: Flags) -> _Codes:
        return _Codes(self.machine[rows], self.human[rows], self.coded[rows], self.weight[rows], self.clusters[rows])

    @property
    def are_shares(self) -> bool:
        """Whether all codes lie in 0-1."""
        return bool(all((codes >= 0).all() and (codes <= 1).all() for codes in (self.machine, self.human)))

    @property
    def corrected(self) -> Floats:
        """Ỹ of each item."""
        return self.machine + self.weight * (self.human - self.machine)


def corrected_shares(
    data: pd.DataFrame,
    machine: str,
    human: str,
    *,
    pi: str = "pi",
    by: str | None = None,
    classes: Mapping[str, Collection[str]] | None = None,
    methods: Sequence[str] = METHODS,
    cluster: str = "agency_id",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Estimate shares or means from machine codes and a hand-coded sample.

    Parameters
    ----------
    data
        A row per item: `machine`, `human` (missing where not coded by people), `pi` (the probability with
        which the item was drawn; read where there is a human code), `cluster`, `by`. Items without a machine
        code are left out.
    machine, human
        Columns of codes, or both of numbers or truth values, of which means are taken.
    classes
        Term → the codes that it counts, as ``{"substantive": ["firm", "checkable"]}``; each code by itself if
        left out.
    methods
        Of `METHODS`. ``dsl``: the mean of Ỹ. ``ppi``: prediction-powered mean (Angelopoulos et al. 2023) with
        weights 1/π that sum to one, and the machine's part tuned to the sample's correlation (Angelopoulos,
        Duchi & Zrnic 2023). ``rogan_gladen``: the naive share, corrected by sensitivity and specificity
        pooled over all groups (Rogan & Gladen 1978): a cross-check that holds only if errors are alike in
        every group. ``coded``: the hand-coded items alone.
    cluster
        Column of the clusters of the errors.

    Returns
    -------
    DataFrame
        ``group term naive estimate ci_low ci_high method n_items n_coded n_agencies reason naive_ci_low
        naive_ci_high``; all items first (group ``all``), then the groups. Intervals of ``dsl`` and naive are those of
        `estimate_means`, but for the logit scale; the others are of t with the errors of a jackknife over clusters
        and G − 1 degrees of freedom. Rogan-Gladen, and intervals of shares, are cut at 0 and 1; ``dsl`` and ``ppi``
        are unbiased and may fall outside where few items are coded, which `reason` tells, see `within_range`.
        Missing with a reason where fewer than two clusters, or none of the sample's items, are in a group.

    Raises
    ------
    ValueError
        If a column does not exist, a probability is missing or outside (0, 1], or a code is unknown.

    Examples
    --------
    >>> data = pd.DataFrame({"agency_id": ["甲局", "甲局", "乙局", "乙局"], "code": ["firm", "firm", "general", "firm"],
    ...     "human": ["firm", None, None, "general"], "pi": [0.5, None, None, 0.5]})
    >>> found = corrected_shares(data, "code", "human", classes={"firm": ["firm"]}, methods=["dsl"])
    >>> found[["term", "naive", "estimate", "n_items", "n_coded"]].values.tolist()
    [['firm', 0.75, 0.25, 4, 2]]
    """
    check_columns(data, [machine, human, pi, cluster, *([by] if by else [])])
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise ValueError(f"no method {', '.join(map(repr, unknown))}; there are {', '.join(METHODS)}")
    data = data[data[machine].notna()]
    rows, shares = [], set()
    groups: list[tuple[object, Flags]] = [("all", np.ones(len(data), bool))]
    if by:
        groups += [
            (value, data[by].eq(value).to_numpy(bool, na_value=False)) for value in sorted(data[by].dropna().unique())
        ]
    agencies = [count_agencies(data[mask]) for _, mask in groups]
    for term, codes in _coded_terms(data, machine, human, pi, classes, cluster):
        shares |= {term} if codes.are_shares else set()
        for (group, mask), n_agencies in zip(groups, agencies, strict=True):
            part = codes.of(mask)
            counts = {"n_items": len(part.machine), "n_coded": int(part.coded.sum()), "n_agencies": n_agencies}
            naive, its = _mean(part.machine, part.clusters, unit_of(cluster), confidence, share=codes.are_shares)
            known = {"group": str(group), "term": term, **counts}
            known |= {"naive": naive, "naive_ci_low": its.low, "naive_ci_high": its.high}
            for method in methods:
                share = _share(method, part, codes, mask, unit_of(cluster), confidence)
                rows.append({**known, **share, "method": method})
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict(COLUMNS))
    return within_range(found, found["term"].isin(shares), differences=pd.Series(False, found.index))


def corrected_model(
    data: pd.DataFrame,
    machine: str,
    human: str,
    terms: Sequence[str],
    *,
    kind: Link,
    pi: str = "pi",
    effects: Sequence[str] = (),
    cluster: str = "agency_id",
    reference: Mapping[str, str] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Estimate the coefficients of a model whose outcome is a code, by design-based supervised learning.

    The moment equation Σ x (Ỹ − h(x'β)) = 0 is that of the model itself with Ỹ as the outcome (Egami et al.
    2023, for outcomes coded by a machine and covariates that are known).

    Parameters
    ----------
    data, machine, human, pi, cluster
        As for `corrected_shares`; `machine` and `human` hold numbers or truth values.
    terms, kind, effects, reference, confidence
        As for `fit_model`. Agency effects go with ``kind="linear"`` alone: within an agency of few items Ỹ
        leaves 0-1, and the logit's effects are then infinite.

    Returns
    -------
    DataFrame
        The columns of `corrected_shares`, `method` ``dsl``, and ``p_value std_error naive_p_value
        naive_std_error outcome reference test``, a row per coefficient.

    Raises
    ------
    ValueError
        If a column does not exist, a probability is missing or outside (0, 1], an outcome is no number, or
        effects beside a logit.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "agency_id": ["甲局", "乙局", "丙局", "丁局"] * 2, "level": ["city", "city", "county", "county"] * 2,
    ...     "firm": [1, 1, 0, 0, 1, 1, 0, 1], "human": [1, 0, 0, 0] + [None] * 4, "pi": [0.5] * 8})
    >>> found = corrected_model(data, "firm", "human", ["level"], kind="linear")
    >>> found[["term", "group", "naive", "estimate"]].round(2).values.tolist()
    [['constant', <NA>, 1.0, 0.5], ['level', 'county', -0.75, -0.25]]
    """
    if kind == "logit" and effects:
        raise ValueError("effects beside a corrected logit: take kind='linear', or name the column among the terms")
    check_columns(data, [machine, human, pi, cluster])
    design = build_design(data[data[machine].notna()], terms, effects=effects, reference=reference, cluster=cluster)
    rows = design.rows
    predicted = outcome_of(rows, machine, kind)
    outcome_of(rows[rows[human].notna()], human, kind)
    (_, codes), *_ = _coded_terms(rows, machine, human, pi, None, cluster)
    options: dict[str, Any] = {
        "outcome": machine, "kind": kind, "effects": effects, "cluster": cluster, "confidence": confidence,
    }  # fmt: skip
    naive = estimated(design, predicted, **options)
    found = estimated(design, codes.corrected, **options)
    for column in ("ci_low", "ci_high", "p_value", "std_error"):
        found[f"naive_{column}"] = naive[column]
    found["naive"], found["method"], found["n_coded"] = naive["estimate"], "dsl", int(codes.coded.sum())
    if not codes.coded.any():
        found[["estimate", "ci_low", "ci_high", "p_value", "std_error"]] = pd.NA
        found["reason"] = _NONE_CODED
    return found.reindex(columns=list(_MODEL_COLUMNS)).astype(dict(_MODEL_COLUMNS))


_NONE_CODED = "no hand-coded item"
_TOO_FEW = "hand-coded items in too few clusters, or all alike"


def _coded_terms(
    data: pd.DataFrame,
    machine: str,
    human: str,
    pi: str,
    classes: Mapping[str, Collection[str]] | None,
    cluster: str,
) -> list[tuple[str, _Codes]]:
    """Return the codes of each term as numbers, with the weights of the sample."""
    if "item_id" in data.columns and data["item_id"].duplicated().any():
        twice = data.loc[data["item_id"].duplicated(), "item_id"].unique()
        raise ValueError(f"more than one row for {len(twice)} items, as {twice[0]}: keep one code of each item")
    coded = data[human].notna().to_numpy(bool)
    chance = pd.to_numeric(data[pi], errors="coerce").to_numpy(float, na_value=np.nan)
    wrong = coded & ~((chance > 0) & (chance <= 1))
    if wrong.any():
        named = data["item_id"] if "item_id" in data.columns else data.index.to_series()
        shown = ", ".join(map(str, named[wrong][:5]))
        raise ValueError(f"{pi} is no probability above 0 for {int(wrong.sum())} hand-coded items: {shown}")
    weight = np.zeros(len(data))
    weight[coded] = 1 / chance[coded]
    clusters = cluster_codes(data, cluster)
    values = data[machine]
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        people = pd.to_numeric(data[human]).to_numpy(float, na_value=0.0)
        return [(machine, _Codes(values.to_numpy(float), people, coded, weight, clusters))]
    present = sorted({str(code) for code in pd.concat([values, data[human]]).dropna().unique()})
    chosen = classes or {code: [code] for code in present}
    found = []
    for term, counted in chosen.items():
        ours, theirs = (data[name].isin(list(counted)).to_numpy().astype(float) for name in (machine, human))
        found.append((term, _Codes(ours, theirs, coded, weight, clusters)))
    return found


def _share(
    method: str, part: _Codes, everywhere: _Codes, inside: Flags, unit: str, confidence: float
) -> dict[str, object]:
    """Estimate one share of a group by one method."""
    if not part.coded.any() and method != "rogan_gladen":
        return {"reason": _NONE_CODED}
    if method == "rogan_gladen":
        return _rogan_gladen(part, everywhere, inside, confidence)
    if method == "dsl":
        estimate, found = _mean(part.corrected, part.clusters, unit, confidence, share=False)
        return {"estimate": estimate, "ci_low": found.low, "ci_high": found.high, "reason": found.reason}
    estimate, low, high = _tuned(part, confidence, tuned=method == "ppi")
    flat = f"one {unit}" if len(np.unique(part.clusters)) < 2 else _TOO_FEW
    return {"estimate": estimate, "ci_low": low, "ci_high": high, "reason": None if np.isfinite(low) else flat}


def _mean(values: Floats, clusters: Codes, unit: str, confidence: float, *, share: bool) -> tuple[float, Interval]:
    """Return a mean and its interval, as of any other estimate."""
    names, at = np.unique(clusters, return_inverse=True)
    total, n, squares = (
        np.bincount(at, each, len(names)).astype(float) for each in (values, np.ones(len(at)), values**2)
    )
    sums = Sums(names, total, n, squares, total, n)
    return sums.ratio, ratio_interval(sums, share=share, unit=unit, level=confidence)


def _tuned(part: _Codes, confidence: float, *, tuned: bool) -> tuple[float, float, float]:
    """Mean of the sample, with the machine's codes of all items as far as they go with people's."""
    weight, machine, human = part.weight, part.machine, part.human
    columns = [np.ones(len(machine)), machine, weight, weight * machine, weight * human]
    columns += [weight * machine**2, weight * machine * human]

    def estimate(sums: Floats) -> Floats:
        n, all_machine, drawn, of_machine, of_human, squares, products = sums.T
        centre, target = of_machine / drawn, of_human / drawn
        spread = squares / drawn - centre**2
        trust = np.where(spread > 1e-12, (products / drawn - centre * target) / spread, 1.0) if tuned else 0.0
        return np.asarray(target + trust * (all_machine / n - centre))

    return _jackknife(estimate, np.column_stack(columns), part.clusters, confidence)


def _rogan_gladen(part: _Codes, everywhere: _Codes, inside: Flags, confidence: float) -> dict[str, object]:
    machine, human, weight = everywhere.machine, everywhere.human, everywhere.weight
    if not np.isin(machine, (0.0, 1.0)).all() or not np.isin(human, (0.0, 1.0)).all():
        return {"reason": "codes are not 0 and 1"}
    positive, negative = weight * human, weight * (1 - human)
    if not len(part.machine) or not positive.sum() or not negative.sum():
        return {"reason": "no items" if not len(part.machine) else "the sample has no positive or no negative item"}
    columns = [inside.astype(float), inside * machine, positive, positive * machine, negative, negative * (1 - machine)]

    def youden(sums: Floats) -> Floats:
        return np.asarray(sums[:, 3] / sums[:, 2] + sums[:, 5] / sums[:, 4] - 1)

    def estimate(sums: Floats) -> Floats:
        return np.asarray((sums[:, 1] / sums[:, 0] + sums[:, 5] / sums[:, 4] - 1) / youden(sums))

    every = np.column_stack(columns)
    if youden(every.sum(axis=0)[None, :])[0] <= 0:
        return {"reason": "codes are no better than chance"}
    value, low, high = np.clip(_jackknife(estimate, every, everywhere.clusters, confidence), 0, 1)
    reason = None if np.isfinite(low) else _TOO_FEW
    return {"estimate": float(value), "ci_low": float(low), "ci_high": float(high), "reason": reason}


def _jackknife(
    estimate: Callable[[Floats], Floats], columns: Floats, clusters: Codes, confidence: float
) -> tuple[float, float, float]:
    """Return an estimate made of sums, and its t interval from leaving out one cluster at a time (Efron 1982)."""
    from scipy import stats

    sums = np.column_stack([np.bincount(clusters, column) for column in columns.T])
    sums = sums[(sums != 0).any(axis=1)]
    total = sums.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(estimate(total[None, :])[0])
        without = estimate(total - sums)
    count = len(sums)
    error = float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())) if count > 1 else 0.0
    reach = float(stats.t.ppf((1 + confidence) / 2, max(count - 1, 1))) * error
    if not (np.isfinite(reach) and reach > 0):
        return value, float("nan"), float("nan")
    return value, value - reach, value + reach
