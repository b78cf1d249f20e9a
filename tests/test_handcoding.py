"""Marked-up gold is read strictly; found items are lined up with it one to one."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.handcoding import align_items, alignment_scores, normal_characters, read_gold
from textkit.records import FRAMES

HEAD = (
    '<report agency="甲市教育局" agency_id="jia-edu" year="2021" level="city" body="department" region="甲市"'
    ' format="txt" noise="" voice="v1">\n<title>甲市教育局2021年年度报告</title>\n'
)
PROBLEMS = """<section kind="problems" heading="五、存在的主要问题及改进情况">
不足：一是<problem theme="staffing skills">人员不足，业务不熟</problem>；\
二是<problem theme="timeliness">更新慢</problem>。
（二）改进措施
1.<measure theme="content" status="planned" answers="1 2"><act level="firm"><s slot="deadline">6月底前</s>\
<s slot="act">印发</s><s slot="object instrument">《公开<s slot="quantity">12条</s>》</s></act>，\
<act level="boilerplate">加强领导</act></measure>。
2.<measure theme="platform" status="done"><act level="general" hedge="1">探索整合栏目</act></measure>。
</section>
"""


def write(folder: Path, xml: str, name: str = "jia-edu/2021.xml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(xml, encoding="utf-8")
    return path


def test_report_becomes_frames(tmp_path: Path) -> None:
    write(tmp_path, f"{HEAD}{PROBLEMS}</report>")
    gold = read_gold(tmp_path)
    report = gold.reports.iloc[0]
    assert (report["report_id"], report["agency"], report["year"], report["voice"], report["path"]) == (
        "jia-edu/2021", "甲市教育局", 2021, "v1", "jia-edu/2021.xml",
    )  # fmt: skip
    assert gold.items["item_id"].tolist() == [
        f"jia-edu/2021#{item}" for item in ("problem1", "problem2", "measure1", "measure2")
    ]
    assert gold.items["text"].iloc[2] == "6月底前印发《公开12条》，加强领导"
    assert gold.items["head"].tolist() == ["人员不足", "更新慢", "6月底前印发《公开12条》", "探索整合栏目"]
    assert gold.items["position"].tolist() == [1, 2, 1, 2]
    assert gold.items["themes"].iloc[0] == ("staffing", "skills")
    assert gold.items["answers"].iloc[2] == (1, 2)
    assert gold.items["status"].fillna("-").tolist() == ["-", "-", "planned", "done"]
    assert gold.items["substance"].fillna("-").tolist() == ["-", "-", "firm", "general"]
    assert gold.items["level"].unique().tolist() == ["city"]
    assert gold.themes.loc[:1, ["theme", "rank", "weight"]].values.tolist() == [
        ["staffing", 1, 0.5],
        ["skills", 2, 0.5],
    ]
    assert gold.substance.loc[0, ["substance", "n_acts", "n_checkable", "n_firm"]].tolist() == [
        "firm",
        2,
        0,
        1,
    ]
    assert gold.acts["hedge"].tolist() == [False, False, True]
    assert gold.acts.loc[0, ["act", "object", "deadline", "quantity", "actor"]].tolist() == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert gold.slots[["slot", "text"]].values.tolist() == [
        ["deadline", "6月底前"],
        ["act", "印发"],
        ["object", "《公开12条》"],
        ["instrument", "《公开12条》"],
        ["quantity", "12条"],
    ]


def test_offsets_point_into_the_text_of_the_section(tmp_path: Path) -> None:
    write(tmp_path, f"{HEAD}{PROBLEMS}</report>")
    gold = read_gold(tmp_path)
    text = gold.sections.loc[0, "text"]
    assert text.startswith("不足：一是人员不足，业务不熟；二是更新慢。\n（二）改进措施\n1.6月底前")
    for rows in (gold.items, gold.acts, gold.slots):
        assert [text[row.start : row.end] for row in rows.itertuples()] == rows["text"].tolist()


def test_frames_have_the_fixed_columns(tmp_path: Path) -> None:
    write(tmp_path, '<section kind="problems">本单位没有问题。</section>', "空.xml")
    gold = read_gold(tmp_path / "空.xml")
    for name, data in gold._asdict().items():
        assert list(data.columns)[: len(FRAMES[name])] == list(FRAMES[name])
    assert gold.items.empty
    assert gold.reports["report_id"].tolist() == ["空"]


def test_tables_are_no_text(tmp_path: Path) -> None:
    table = '<table kind="disputes" form="2021"><row id="review">1 2 3 4 10</row></table>'
    write(tmp_path, f'{HEAD}<section kind="dispute_tables" heading="四">前。\n{table}\n后。</section></report>')
    assert read_gold(tmp_path).sections["text"].tolist() == ["前。\n\n后。"]


def test_positions_count_over_the_sections_of_a_report(tmp_path: Path) -> None:
    one, two = (f'<section kind="problems"><problem theme="other">{text}</problem>。</section>' for text in "甲乙")
    write(tmp_path, f"{HEAD}{one}{two}</report>")
    items = read_gold(tmp_path).items
    assert items[["position", "part", "text"]].values.tolist() == [[1, 1, "甲"], [2, 2, "乙"]]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('level="city"', 'level="village"', "1: <report level='village'> is no possible value"),
        ('year="2021" ', "", "1: <report> lacks the attribute 'year'"),
        ('voice="v1"', 'vioce="v1"', "1: <report> has no attribute 'vioce'; it may have agency"),
        ('kind="problems"', 'kind="problem"', "3: <section kind='problem'> is no possible value"),
        ('theme="timeliness"', 'theme="time-liness"', "4: <problem theme='time-liness'> is no"),
        ('theme="timeliness"', 'theme="a b c d"', "4: <problem theme='a b c d'> is no possible value"),
        ('theme="timeliness"', 'theme="skills skills"', "4: theme 'skills' stands twice"),
        ('theme="timeliness"', 'theme="timeliness" status="done"', "4: <problem> has no attribute 'status'"),
        ('status="done"', 'status="finished"', "7: <measure status='finished'> is no possible value"),
        ('answers="1 2"', 'answers="3"', "6: <measure> answers problem 3 of 2"),
        ('slot="deadline"', 'slot="date"', "6: <s slot='date'> is no possible value"),
        ("<act level=\"general\" hedge=\"1\">探索整合栏目</act>", "探索", "7: <measure> has no <act>"),
        ('level="firm"', 'level="checkable"', "6: <act level='checkable'> with act object quantity deadline"),
        ('level="boilerplate"', 'level="firm"', "6: <act level='firm'> with no slot can only be"),
        ("更新慢</problem>。", "更新慢。</problem>", "4: <problem> must begin and end with its own words"),
        ("更新慢", "<b>更新</b>慢", "4: unknown element <b>; known are report, title"),
        ("更新慢", "<act level=\"general\">更新</act>慢", "4: <act> cannot stand in <problem>"),
        ("更新慢", "更新&慢", "4: EntityRef: expecting ';'"),
        ("</title>", "</title>散字", "1: <report> holds text outside its parts"),
        ("<report", "<!DOCTYPE report [<!ENTITY a '甲'>]><report", "1: a document type declaration"),
    ],
)  # fmt: skip
def test_faults_are_named_with_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    xml = f"{HEAD}{PROBLEMS}</report>"
    assert xml.count(old) == 1
    path = write(tmp_path, xml.replace(old, new))
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        read_gold(tmp_path)
    assert str(error.value).startswith(f"{path}:")


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, '<section kind="x"/>', "a.xml")
    write(tmp_path, "<gold/>", "b.xml")
    write(tmp_path, '<section kind="problems"><problem theme="moods">甲</problem></section>', "c.xml")
    with pytest.raises(ValueError) as error:
        read_gold(tmp_path, themes=["content"])
    faults = str(error.value).splitlines()
    assert [Path(fault.split(":")[0]).name for fault in faults] == ["a.xml", "b.xml", "c.xml"]
    assert "theme 'moods' is not in the codebook" in faults[2]


def test_items_stand_in_the_coded_section_only(tmp_path: Path) -> None:
    item = "<achievement>公开有成效</achievement>"
    write(tmp_path, f'<section kind="overview">{item}</section>', "a.xml")
    with pytest.raises(ValueError, match="in a section of kind 'overview'"):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("slots", "hedge", "level", "fits"),
    [
        ("act object quantity", 0, "firm", True),
        ("act object deadline", 0, "firm", True),
        ("act object deadline", 1, "checkable", True),
        ("act object deadline", 1, "firm", False),
        ("act object quantity", 1, "firm", True),
        ("act object actor mechanism", 0, "firm", True),
        ("act object mechanism", 0, "checkable", True),
        ("act quantity deadline", 0, "firm", True),
        ("act quantity", 0, "checkable", False),
        ("object quantity deadline", 0, "general", True),
        ("object", 0, "boilerplate", False),
    ],
)
def test_level_follows_from_the_slots(tmp_path: Path, slots: str, hedge: int, level: str, fits: bool) -> None:
    act = f'<act level="{level}" hedge="{hedge}"><s slot="{slots}">做</s>事</act>'
    write(
        tmp_path,
        f'<section kind="problems"><measure theme="other" status="planned">{act}</measure></section>',
        "a.xml",
    )
    if fits:
        assert read_gold(tmp_path).substance["substance"].tolist() == [level]
    else:
        with pytest.raises(ValueError, match="can only be"):
            read_gold(tmp_path)


def test_missing_file_is_no_gold(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_gold(tmp_path / "none.xml")
    with pytest.raises(FileNotFoundError):
        read_gold(tmp_path)


# Alignment

COLUMNS = ["item_id", "report_id", "role", "status", "text"]


def items(*rows: tuple[str, str, str], report: str = "a") -> pd.DataFrame:
    """Make items of one report from role, status and text; the ids count from 1."""
    full = [(f"{report}#{i}", report, role, status or None, text) for i, (role, status, text) in enumerate(rows, 1)]
    return pd.DataFrame(full, columns=COLUMNS)


def pairs(aligned: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(aligned[["match", "gold_id", "predicted_id"]].fillna("-").itertuples(index=False, name=None))


def test_whole_partial_missed_spurious() -> None:
    gold = items(
        ("problem", "", "公开范围不广，重点领域信息偏少"),
        ("problem", "", "更新不及时"),
        ("measure", "planned", "建立每月通报制度，对空白栏目逐一销号"),
    )
    found = items(
        ("measure", "done", "建立每月通报制度,对空白栏目\n逐一 销号"),
        ("problem", "", "公开范围不广"),
        ("cause", "", "机构改革后人员调整"),
    )
    aligned = align_items(found, gold)
    assert pairs(aligned) == [
        ("partial", "a#1", "a#2"),
        ("missed", "a#2", "-"),
        ("whole", "a#3", "a#1"),
        ("spurious", "-", "a#3"),
    ]
    scores = alignment_scores(aligned).set_index("score")
    assert scores[["numerator", "denominator"]].T.to_dict("list") == {
        "whole": [1, 3], "matched": [2, 3], "role": [2, 2], "status": [0, 1], "spurious": [1, 3],
    }  # fmt: skip


def test_reports_are_not_mixed() -> None:
    aligned = align_items(items(("problem", "", "更新慢"), report="b"), items(("problem", "", "更新慢")))
    assert pairs(aligned) == [("missed", "a#1", "-"), ("spurious", "-", "b#1")]


def test_one_found_item_answers_one_gold_item() -> None:
    gold = items(("problem", "", "队伍建设有待加强"), ("measure", "planned", "队伍建设有待加强"))
    assert pairs(align_items(gold.iloc[1:], gold)) == [("missed", "a#1", "-"), ("whole", "a#2", "a#2")]
    assert pairs(align_items(gold.iloc[::-1], gold)) == [("whole", "a#1", "a#1"), ("whole", "a#2", "a#2")]


def test_exact_wording_goes_before_overlap() -> None:
    gold = items(("problem", "", "解读形式单一少"), ("problem", "", "解读形式单一"))
    found = items(("problem", "", "解读形式单一"))
    assert pairs(align_items(found, gold)) == [("missed", "a#1", "-"), ("whole", "a#2", "a#1")]


def test_nothing_found_and_nothing_marked() -> None:
    none, some = items(), items(("problem", "", "更新慢"))
    assert pairs(align_items(none, some)) == [("missed", "a#1", "-")]
    assert align_items(none, none).empty
    assert alignment_scores(align_items(none, none))["value"].isna().all()


def test_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="missing column status: pass a frame made by extract_items"):
        align_items(items().drop(columns="status"), items())


@given(st.lists(st.text("公开更新慢人员不足", min_size=1, max_size=8), max_size=6), st.integers(0, 9))
def test_items_meet_themselves_in_any_order(texts: list[str], seed: int) -> None:
    gold = items(*(("problem", "", text) for text in texts))
    aligned = align_items(gold.sample(frac=1, random_state=seed), gold)
    assert (aligned["match"] == "whole").all()
    assert len(aligned) == len(gold)


def test_normal_characters_do_not_see_the_rendering() -> None:
    plain = "（一）人员不足，全年仅2名；"
    noisy = "(一)⼈员\u200b不\n\n足, 全年仅 ２ 名;"
    assert normal_characters(plain) == normal_characters(noisy) == "一人员不足全年仅2名"
