"""Comparisons corrected by a hand-coded sample: the same figures as by formula, from the commands too."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from test_compare_command import made_analysis

from textkit.analysis import Analysis
from textkit.cli import main
from textkit.compare import (
    beside_naive,
    compare_analysis,
    corrected_shares,
    estimate_means,
    hand_codes,
    regress_analysis,
    sample_share,
    substance_values,
)
from textkit.compare.estimates import within_range
from textkit.results import write_results


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return made_analysis()


@pytest.fixture(scope="module")
def results(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(analysis, tmp_path_factory.mktemp("coded") / "results")


@pytest.fixture(scope="module")
def codes(analysis: Analysis) -> pd.DataFrame:
    """Every second item, of which people find a third of the firm measures to be none."""
    items = analysis.items.merge(analysis.substance[["item_id", "substance"]], on="item_id", how="left")
    items = items.merge(analysis.themes[["item_id", "theme"]], on="item_id").iloc[::2].reset_index(drop=True)
    wrong = items["substance"].eq("firm").fillna(False) & (items.index % 3 == 0)
    return items.assign(substance=items["substance"].mask(wrong, "general"), pi=0.5, coder="甲")[
        ["item_id", "coder", "theme", "substance", "pi"]
    ]


def by_formula(analysis: Analysis, codes: pd.DataFrame) -> pd.DataFrame:
    measures = analysis.items[analysis.items["role"] == "measure"]
    data = measures.merge(analysis.substance[["item_id", "substance"]], on="item_id")
    data = data.merge(codes[["item_id", "substance", "pi"]], on="item_id", how="left", suffixes=("", "_hand"))
    return corrected_shares(
        data, "substance", "substance_hand", by="level", classes={"firm": ["firm"]}, methods=["dsl"]
    ).query("group != 'all'")


def test_shares_are_those_of_design_based_supervised_learning(analysis: Analysis, codes: pd.DataFrame) -> None:
    found = compare_analysis(analysis, by="level", of="firm", codes=codes, draws=99)
    alone, differences = found[found["reference"].isna()], found[found["reference"].notna()]
    expected = by_formula(analysis, codes)
    for column in ("estimate", "ci_low", "ci_high", "naive", "naive_ci_low", "naive_ci_high"):
        ours = alone[column].to_numpy(float, na_value=np.nan)
        assert ours == pytest.approx(expected[column].to_numpy(float, na_value=np.nan), nan_ok=True), column
    assert alone["n_coded"].tolist() == expected["n_coded"].tolist()
    assert alone["n_items"].tolist() == expected["n_items"].tolist()
    assert differences["estimate"].item() == pytest.approx(alone["estimate"].iloc[1] - alone["estimate"].iloc[0])
    assert differences["naive"].item() == pytest.approx(alone["naive"].iloc[1] - alone["naive"].iloc[0])
    assert differences["n_coded"].item() == alone["n_coded"].sum()
    assert differences["naive_p_value"].notna().all() and differences["p_value"].notna().all()


def test_naive_figures_are_those_without_codes(analysis: Analysis, codes: pd.DataFrame) -> None:
    plain = compare_analysis(analysis, by="level", of="themes", draws=99)
    found = compare_analysis(analysis, by="level", of="themes", codes=codes, draws=99)
    for column in ("group", "role", "term", "n_items", "n_reports", "n_agencies"):
        assert found[column].tolist() == plain[column].tolist()
    for naive, column in (("naive", "estimate"), ("naive_ci_low", "ci_low"), ("naive_p_value", "p_value")):
        pd.testing.assert_series_equal(found[naive], plain[column], check_names=False)
    # people agree with the program on every theme
    assert found["estimate"].to_numpy(float) == pytest.approx(plain["estimate"].to_numpy(float))


def test_sheets_that_came_back_in_part_stand_for_the_rest(analysis: Analysis, codes: pd.DataFrame) -> None:
    assert sample_share(analysis.items, codes) == pytest.approx(1.0)
    half = codes[codes.index // 2 % 2 == 0]
    assert sample_share(analysis.items, half) == pytest.approx(0.5, abs=0.01)
    whole = hand_codes(analysis.items, codes, of="firm")
    assert whole.pi.tolist() == pytest.approx([0.5] * len(whole.pi))
    part = hand_codes(analysis.items, half, of="firm")
    assert part.pi.tolist() == pytest.approx([0.25] * len(part.pi), abs=0.01)
    # a level of substance left open in every second row
    open_ = codes.assign(
        substance=codes["substance"].where(codes.groupby(codes["substance"].isna()).cumcount() % 2 > 0)
    )
    answered = hand_codes(analysis.items, open_, of="firm")
    assert answered.pi.tolist() == pytest.approx([0.5 * len(answered.pi) / len(whole.pi)] * len(answered.pi))


def test_a_sample_a_little_too_large_makes_no_chance_above_one(analysis: Analysis, codes: pd.DataFrame) -> None:
    """Of a stratum coded whole and one drawn by half, one item more came back than expected."""
    measures = analysis.items.loc[analysis.items["role"] == "measure", "item_id"]
    whole, half = measures.iloc[:32], measures.iloc[32:49]
    coded = pd.DataFrame({"item_id": [*whole, *half], "substance": "firm", "pi": [1.0] * 32 + [0.5] * 17})
    assert sample_share(analysis.items, coded) > 1
    assert hand_codes(analysis.items, coded, of="firm").pi.max() == 1.0
    assert regress_analysis(analysis, of="firm", on=["level"], kind="linear", codes=coded)["estimate"].notna().all()


def test_themes_of_people_are_split_evenly(analysis: Analysis) -> None:
    item = analysis.items["item_id"].iloc[0]
    coded = pd.DataFrame({"item_id": [item], "theme": ["skills vetting"], "pi": [1.0]})
    found = hand_codes(analysis.items, coded, of="themes", among=["skills", "staffing", "vetting"])
    assert found.values.loc[item].tolist() == [0.5, 0.0, 0.5]


def test_a_group_that_nobody_coded_has_a_reason(analysis: Analysis, codes: pd.DataFrame) -> None:
    cities = set(analysis.items.loc[analysis.items["level"] == "city", "item_id"])
    found = compare_analysis(analysis, by="level", of="firm", codes=codes[codes["item_id"].isin(cities)], draws=99)
    assert found["estimate"].isna().tolist() == [False, True, True]
    assert found["naive"].notna().all()
    assert found["reason"].tolist()[1:] == ["no hand-coded item", "no hand-coded item in a group"]
    assert found["n_coded"].tolist()[1] == 0 and found["n_items"].tolist()[1] == 32


def test_intervals_stay_in_their_range(analysis: Analysis, codes: pd.DataFrame) -> None:
    few = codes.assign(pi=0.02)
    found = compare_analysis(analysis, by="level", of="firm", codes=few, draws=99)
    assert found["ci_low"].dropna().ge(np.where(found["reference"].notna(), -1, 0)[found["ci_low"].notna()]).all()
    assert found["ci_high"].dropna().le(1).all()


def test_an_estimate_beyond_its_range_stays_and_has_a_reason(analysis: Analysis, codes: pd.DataFrame) -> None:
    """Of one agency alone, with few codes that stand for many: no interval, and both reasons."""
    one = codes[codes["item_id"].str.startswith("1/")].assign(pi=0.02, substance="general")
    found = compare_analysis(analysis, by="level", of="firm", codes=one, where="agency_id == 'a1'", draws=99)
    by_hand = hand_codes(analysis.items, one, of="firm")
    assert by_hand.pi.lt(1).all()
    assert found["estimate"].item() < 0
    assert found["reason"].item() == "one agency; estimate outside 0 to 1: too few items coded by hand"
    assert found[["ci_low", "ci_high"]].isna().all(axis=None)
    assert 0 <= found["naive"].item() <= 1


def test_no_interval_lies_outside_its_range() -> None:
    """One that lies wholly beyond is missing rather than a point at the bound."""
    found = pd.DataFrame({
        "estimate": [-0.3, -0.1, 0.5, -1.3, 3.0], "ci_low": [-0.5, -0.4, 0.2, -1.6, 2.0],
        "ci_high": [-0.1, 0.2, 1.2, -0.9, 4.0], "reason": None,
    })  # fmt: skip
    bounded = within_range(
        found, pd.Series([True] * 4 + [False]), differences=pd.Series([False, False, False, True, False])
    )
    assert bounded["estimate"].tolist() == found["estimate"].tolist()
    assert bounded[["ci_low", "ci_high"]].fillna(-9).values.tolist() == [
        [-9, -9], [0, 0.2], [0.2, 1], [-1, -0.9], [2, 4]
    ]  # fmt: skip
    assert bounded["reason"].notna().tolist() == [True, True, False, True, False]


def test_terms_that_nobody_codes_stay_as_they_are(analysis: Analysis, codes: pd.DataFrame) -> None:
    measures = analysis.items[analysis.items["role"] == "measure"]
    values = substance_values(analysis.substance).rename(columns={"firm": "reused"})
    coded = hand_codes(analysis.items, codes, of="substantive")
    found = beside_naive(lambda held: estimate_means(measures, held, by="year"), measures, values, coded, by=["year"])
    other = found[found["term"] == "reused"]
    assert other["naive"].isna().all() and other["method"].isna().all() and other["estimate"].notna().all()


def test_what_cannot_correct_is_said(analysis: Analysis, codes: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="do not correct 'done_share'; they correct themes, substantive, firm"):
        compare_analysis(analysis, by="level", of="done_share", codes=codes)
    with pytest.raises(ValueError, match="more than one coder: 64 items, as 0/2020#0; agree on one code of each"):
        hand_codes(analysis.items, pd.concat([codes, codes.assign(coder="乙")]), of="firm")
    with pytest.raises(ValueError, match=r"pi is missing for 32 items coded by hand, as .*: .* known chance"):
        hand_codes(analysis.items, codes.assign(pi=None), of="firm")
    with pytest.raises(ValueError, match="no item of the run has a substance by hand"):
        hand_codes(analysis.items, codes.assign(substance=None), of="firm")


def call(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_from_sheet_to_frame_figure_and_paragraph(results: Path, codes: pd.DataFrame, tmp_path: Path) -> None:
    sheet, frame = tmp_path / "甲.csv", tmp_path / "levels.csv"
    codes.to_csv(sheet, index=False)
    wanted = ["--by", "level", "--of", "substantive", "--codes", sheet, "--draws", "199"]
    status, out, said = call("compare", results, *wanted, "--format", "csv")
    assert status == 0 and "64 items coded by hand stand for 100 % of the items" in said
    found = pd.read_csv(io.StringIO(out))
    assert found["naive"].gt(found["estimate"])[found["group"] == "county"].all()
    _, shown, _ = call("compare", results, *wanted, "--format", "table")
    assert "naive" in shown
    assert call("compare", results, *wanted, "-o", frame)[0] == 0
    status, text, _ = call("methods", results, "--add", frame, "--tables", tmp_path / "tables")
    assert status == 0
    assert "corrected for errors of coding from 32 hand-coded items" in text
    assert "not checked against codes by hand" not in text and "agree with those by hand is not among" in text
    lines = (tmp_path / "tables" / "levels.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:4]] == [
        "Substantive: City", "Substantive: County", "Substantive: County − City",
    ]  # fmt: skip
    status, _, said = call("plot", "substance-years", results, "--codes", sheet, "-o", tmp_path / "years.svg")
    assert status == 0, said
    drawn = pd.read_csv(tmp_path / "years.csv")
    substantive = drawn[drawn["term"] == "substantive"]
    assert substantive["naive"].notna().all() and (substantive["naive"] > substantive["estimate"]).all()
    assert "Substantive measures, corrected" in (tmp_path / "years.svg").read_text(encoding="utf-8")


def test_codes_where_there_is_nothing_to_correct(results: Path, codes: pd.DataFrame, tmp_path: Path) -> None:
    sheet = tmp_path / "甲.csv"
    codes.to_csv(sheet, index=False)
    status, _, said = call("compare", results, "--by", "level", "--of", "done_share", "--codes", sheet)
    assert status == 2 and "--codes corrects themes, substantive, firm; not done_share" in said
    status, _, said = call("plot", "coverage", results, "--codes", sheet, "-o", tmp_path / "x.svg")
    assert status == 2 and "not corrected by codes by hand" in said
    codes.drop(columns="pi").to_csv(sheet, index=False)
    status, _, said = call("compare", results, "--by", "level", "--of", "firm", "--codes", sheet)
    assert status == 2 and "pi is missing for 32 items" in said
