"""`textkit plot`: one figure by its name, from a results folder or a corpus."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import textkit
from textkit.analysis import Analysis
from textkit.cli import main
from textkit.figures import FIGURES, draw_figure
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


@pytest.mark.parametrize("name", list(FIGURES))
def test_every_figure_is_drawn(analysis: Analysis, name: str) -> None:
    figure, data = draw_figure(name, analysis, width="single", lang="zh")
    assert figure.get_figwidth() * 25.4 == pytest.approx(84)
    assert not data.empty
