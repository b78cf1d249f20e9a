"""Cleaning: what is joined, what stays apart, what is dropped, and where it came from."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.reading import clean
from textkit.records import Report

A = "一是对公开工作的认识不深、重视程度不够，更新不及时，责任没有落到人头"
B = "上，群众看不到想看的内容。"
JOINED = A + B


@pytest.mark.parametrize(
    "between",
    [
        *("\n", "\n\n", "\r\n", "\n\n\n", "\f", "\n \n"),
        *(
            "\n-5-\n",
            "\n- 5 -\n",
            "\n— 5 —\n",
            "\n第 5 页\n",
            "\n第5页 共10页\n",
            "\n5\n",
            "\n\n5\n\n",
            "\n\f5\n",
        ),
    ],
)
def test_a_sentence_that_is_broken_is_joined(between: str) -> None:
    assert clean(f"{A}{between}{B}")[0] == JOINED


@pytest.mark.parametrize("number", ["-5-", " - 5 - ", "— 5 —", "\u200b"])
def test_page_numbers_inside_a_line_are_dropped(number: str) -> None:
    assert clean(f"认识不深、{number}重视程度不够。")[0] == "认识不深、重视程度不够。"


@pytest.mark.parametrize("kept", ["2020-5-1公开", "电话0517-5-8", "第3-5条", "A-1-B"])
def test_numbers_with_dashes_are_kept(kept: str) -> None:
    assert clean(kept)[0] == kept


@pytest.mark.parametrize(
    "text",
    [
        "云屏市水务局\n2021年政府信息公开工作年度报告\n根据条例，制作本报告。",
        "一、总体情况\n全年公开文件三件。",
        "二、主动公开政府信息情况和其他应当报告的各类重要事项\n全年公开文件三件。",
        "主要有以下几点，\n（一）更新慢。\n（二）解读少。",
        "更新较慢，需要再抓紧；\n二是解读少。",
        "特此报告\n云屏市水务局\n2022年1月20日",
        "规章\n规范性文件\n行政许可",
        "行政许可\t3\n行政处罚\t4\n其余各项，\n都没有。",
    ],
)
def test_what_stands_apart_stays_apart(text: str) -> None:
    expected = text.replace("其余各项，\n", "其余各项，")
    assert clean(text)[0] == expected


def test_narrow_columns_are_joined_where_most_lines_are_broken() -> None:
    lines = [
        "全年公开政府信息三百件，内容涉及供水、",
        "河道和水价，网站专栏访问量比上年增加了",
        "两成，来电询问减少了一半，群众认可度提",
        "高。",
    ]
    assert clean("\n".join(lines))[0] == "".join(lines)


def test_an_article_broken_before_its_paragraph_is_joined() -> None:
    assert clean("依据条例第二十条第\n（一）项公开。")[0] == "依据条例第二十条第（一）项公开。"
    assert clean(f"{A}，贯彻十九届\n四中、五中全会精神。")[0] == f"{A}，贯彻十九届四中、五中全会精神。"


def test_a_number_that_counts_something_is_kept() -> None:
    assert "12" in clean(f"{A}全年收到\n12\n件申请。")[0]


def test_characters_are_mended_and_punctuation_stays() -> None:
    assert clean("⽂件２０２０年Ａ类①（一），“公开”：；！")[0] == "文件2020年A类①（一），“公开”：；！"
    assert clean("公\u200b开\ufeff\xad信\u2060息")[0] == "公开信息"
    assert clean("\u3000\u3000公开\xa0信息")[0] == "公开信息"
    assert clean("共 3 次， 其中 A 类 2 次（ 含 1 次 ）")[0] == "共3次，其中 A 类2次（含1次）"
    assert clean("2 0 2 1 年度")[0] == "2021年度"


@pytest.mark.parametrize(
    "noise",
    [
        "=" * 40,
        "|" * 300,
        "├────┼────┤",
        "当前位置：首页 > 政务公开 > 年报",
        "首页 > 政务公开 > 年报",
        "分享到：微信 微博 QQ空间",
        "【打印本页】【关闭窗口】",
        "【字体：大 中 小】",
        "扫一扫在手机打开当前页",
        "主办：云屏市人民政府 备案号：某ICP备123号",
        "上一篇：云屏市教育局年报",
    ],
)
def test_page_furniture_is_dropped(noise: str) -> None:
    assert clean(f"公开文件三件。\n{noise}\n二、其他事项")[0] == "公开文件三件。\n二、其他事项"


def test_runs_of_bars_inside_a_line_leave_the_text() -> None:
    assert clean("|" * 200 + "五、存在的问题" + "|" * 200)[0] == "五、存在的问题"
    assert clean("|六、其他事项")[0] == "六、其他事项"
    assert clean(f"认识不深、||||||||重视程度不够，{B}")[0] == f"认识不深、重视程度不够，{B}"


def test_rows_keep_their_cells() -> None:
    assert clean("| 规章 | 1 |\n|---|---|\n| 文 件 | |")[0] == "规章\t1\n文件\t"
    assert clean("行政许可 3 12\n行政处罚 4")[0] == "行政许可\t3\t12\n行政处罚\t4"
    assert clean("内容 上年数 本年数\n行政许可 3 12")[0] == "内容\t上年数\t本年数\n行政许可\t3\t12"
    assert clean("\t\t合计\t4\n一、\t新收\t0\t0")[0] == "\t\t合计\t4\n一、\t新收\t0\t0"


def test_tabs_that_only_make_room_are_dropped() -> None:
    assert clean("\t公开文件三件。\n一、\t总体情况")[0] == "公开文件三件。\n一、总体情况"


def test_a_report_on_one_line_is_opened_at_its_headings() -> None:
    narrative = "全年公开政府信息三百件，" * 12
    text = f"当前位置： 首页政务公开 云屏市2021年政府信息公开工作年度报告 一、 概述 {narrative}完。 二、 问题 有。 附件下载"
    assert clean(text)[0].split("\n") == [
        "云屏市2021年政府信息公开工作年度报告",
        "一、概述",
        f"{narrative}完。",
        "二、问题",
        "有。",
    ]


def test_marks_lead_to_the_line_of_the_source() -> None:
    source = f"标题行\n\n{A}\n- 1 -\n{B}\n\f第二页开头。\n| 规章 | 1 |\n| 文件 | 2 |"
    text, marks = clean(source)
    report = Report(report_id="a", text=text, marks=marks)
    assert report.locate(text.index("标题行")) == (1, 1)
    assert report.locate(text.index("一是")) == (1, 3)
    assert report.locate(text.index("人头")) == (1, 3)
    assert report.locate(text.index("上，群众")) == (1, 5)
    assert report.locate(text.index("第二页")) == (2, 1)
    assert report.locate(text.index("文件")) == (2, 3)


HAN = st.text(alphabet="公开信息工作更新问题改进措施水务局河道专栏培训", min_size=4, max_size=60)
SENTENCE = st.builds(
    lambda parts, end: "，".join(parts) + end,
    st.lists(HAN, min_size=1, max_size=4),
    st.sampled_from("。；！"),
)
HEADING = st.builds(
    "{}、{}".format,
    st.sampled_from("一二三四五六七"),
    st.text(alphabet="总体情况问题改进", min_size=2, max_size=12),
)
DOCUMENT = st.lists(st.one_of(SENTENCE, HEADING), min_size=1, max_size=12).map("\n".join)


@given(DOCUMENT)
def test_clean_narrative_is_left_as_it_is(document: str) -> None:
    assert clean(document)[0] == document


@given(DOCUMENT, st.integers(20, 40))
@settings(max_examples=60)
def test_wrapping_loses_nothing(document: str, width: int) -> None:
    lines = [line[at : at + width] for line in document.split("\n") for at in range(0, len(line), width)]
    cleaned, _ = clean("\n".join(lines))
    assert cleaned.replace("\n", "") == document.replace("\n", "")
    assert clean(cleaned)[0] == cleaned


@given(
    DOCUMENT,
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["\n", "\n\n", " ", "\u3000", "\f"])), max_size=8),
)
def test_marks_rise_and_stay_in_range(document: str, breaks: list[tuple[int, str]]) -> None:
    for at, what in breaks:
        document = document[:at] + what + document[at:]
    text, marks = clean(document)
    starts = [mark.start for mark in marks]
    assert starts == sorted(starts)
    assert all(0 <= start < max(len(text), 1) for start in starts)
    assert starts[:1] == ([0] if text else [])
    assert "".join(text.split()) == "".join(document.split())


@given(st.text(max_size=300))
def test_no_text_makes_cleaning_fail(text: str) -> None:
    cleaned, marks = clean(text)
    assert all(0 <= mark.start <= len(cleaned) for mark in marks)


@pytest.mark.parametrize(
    "text",
    [
        JOINED * 50_000,
        "|" * 10**6,
        "甲" + "|" * 10**6 + "乙",
        " " * 10**6,
        "甲" + " " * 10**6 + "乙",
        "甲" + "\t" * 10**6 + "乙",
        "- " * 300_000,
        "（" * 10**6,
        "1 " * 150_000,
        "\n" * 10**6,
    ],
    ids=lambda text: text[:3].replace("\n", "n") + str(len(text)),
)
def test_long_runs_take_linear_time(text: str) -> None:
    started = time.process_time()
    clean(text)
    assert time.process_time() - started < 20  # quadratic time would be hours


WRAPPED = [
    "一、总体情况",
    "全年公开政府信息三百件，内容涉及供水、河道和水价等，网",
    "站专栏访问量比上年增加了两成，来电询问减少了一半左右。",
    "二、因公开工作被申请行政复议和被提起行政诉讼的有关情况",
    "全年没有因公开工作被申请行政复议，也没有被提起行政诉讼",
    "，受理来信来访时涉及公开工作的有三件，都在期限内办结并",
    "回访。",
    "1、河道整治专栏有五个乡镇的工作人员自上半年以来一直没",
    "有更新过任何内容；",
]


def test_a_numbered_line_is_a_heading_or_a_broken_item() -> None:
    assert clean("\n".join(WRAPPED))[0].split("\n") == [
        WRAPPED[0],
        WRAPPED[1] + WRAPPED[2],
        WRAPPED[3],
        WRAPPED[4] + WRAPPED[5] + WRAPPED[6],
        WRAPPED[7] + WRAPPED[8],
    ]
