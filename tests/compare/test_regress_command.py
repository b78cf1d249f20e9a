"""``textkit regress`` as its user runs it: the figures of the library, naive beside corrected, and a table of them."""

from __future__ import annotations

import dataclasses
import io
import math
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from test_compare_command import made_analysis

from textkit.analysis import Analysis
from textkit.cli import main
from textkit.compare import compare_analysis, corrected_model, fit_model, hand_codes, regress_analysis
from textkit.records import frame
from textkit.results import write_results


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    found = made_analysis()
    shares = [{"item_id": item, "novel": n % 5 / 4, "n_chars": 30} for n, item in enumerate(found.items["item_id"])]
    length = [(report, "n_acts", n % 7, None, None, None, False) for n, report in enumerate(found.reports["report_id"])]
    share = [(report, "novel", n % 3 / 2, None, 4, None, False) for n, report in enumerate(found.reports["report_id"])]
    found.reuse_shares = frame("reuse_shares", shares)
    found.indicators = pd.concat([found.indicators, frame("indicators", [*length, *share])], ignore_index=True)
    return found


@pytest.fixture(scope="module")
def results(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(analysis, tmp_path_factory.mktemp("regressed") / "results")


@pytest.fixture(scope="module")
def sheet(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    items = analysis.items.merge(analysis.substance[["item_id", "substance"]], on="item_id", how="left")
    items = items.merge(analysis.themes[["item_id", "theme"]], on="item_id").iloc[::2].reset_index(drop=True)
    wrong = items["substance"].eq("firm").fillna(False) & (items.index % 3 == 0)
    file = tmp_path_factory.mktemp("codes") / "甲.csv"
    coded = items.assign(substance=items["substance"].mask(wrong, "general"), pi=0.5, coder="甲")
    coded[["item_id", "coder", "theme", "substance", "pi"]].to_csv(file, index=False)
    return file


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["regress", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def rows(*arguments: str | Path) -> pd.DataFrame:
    status, out, said = run(*arguments, "--format", "csv")
    assert status == 0, said
    return pd.read_csv(io.StringIO(out))


def measures(analysis: Analysis) -> pd.DataFrame:
    data = analysis.items.merge(analysis.substance[["item_id", "substance"]], on="item_id")
    return data.assign(firm=data["substance"].eq("firm").astype(float))


def test_items_are_a_logit_as_the_library_fits_it(analysis: Analysis, results: Path) -> None:
    found = rows(results, "--of", "firm", "--on", "theme", "--on", "year", "--where", "level == 'county'")
    data = analysis.coded().merge(measures(analysis)[["item_id", "firm"]], on="item_id")
    alone = fit_model(data[data["level"] == "county"], "firm", ["theme", "year"], kind="logit")
    assert found["estimate"].tolist() == pytest.approx(alone["estimate"].tolist(), nan_ok=True)
    assert found["test"].str.startswith("logit").all()


def test_reports_are_linear_and_weighted_by_denominators(results: Path) -> None:
    found = rows(results, "--of", "done_share", "--on", "level", "--on", "n_acts", "--effects", "year")
    assert found["term"].tolist() == ["level", "n_acts"]
    assert found["test"].tolist()[0].startswith("linear, year effects, weighted by denominator")
    alike = rows(results, "--of", "done_share", "--on", "level", "--weighting", "report", "--reference", "level=county")
    assert "weighted" not in alike["test"].tolist()[0]
    assert alike["group"].tolist()[1] == "city"


def test_items_weigh_as_their_reports_do(analysis: Analysis, results: Path, sheet: Path) -> None:
    found = rows(results, "--of", "firm", "--on", "level", "--kind", "linear", "--weighting", "report")
    data = measures(analysis)
    shares = data.groupby(["level", "report_id"])["firm"].mean().groupby("level").mean()
    assert found["estimate"].tolist() == pytest.approx([shares["city"], shares["county"] - shares["city"]])
    assert found["test"].str.contains("weighted by 1/items").all()
    uneven = data[data.index % 3 != 0]
    alone = compare_analysis(dataclasses.replace(analysis, items=uneven[list(analysis.items)]), by="level", of="firm",
                             weighting="report", draws=99)  # fmt: skip
    model = regress_analysis(dataclasses.replace(analysis, items=uneven[list(analysis.items)]), of="firm", on=["level"],
                             weighting="report", kind="linear")  # fmt: skip
    assert float(model["estimate"].iloc[0]) == pytest.approx(float(alone["estimate"].iloc[0]))
    status, _, said = run(results, "--of", "firm", "--on", "level", "--weighting", "report", "--codes", sheet)
    assert status == 2 and "leave the weighting pooled" in said


def test_what_is_of_items_and_of_reports(results: Path) -> None:
    """`novel` is both: a role, or a column that only items have, tells."""
    assert rows(results, "--of", "novel", "--on", "level")["n_items"].tolist()[0] == 32
    assert rows(results, "--of", "novel", "--on", "level", "--role", "measure")["n_items"].tolist()[0] == 64
    assert rows(results, "--of", "novel", "--on", "role")["n_items"].tolist()[0] == 128


def test_one_theme_is_the_outcome(analysis: Analysis, results: Path) -> None:
    found = regress_analysis(analysis, of="themes", theme="staffing", on=["level"], role="problem")
    share = analysis.coded().query("role == 'problem' and level == 'city'")["theme"].eq("staffing").mean()
    assert float(found["estimate"].iloc[0]) == pytest.approx(math.log(share / (1 - share)))
    status, _, said = run(results, "--of", "themes", "--on", "level")
    assert status == 2 and "name the theme" in said


def test_naive_stands_beside_corrected_and_makes_a_table(
    analysis: Analysis, results: Path, sheet: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model.csv"
    arguments = ["--of", "firm", "--on", "level", "--kind", "linear", "--codes", str(sheet), "-o", str(model)]
    assert run(results, *arguments)[0] == 0
    found = pd.read_csv(model)
    codes = pd.read_csv(sheet)
    by_hand = hand_codes(analysis.items, codes, of="firm")
    data = measures(analysis)
    data = data.assign(human=data["item_id"].map(by_hand.values["firm"]), pi=data["item_id"].map(by_hand.pi))
    alone = corrected_model(data, "firm", "human", ["level"], kind="linear")
    for column in ("naive", "estimate", "ci_low", "naive_ci_low", "std_error"):
        assert found[column].tolist() == pytest.approx(alone[column].astype(float).tolist(), nan_ok=True)
    assert found["naive"].tolist() != found["estimate"].tolist()
    tables = tmp_path / "表"
    done = CliRunner().invoke(main, ["methods", str(results), "--add", str(model), "--tables", str(tables)])
    assert done.exit_code == 0, done.output
    assert "Egami" in done.stdout
    header = (tables / "regression.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == ',"model, naive","model, corrected"'
    assert {path.suffix for path in tables.glob("regression.*")} == {".csv", ".tex", ".docx"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--of", "firm", "--on", "县"], "no column '县'; there are item_id"),
        (["--of", "县", "--on", "level"], "nothing to compare called '县'; there are themes"),
        (["--of", "firm", "--on", "level", "--reference", "level"], "write COLUMN=GROUP"),
        (["--of", "firm", "--on", "level", "--reference", "level=县"], "level has no '县'; there are city, county"),
        (["--of", "firm", "--on", "level", "--cluster", "parent"], "parents are told by a registry"),
        (["--of", "novel", "--on", "level", "--kind", "logit"], "take kind='linear'"),
    ],
)
def test_what_is_not_there_is_said(results: Path, arguments: list[str], said: str) -> None:
    status, _, told = run(results, *arguments)
    assert status == 2 and said in told


def test_a_class_is_no_number(analysis: Analysis) -> None:
    """As an outcome it has no mean; as what explains, its codes are names."""
    codes = [(report, "talk_outcome", n % 4, None, None, None, False)
             for n, report in enumerate(analysis.reports["report_id"])]  # fmt: skip
    indicators = pd.concat([analysis.indicators, frame("indicators", codes)], ignore_index=True)
    classed = dataclasses.replace(analysis, indicators=indicators)
    for ask in (lambda: compare_analysis(classed, by="level", of="talk_outcome"),
                lambda: regress_analysis(classed, of="talk_outcome", on=["level"])):  # fmt: skip
        with pytest.raises(ValueError, match="talk_outcome is a class"):
            ask()
    found = regress_analysis(classed, of="done_share", on=["talk_outcome"])
    assert found["group"].dropna().tolist() == ["named_and_losing", "named_only", "neither"]


def test_codes_correct_only_what_people_code(results: Path, sheet: Path) -> None:
    status, _, said = run(results, "--of", "novel", "--on", "level", "--codes", sheet)
    assert status == 2 and "novel" in said


def test_nothing_at_all_has_a_reason(analysis: Analysis, results: Path) -> None:
    none = rows(results, "--of", "firm", "--on", "level", "--where", "year == 1999")
    assert none["estimate"].isna().all() and none["reason"].notna().all()
    alone = rows(results, "--of", "firm", "--on", "level", "--where", "agency_id == 'a1'")
    assert alone["ci_low"].isna().all() and alone["reason"].notna().all()
