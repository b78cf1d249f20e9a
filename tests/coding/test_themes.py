"""The themes of items: the rule case by case, and its accuracy on items coded by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit import records
from textkit.coding.codebook import load_codebook
from textkit.coding.matching import clauses, openings
from textkit.coding.themes import match_cues, rank_themes, tag_themes

BOOK = load_codebook()
DEV = Path(__file__).with_name("dev_items.csv")


def themes(text: str) -> list[str]:
    return [hit.theme for hit in rank_themes(text, BOOK)]


def items(*texts: str, **columns: list[object]) -> pd.DataFrame:
    starts = [100 * number for number in range(1, len(texts) + 1)]
    ids = [f"a#{start}" for start in starts]
    return pd.DataFrame({"item_id": ids, "text": list(texts), "start": starts, **columns})


@pytest.mark.parametrize(
    ("text", "primary"),
    [
        # the last noun phrase is the head of a Chinese phrase
        ("加强公开平台建设", "platform"),
        ("信息公开队伍建设有待加强", "staffing"),
        ("提高政策解读质量", "interpretation"),
        ("提高公开工作人员业务水平", "skills"),
        ("公开内容更新不及时", "timeliness"),
        ("加强公开内容的保密审查", "vetting"),
        # a reason leads to a shortcoming
        ("由于人手不足，导致信息更新不及时", "timeliness"),
        ("因经办人员业务不熟，个别申请答复不规范", "requests"),
        ("公开意识不强，造成重点领域信息公开不全面", "content"),
        # a head without object
        ("内强素质", "skills"),
        ("补齐短板。公众号推送不多，网站检索不便", "platform"),
        # checks
        ("强化监督考核，把网站栏目维护列入考核指标", "oversight"),
        ("加强对网站栏目的检查", "platform"),
        ("加大对依申请公开办理情况的督查力度", "requests"),
        # late delivery between units, knowledge, replies
        ("部分科室信息报送不及时", "coordination"),
        ("对依申请公开程序不熟悉", "skills"),
        ("答复申请人不够及时", "requests"),
        ("完善依申请公开工作机制", "requests"),
        ("健全工作机制", "coordination"),
        # grounds and means stand behind
        ("按照标准化规范化要求，办好公开专栏", "platform"),
        ("依托政府网站，做好惠企政策解读", "interpretation"),
    ],
)
def test_primary_theme(text: str, primary: str) -> None:
    assert themes(text)[0] == primary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开内容不够丰富、更新不够及时", ["content", "timeliness"]),
        ("拓宽公开渠道、充实公开内容", ["platform", "content"]),
        ("对依申请公开流程不熟悉", ["skills", "requests"]),
        ("加强网站检查", ["platform", "oversight"]),
        ("公开的数量、质量和时效性都不够", ["content", "timeliness"]),
        ("加强业务培训，确保信息及时更新", ["skills"]),
        ("公开质量有待提高", []),
        ("", []),
    ],
)
def test_theme_sets(text: str, expected: list[str]) -> None:
    assert themes(text) == expected


def test_exclusions_and_longest_match() -> None:
    assert [hit.theme for hit in match_cues("主动公开意识", BOOK)] == ["awareness"]
    assert [hit.theme for hit in match_cues("群众留言答复", BOOK)] == ["participation"]
    assert not [hit for hit in match_cues("制定行政规范性文件", BOOK) if hit.theme == "standards"]


def test_clauses_cover_what_they_should() -> None:
    text = "按照要求，规范和完善目录、更新网站；由于人少，影响进度"
    found = [(text[clause.start : clause.end], clause.kind, clause.sentence) for clause in clauses(text)]
    assert found == [
        ("按照要求", "preface", 0),
        ("规范和完善目录", "plain", 0),
        ("更新网站", "plain", 0),
        ("由于人少", "reason", 1),
        ("影响进度", "purpose", 1),
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("(?:公开|发布).{0,4}滞后", ("公开", "发布")),
        ("公开[^，]{0,3}慢", ("公开",)),
        ("(?:政府)?网站", ()),
        ("网站|微博", ()),
        ("[上下]网", ()),
        ("对(?:条例|规定)不熟|不懂", ()),
    ],
)
def test_openings(pattern: str, expected: tuple[str, ...]) -> None:
    assert openings(pattern) == expected


def test_frame_columns_offsets_and_weights() -> None:
    data = items("公开内容不够丰富、更新不够及时", "公开质量有待提高")
    tagged = tag_themes(data)
    assert list(tagged.columns) == list(records.FRAMES["themes"])
    assert tagged["theme"].tolist() == ["content", "timeliness", "other"]
    assert tagged["rank"].tolist() == [1, 2, 1]
    assert tagged["weight"].tolist() == [0.5, 0.5, 1.0]
    assert tagged["probability"].isna().all() and set(tagged["method"]) == {"rule"}
    assert tagged.loc[2, ["start", "end", "cue"]].isna().all()
    for row in tagged.iloc[:2].itertuples():
        assert data["text"][0][row.start - 100 : row.end - 100] == row.cue


def test_remedy_without_object_takes_the_theme_of_its_problem() -> None:
    data = items("栏目长期未更新，公开渠道单一", "立即予以改正", pair_id=[None, "a#100"])
    tagged = tag_themes(data).set_index("item_id")
    assert tagged.loc["a#200", "theme"] == "timeliness"
    assert tagged.loc["a#200", "start"] == tagged.loc["a#100", "start"].iloc[0]
    strayed = items("立即予以改正", pair_id=["b#1"])
    assert tag_themes(strayed)["theme"].tolist() == ["other"]


def test_the_head_of_the_item_decides_before_what_follows() -> None:
    text = "以公开促服务，丰富公开内容；加强公开平台建设"
    assert tag_themes(items(text))["theme"].iloc[0] == "content"
    assert tag_themes(items("总结提升：更新栏目", head=["总结提升"]))["theme"].tolist() == ["timeliness"]


def test_empty_missing_and_unknown() -> None:
    assert list(tag_themes(items()).columns) == list(records.FRAMES["themes"])
    with pytest.raises(ValueError, match="missing column start: pass a frame made by extract_items"):
        tag_themes(pd.DataFrame({"item_id": [], "text": []}))
    data = items("加强队伍建设").astype({"text": "string"})
    data.loc[0, "text"] = None
    assert tag_themes(data)["theme"].tolist() == ["other"]


CUES = sorted({cue for theme in BOOK.themes for cue in (*theme.cues, *theme.weak, *theme.not_cues)})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*CUES, *"，。、和的x", "导致", "由于", "不够"]), max_size=14))
def test_hits_never_overlap_and_themes_are_few(parts: list[str]) -> None:
    text = "".join(parts)
    hits = match_cues(text, BOOK)
    assert all(text[hit.start : hit.end] == hit.cue for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))
    ranked = rank_themes(text, BOOK)
    assert len(ranked) <= 3 and len({hit.theme for hit in ranked}) == len(ranked)
    assert bool(ranked) == bool(hits)
    assert set(ranked) <= set(hits)


def coded(split: str) -> Iterator[tuple[str, list[str]]]:
    with DEV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split:
                yield row["text"], row["themes"].split()


@pytest.mark.parametrize(("split", "floor", "size"), [("tuned", 0.94, 300), ("held_out", 0.92, 150)])
def test_accuracy_of_the_primary_theme(split: str, floor: float, size: int) -> None:
    """Floors just under what the rule reaches.

    Errors on the held-out part were never looked at. But one hand wrote items and cues: on the wording of
    others expect less.
    """
    rows = list(coded(split))
    assert len(rows) >= size
    right = sum((themes(text) or ["other"])[0] == gold[0] for text, gold in rows)
    assert right / len(rows) >= floor


def test_dev_items_are_well_formed() -> None:
    known = {theme.id for theme in BOOK.themes}
    rows = [*coded("tuned"), *coded("held_out")]
    assert len({text for text, _ in rows}) == len(rows)
    assert all(gold and len(gold) <= 3 and set(gold) <= known for _, gold in rows)
    assert {gold[0] for _, gold in rows} == known
