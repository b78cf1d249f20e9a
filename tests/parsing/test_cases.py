"""The parser on the wordings that real sections showed to be hard."""

from __future__ import annotations

import pytest
import test_items
from cases import CASES, REPORTS
from test_items import parsed

from textkit.parsing import extract_items, parse_sections
from textkit.records import Report


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    _, wanted, items = parsed(CASES[name])
    assert [(item.role, item.status, item.text) for item in items] == wanted


@pytest.mark.parametrize("name", REPORTS)
def test_whole_report(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_items, "HEADING", "")
    monkeypatch.setattr(test_items, "END", "")
    _, wanted, items = parsed(REPORTS[name])
    assert [(item.role, item.status, item.text) for item in items] == wanted


def test_the_reports_own_year_turns_to_measures_only_behind_problems() -> None:
    body = "2020年，我站一头要守船、一头要守网，两头都有欠账：班次更新慢；人手不足。\n2021年，增派人手。"
    report = Report("甲站/2020", f"五、存在的主要问题及改进情况\n{body}", year=2020)
    items = extract_items(report, parse_sections(report))
    assert [(item.role, item.text) for item in items] == [
        ("problem", "班次更新慢"),
        ("problem", "人手不足"),
        ("measure", "增派人手"),
    ]


def test_a_lead_in_with_the_reports_own_year_tells_what_was_done() -> None:
    body = "主要问题：1.船票难退；2.候船室漏雨。\n（二）整改措施。2020年我站狠抓服务，1.增设退票窗口；2.修补屋面。\n2021年将更换座椅。"
    report = Report("甲站/2020", f"五、存在的主要问题及改进情况\n{body}", year=2020)
    assert [(item.status, item.text) for item in extract_items(report, parse_sections(report))[2:]] == [
        ("done", "增设退票窗口"),
        ("done", "修补屋面"),
        ("planned", "更换座椅"),
    ]
