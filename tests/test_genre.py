"""A genre is data: its faults are named at once, and a second one, 政府工作报告, runs over real reports."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit
from textkit.cli import main
from textkit.cli.themes import summary
from textkit.coding.codebook import check_codebook, load_codebook
from textkit.coding.lexicon import load_lexicon
from textkit.coding.slots import find_slots
from textkit.coding.substance import level_of_act
from textkit.genre import OTHER_GENRE, Genre, load_genre
from textkit.parsing import extract_items, parse_sections, why_no_items, why_other_genre
from textkit.reading import read_corpus
from textkit.records import Item, Report, Section

REPORT = """政府工作报告
——2023年1月9日在澄湖市第八届人民代表大会第三次会议上
各位代表：
一、2022年工作回顾
过去一年，新建公园12个。
二、2023年工作安排
2023年是爬坡过坎之年。全市上下要鼓足干劲。
今年经济社会发展的主要预期目标是：地区生产总值增长6%；新增就业3万人。
重点做好以下工作：
（一）稳住工业
做强工业底盘。新建标准厂房20万平方米；培育链上企业50家。
（二）办好民生实事。改造老旧小区30个。把3所乡镇中学并入县城学校。
三、加强政府自身建设
严控公务接待支出。
在此，我谨代表市政府，向一线职工致以诚挚谢意！
各位代表！让我们携起手来，把蓝图画到底。
名词解释
1.链上企业：为链主企业配套的企业。
"""


@pytest.fixture(scope="module")
def genre() -> Genre:
    return load_genre("work_report")


def read(text: str, genre: Genre) -> tuple[list[Section], list[Item]]:
    report = Report("澄湖市/2023", text, year=2023)
    sections = parse_sections(report, genre=genre)
    items = extract_items(report, sections, genre=genre)
    for item in items:
        assert text[item.start : item.end] == item.text
    return sections, items


def test_sections(genre: Genre) -> None:
    sections, _ = read(REPORT, genre)
    assert [(s.section, s.part) for s in sections] == [("review", 1), ("tasks", 1), ("tasks", 2), ("annex", 1)]


def test_each_commitment_is_a_planned_measure(genre: Genre) -> None:
    _, items = read(REPORT, genre)
    assert [item.text for item in items] == [
        "新建标准厂房20万平方米",
        "培育链上企业50家",
        "改造老旧小区30个",
        "把3所乡镇中学并入县城学校",
        "严控公务接待支出",
    ]
    assert {(item.role, item.status, item.section) for item in items} == {("measure", "planned", "tasks")}
    assert [item.position for item in items] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("二、今年重点工作任务", "tasks"),
        ("三、对2024年政府工作的建议", "tasks"),
        ("二、今后五年工作思路和2023年重点任务", "tasks"),
        ("二、“十四五”时期主要目标任务和2021年重点工作", "tasks"),
        ("四、切实提升政府治理效能", "tasks"),
        ("三、努力建设人民满意的服务型政府", "tasks"),
        ("一、过去五年及2022年工作回顾", "review"),
        ("一、“十三五”时期发展成就和2020年主要工作", "review"),
        ("一、本届政府工作总结", "review"),
        ("二、今后五年的目标任务", "outlook"),
        ("二、2024年总体要求和主要目标", "outlook"),
        ("二、“十五五”时期主要目标任务", "outlook"),
        ("附件2", "annex"),
        ("名词解释和说明", "annex"),
    ],
)
def test_headings(heading: str, kind: str, genre: Genre) -> None:
    sections, _ = read(f"{heading}\n建成水厂2座。\n", genre)
    assert [section.section for section in sections] == [kind]


def test_headings_inside_do_not_end_the_tasks(genre: Genre) -> None:
    sections, items = read("2023年主要工作\n一、稳住工业\n新建厂房3座。\n二、做优农业\n建成冷库5座。\n", genre)
    assert [section.section for section in sections] == ["tasks"]
    assert [item.text for item in items] == ["新建厂房3座", "建成冷库5座"]


_LINES = [
    "二、2023年工作安排", "（一）稳住工业", "做强工业。新建厂房3座；", "1.改造危桥9座。", "一是疏通河道；二是补种行道树。",
    "今年主要预期目标是：增长6%。", "各位代表！", "重点做好以下工作：", "名词解释", "  ", "。；", "改造“三合一”。《规划》落地。",
]  # fmt: skip


@given(st.lists(st.sampled_from(_LINES) | st.text("一、。；：（）1\n建设 ", max_size=12), max_size=12))
@settings(max_examples=150, deadline=None)
def test_items_lie_in_order_inside_their_sections(genre: Genre, lines: list[str]) -> None:
    sections, items = read("\n".join(lines), genre)
    assert all(a.end <= b.start for a, b in itertools.pairwise(sections))
    assert all(a.end <= b.start for a, b in itertools.pairwise(items))
    coded = [(s.start, s.end) for s in sections if s.section == "tasks"]
    for item in items:
        assert any(start <= item.start < item.end <= end for start, end in coded)
        assert item.text == item.text.strip(" 。；\n") and item.text


@pytest.mark.parametrize(
    "said",
    [
        "我们要充分认识到，扩大内需是长久之计。",
        "路虽远，行则将至。",
        "奋斗成就梦想，实干创造未来。",
        "做好全年各项工作，使命光荣、责任重大。",
        "今年全市经济社会发展的主要预期目标是：生产总值增长6%。",
    ],
)
def test_what_commits_to_nothing_is_no_item(said: str, genre: Genre) -> None:
    _, items = read(f"二、2023年工作安排\n{said}\n建成冷库5座。\n", genre)
    assert [item.text for item in items] == ["建成冷库5座"]


def test_a_first_sentence_that_counts_is_no_headline(genre: Genre) -> None:
    _, items = read("二、2023年工作安排\n做优农业。建成冷库5座。\n改造危桥9座。疏通河道。\n", genre)
    assert [item.text for item in items] == ["建成冷库5座", "改造危桥9座", "疏通河道"]


def test_a_lead_in_stands_for_a_lost_heading(genre: Genre) -> None:
    _, items = read("去年通车2条路。\n今年要重点抓好10个方面的工作：\n建成冷库5座。\n", genre)
    assert [item.text for item in items] == ["建成冷库5座"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("一、2022年工作回顾\n新建公园12个。\n", "no section on this year's tasks found"),
        ("二、2023年工作安排\n。\n", "the section on this year's tasks is blank"),
        ("二、2023年工作安排\n重点做好以下工作：\n", "the section on this year's tasks names no task"),
    ],
)
def test_why_no_items(text: str, reason: str, genre: Genre) -> None:
    report = Report("澄湖市/2023", text)
    assert why_no_items(report, parse_sections(report, genre=genre), genre=genre) == reason


def test_all_faults_at_once(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(
        '[meta]\nname = "x"\nrole = "promise"\n[leeds]\n[leads]\nopening = ["a"]\nframe = ["("]\n', encoding="utf-8"
    )
    with pytest.raises(ValueError, match="unknown table") as raised:
        load_genre(file)
    for fault in ("[leeds]", "opening in [leads]", "no coded", "unknown role promise", "bad pattern '('"):
        assert fault in str(raised.value)


def test_a_genre_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        '[meta]\nname = "plan"\ncoded = "todo"\nrole = "measure"\n[[section]]\nkind = "todo"\nheadings = ["要做的事"]\n',
        encoding="utf-8",
    )
    mine = load_genre(file)
    _, items = read("一、要做的事\n修桥2座。补种行道树；疏浚河道。\n", mine)
    assert [item.text for item in items] == ["修桥2座", "补种行道树", "疏浚河道"]
    report = Report("a", "修桥。")
    assert why_no_items(report, [], genre=mine) == "the section to be coded was not found"


def test_the_genre_brings_its_codebook(tmp_path: Path) -> None:
    (tmp_path / "2023.md").write_text(REPORT, encoding="utf-8")
    told = CliRunner().invoke(main, ["items", str(tmp_path), "--genre", "work_report", "--quiet", "--format", "jsonl"])
    rows = [json.loads(line) for line in told.output.splitlines()]
    assert [row["theme"] for row in rows] == ["industry", "industry", "urban", "education", "government"]
    assert [row["substance"] for row in rows] == ["firm", "firm", "firm", "firm", "general"]


@pytest.fixture(scope="module")
def parsed(real: Path, genre: Genre) -> dict[str, tuple[Report, list[Section], list[Item]]]:
    found: dict[str, Any] = {}
    for report in read_corpus(real / "work_reports").reports:
        sections = parse_sections(report, genre=genre)
        found[report.report_id] = (report, sections, extract_items(report, sections, genre=genre))
    return found


def test_real_reports(parsed: dict[str, tuple[Report, list[Section], list[Item]]], genre: Genre) -> None:
    assert len(parsed) == 280
    without = {key for key, (_, sections, _) in parsed.items() if all(s.section != "tasks" for s in sections)}
    # two whose headings run into the text behind them, and a plan of five years without one of the year
    assert without == {"厦门市/2025", "厦门市/2026", "南昌市/2021-10"}
    counts = sorted(len(items) for _, _, items in parsed.values())
    assert counts[:3] == [0, 0, 0] and counts[3] > 30 and counts[-1] < 450
    assert 150 < counts[len(counts) // 2] < 250
    for report, _, items in parsed.values():
        for item in items:
            assert report.text[item.start : item.end] == item.text
            assert (item.role, item.status) == ("measure", "planned")
        starts = [item.start for item in items]
        assert starts == sorted(starts)


def test_real_fragments(parsed: dict[str, tuple[Report, list[Section], list[Item]]]) -> None:
    texts = {key: [item.text for item in items] for key, (_, _, items) in parsed.items()}
    assert "推广新能源汽车6.4万辆"[:12] in {text[:12] for text in texts["海口市/2024"]}
    assert "建设30个智能微电网" in {text[:10] for text in texts["青岛市/2026"]}
    every = "\n".join(text for each in texts.values() for text in each)
    assert "各位代表" not in every and "名词解释" not in every


def test_codebook(genre: Genre) -> None:
    assert check_codebook(genre.codebook) == []
    themes = load_codebook(genre.codebook).themes
    assert 10 <= len(themes) <= 16
    for theme in themes:
        assert theme.label and theme.label_en and theme.definition and theme.definition_zh
        if theme.id != "other":
            assert len(theme.cues) >= 15 and len(theme.examples) >= 4 and len(theme.counterexamples) >= 3


@pytest.mark.parametrize(
    ("act", "level"),
    [
        ("新建小学2所", "firm"),
        ("完成造林140万亩", "firm"),
        ("打通断头路6条", "firm"),
        ("开工环湖高速公路北段", "checkable"),
        ("加快地铁3号线建设", "checkable"),
        ("大力发展旅游业", "general"),
        ("深化国资国企改革", "general"),
        ("建成区绿化覆盖率稳步提高", "general"),
    ],
)
def test_the_lexicon_of_the_genre(act: str, level: str, genre: Genre) -> None:
    lexicon = load_lexicon(genre.lexicon)
    assert level_of_act(find_slots(act, lexicon), act, lexicon=lexicon) == level


def test_a_lexicon_only_adds(genre: Genre) -> None:
    assert load_genre("disclosure").lexicon == "disclosure"
    assert load_lexicon(genre.lexicon) is not load_lexicon()
    assert [slot.slot for slot in find_slots("完成造林140万亩", load_lexicon())] == []
    act = "6月底前修订公开指南"
    assert find_slots(act, load_lexicon(genre.lexicon)) == find_slots(act, load_lexicon())


def test_a_lexicon_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[acts.frame]]\nid = "x"\nalone = true\nverbs = ["腌制"]\nobjects = []\n', encoding="utf-8")
    assert [slot.text for slot in find_slots("腌制萝卜干", load_lexicon(str(file)))] == ["腌制", "萝卜干"]
    file.write_text("[verbs]\n[acts.frames]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unknown table verbs"):
        load_lexicon(str(file))
    file.write_text('[[acts.frame]]\nid = "x"\nverb = ["腌制"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="unknown key verb"):
        load_lexicon(str(file))
    with pytest.raises(FileNotFoundError, match="no lexicon 'acts'"):
        load_lexicon("acts")


@pytest.mark.parametrize(
    ("text", "title", "genre", "other"),
    [
        ("一、去年工作\n修渠三条。\n但工作中仍存在不少问题：一是渠道短。\n", "2021年澄湖市政府工作报告", "disclosure", "--genre work_report"),
        ("一、去年工作\n修渠三条。\n二、2021年工作安排\n植树百亩。\n", "2021年澄湖市政府工作报告", "disclosure", "--genre work_report"),
        ("一、去年工作\n修渠三条。\n二、2021年工作安排\n植树百亩。\n", "澄湖市水利志", "disclosure", "政府信息公开工作年度报告; name its kind"),
        ("渠长三里，植树百亩。\n", None, "disclosure", "政府信息公开工作年度报告; name its kind"),
        ("一、总体情况\n公开三件。\n", "澄湖市2021年政府信息公开工作年度报告", "work_report", "--genre disclosure"),
        # may well be one: by title, by two headings of the form, by the coded section where there is no title
        ("人员不足。\n", "澄湖市2021年政务公开年报", "disclosure", None),
        ("一、总体情况\n公开三件。\n三、收到和处理政府信息公开申请情况\n无。\n", "澄湖市2021年总结", "disclosure", None),
        ("五、存在的主要问题及改进情况\n人员不足。\n", None, "disclosure", None),
        ("一、总体情况\n公开三件。\n", None, "disclosure", None),
        ("我局信息公开工作有起色。\n", None, "disclosure", None),
        ("今年重点工作\n植树百亩。\n", "2021年澄湖市政府工作报告", "work_report", None),
    ],
)  # fmt: skip
def test_texts_of_another_kind_are_told(text: str, title: str | None, genre: str, other: str | None) -> None:
    report = Report("a", text, title=title)
    kind = load_genre(genre)
    why = why_other_genre(report, parse_sections(report, genre=kind), genre=kind)
    assert why is None if other is None else why and why.startswith(OTHER_GENRE) and other in why


def test_a_genre_without_titles_doubts_nothing(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        '[meta]\nname = "own"\ncoded = "todo"\n[[section]]\nkind = "todo"\nheadings = ["要做"]\n', encoding="utf-8"
    )
    assert why_other_genre(Report("a", "植树。", title="澄湖市水利志"), [], genre=load_genre(file)) is None


def test_reports_of_another_genre_are_not_ok(tmp_path: Path) -> None:
    work = "2021年澄湖市政府工作报告\n一、去年工作回顾\n修渠三条。工作中仍存在不少问题：一是渠道短；二是水池小。\n二、2021年工作安排\n植树百亩。\n"
    (tmp_path / "2021.txt").write_text(work, encoding="utf-8")
    (tmp_path / "2020.txt").write_text("2020年澄湖市政府工作报告\n修渠三条。\n", encoding="utf-8")
    found = textkit.analyze(tmp_path, compare=False)
    quality = found.quality.set_index("report_id")
    assert quality["result"].to_dict() == {"2020": "no_items", "2021": "partial"}
    assert quality["reason"].str.startswith(f"{OTHER_GENRE}: “").all()
    (line,) = [line for line in summary(found, "en") if "--genre" in line]
    assert line.startswith("of these, not like a report of genre disclosure: 2;")
    assert textkit.analyze(tmp_path, genre="work_report", compare=False).quality["result"].tolist() == [
        "no_items",
        "ok",
    ]
