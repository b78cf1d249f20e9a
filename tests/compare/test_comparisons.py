"""Shares, means and differences: worked cases, missing ones, and what must not change them."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from textkit.compare.differences import compare_groups, compare_years
from textkit.compare.estimates import COLUMNS, estimate_means
from textkit.compare.moments import solve
from textkit.compare.values import column_values, indicator_values, substance_values, theme_values


def made_items(agencies: int, *, seed: int = 0, years: tuple[int, ...] = (2020, 2021)) -> pd.DataFrame:
    """Measures of agencies of two levels and regions, the values correlated within agencies."""
    chance = np.random.default_rng(seed)
    rows = []
    for agency in range(agencies):
        leaning = chance.normal()
        for year in years:
            for number in range(int(chance.integers(1, 6))):
                value = float(leaning + chance.normal() > 0)
                level = "county" if agency % 2 else "city"
                rows.append((f"{agency}/{year}#{number}", f"{agency}/{year}", f"a{agency}", "measure", level,
                             f"r{agency // 2 % 2}", year, value))  # fmt: skip
    names = ["item_id", "report_id", "agency_id", "role", "level", "region", "year", "value"]
    return pd.DataFrame(rows, columns=names)


def values_of(items: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    return column_values(items, column, unit="item_id")


def figures(data: pd.DataFrame) -> pd.DataFrame:
    return data[["estimate", "ci_low", "ci_high", "statistic", "p_value", "p_adjusted"]].astype("float64")


def test_pooled_and_report_weighted() -> None:
    items = pd.DataFrame({
        "item_id": list("abcd"), "report_id": list("rrrs"), "agency_id": list("rrrs"), "role": "measure",
        "value": [1.0, 1, 1, 0],
    })  # fmt: skip
    pooled = estimate_means(items, values_of(items))
    by_report = estimate_means(items, values_of(items), weighting="report")
    assert pooled["estimate"].item() == 0.75
    assert by_report["estimate"].item() == 0.5
    assert (pooled["weighting"].item(), by_report["weighting"].item()) == ("pooled", "report")
    assert pooled[["n_items", "n_reports", "n_agencies", "n_clusters"]].iloc[0].tolist() == [4, 2, 2, 2]


def test_equal_clusters_are_students_t() -> None:
    """With clusters of one size the interval of a mean is that of a t-test on the clusters' means."""
    items = made_items(30, years=(2021,)).drop_duplicates("report_id").assign(value=lambda d: np.arange(len(d)) ** 1.5)
    found = estimate_means(items, values_of(items)).iloc[0]
    theirs = stats.ttest_1samp(items["value"], 0).confidence_interval()
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((theirs.low, theirs.high))


def test_difference_of_single_items_is_the_t_test() -> None:
    items = made_items(24, years=(2021,)).drop_duplicates("report_id").assign(value=lambda d: np.arange(len(d)) % 7.0)
    items["value"] += 2 * (items["level"] == "county")
    found = compare_groups(items, values_of(items), by="level").iloc[0]
    groups = [items.loc[items["level"] == level, "value"] for level in ("county", "city")]
    welch = stats.ttest_ind(*groups, equal_var=False)
    theirs = welch.confidence_interval()
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((theirs.low, theirs.high), rel=0.02)
    exact = stats.permutation_test(
        groups, lambda a, b, axis: np.abs(stats.ttest_ind(a, b, axis=axis, equal_var=False).statistic),
        alternative="greater", vectorized=True, n_resamples=9999, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert found["p_value"] == pytest.approx(exact.pvalue, abs=0.03)


def test_error_is_that_of_statsmodels() -> None:
    """The statistic of a difference is the coefficient of a dummy over its clustered error without correction."""
    items = made_items(40)
    found = compare_groups(items, values_of(items), by="level", strata=()).iloc[0]
    fitted = sm.OLS(items["value"], sm.add_constant((items["level"] == "county").astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": items["agency_id"], "use_correction": False}
    )
    assert found["estimate"] == pytest.approx(fitted.params["level"])
    assert found["statistic"] == pytest.approx(fitted.tvalues["level"])


def test_cr2_is_that_of_the_models() -> None:
    """A share and a difference are regressions on a constant and a dummy: one correction, two programs."""
    items = made_items(18)
    clusters = pd.factorize(items["agency_id"])[0]
    ones = np.ones((len(items), 1))
    share = solve(items["value"].to_numpy(), ones, link="linear", clusters=clusters)
    found = estimate_means(items.assign(value=items["value"] * 2), values_of(items) * 2).iloc[0]
    freedom = float(found["interval"].removeprefix("CR2, t(").removesuffix(")"))
    error = (found["ci_high"] - found["estimate"]) / stats.t.ppf(0.975, freedom) / 2
    assert error == pytest.approx(np.sqrt(share.covariance[0, 0]), rel=0.01)
    for by, function in (("level", compare_groups), ("year", compare_years)):
        dummy = (items[by] == items[by].max()).to_numpy(float)[:, None]
        fitted = solve(items["value"].to_numpy(), np.hstack([ones, dummy]), link="linear", clusters=clusters)
        row = function(items, values_of(items)) if by == "year" else function(items, values_of(items), by=by)
        freedom = float(row["interval"].item().removeprefix("CR2, t(").removesuffix(")"))
        error = (row["ci_high"].item() - row["estimate"].item()) / stats.t.ppf(0.975, freedom)
        assert row["estimate"].item() == pytest.approx(fitted.beta[1])
        assert error == pytest.approx(np.sqrt(fitted.covariance[1, 1]), rel=0.01)


def test_error_of_years_knows_that_agencies_are_the_same() -> None:
    items = made_items(40)
    found = compare_years(items, values_of(items)).iloc[0]
    fitted = sm.OLS(items["value"], sm.add_constant((items["year"] == 2021).astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": items["agency_id"], "use_correction": False}
    )
    assert found["statistic"] == pytest.approx(fitted.tvalues["year"])
    assert "exchanged within 40 agencies that have both" in found["test"]


def test_a_bootstrap_of_many_clusters_agrees_with_scipys() -> None:
    items = made_items(120)
    found = estimate_means(items, values_of(items), draws=10_000).iloc[0]
    sums = items.groupby("agency_id")["value"].agg(["sum", "size"]).to_numpy(float).T
    theirs = stats.bootstrap(
        tuple(sums), lambda y, d, axis: y.sum(axis=axis) / d.sum(axis=axis), paired=True, vectorized=True,
        n_resamples=10_000, method="percentile", rng=np.random.default_rng(2),
    ).confidence_interval  # fmt: skip
    assert found["interval"] == "cluster bootstrap, 10000 draws"
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((theirs.low, theirs.high), abs=0.006)


def test_p_values_are_uniform_under_the_null() -> None:
    """Unequal groups, correlated items, strata: each twentieth of 0-1 gets its share."""
    p_values = []
    for seed in range(200):
        items = made_items(20, seed=seed)
        items["group"] = items["agency_id"].isin([f"a{n}" for n in (0, 1, 2, 3, 4, 6)]).map({True: "x", False: "y"})
        p_values.append(
            compare_groups(items, values_of(items), by="group", draws=199, random_state=seed)["p_value"].item()
        )
    assert stats.kstest(np.array(p_values) - 1 / 400, "uniform").pvalue > 0.001


def test_p_values_of_years_are_uniform_under_the_null() -> None:
    found = [
        compare_years(items := made_items(14, seed=seed), values_of(items), draws=199, random_state=seed)[
            "p_value"
        ].item()
        for seed in range(200)
    ]
    assert stats.kstest(np.array(found) - 1 / 400, "uniform").pvalue > 0.001


def test_a_real_difference_is_found() -> None:
    items = made_items(80, seed=3)
    items["value"] = np.where(items["level"] == "county", np.maximum(items["value"], items.index % 2), items["value"])
    found = compare_groups(items, values_of(items), by="level", strata=("year",)).iloc[0]
    assert found["p_value"] < 0.01
    assert 0 < found["ci_low"] < found["estimate"]


def test_strata_shield_from_what_differs_between_them() -> None:
    """A difference that is one of level only is none within level."""
    items = made_items(40).assign(value=lambda d: (d["level"] == "county") * 1.0 + (d.index % 3 == 0))
    items["group"] = ["x" if int(a[1:]) % 10 in (1, 3, 5, 0) else "y" for a in items["agency_id"]]
    open_to_it = compare_groups(items, values_of(items), by="group", strata=()).iloc[0]
    shielded = compare_groups(items, values_of(items), by="group", strata=("level",)).iloc[0]
    assert open_to_it["p_value"] < 0.05 < shielded["p_value"]
    assert "within level" in shielded["test"]


def test_group_by_year() -> None:
    items = made_items(40)
    means = estimate_means(items, values_of(items), by=["level", "year"])
    assert means["group"].tolist() == ["city × 2020", "city × 2021", "county × 2020", "county × 2021"]
    assert means[["level", "year"]].values.tolist()[0] == ["city", 2020]
    found = compare_groups(items, values_of(items), by="level", within="year")
    assert found[["group", "reference"]].values.tolist() == [
        ["county × 2020", "city × 2020"], ["county × 2021", "city × 2021"],
    ]  # fmt: skip
    at = means.set_index("group")["estimate"]
    assert found["estimate"].tolist() == pytest.approx([at[f"county × {y}"] - at[f"city × {y}"] for y in (2020, 2021)])


def test_references_and_neighbours() -> None:
    items = made_items(30, years=(2019, 2020, 2021))
    pairs = {
        "previous": [("2020", "2019"), ("2021", "2020")],
        "each": [("2020", "2019"), ("2021", "2019"), ("2021", "2020")],
    }
    for against, expected in pairs.items():
        found = compare_years(items, values_of(items), against=against)
        assert list(zip(found["group"], found["reference"], strict=True)) == expected
    found = compare_years(items, values_of(items), reference=2020)
    assert list(zip(found["group"], found["reference"], strict=True)) == [("2019", "2020"), ("2021", "2020")]
    with pytest.raises(ValueError, match="no group 2030; there are 2019, 2020, 2021"):
        compare_years(items, values_of(items), reference=2030)


def test_adjusted_over_all_themes() -> None:
    items = made_items(40)
    values = values_of(items).assign(other=lambda d: 1 - d["value"], third=lambda d: np.arange(len(d)) % 2)
    found = compare_groups(items, values, by="level", strata=())
    assert found["test"].str.endswith("Benjamini-Hochberg over 3 tests").all()
    assert (found["p_adjusted"] >= found["p_value"]).all()
    holm = compare_groups(items, values, by="level", strata=(), adjust="holm")
    assert holm["test"].str.endswith("Holm over 3 tests").all()
    assert holm["p_adjusted"].max() <= 1


def test_clusters_that_tie_agencies_widen_the_interval() -> None:
    items = made_items(40)
    items["parent"] = "p" + (items["agency_id"].str[1:].astype(int) // 4).astype(str)
    parents = dict(zip(sorted(set(items["parent"])), np.random.default_rng(1).random(10), strict=True))
    items["value"] = (items["parent"].map(parents) > np.random.default_rng(2).random(len(items))).astype(float)
    agency, parent = (estimate_means(items, values_of(items), cluster=c).iloc[0] for c in ("agency_id", "parent"))
    assert parent["ci_high"] - parent["ci_low"] > agency["ci_high"] - agency["ci_low"]
    assert (parent["n_clusters"], parent["n_agencies"], parent["cluster"]) == (10, 40, "parent")


def test_units_of_no_agency_are_clusters_of_their_own() -> None:
    items = made_items(12)
    items["agency_id"] = items["agency_id"].where(items["agency_id"] != "a3").astype("string")
    found = estimate_means(items, values_of(items)).iloc[0]
    assert (found["n_agencies"], found["n_clusters"]) == (11, 13)
    assert found["cluster"] == "agency_id, else report_id"


CASES = {
    "one agency": (lambda d: d[d["agency_id"] == "a1"], "one agency", "no value"),
    "one year": (lambda d: d[d["year"] == 2020], None, None),
    "all missing": (lambda d: d.assign(value=float("nan")), "no value", "no value"),
    "never": (lambda d: d.assign(value=0.0), "never found", "no variation between the agencies"),
    "always": (lambda d: d.assign(value=1.0), "found in all", "no variation between the agencies"),
    "constant": (lambda d: d.assign(value=7.0), "no variation between the agencies", "no variation"),
    "no rows": (lambda d: d.head(0), None, None),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_said_is_missing_with_a_reason(case: str) -> None:
    change, of_mean, of_difference = CASES[case]
    items = change(made_items(60))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        means = estimate_means(items, values_of(items), by="level")
        groups = compare_groups(items, values_of(items), by="level")
        years = compare_years(items, values_of(items))
    for found in (means, groups, years):
        assert list(found.columns) == list(COLUMNS)
        assert (found["ci_low"].notna() | found["reason"].notna()).all()
    if of_mean:
        assert (means["reason"] == of_mean).all()
    if of_difference and len(groups):
        assert groups["reason"].str.contains(of_difference).all()
    if case in ("one agency", "no rows"):
        assert groups.empty
    if case in ("one year", "no rows"):
        assert years.empty


def test_a_theme_never_seen_beside_others() -> None:
    items = made_items(60)
    themes = pd.DataFrame({"item_id": items["item_id"], "theme": "skills", "rank": 1, "weight": 1.0})
    themes.loc[::2, "theme"] = "staffing"
    found = estimate_means(items, theme_values(items, themes, among=["skills", "staffing", "vetting"]))
    assert found.set_index("term").loc["vetting", ["estimate", "reason"]].tolist() == [0.0, "never found"]
    assert found["estimate"].sum() == pytest.approx(1)
    differences = compare_groups(items, theme_values(items, themes, among=["vetting", "skills"]), by="level")
    assert differences.set_index("term").loc["vetting", "reason"].startswith("no variation")


@pytest.mark.parametrize("agencies", [30, 160])
def test_a_term_is_the_same_whatever_stands_beside_it(agencies: int) -> None:
    """Terms that are drawn together, of equal and of different clusters, are as each is alone."""
    items = made_items(agencies)
    chance = np.random.default_rng(7)
    many = values_of(items).assign(other=chance.random(len(items)), never=0.0)
    many["some"] = many["other"].where(
        ~items.set_index("item_id")["agency_id"].isin([f"a{n}" for n in range(0, 40, 3)])
    )
    for make in (estimate_means, compare_groups):
        together = make(items, many, by="level", draws=199)
        for term in many:
            alone = make(
                items, many[[term]], by="level", draws=199, **({"adjust": "bh"} if make is compare_groups else {})
            )
            mine = together[together["term"] == term].reset_index(drop=True)
            columns = ["estimate", "ci_low", "ci_high", "statistic", "p_value"]
            np.testing.assert_allclose(
                mine[columns].to_numpy(float, na_value=np.nan),
                alone[columns].to_numpy(float, na_value=np.nan),
                rtol=1e-9,
            )
            assert mine["reason"].equals(alone["reason"])


def test_too_few_agencies_for_a_test() -> None:
    items = made_items(4)
    found = compare_groups(items, values_of(items), by="level", strata=()).iloc[0]
    assert pd.isna(found["p_value"])
    assert found["reason"] == "labels can stand in only 6 ways"
    assert pd.notna(found["ci_low"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "province"}, "no column 'province'; there are item_id, report_id, agency_id, role, level"),
        ({"by": "level", "cluster": "parent"}, "no column 'parent'; there are item_id"),
        ({"by": "level", "weighting": "items"}, "no weighting 'items'; there are pooled, report"),
    ],
)
def test_unknown(options: dict[str, str], said: str) -> None:
    items = made_items(4)
    for function in (estimate_means, compare_groups):
        with pytest.raises(ValueError, match=said):
            function(items, values_of(items), **options)
    with pytest.raises(ValueError, match="no column of numbers 'level'; there are year, value"):
        values_of(items, "level")


def test_values_of_substance_and_indicators() -> None:
    substance = pd.DataFrame({"item_id": list("abc"), "substance": ["firm", "checkable", None]})
    assert substance_values(substance).iloc[:2].to_numpy().tolist() == [[1, 1], [1, 0]]
    assert substance_values(substance).loc["c"].isna().all()
    reports = pd.DataFrame({"report_id": list("rst"), "agency_id": list("rst")})
    long = pd.DataFrame({
        "report_id": list("rst"), "indicator": "firm_share", "value": [0.5, 0.0, None], "denominator": [10, 30, 0],
    })  # fmt: skip
    values, weights = indicator_values(long, "firm_share")
    pooled = estimate_means(reports, values, weights=weights).iloc[0]
    by_report = estimate_means(reports, values, weights=weights, weighting="report").iloc[0]
    assert (pooled["estimate"], by_report["estimate"]) == (0.125, 0.25)
    assert pd.isna(pooled["role"])
    assert pd.isna(pooled["n_items"])
    assert pooled["n_reports"] == 2
    with pytest.raises(ValueError, match="no indicator 'x'; there are firm_share"):
        indicator_values(long, "x")


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000), agencies=st.sampled_from([3, 9, 90]), weighting=st.sampled_from(["pooled", "report"])
)
def test_neither_order_nor_names_matter_and_intervals_hold_estimates(seed: int, agencies: int, weighting: str) -> None:
    items = made_items(agencies, seed=seed)
    other = items.sample(frac=1, random_state=seed).reset_index(drop=True)
    names = np.random.default_rng(seed).permutation(agencies)
    other["agency_id"] = [f"局{names[int(name[1:])]}" for name in other["agency_id"]]
    for function, options in (
        (estimate_means, {"by": ["level", "year"]}), (compare_groups, {"by": "level"}), (compare_years, {}),
    ):  # fmt: skip
        options = {**options, "weighting": weighting, "draws": 200}
        one, two = (function(data, values_of(data), **options) for data in (items, other))
        pd.testing.assert_frame_equal(figures(one), figures(two))
        known = one.dropna(subset=["ci_low"])
        assert known["estimate"].between(known["ci_low"], known["ci_high"]).all()
        if function is estimate_means:
            assert known["ci_low"].between(0, 1).all()
            assert known["ci_high"].between(0, 1).all()
        else:
            p_values = one["p_value"].dropna()
            assert p_values.between(0, 1, inclusive="right").all()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_term_is_the_same_alone_or_among_others(seed: int) -> None:
    items = made_items(90, seed=seed)
    values = values_of(items)
    more = values.assign(other=np.random.default_rng(seed).random(len(values)))
    alone, among = (compare_groups(items, each, by="level", draws=200, adjust="holm") for each in (values, more))
    columns = ["estimate", "ci_low", "ci_high", "p_value"]
    pd.testing.assert_frame_equal(alone[columns], among.loc[among["term"] == "value", columns].reset_index(drop=True))
