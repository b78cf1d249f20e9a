"""`textkit plot`: one figure by its name, from a results folder or a corpus."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from legible import assert_legible

import textkit
from textkit.analysis import Analysis, empty_frames
from textkit.cli import main
from textkit.figures import FIGURES, draw_defaults, draw_figure
from textkit.genre import load_genre
from textkit.labels import label
from textkit.records import frame
from textkit.results import write_results

REPORT = """{agency}{year}年政府信息公开工作年度报告
五、存在的主要问题及改进情况
（一）存在问题：一是专职人员不足，变动频繁；二是“招生政策”栏目更新不及时。
（二）改进措施：一是6月底前印发《栏目更新责任清单》，每季度通报一次；二是进一步加强培训，提高认识。
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for agency in ("澄湖市教育局", "青岚县财政局", "云泽省水利厅"):
        for year in (2020, 2021):
            text = REPORT.format(agency=agency, year=year)
            (folder / f"{year}_{agency}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def analysis(corpus: Path) -> Analysis:
    return textkit.analyze(corpus, workers=1)


@pytest.fixture(scope="module")
def results(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(analysis, tmp_path_factory.mktemp("run") / "results")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["plot", *map(str, arguments)])


def test_every_figure_is_listed_with_a_line() -> None:
    lines = call("--list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(FIGURES)
    assert all(len(line.split(maxsplit=1)[1]) > 20 for line in lines)


@pytest.mark.parametrize("suffix", ["pdf", "png", "svg"])
def test_suffix_decides_and_data_lie_beside(analysis: Analysis, results: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"图.{suffix}"
    result = call("themes", results, "--by", "level", "--width", "single", "--lang", "zh", "-o", file)
    assert result.exit_code == 0, result.output
    assert result.output.split() == [str(file), str(tmp_path / "图.csv")]
    assert file.stat().st_size > 1000
    data = pd.read_csv(tmp_path / "图.csv")
    assert set(data["group"]) == set(analysis.items["level"].dropna())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["图.csv", f"图.{suffix}"]


def test_a_corpus_is_read(corpus: Path, tmp_path: Path) -> None:
    result = call("problems-measures", corpus, "--quiet", "--workers", 1, "-o", tmp_path / "a.png")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "a.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pie", "{results}"], "no figure 'pie'; there are problems-measures"),
        (["themes", "{results}", "-o", "a.doc"], "use .pdf .png or .svg"),
        (["themes", "{results}", "--by", "colour"], "no column 'colour'; there are item_id"),
        (["coverage", "{results}", "--by", "year"], "has no groups"),
        (["themes", "{results}", "-o", "nowhere/a.pdf"], "no folder nowhere"),
    ],
)
def test_faults_are_named(results: Path, arguments: list[str], said: str) -> None:
    result = call(*(each.format(results=results) for each in arguments))
    assert result.exit_code == 2
    assert said in result.output


EMPTY = {"request-outcomes", "talk-outcomes", "failed-checks", "answers", "keyness", "keyness-scatter", "distribution"}
"""Figures that the reports of this corpus, without tables and pairs and of few measures, have nothing for."""


@pytest.mark.parametrize("name", list(FIGURES))
def test_every_figure_is_drawn(analysis: Analysis, name: str) -> None:
    figure, data = draw_figure(name, analysis, width="single", lang="zh")
    assert figure.get_figwidth() * 25.4 == pytest.approx(84)
    assert data.empty == (name in EMPTY)
    assert_legible(figure.axes[0])


@pytest.mark.parametrize("name", list(FIGURES))
def test_nothing_at_all_is_drawn_as_no_data(name: str) -> None:
    figure, _ = draw_figure(name, Analysis(**empty_frames()))
    assert "no data" in [text.get_text() for text in figure.axes[0].texts] or name == "sample-flow"


def test_one_thing_is_shown_by_its_name(analysis: Analysis) -> None:
    _, data = draw_figure("agency", analysis, of="青岚县财政局")
    assert data["strip"].unique().tolist() == [2020, 2021]
    assert set(data["of"]) == {"青岚县财政局"}
    _, data = draw_figure("report", analysis, of="2021_青岚县财政局")
    assert "".join(data["text"]) in analysis.texts["2021_青岚县财政局"]
    assert data["end"].tolist()[:-1] == data["start"].tolist()[1:]
    with pytest.raises(ValueError, match="nothing called '甲局'; there are"):
        draw_figure("agency", analysis, of="甲局")


@pytest.mark.parametrize("name", ["reuse", "substance", "substance-by-reuse"])
def test_items_of_unknown_level_have_a_row(analysis: Analysis, name: str) -> None:
    items = analysis.items.copy()
    items.loc[items["report_id"].str.contains("青岚"), "level"] = None
    blank = dataclasses.replace(analysis, items=items)
    _, data = draw_figure(name, blank, by="level")
    assert sorted(data["group"].unique()) == ["county", "province", "unknown"]
    counted, n = {"reuse": ("of", 8), "substance": ("n", 4), "substance-by-reuse": ("n_items", 2)}[name]
    assert data.loc[data["group"] == "unknown", counted].max() == n
    figure, _ = draw_figure(name, blank, by="level", lang="zh")
    rows = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert [row.split()[0] for row in rows if "级" in row or "未知" in row] == ["省级", "县级", "未知"]


def test_blanks_are_nobodys_words(analysis: Analysis) -> None:
    report_id = "2021_青岚县财政局"
    _, data = draw_figure("report", analysis, of=report_id)
    assert all(text.strip() and text == text.lstrip() for text in data["text"][1:])
    assert data["text"].iloc[-1] == data["text"].iloc[-1].rstrip()


def test_a_figure_without_data_is_not_written(analysis: Analysis, tmp_path: Path) -> None:
    draw_defaults(dataclasses.replace(analysis, reports=analysis.reports.assign(agency_id=None)), tmp_path)
    written = {path.stem for path in tmp_path.iterdir()}
    assert "substance-by-year" in written and "substance-years" not in written


def test_phrases_are_shown_by_share_or_number(analysis: Analysis) -> None:
    for shown, factor in (("share", 100), ("n_phrases", 1)):
        figure, data = draw_figure("phrases", analysis, by="min_agencies", of=shown)
        lines = {line.get_label(): line.get_ydata() for line in figure.axes[0].lines}
        expected = data[data["min_agencies"] == 2].sort_values("n")[shown] * factor
        assert list(lines["2"]) == pytest.approx(expected.tolist())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="there are share, n_phrases"):
        draw_figure("phrases", analysis, of="n")


def test_balanced_panel_leaves_out_who_is_not_always_there(analysis: Analysis) -> None:
    lone = analysis.reports["report_id"] == "2020_青岚县财政局"
    fewer = dataclasses.replace(analysis, reports=analysis.reports[~lone])
    _, data = draw_figure("substance-years", fewer)
    assert data.loc[data["estimate"].notna(), "n_agencies"].unique().tolist() == [2]  # a first year has no own past
    assert data["group"].unique().tolist() == ["2020", "2021"]


def test_what_is_not_asked_for_can_not_be_chosen(analysis: Analysis) -> None:
    with pytest.raises(ValueError, match="shows all"):
        draw_figure("coverage", analysis, of="青岚县财政局")
    with pytest.raises(ValueError, match="no groups"):
        draw_figure("coverage", analysis, by="level")


def test_answers_are_counted_by_primary_themes(analysis: Analysis) -> None:
    problem, measure = (analysis.items.loc[analysis.items["role"] == role].index[0] for role in ("problem", "measure"))
    items = analysis.items.copy()
    items.loc[measure, "pair_id"] = items.loc[problem, "item_id"]
    _, data = draw_figure("answers", dataclasses.replace(analysis, items=items), lang="zh")
    primary = analysis.themes[analysis.themes["rank"] == 1].set_index("item_id")["theme"]
    counted = data[data["n"] > 0][["problem", "measure", "n"]].values.tolist()
    assert counted == [[primary[items.loc[problem, "item_id"]], primary[items.loc[measure, "item_id"]], 1]]


def test_outcomes_are_sums_of_the_rows_they_stand_for(analysis: Analysis) -> None:
    report_id = analysis.reports["report_id"].iloc[0]
    rows = [("granted", 6), ("refused_law", 2), ("refused_security", 1), ("other_other", 1), ("total", 10), ("new", 12)]
    cells = [(report_id, "requests", row, "total", value, "件", str(value)) for row, value in rows]
    tabled = dataclasses.replace(analysis, tables=frame("tables", cells))
    _, data = draw_figure("request-outcomes", tabled, by="year")
    assert data[data["share"] > 0][["outcome", "share", "n"]].values.tolist() == [
        ["granted", 0.6, 10], ["refused", 0.3, 10], ["other", 0.1, 10],
    ]  # fmt: skip


def test_failed_checks_count_those_that_could_be_computed(analysis: Analysis) -> None:
    report_id = analysis.reports["report_id"].iloc[0]
    checks = [(report_id, "requests.balance", "total", 1, 1, ok, "") for ok in (True, True, True, False, None)]
    _, data = draw_figure("failed-checks", dataclasses.replace(analysis, checks=frame("checks", checks)), by="agency")
    assert data[["share", "n"]].values.tolist() == [[0.25, 4]]


def test_every_lost_file_has_a_reason_in_the_flow(analysis: Analysis) -> None:
    lost = [("a.doc", None, "failed", "old Word: save it as docx"), ("b.txt", "b", "no_items", None)]
    rows = [{"path": path, "report_id": name, "result": result, "reason": why} for path, name, result, why in lost]
    quality = pd.concat([analysis.quality, frame("quality", rows)], ignore_index=True)
    _, data = draw_figure("sample-flow", dataclasses.replace(analysis, quality=quality), lang="zh")
    assert data.astype(object).where(data.notna(), None).values.tolist() == [
        ["files", None, 8], ["reports", None, 7], ["reports", "old Word", 1],
        ["with_items", None, 6], ["with_items", "无条目", 1],
    ]  # fmt: skip


def test_a_figure_is_grouped_by_what_only_reports_have(analysis: Analysis) -> None:
    reports = analysis.reports.assign(parent=[f"{n % 2}号人民政府" for n in range(len(analysis.reports))])
    _, data = draw_figure("themes", dataclasses.replace(analysis, reports=reports), by="parent")
    assert set(data["group"]) == {"0号人民政府", "1号人民政府"}


def test_a_distribution_hides_ratios_of_less_than_three(analysis: Analysis) -> None:
    assert draw_figure("distribution", analysis, by="level")[1].empty
    _, counts = draw_figure("distribution", analysis, by="level", of="n_measures")
    assert len(counts) == len(analysis.reports)
    with pytest.raises(ValueError, match="nothing called 'talk_outcome'"):
        draw_figure("distribution", analysis, by="level", of="talk_outcome")


@pytest.mark.parametrize("genre", ["disclosure", "work_report"])
def test_reasons_of_the_sample_flow_are_chinese_in_chinese(genre: str) -> None:
    for reason in load_genre(genre).reasons.values():
        assert label("reason", reason, "zh") != reason and label("reason", reason, "en") == reason


def test_checks_by_year_are_one_row(analysis: Analysis) -> None:
    checks = frame("checks", [
        {"report_id": report, "check": "balance", "column": "total", "ok": n > 0}
        for n, report in enumerate(analysis.reports["report_id"])
    ])  # fmt: skip
    _, data = draw_figure("failed-checks", dataclasses.replace(analysis, checks=checks), by="year")
    assert data["group"].unique().tolist() == ["all"] and data["year"].tolist() == [2020, 2021]


def test_formats_are_those_of_the_genre(analysis: Analysis) -> None:
    for run, marks in ((analysis, ["format of 2021"]), (dataclasses.replace(analysis, manifest={}), [])):
        figure, _ = draw_figure("substance-years", run)
        assert [text.get_text() for text in figure.axes[0].texts] == marks


def test_reports_that_name_no_problems_show_their_measures(analysis: Analysis) -> None:
    items = analysis.items[analysis.items["role"] == "measure"]
    alone = dataclasses.replace(analysis, items=items)
    assert draw_figure("themes", alone)[1]["role"].unique().tolist() == ["measure"]
    figure, _ = draw_figure("problems-measures", alone)
    said = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert said == ["Measures (n = 12)", "no interval"]
