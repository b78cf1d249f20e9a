"""The sensitivity grid: every cell is what a direct computation under those choices gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import textkit
from textkit.analysis import Analysis
from textkit.compare.sensitivity import sensitivity_grid
from textkit.figures.registry import FIGURES

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


@pytest.fixture(scope="module")
def sample() -> Analysis:
    return textkit.analyze(SAMPLE)


def cell(grid: pd.DataFrame, **chosen: str) -> pd.Series:
    rows = grid
    for column, value in chosen.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_substance_under_sixteen_choices(sample: Analysis) -> None:
    grid = sensitivity_grid(sample, by="level", draws=99)
    assert len(grid) == 16 * grid["group"].nunique()
    measures = sample.items[sample.items["role"] == "measure"].merge(sample.substance, on="item_id")
    city = measures[measures["level"] == "city"]
    pooled = {"group": "city", "weighting": "pooled"}
    found = cell(grid, unit="items", threshold="firm", reused_text="with", **pooled)
    assert found["estimate"] == pytest.approx((city["substance"] == "firm").mean())
    acts = sample.acts.merge(city[["item_id"]], on="item_id")
    found = cell(grid, unit="acts", threshold="substantive", reused_text="with", **pooled)
    assert found["n_items"] == len(acts)
    assert found["estimate"] == pytest.approx(acts["level_of_substance"].isin(["checkable", "firm"]).mean())
    by_report = city.groupby("report_id")["substance"].agg(lambda levels: (levels == "firm").mean())
    found = cell(grid, unit="items", threshold="firm", reused_text="with", group="city", weighting="report")
    assert found["estimate"] == pytest.approx(by_report.mean())


def test_copied_items_are_left_out(sample: Analysis) -> None:
    grid = sensitivity_grid(sample, by="level", draws=99)
    shares = sample.reuse_shares.merge(sample.items[["item_id", "level", "role"]], on="item_id")
    copied = shares[(shares["role"] == "measure") & (shares["level"] == "city") & (shares["novel"] < 0.25)]
    assert len(copied)
    with_, without = (
        cell(grid, unit="items", threshold="firm", reused_text=choice, group="city", weighting="pooled")["n_items"]
        for choice in ("with", "without")
    )
    assert with_ - without >= len(copied)


def test_a_theme_split_or_primary(sample: Analysis) -> None:
    grid = sensitivity_grid(sample, by="year", of="staffing", role="problem", draws=99)
    problems = sample.items[(sample.items["role"] == "problem") & (sample.items["year"] == 2020)]
    themes = sample.themes[sample.themes["item_id"].isin(problems["item_id"]) & (sample.themes["theme"] == "staffing")]
    pooled = {"weighting": "pooled", "reused_text": "with", "group": "2020"}
    assert cell(grid, theming="split", **pooled)["estimate"] == pytest.approx(themes["weight"].sum() / len(problems))
    primary = (themes["rank"] == 1).sum() / len(problems)
    assert cell(grid, theming="primary", **pooled)["estimate"] == pytest.approx(primary)


def test_differences_from_a_reference(sample: Analysis) -> None:
    groups = sensitivity_grid(sample, by="level", draws=99)
    grid = sensitivity_grid(sample, by="level", reference="city", draws=99)
    chosen = {"unit": "acts", "threshold": "firm", "weighting": "report", "reused_text": "with"}
    county, city = (cell(groups, group=level, **chosen)["estimate"] for level in ("county", "city"))
    assert cell(grid, group="county", **chosen)["estimate"] == pytest.approx(county - city)


def test_what_does_not_exist_is_named(sample: Analysis) -> None:
    with pytest.raises(ValueError, match="no theme 'nothing'; there are substance, content"):
        sensitivity_grid(sample, by="level", of="nothing")
    with pytest.raises(ValueError, match="level"):
        sensitivity_grid(sample, by="nothing")
    with pytest.raises(ValueError, match="no group 'nowhere'; there are central, city"):
        sensitivity_grid(sample, by="level", reference="nowhere")


def test_where_a_group_has_only_copies_its_rows_say_so(sample: Analysis) -> None:
    measures = sample.items[(sample.items["role"] == "measure") & (sample.items["level"] == "city")]["item_id"]
    shares = sample.reuse_shares.copy()
    of_city = shares["item_id"].isin(measures)
    shares.loc[of_city, ["stacked_own_past", "novel", "template", "stacked_other_agencies"]] = [1.0, 0.0, 0.0, 0.0]
    grid = sensitivity_grid(replace(sample, reuse_shares=shares), by="level", reference="city", draws=99)
    without = grid[grid["reused_text"] == "without"]
    assert len(without) == len(grid) / 2
    assert without["estimate"].isna().all() and without["reason"].eq("no item is left in a group").all()
    assert grid.loc[grid["reused_text"] == "with", "estimate"].notna().all()
    alone = sensitivity_grid(replace(sample, reuse_shares=shares), by="level", draws=99)
    assert set(alone.loc[alone["reason"].eq("no item is left in a group"), "group"]) == {"city"}


def test_a_level_of_substance_that_is_unknown_is_no_zero(sample: Analysis) -> None:
    half = sample.substance["substance"].where(sample.substance.index % 2 == 0)
    grid = sensitivity_grid(replace(sample, substance=sample.substance.assign(substance=half)), by="level", draws=99)
    by_item = grid[(grid["unit"] == "items") & (grid["reused_text"] == "with")]
    assert by_item.groupby(["threshold", "weighting"])["n_items"].sum().eq(half.notna().sum()).all()


def test_the_figure_compares_the_two_largest_groups(sample: Analysis) -> None:
    plan = FIGURES["sensitivity"]
    data = plan.frame(sample, plan.request(by="level", of=None, lang="zh"))
    assert data["term"].unique().tolist() == ["县级 − 市级"]
    assert len(data) == 16
