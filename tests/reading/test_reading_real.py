"""Real documents: identity, unbroken sentences, tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from textkit.reading import clean, read_corpus, read_report
from textkit.records import Report

EXPECTED = {
    "2011_平潭县人民政府": ("平潭县人民政府", 2011, "county", "government"),
    "2011_平潭综合实验区": ("平潭综合实验区", 2011, None, "other"),
    "2012_平潭县人民政府": ("平潭县人民政府", 2012, "county", "government"),
    "2013_平潭县人民政府": ("平潭县人民政府", 2013, "county", "government"),
    "2013_平潭综合实验区": ("平潭综合实验区", 2013, None, "other"),
    "2019_上海市人民政府办公厅": ("上海市人民政府办公厅", 2019, "province", "government"),
    "2020_吴忠市教育局": ("吴忠市教育局", 2020, "city", "department"),
    "2024_上海市科委_kewei-2024-source": ("上海市科委", 2024, "province", "department"),
    "2024_淮安市人民政府": ("淮安市人民政府", 2024, "city", "government"),
    "template_2021_format": (None, 2021, None, None),
}


@pytest.fixture(scope="module")
def reports(real: Path) -> dict[str, Report]:
    return {report.report_id: report for report in read_corpus(real / "disclosure").reports}


def test_identity(reports: dict[str, Report]) -> None:
    found = {name: (r.agency, r.year, r.level, r.body) for name, r in reports.items()}
    assert found == EXPECTED


@pytest.mark.parametrize(
    ("name", "fragment", "heading"),
    [
        ("2020_吴忠市教育局", "认识不深、重视程度不够", "五、存在的主要问题"),
        ("2020_吴忠市教育局", "总结提升。进一步整合", "六、其他需要报告"),
        ("2024_淮安市人民政府", "加强和改进的地方", "五、存在的主要问题"),
        ("2024_上海市科委_kewei-2024-source", "内设机构和职能发生", "（一）主要问题"),
        ("2013_平潭综合实验区", "仍存在一些不足", "四、政府信息公开工作"),
        ("2019_上海市人民政府办公厅", "理论学习仍需加强", "（二）改进措施"),
    ],
)
def test_sentences_are_whole_and_headings_stand_alone(
    reports: dict[str, Report], name: str, fragment: str, heading: str
) -> None:
    lines = reports[name].text.split("\n")
    assert sum(fragment in line for line in lines) == 1
    assert any(line.startswith(heading) and len(line) < 30 for line in lines)


def test_tables_and_places(reports: dict[str, Report]) -> None:
    shapes = {name: [(len(g.rows), len(g.rows[-1])) for g in r.grids] for name, r in reports.items()}
    assert shapes["2019_上海市人民政府办公厅"][-1] == (4, 15)
    assert shapes["2024_淮安市人民政府"][-1] == (4, 15)
    assert shapes["template_2021_format"][-1] == (3, 15)
    pdf = reports["2024_淮安市人民政府"]
    assert pdf.locate(pdf.text.index("六、其他需要报告"))[0] == 6
    text = reports["2020_吴忠市教育局"]
    page, line = text.locate(text.text.index("重视程度不够"))
    assert page is None
    assert line is not None
    for report in reports.values():
        for grid in report.grids:
            rows = report.text[grid.start : grid.end].split("\n")
            assert rows == ["\t".join(cell or "" for cell in row) for row in grid.rows]


def test_lines_of_the_source(real: Path) -> None:
    file = real / "disclosure" / "2020_吴忠市教育局.txt"
    report = read_report(file)
    source = file.read_text(encoding="utf-8").split("\n")
    _, line = report.locate(report.text.index("重视程度不够"))
    assert line is not None
    assert source[line - 1].startswith("重视程度不够")


def test_work_reports(real: Path) -> None:
    folders = sorted((real / "work_reports").iterdir())[::6]
    for folder in folders:
        for report in read_corpus(folder.parent / folder.name).reports[::4]:
            assert "---" not in report.text[:200]
            assert "title:" not in report.text
            assert report.year is not None
            assert clean(report.text)[0] == report.text
