"""``textkit compare`` as its user runs it, on invented agencies."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from textkit.analysis import Analysis, empty_frames
from textkit.cli import main
from textkit.compare import compare_analysis
from textkit.records import frame
from textkit.results import write_results
from textkit.study import analyze

AGENCIES = 16


def made_analysis() -> Analysis:
    """16 agencies, 2 years, 2 problems and 2 measures each; counties promise more firmly, a parent has 4."""
    reports, items, themes, substance, indicators = [], [], [], [], []
    for number in range(AGENCIES):
        level = "county" if number % 2 else "city"
        for year in (2020, 2021):
            report = f"{number}/{year}"
            identity = {"agency_id": f"a{number}", "agency": f"{number}局", "level": level, "year": year}
            reports.append({"report_id": report, **identity, "sha256": "0", "path": f"{report}.txt"})
            indicators.append((report, "done_share", number % 3 / 2, None, 2, None, False))
            for at, role in enumerate(["problem", "problem", "measure", "measure"]):
                item = f"{report}#{at}"
                items.append({"item_id": item, "report_id": report, **identity, "role": role, "text": "一是"})
                theme = "staffing" if (number + at + year) % 3 == 0 else "skills"
                themes.append({"item_id": item, "theme": theme, "rank": 1, "weight": 1.0})
                if role == "measure":
                    firm = level == "county" and (number + at) % 4 != 1
                    substance.append((item, "firm" if firm else "general", 1, 0, int(firm), "rule", None))
    frames = empty_frames() | {
        "reports": frame("reports", reports), "items": frame("items", items), "themes": frame("themes", themes),
        "reuse": frame("reuse", [
            {"report_id": f"{one}/2021", "kind": "other_agencies", "source_report_id": f"{other}/2020", "n_chars": 60}
            for one, other in ((0, 2), (4, 5))
        ]),
        "substance": frame("substance", substance), "indicators": frame("indicators", indicators),
    }  # fmt: skip
    labels = {"skills": ("业务能力", "Skills"), "staffing": ("队伍力量", "Staffing"), "vetting": ("审核", "Vetting")}
    return Analysis(**frames, labels=labels)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(made_analysis(), tmp_path_factory.mktemp("compared") / "results")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["compare", *map(str, arguments), "--draws", "199"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def rows(*arguments: str | Path) -> pd.DataFrame:
    status, out, _ = run(*arguments, "--format", "csv")
    assert status == 0
    return pd.read_csv(io.StringIO(out))


def test_shares_and_their_difference(results: Path) -> None:
    found = rows(results, "--by", "level", "--of", "firm")
    assert found["group"].tolist() == ["city", "county", "county"]
    assert found["estimate"].tolist() == [0.0, 0.75, 0.75]
    assert found["reference"].tolist()[2] == "city"
    assert found.loc[0, "reason"] == "never found"
    assert found.loc[2, "p_adjusted"] < 0.05
    assert (found["role"] == "measure").all()


def test_themes_role_where_and_labels(results: Path) -> None:
    found = rows(results, "--by", "year", "--theme", "staffing", "--role", "problem", "--lang", "zh",
                 "--where", "year >= 2021 and level in ['county']")  # fmt: skip
    assert found[["group", "label", "n_items", "n_agencies"]].values.tolist() == [[2021, "队伍力量", 16, 8]]
    never = rows(results, "--by", "level", "--theme", "vetting")
    assert never.loc[never["reference"].isna(), "reason"].unique().tolist() == ["never found"]


def test_within_years_and_by_theme(results: Path) -> None:
    found = rows(results, "--by", "level", "--by", "year", "--of", "substantive")
    differences = found[found["reference"].notna()]
    assert differences["group"].tolist() == ["county × 2020", "county × 2021"]
    assert differences["year"].tolist() == [2020, 2021]
    themes = rows(results, "--by", "theme", "--of", "firm", "--strata", "level")
    assert themes["group"].tolist() == ["skills", "staffing", "staffing"]


def test_indicators_of_reports(results: Path) -> None:
    found = rows(results, "--by", "level", "--of", "done_share", "--weighting", "report")
    assert found["n_items"].isna().all()
    assert found["n_reports"].tolist() == [16, 16, 32]
    assert found["weighting"].unique().tolist() == ["report"]


def test_parents_of_a_registry(results: Path, tmp_path: Path) -> None:
    registry = tmp_path / "agencies.csv"
    lines = [f"a{n},{n}局,p{n % 4}" for n in range(AGENCIES)]
    registry.write_text("\n".join(["agency_id,name,parent", *lines]), encoding="utf-8")
    found = rows(results, "--by", "level", "--of", "firm", "--cluster", "parent", "--agencies", registry)
    assert found["n_clusters"].tolist() == [2, 2, 4]
    assert found["cluster"].unique().tolist() == ["parent"]
    status, _, said = run(results, "--by", "level", "--cluster", "parent")
    assert status == 2
    assert "parents are told by a registry of agencies (--agencies FILE)" in said
    _, _, said = run(results, "--by", "level", "--cluster", "reuse")
    assert "no column 'reuse'; there are item_id" in said
    assert "reuse_component" in said


def test_parents_told_when_coding_stay_in_the_results(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    names = ["澄湖市教育局", "澄湖市民政局", "石岭县教育局", "石岭县民政局"]
    for name in names:
        (corpus / f"2021_{name}.txt").write_text(
            f"{name}2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n一是人员不足；二是更新慢。",
            encoding="utf-8",
        )
    lines = [f"a{n},{name},{name[:3]}人民政府" for n, name in enumerate(names)]
    (corpus / "agencies.csv").write_text("\n".join(["agency_id,name,parent", *lines]), encoding="utf-8")
    analysis = analyze(corpus, compare=False)
    assert analysis.reports["parent"].tolist() == [f"{name[:3]}人民政府" for name in analysis.reports["agency"]]
    results = write_results(analysis, tmp_path / "results")
    for source in (corpus, results):
        found = rows(source, "--by", "year", "--theme", "staffing", "--cluster", "parent")
        assert found[["cluster", "n_clusters", "n_agencies"]].values.tolist() == [["parent", 2, 4]]
    assert rows(results, "--by", "parent", "--theme", "staffing")["reference"].notna().any()


def test_copies_tie_agencies(results: Path) -> None:
    found = rows(results, "--by", "level", "--of", "firm", "--cluster", "reuse_component")
    assert found["n_clusters"].tolist() == [7, 8, 14]


def test_many_groups_need_a_reference(results: Path) -> None:
    status, out, said = run(results, "--by", "agency", "--of", "firm", "--format", "csv")
    assert status == 0
    assert "differences only with --reference" in said
    assert len(out.splitlines()) == 1 + AGENCIES
    against = rows(results, "--by", "agency", "--of", "firm", "--reference", "3局")
    assert (against["reference"].dropna() == "3局").sum() == AGENCIES - 1


def test_formats(results: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "parquet", "xlsx", "dta", "jsonl"):
        status, out, _ = run(results, "--by", "level", "--of", "firm", "-o", tmp_path / f"found.{suffix}")
        assert (status, out) == (0, "")
    assert len(pd.read_stata(tmp_path / "found.dta")) == 3
    status, out, _ = run(results, "--by", "level", "--of", "firm", "--format", "jsonl")
    assert [json.loads(line)["group"] for line in out.splitlines()] == ["city", "county", "county"]
    status, out, _ = run(results, "--by", "level", "--of", "firm", "--format", "table")
    assert "0.75" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "levels"], "no column 'levels'; there are item_id, report_id"),
        (["--by", "level", "--of", "vague"], "there are themes, substantive, firm; of items: own_last"),
        (["--by", "level", "--theme", "mood"], "no theme mood; there are\n  skills  业务能力  Skills\n  staffing"),
        (["--by", "level", "--where", "year = 2021"], "cannot read '= 2021'"),
        (["--by", "level", "--where", "jahr > 2021"], "no column 'jahr'"),
        (["--by", "level", "--reference", "town"], "no group 'town'; there are city, county"),
        (["--by", "level", "--strata", "province"], "no column 'province'"),
        (["--by", "level", "--of", "done_share", "--role", "measure"], "done_share is of whole reports"),
        (["--by", "level", "--by", "year", "--by", "role"], "compare by one column, or by one within another"),
        (["--by", "level", "--codebook", "mine.toml"], "--codebook"),
        ([], "Missing option '--by'"),
    ],
)  # fmt: skip
def test_errors_say_what_there_is(results: Path, arguments: list[str], said: str) -> None:
    status, out, error = run(results, *arguments)
    assert (status, out) == (2, "")
    assert said in error


def test_an_empty_run_gives_no_rows() -> None:
    assert compare_analysis(Analysis(**empty_frames()), by="level").empty


def test_nothing_left_to_compare_is_said(results: Path) -> None:
    status, out, said = run(results, "--by", "level", "--where", "year >= 2030", "--format", "csv")
    assert status == 0 and len(out.splitlines()) == 1
    assert "nothing to compare: no item or report that is left has level" in said


def test_names_are_not_broken_in_a_narrow_table(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = run(results, "--by", "level", "--format", "table")
    assert status == 0
    for name in ("county − city", "measure", "Staffing"):
        assert name in out
