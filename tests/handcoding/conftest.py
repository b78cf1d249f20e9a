"""A small corpus of constructed reports, and the run over it."""

from __future__ import annotations

from pathlib import Path

import pytest

import textkit
from textkit.analysis import Analysis

PROBLEMS = (
    "部分栏目更新不及时",
    "专职人员不足，人员变动频繁",
    "政策解读形式单一",
    "依申请公开答复不够规范",
    "“办事指南”栏目内容不全面",
    "对条例学习不够，业务不熟",
)
MEASURES = (
    "6月底前印发《栏目更新责任清单》",
    "进一步加强学习培训",
    "丰富政策解读形式",
    "每季度通报一次答复情况",
    "加强组织领导",
    "完善监督考核机制",
)
AGENCIES = ("澄湖市教育局", "云泽省财政厅", "北禾市人民政府", "长汀县卫生健康局")


def report_of(agency: str, year: int, at: int) -> str:
    chosen = [(at + step) % len(PROBLEMS) for step in range(3)]
    problems = "；".join(f"{'一二三'[n]}是{PROBLEMS[each]}" for n, each in enumerate(chosen))
    measures = "；".join(f"{'一二三'[n]}是{MEASURES[each]}" for n, each in enumerate(chosen))
    return (
        f"{agency}{year}年政府信息公开工作年度报告\n一、总体情况\n全年公开信息{at + 3}件。\n五、存在的主要问题及改进情况\n"
        f"我单位工作还存在不足：{problems}。\n下一步，将重点做好以下工作：{measures}。\n六、其他需要报告的事项\n无。\n"
    )


def write_corpus(folder: Path) -> Path:
    for at, agency in enumerate(AGENCIES):
        for year in (2020, 2021):
            file = folder / agency / f"{year}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(report_of(agency, year, at + year % 2), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def found(corpus: Path) -> Analysis:
    analysis = textkit.analyze(corpus, compare=False)
    assert analysis.counts()["items"] == 48
    return analysis
