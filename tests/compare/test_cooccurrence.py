"""Pairs of themes, and substance by whose words an item is."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from textkit.compare.cooccurrence import theme_pairs
from textkit.compare.crosstab import SOURCES, main_source, substance_by_source


def coded(seed: int = 0, agencies: int = 20) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    rows, themes = [], []
    for agency in range(agencies):
        for year in (2020, 2021):
            report = f"机关{agency}/{year}"
            for start in range(5):
                item = f"{report}#{start}"
                rows.append((item, report, f"机关{agency}", year, "measure"))
                theme = rng.choice(["skills", "staffing", "content", "platform"])
                themes.append((item, theme))
                # who names skills names staffing with them half the time
                if theme == "skills" and rng.random() < 0.5:
                    themes.append((item, "staffing"))
    items = pd.DataFrame(rows, columns=["item_id", "report_id", "agency_id", "year", "role"])
    return items, pd.DataFrame(themes, columns=["item_id", "theme"])


@pytest.mark.parametrize("within", ["item", "report"])
def test_pairs_by_hand(within: str) -> None:
    items, themes = coded()
    found = theme_pairs(items, themes, within=within).set_index(["theme_a", "theme_b"])  # type: ignore[arg-type]
    key = "item_id" if within == "item" else "report_id"
    wide = pd.crosstab(themes.merge(items, on="item_id")[key], themes["theme"]).clip(upper=1)
    wide = wide.reindex(items[key].unique(), fill_value=0)
    for (a, b), row in found.iterrows():
        assert row["observed"] == (wide[a] * wide[b]).sum()
        assert row["expected"] == pytest.approx(wide[a].sum() * wide[b].sum() / len(wide))
        assert row["lift"] == pytest.approx(row["observed"] / row["expected"])
        if wide[a].std() and wide[b].std():
            assert row["phi"] == pytest.approx(np.corrcoef(wide[a], wide[b])[0, 1])
        both = wide.index[(wide[a] * wide[b]) > 0]
        held = items[items[key].isin(both)]
        assert (row["n_reports"], row["n_agencies"]) == (held["report_id"].nunique(), held["agency_id"].nunique())
    planted = found.loc[("skills", "staffing")]
    assert len(found) == 6
    if within == "item":
        assert planted["lift"] > 1 and planted["ci_low"] < planted["lift"] < planted["ci_high"]
        assert found.loc[("content", "platform"), "reason"] == "never together"


def test_pairs_do_not_depend_on_the_order_of_rows() -> None:
    items, themes = coded()
    again = theme_pairs(items.sample(frac=1, random_state=1), themes.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(theme_pairs(items, themes), again)


def test_pairs_without_evidence() -> None:
    items, themes = coded()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert theme_pairs(items.head(0), themes).empty
        assert theme_pairs(items, themes.head(0)).empty
        unseen = theme_pairs(items, themes, among=["skills", "vetting"])
        assert unseen["reason"].tolist() == ["vetting never occurs"] and unseen["lift"].isna().all()
        one = theme_pairs(items[items["agency_id"] == "机关0"], themes, within="item")
        assert one["ci_low"].isna().all() and one["reason"].notna().all()
    with pytest.raises(ValueError, match="there are item, report"):
        theme_pairs(items, themes, within="agency")  # type: ignore[arg-type]


def shares_of(items: pd.DataFrame, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    parts = rng.dirichlet([0.3, 0.5, 0.5, 1.0], len(items))
    columns = ["template", "stacked_own_past", "stacked_other_agencies", "novel"]
    shares = pd.DataFrame(parts, columns=columns).astype("Float64")
    shares.insert(0, "item_id", items["item_id"].to_numpy())
    shares.loc[::7, ["stacked_own_past", "stacked_other_agencies", "novel"]] = pd.NA
    return shares


def test_cells_are_those_of_a_crosstab() -> None:
    items, _ = coded()
    levels = ["boilerplate", "general", "checkable", "firm"]
    rng = np.random.default_rng(1)
    substance = pd.DataFrame({"item_id": items["item_id"], "substance": rng.choice(levels, len(items))})
    shares = shares_of(items)
    shares.loc[1::7, ["stacked_own_past", "novel"]] = pd.NA
    found = substance_by_source(items, substance, shares)
    source = main_source(shares)
    assert source.isna().sum() == len(shares.loc[::7])
    table = pd.crosstab(items["item_id"].map(source), substance["substance"])
    each = found[found["substance"] != "substantive"].set_index(["term", "substance"])
    for term in SOURCES:
        for level in levels:
            n = int(table.loc[term, level])
            assert each.loc[(term, level), "n"] == n
            assert each.loc[(term, level), "estimate"] == pytest.approx(n / table.loc[term].sum())
    whole = found[found["substance"] == "substantive"].set_index("term")
    assert (whole["ci_low"] < whole["estimate"]).all() and (whole["estimate"] < whole["ci_high"]).all()
    sums = each.groupby("term")["estimate"].sum()
    assert sums.to_numpy(float) == pytest.approx(1)
    assert whole["estimate"].to_numpy(float) == pytest.approx(
        (table["checkable"] + table["firm"]).div(table.sum(axis=1))[whole.index].to_numpy()
    )


def test_what_is_in_no_source_is_new_only_if_own_past_and_others_could_be_compared() -> None:
    columns = ["template", "stacked_own_past", "stacked_other_agencies", "novel"]
    rows = [
        (0.0, 0.0, 0.2, 0.8),
        (0.0, None, 0.2, None),
        (0.0, None, 0.6, None),
        (0.0, 0.1, None, None),
        (0.9, *[None] * 3),
    ]
    shares = pd.DataFrame(rows, columns=columns, dtype="Float64").assign(item_id=list("abcde"))
    assert main_source(shares).fillna("-").tolist() == ["novel", "unknown", "other_agencies", "unknown", "-"]


def test_a_source_that_a_group_lacks_says_so() -> None:
    items, _ = coded(agencies=4)
    items["level"] = np.where(items["agency_id"] == "机关0", "city", "county")
    substance = pd.DataFrame({"item_id": items["item_id"], "substance": "firm"})
    shares = shares_of(items)
    shares.loc[:, ["template", "stacked_own_past", "stacked_other_agencies", "novel"]] = [0.0, 0.0, 0.0, 1.0]
    found = substance_by_source(items, substance, shares, by="level")
    assert len(found) == 2 * 5 * 5
    lacking = found[found["term"] != "novel"]
    assert lacking["reason"].eq("no measure").all() and lacking["estimate"].isna().all()
    none = substance_by_source(items.head(0), substance.head(0), shares.head(0))
    assert none.empty and {"n", "substance", "estimate"} <= set(none.columns)
    with pytest.raises(ValueError, match="no column 'region'"):
        substance_by_source(items, substance, shares, by="region")
