"""Sections under the headings agencies really write."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.parsing import extract_items, parse_sections
from textkit.records import Report

BODY = "一是人员不足；二是更新不及时。下一步，将加强培训。"
VARIANTS = [
    "五、存在的主要问题及改进情况",
    "五、存在的主要问题及改进措施",
    "五、存在的主要问题和改进情况",
    "五、政府信息公开工作存在的主要问题及改进情况",
    "五、存在的问题及下一步打算",
    "五、存在的主要问题及下步工作安排",
    "五、存在的主要问题及下一步计划",
    "四、存在问题及工作打算",
    "六、主要问题和改进措施",
    "五、存在的困难和问题",
    "五 存在的主要问题及改进情况",
    "|五、存在的主要问题及改进情况",
    "五．存在的不足及改进措施",
    "存在的主要问题及改进情况",
    "第五部分 存在的主要问题及改进情况",
]


def kinds(text: str) -> list[str]:
    return [section.section for section in parse_sections(Report("r", text))]


# a heading without ordinal needs a line of its own
_CASES = [(h, "\n") for h in VARIANTS] + [(h, " ") for h in VARIANTS if not h.startswith("存在")]


@pytest.mark.parametrize(("heading", "behind"), _CASES)
def test_heading_variants(heading: str, behind: str) -> None:
    text = f"一、总体情况\n公开三件。\n{heading}{behind}{BODY}\n六、其他需要报告的事项\n无。"
    assert kinds(text) == ["overview", "problems", "other_matters"]
    assert len(extract_items(Report("r", text))) == 3


def test_one_line() -> None:
    text = f"甲局2020年报告 一、概述 公开三件。二、主动公开政府信息情况公开了三件。四、存在的主要问题及改进情况目前，{BODY}五、其他需要报告的事项无。"
    assert kinds(text) == ["overview", "disclosure_tables", "problems", "other_matters"]


@pytest.mark.parametrize(
    "early",
    [
        "全文包括总体情况、主动公开政府信息情况、存在的主要问题及改进情况、其他需要报告的事项六部分。\n",
        "目录\n一、总体情况……1\n五、存在的主要问题及改进情况……3\n六、其他需要报告的事项……4\n",
        "一、总体情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n",
    ],
)
def test_listed_headings_begin_nothing(early: str) -> None:
    text = f"{early}一、总体情况\n今年公开信息三十件，回应关切。\n五、存在的主要问题及改进情况\n{BODY}\n六、其他需要报告的事项\n本年度没有收取费用。"
    assert kinds(text) == ["overview", "problems", "other_matters"]


def test_items_numbered_like_sections() -> None:
    text = "五、存在的主要问题及改进情况\n（一）存在问题\n一、人员不足。\n二、更新慢。\n（二）改进措施\n一、加强培训。\n二、专人更新。\n六、其他需要报告的事项\n无。"
    report = Report("r", text)
    assert kinds(text) == ["problems", "other_matters"]
    assert [item.role for item in extract_items(report)] == ["problem", "problem", "measure", "measure"]


def test_rows_of_a_table_are_no_headings() -> None:
    text = "三、收到和处理政府信息公开申请情况\n一、本年新收申请数量\n二、上年结转申请数量\n三、本年度办理结果\n四、结转下年度继续办理\n四、政府信息公开行政复议、行政诉讼情况\n无。"
    assert kinds(text) == ["request_tables", "dispute_tables"]


@pytest.mark.parametrize(
    "tail",
    [
        "\n澄湖市教育局\n2022年1月20日\n",
        "\n二○一二年二月二十日\n附件1：澄湖市2011年信息公开统计表\n指标单位年度主动公开数条1218",
        "\n澄湖市人民政府\n附表：统计表\n主动公开数12条",
    ],
)
def test_signature_and_annex_are_no_part_of_the_coded_section(tail: str) -> None:
    text = f"一、总体情况\n公开三件。\n五、存在的主要问题及改进情况\n{BODY}"
    *_, coded = parse_sections(Report("r", text + tail))
    assert (coded.section, coded.end) == ("problems", len(text))


def test_lost_heading() -> None:
    text = "四、政府信息公开行政复议、行政诉讼情况\n0\n（一）主要问题\n栏目更新慢。\n（二）改进情况\n将加强更新。\n六、其他需要报告的事项\n无。"
    assert kinds(text) == ["dispute_tables", "problems", "other_matters"]


@given(st.text(alphabet="一二三五六、。；：（）1.① \n存在的主要问题及改进情况措施下步将加强不足人员", max_size=200))
def test_any_text(text: str) -> None:
    report = Report("r", "五、存在的主要问题及改进情况\n" + text)
    sections = parse_sections(report)
    for before, after in itertools.pairwise(sections):
        assert before.end <= after.start
    items = extract_items(report, sections)
    starts = [item.start for item in items]
    assert len(set(starts)) == len(starts)
    for item in items:
        assert report.text[item.start : item.end] == item.text
        assert item.text == item.text.strip(" \n。；，")
