"""Coefficients and clustered errors, against statsmodels and against their definitions written out."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from textkit.compare.models import fit_model
from textkit.compare.moments import Floats, Link, solve


def simulated(n: int = 400, agencies: int = 9, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    agency = rng.integers(0, agencies, n)
    data = pd.DataFrame({"agency_id": [f"机关{a}" for a in agency], "year": rng.integers(2019, 2023, n)})
    data["level"] = np.array(["city", "county", "township"])[agency % 3]
    data["n_chars"] = rng.normal(200, 50, n) + 10 * agency
    data["report_id"] = data["agency_id"] + "/" + data["year"].astype(str)
    index = -1 + 0.004 * data["n_chars"] + 0.5 * (agency % 3 == 1) + rng.normal(size=agencies)[agency] * 0.4
    data["share"] = index + rng.normal(size=n)
    data["firm"] = (data["share"] > 0.3).astype(int)
    return data


def test_linear_as_statsmodels() -> None:
    data = simulated()
    ours = fit_model(data, "share", ["level", "n_chars"], kind="linear").set_index(["term", "group"])["estimate"]
    theirs = smf.ols("share ~ C(level) + n_chars", data).fit()
    assert ours.to_numpy(float) == pytest.approx(theirs.params.to_numpy(), abs=1e-9)


def test_logit_as_statsmodels() -> None:
    data = simulated()
    found = fit_model(data, "firm", ["level", "n_chars"], kind="logit")
    theirs = smf.logit("firm ~ C(level) + n_chars", data).fit(disp=0)
    assert found["estimate"].to_numpy(float) == pytest.approx(theirs.params.to_numpy(), abs=1e-7)


@pytest.mark.parametrize("kind", ["linear", "logit"])
def test_absorbed_effects_are_dummies(kind: Link) -> None:
    data = simulated()
    outcome = "share" if kind == "linear" else "firm"
    found = fit_model(data, outcome, ["n_chars"], kind=kind, effects=["agency_id", "year"])
    formula = f"{outcome} ~ n_chars + C(agency_id) + C(year)"
    theirs = smf.ols(formula, data).fit() if kind == "linear" else smf.logit(formula, data).fit(disp=0)
    assert float(found["estimate"].iloc[0]) == pytest.approx(theirs.params["n_chars"], abs=1e-8)


def cr2(y: Floats, x: Floats, clusters: Floats) -> tuple[Floats, Floats]:
    """Bell & McCaffrey as they write it, with matrices of the size of the data."""
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    left = np.eye(len(y)) - hat
    residual = left @ y
    covariance, towards = np.zeros((x.shape[1],) * 2), []
    for cluster in np.unique(clusters):
        rows = clusters == cluster
        values, vectors = np.linalg.eigh(left[np.ix_(rows, rows)])
        adjust = (vectors * np.where(values > 1e-8, np.maximum(values, 1e-8) ** -0.5, 0)) @ vectors.T
        score = bread @ x[rows].T @ adjust @ residual[rows]
        covariance += np.outer(score, score)
        towards.append(left[:, rows] @ adjust @ x[rows] @ bread)
    df = []
    for place in range(x.shape[1]):
        vectors = np.column_stack([matrix[:, place] for matrix in towards])
        product = vectors.T @ vectors
        df.append(np.trace(product) ** 2 / (product**2).sum())
    return covariance, np.array(df)


def test_errors_as_their_definition() -> None:
    data = simulated(n=150, agencies=7)
    clusters = data["agency_id"].factorize()[0].astype(np.intp)
    x = np.column_stack([np.ones(150), data["level"] == "county", data["n_chars"]]).astype(float)
    y = data["share"].to_numpy()
    fit = solve(y, x, link="linear", clusters=clusters)
    covariance, df = cr2(y, x, clusters)
    assert fit.covariance == pytest.approx(covariance, rel=1e-6)
    assert fit.df == pytest.approx(df, rel=1e-6)


def test_errors_of_a_logit_are_those_of_its_working_model() -> None:
    data = simulated(n=150, agencies=7)
    clusters = data["agency_id"].factorize()[0].astype(np.intp)
    x = np.column_stack([np.ones(150), data["n_chars"] / 100]).astype(float)
    y = data["firm"].to_numpy(float)
    fit = solve(y, x, link="logit", clusters=clusters)
    chance = 1 / (1 + np.exp(-x @ fit.beta))
    root = np.sqrt(chance * (1 - chance))
    working = root * (x @ fit.beta) + (y - chance) / root
    covariance, df = cr2(working, x * root[:, None], clusters)
    assert fit.covariance == pytest.approx(covariance, rel=1e-6)
    assert fit.df == pytest.approx(df, rel=1e-6)


@pytest.mark.parametrize("kind", ["linear", "logit"])
@pytest.mark.parametrize("effects", [(), ("agency_id",)])
def test_years_count_from_any_zero(kind: Link, effects: tuple[str, ...]) -> None:
    """Beside a constant a year is nearly one itself; slope, error and degrees of freedom are those of small numbers."""
    data = simulated(n=400)
    outcome = "share" if kind == "linear" else "firm"
    data["year"] = np.random.default_rng(3).integers(2018, 2024, len(data))
    late, early = (
        fit_model(data.assign(year=data["year"] - zero), outcome, ["year", "level"], kind=kind, effects=effects)
        .query("term == 'year'")[["estimate", "std_error", "df", "p_value"]].to_numpy(float)
        for zero in (2018, 0)
    )  # fmt: skip
    assert np.isfinite(late).all()
    np.testing.assert_allclose(early, late, rtol=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_a_trend_of_few_years_settles(seed: int) -> None:
    chance = np.random.default_rng(seed)
    year = chance.integers(2021, 2023, 2000)
    firm = (chance.random(2000) < 0.2 + 0.05 * (year - 2021)).astype(int)
    data = pd.DataFrame({"agency_id": chance.integers(0, 12, 2000).astype(str), "year": year, "firm": firm})
    found = fit_model(data, "firm", ["year"], kind="logit")
    odds = [share / (1 - share) for share in (firm[year == y].mean() for y in (2021, 2022))]
    assert float(found["estimate"].iloc[1]) == pytest.approx(np.log(odds[1] / odds[0]), rel=1e-6)


def test_a_model_that_fits_wholly_has_no_error_and_says_so() -> None:
    """Residuals of rounding alone are no variation: years are large numbers beside their spread."""
    data = pd.DataFrame({"agency_id": ["甲局", "乙局", "乙局", "丙局"], "year": [2020, 2020, 2021, 2022]})
    found = fit_model(data.assign(n=data["year"] * 1.0 - 2018), "n", ["year"], kind="linear")
    assert found["estimate"].astype(float).tolist() == pytest.approx([-2018, 1])
    assert found["p_value"].isna().all() and found["reason"].eq("no variation between clusters").all()


@pytest.mark.parametrize("kind", ["linear", "logit"])
def test_clusters_that_do_not_differ_have_no_error(kind: Link) -> None:
    """In both agencies of the reference two of three are firm: sums of residuals are rounding alone."""
    data = pd.DataFrame({
        "agency_id": [name for name in "甲乙丙丁" for _ in range(3)], "level": ["city"] * 6 + ["county"] * 6,
        "firm": [1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0],
    })  # fmt: skip
    found = fit_model(data, "firm", ["level"], kind=kind).set_index("term")
    assert found.loc["constant", "reason"] == "no variation between clusters"
    assert pd.isna(found.loc["constant", "p_value"]) and pd.notna(found.loc["constant", "estimate"])
    assert pd.notna(found.loc["level", "p_value"])


def test_many_clusters_agree_with_the_plain_sandwich() -> None:
    data = simulated(n=4000, agencies=400)
    found = fit_model(data, "share", ["n_chars"], kind="linear")
    codes = data["agency_id"].factorize()[0]
    theirs = smf.ols("share ~ n_chars", data).fit(cov_type="cluster", cov_kwds={"groups": codes})
    assert float(found["std_error"].iloc[1]) == pytest.approx(theirs.bse["n_chars"], rel=0.02)
    assert float(found["p_value"].iloc[1]) == pytest.approx(theirs.pvalues["n_chars"], abs=0.02)


@pytest.mark.parametrize("kind", ["linear", "logit"])
def test_weights_as_statsmodels(kind: Link) -> None:
    data = simulated(n=300)
    data["denominator"] = np.random.default_rng(5).integers(1, 9, len(data))
    outcome = "share" if kind == "linear" else "firm"

    def theirs(x: Floats) -> Floats:
        if kind == "linear":
            model = sm.WLS(data[outcome].to_numpy(float), x, weights=data["denominator"].to_numpy(float))
        else:
            counts = data["denominator"].to_numpy(float)
            model = sm.GLM(data[outcome].to_numpy(float), x, family=sm.families.Binomial(), freq_weights=counts)
        return np.asarray(model.fit().params)

    found = fit_model(data, outcome, ["level", "n_chars"], kind=kind, weights="denominator")
    x = np.column_stack([np.ones(len(data)), data["level"] == "county", data["level"] == "township", data["n_chars"]])
    assert found["estimate"].to_numpy(float) == pytest.approx(theirs(x.astype(float)), abs=1e-6)
    within = fit_model(data, outcome, ["n_chars"], kind=kind, weights="denominator", effects=["agency_id"])
    dummies = np.column_stack([data["n_chars"], pd.get_dummies(data["agency_id"])]).astype(float)
    assert float(within["estimate"].iloc[0]) == pytest.approx(theirs(dummies)[0], abs=1e-6)
    none = data.assign(denominator=np.where(data["level"] == "city", 0, 1))
    left = fit_model(none, outcome, ["n_chars"], kind=kind, weights="denominator")
    assert int(left["n_items"].iloc[0]) == (data["level"] != "city").sum()


def test_weighted_errors_as_their_definition() -> None:
    data = simulated(n=150, agencies=7)
    clusters = data["agency_id"].factorize()[0].astype(np.intp)
    weights = np.random.default_rng(2).integers(1, 9, 150).astype(float)
    x = np.column_stack([np.ones(150), data["n_chars"]]).astype(float)
    y = data["share"].to_numpy()
    fit = solve(y, x, link="linear", clusters=clusters, weights=weights)
    root = np.sqrt(weights)
    covariance, df = cr2(y * root, x * root[:, None], clusters)
    assert fit.covariance == pytest.approx(covariance, rel=1e-6)
    assert fit.df == pytest.approx(df, rel=1e-6)


def test_separation_is_said_and_leaves_the_rest() -> None:
    data = simulated()
    data["named"] = np.where((data["firm"] == 1) & (data.index % 3 == 0), "yes", "no")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit_model(data, "firm", ["n_chars", "named"], kind="logit").set_index("term")
    assert "separated" in found.loc["named", "reason"]
    assert np.isnan(found["estimate"].to_numpy(float, na_value=np.nan)[2])
    rest = data[data["named"] == "no"]
    theirs = sm.Logit(rest["firm"], sm.add_constant(rest[["n_chars"]])).fit(disp=0)
    assert float(found.loc["n_chars", "estimate"]) == pytest.approx(theirs.params["n_chars"], abs=1e-7)


def test_wild_scales_do_not_overflow() -> None:
    data = simulated()
    data["wild"] = np.where(data.index % 7 == 0, 1e9, 0.0) * (2 * data["firm"] - 1) + data["n_chars"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit_model(data, "firm", ["wild", "n_chars"], kind="logit")
    assert len(found) == 3


def test_outcome_that_never_varies() -> None:
    data = simulated().assign(firm=1)
    found = fit_model(data, "firm", ["level"], kind="logit")
    assert found["estimate"].isna().all() and found["reason"].notna().all()
    within = fit_model(data, "firm", ["n_chars"], kind="logit", effects=["agency_id"])
    assert within["reason"].tolist() == ["the outcome never varies"]


def test_group_of_one_agency_has_no_interval() -> None:
    data = simulated()
    data["level"] = np.where(data["agency_id"] == "机关0", "central", data["level"])
    found = fit_model(data, "share", ["level"], kind="linear", reference={"level": "central"}).set_index("group")
    assert found.loc[["city", "county", "township"], "reason"].tolist() == ["central: one cluster"] * 3
    # by default nothing is compared with a single agency
    other = fit_model(data, "share", ["level"], kind="linear").set_index("group")
    assert set(other["reference"].dropna()) == {"city"}
    assert other.loc["central", "reason"] == "central: one cluster"
    assert other.loc["county", "ci_low"] < other.loc["county", "ci_high"]


def test_what_effects_swallow_is_not_identified() -> None:
    found = fit_model(simulated(), "share", ["level", "n_chars"], kind="linear", effects=["agency_id", "year"])
    assert found["reason"].str.startswith("not identified").fillna(False).tolist() == [True, True, False]
    trend = fit_model(simulated(), "share", ["year"], kind="linear", effects=["agency_id", "year"])
    assert "not identified" in trend["reason"].iloc[0]


@pytest.mark.parametrize("rows", [0, 1])
def test_hardly_any_rows(rows: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in ("linear", "logit"):
            found = fit_model(simulated().head(rows), "firm", ["n_chars"], kind=kind)  # type: ignore[arg-type]
            assert found["ci_low"].isna().all() and found["reason"].notna().all()


def test_unknown_column_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no column 'levels'; there are agency_id, year, level"):
        fit_model(simulated(), "firm", ["levels"], kind="logit")
    with pytest.raises(ValueError, match="text"):
        fit_model(simulated(), "level", ["n_chars"], kind="linear")
    with pytest.raises(ValueError, match="0 and 1"):
        fit_model(simulated(), "share", ["n_chars"], kind="logit")
    with pytest.raises(ValueError, match="no column"):
        fit_model(simulated(), "firm", ["__import__('os')"], kind="linear")


def test_products_of_columns() -> None:
    data = simulated()
    found = fit_model(data, "share", ["level", "n_chars", "level:n_chars"], kind="linear")
    theirs = smf.ols("share ~ C(level) * n_chars", data).fit()
    assert found["estimate"].to_numpy(float) == pytest.approx(theirs.params.to_numpy(), abs=1e-8)


def test_holm_over_the_terms() -> None:
    found = fit_model(simulated(), "share", ["level", "n_chars"], kind="linear")
    terms = found[found["term"] != "constant"]
    assert found["p_adjusted"].isna().tolist() == [True, False, False, False]
    assert (terms["p_adjusted"] >= terms["p_value"]).all()
    assert float(terms["p_adjusted"].min()) == pytest.approx(min(1.0, 3 * float(terms["p_value"].min())))
