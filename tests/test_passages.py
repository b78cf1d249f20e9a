"""Shared passages coloured for a notebook: what is told of each, and that all is escaped."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import textkit
from textkit.analysis import Analysis
from textkit.plots.colours import REUSE_COLOURS

BODY = """{agency}{year}年政府信息公开工作年度报告
一、总体情况
公开信息三件。
五、存在的主要问题及改进情况
一是<b>解读</b>材料"形式"偏于单一；二是{own}。
{agency}
{next}年1月20日
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("corpus")
    for agency, year, own in (
        ("云岭县", 2020, "乡镇站点少有专人值守"),
        ("澄湖区", 2021, "热线答复与网站口径不一"),
        ("澄湖区", 2022, "热线答复与网站口径不一"),
    ):
        text = BODY.format(agency=agency, year=year, own=own, next=year + 1)
        (folder / f"{year}_{agency}.txt").write_text(text, encoding="utf-8")
    return textkit.analyze(folder, workers=1)


def marks(html: str) -> list[tuple[str, str, str]]:
    """Return what each passage tells, its colour and its text."""
    found = re.findall(r'<mark title="([^"]*)" style="background:(#\w+)">(.*?)</mark>', html, re.DOTALL)
    return [(unescape(title), colour, unescape(text)) for title, colour, text in found if title != text]


def test_a_passage_tells_kind_direction_source_words_and_place(found: Analysis) -> None:
    shown = marks(textkit.show_reuse(found, "2021_澄湖区")._repr_html_())
    others = [each for each in shown if each[0].startswith("Other agencies")]
    title, colour, text = next(each for each in others if "解读" in each[2])
    source = found.texts["2020_云岭县"]
    said = re.search(r"\(from\) 云岭县 2020: “(.*)” \(2020_云岭县, line 5, characters (\d+)-(\d+)\)", title)
    assert said and text in source[int(said[2]) : int(said[3])] == said[1]
    assert colour == REUSE_COLOURS["other_agencies"]


def test_colours_are_those_of_the_figures_and_new_text_has_none(found: Analysis) -> None:
    shown = textkit.show_reuse(found, "2022_澄湖区", lang="zh")
    own = [each for each in marks(shown.html) if each[0].startswith(("沿用往年", "他机构"))]
    assert any("热线答复" in text and colour == REUSE_COLOURS["own_past"] for _, colour, text in own)
    assert any("澄湖区 2021：" in title for title, _, _ in own)
    assert REUSE_COLOURS["novel"] not in shown.html


def test_all_is_escaped(found: Analysis) -> None:
    html = textkit.show_reuse(found, "2022_澄湖区").html
    assert "<b>解读" not in html and "&lt;b&gt;" in html
    assert html.count("<b>") == 1  # the name of the report
    assert unescape(re.sub("<[^>]*>", "", html)).endswith("热线答复与网站口径不一。")


def test_a_section_may_be_chosen_and_what_is_missing_is_named(found: Analysis) -> None:
    assert "公开信息三件" in textkit.show_reuse(found, "2021_澄湖区", section="overview").html
    with pytest.raises(ValueError, match="no section tables in 2021_澄湖区; there are overview, problems"):
        textkit.show_reuse(found, "2021_澄湖区", section="tables")
    with pytest.raises(KeyError, match="no report '甲'"):
        textkit.show_reuse(found, "甲")


def test_results_read_back_show_the_same(found: Analysis, tmp_path: Path) -> None:
    again = textkit.read_results(textkit.publish(found, tmp_path / "results"))
    assert textkit.show_reuse(again, "2022_澄湖区") == textkit.show_reuse(found, "2022_澄湖区")
