"""Acts: one clause, or a clause with what belongs to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.parsing.acts import clauses, split_acts

PIECES = [
    "加强培训",
    "根据上级要求",
    "便于群众查阅",
    "修订《公开指南，附件》",
    "每季度末",
    "一是",
    "，",
    "；",
    "。",
    ",",
    "1.",
    "“",
    "（",
]


def acts(text: str) -> list[str]:
    return [text[start:end] for start, end in split_acts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加强培训，完善制度；公布目录。", ["加强培训", "完善制度", "公布目录"]),
        ("强化培训。每季度办班一期", ["强化培训", "每季度办班一期"]),
        ("根据上级要求，修订目录", ["根据上级要求，修订目录"]),
        ("围绕群众关切，开设专栏，加强解读", ["围绕群众关切，开设专栏", "加强解读"]),
        ("通过集中授课等方式，提高能力", ["通过集中授课等方式，提高能力"]),
        ("在网站首页显著位置上，开设专栏", ["在网站首页显著位置上，开设专栏"]),
        ("以新条例实施为契机，组织学习", ["以新条例实施为契机，组织学习"]),
        ("更新栏目，便于公众查询", ["更新栏目，便于公众查询"]),
        ("开展培训，确保工作取得实效，公布目录", ["开展培训，确保工作取得实效", "公布目录"]),
        ("由办公室牵头，每月核查栏目", ["由办公室牵头，每月核查栏目"]),
        ("对新进人员，开展轮训", ["对新进人员，开展轮训"]),
        ("凡未标注公开属性的发文稿，办公室一律退回", ["凡未标注公开属性的发文稿，办公室一律退回"]),
        ("6月底前，印发清单", ["6月底前，印发清单"]),
        ("7月1日起，印发清单", ["7月1日起，印发清单"]),
        ("拟作不予公开决定的，先请律师论证", ["拟作不予公开决定的，先请律师论证"]),
        ("从8月起凡未附解读的，由文电科退回", ["从8月起凡未附解读的，由文电科退回"]),
        ("今后未注明理由的公文，办公室一律退文", ["今后未注明理由的公文，办公室一律退文"]),
        ("涉及渔民的停航方案，公开征求意见", ["涉及渔民的停航方案，公开征求意见"]),
        ("由司法局会同办公室，印发清单", ["由司法局会同办公室，印发清单"]),
        ("除涉密部分外，公布清单", ["除涉密部分外，公布清单"]),
        ("由法规科审查，未附意见一律不予用印", ["由法规科审查，未附意见一律不予用印"]),
        ("开展审查，由法规科把关", ["开展审查", "由法规科把关"]),
        ("下一步，我局将加强培训", ["下一步，我局将加强培训"]),
        ("公布预算、决算、采购结果", ["公布预算、决算、采购结果"]),
        ("印发方案、举办培训班、开设专栏", ["印发方案、举办培训班、开设专栏"]),
        ("印发《公开，解读；办法》，加强培训", ["印发《公开，解读；办法》", "加强培训"]),
        ("坚持“先审查，后公开”原则，规范流程", ["坚持“先审查，后公开”原则，规范流程"]),
        ("指导村（社区，含园区）更新栏目", ["指导村（社区，含园区）更新栏目"]),
        ("加强培训,规范流程;更新目录", ["加强培训", "规范流程", "更新目录"]),
        ("发布信息1,200条，更新栏目", ["发布信息1,200条", "更新栏目"]),
        ("一是加强培训，二是更新目录", ["加强培训", "更新目录"]),
        ("加强培训。确保取得实效。", ["加强培训", "确保取得实效"]),
        ("将聘请法律顾问", ["将聘请法律顾问"]),
        ("规范有序", ["规范有序"]),
        ("完善发布机制：成立审核小组", ["完善发布机制", "成立审核小组"]),
    ],
)
def test_clauses_are_grouped_by_what_belongs_together(text: str, expected: list[str]) -> None:
    assert acts(text) == expected


def test_an_unclosed_quotation_does_not_swallow_the_rest() -> None:
    assert acts("打造“阳光政府，更新栏目") == ["打造“阳光政府", "更新栏目"]


@pytest.mark.parametrize("text", ["", "，。", " \n"])
def test_nothing_but_marks_gives_no_more_than_them(text: str) -> None:
    assert split_acts(text) == ([] if not text.strip() else [(0, len(text))])


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_acts_are_ordered_apart_and_trimmed(text: str) -> None:
    found = split_acts(text)
    assert bool(found) == bool(text.strip())
    last = 0
    for start, end in found:
        assert last <= start < end <= len(text)
        last = end
    if clauses(text):
        for start, end in found:
            assert text[start] not in "，。；！,; " and text[end - 1] not in "，。；！,; "


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_clause_lies_in_one_act(text: str) -> None:
    found = split_acts(text)
    for clause in clauses(text):
        assert sum(start <= clause.start and clause.end <= end for start, end in found) == 1


def test_splitting_takes_linear_time() -> None:
    assert len(split_acts("“（《" * 20_000)) == 1
    assert len(split_acts("加强培训，" * 20_000)) == 20_000
