"""Who issued a report, and which source of that is believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from constructed import PARAGRAPHS, TEXT

from textkit.reading import load_agencies, load_metadata, read_corpus, read_report
from textkit.reading.identity import identify, path_identity
from textkit.reading.places import is_agency, normalise, standing
from textkit.reading.titles import find_title, parse_title

Save = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "level", "body", "region"),
    [
        ("吴忠市教育局", "city", "department", "宁夏回族自治区"),
        ("淮安市人民政府", "city", "government", "江苏省"),
        ("上海市人民政府办公厅", "province", "government", "上海市"),
        ("上海市科委", "province", "department", "上海市"),
        ("上海市徐汇区人民政府", "county", "government", "上海市"),
        ("上海市浦东新区教育局", "county", "department", "上海市"),
        ("浦东新区人民政府", "county", "government", "上海市"),
        ("昆山市人民政府", "county", "government", "江苏省"),
        ("平潭县人民政府", "county", "government", None),
        ("平潭综合实验区", None, "other", None),
        ("苏州工业园区管理委员会", None, "other", None),
        ("宁波市鄞州区姜山镇人民政府", "township", "government", "浙江省"),
        ("天河区石牌街道办事处", "township", "government", None),
        ("恩施州民政局", "city", "department", "湖北省"),
        ("恩施市人民政府", "county", "government", "湖北省"),
        ("兴安盟行政公署", "city", "government", "内蒙古自治区"),
        ("新疆维吾尔自治区", "province", "government", "新疆维吾尔自治区"),
        ("科尔沁左翼中旗人民政府", "county", "government", None),
        ("吴忠市市场监督管理局", "city", "department", "宁夏回族自治区"),
        ("吴忠市城市管理局", "city", "department", "宁夏回族自治区"),
        ("吴忠市乡村振兴局", "city", "department", "宁夏回族自治区"),
        ("吴忠市住房和城乡建设局", "city", "department", "宁夏回族自治区"),
        ("深圳市南山区人民政府", "county", "government", "广东省"),
        ("教育部", "central", "department", None),
        ("国家发展和改革委员会", "central", "department", None),
        ("国务院办公厅", "central", "government", None),
        ("国家税务总局吴忠市税务局", "city", "department", "宁夏回族自治区"),
        ("云屏市水务局", "county", "department", None),
        ("吉林市人民政府", "city", "government", "吉林省"),
        ("北京路街道办事处", "township", "government", None),
    ],
)
def test_the_name_tells_the_standing(name: str, level: str, body: str, region: str) -> None:
    found = standing(name)
    assert (found.level, found.body, found.region) == (level, body, region)


@pytest.mark.parametrize(
    ("title", "agency", "years"),
    [
        ("云屏市水务局2021年政府信息公开工作年度报告", "云屏市水务局", (2021,)),
        ("2019年云屏市人民政府办公厅政府信息公开工作年度报告", "云屏市人民政府办公厅", (2019,)),
        ("云屏市人民政府信息公开工作年度报告（2020年）", "云屏市人民政府", (2020,)),
        ("云屏市水务局二〇二〇年度政府信息公开年报", "云屏市水务局", (2020,)),
        ("云屏市水务局关于2018年度政务公开工作情况的报告", "云屏市水务局", (2018,)),
        ("2020年政府信息公开工作年度报告", None, (2020,)),
        ("2 0 2 1 年 云屏市 政府工作报告", "云屏市", (2021,)),
        ("市水务局2021年政府信息公开工作年度报告", None, (2021,)),
        ("云屏市水务局2019-2020年政府信息公开工作年度报告", "云屏市水务局", (2019, 2020)),
    ],
)
def test_titles_are_taken_apart(title: str, agency: str | None, years: tuple[int, ...]) -> None:
    found = parse_title(title)
    assert found is not None
    assert (found.agency, found.years) == (agency, years)


@pytest.mark.parametrize("text", ["全文包括总体情况等，另有年度报告", "一、总体情况", "年度报告公布了。", ""])
def test_what_is_no_title(text: str) -> None:
    assert parse_title(text) is None


def test_a_title_may_be_broken_over_lines() -> None:
    for lines in (
        ["云屏市水务局", "2020年政府信息公开工作年度报告", "本报告依据条例编制。"],
        ["云屏市水务局", "2020年度", "政府信息公开工作年度报告"],
        ["年报", "云屏市水务局2020年政府信息公开", "工作年度报告"],
    ):
        title = find_title(lines)
        assert title is not None
        assert (title.agency, title.year) == ("云屏市水务局", 2020)


def test_several_years_are_no_year() -> None:
    found = identify("云屏市2019-2020年政府信息公开工作年度报告")
    assert found.year is None
    assert found.conflicts == ("year: title names 2019, 2020",)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("云屏市/2020.md", ("云屏市", 2020)),
        ("2020_云屏市水务局.txt", ("云屏市水务局", 2020)),
        ("2024_云屏市水务局_draft-2024-x.md", ("云屏市水务局", 2024)),
        ("某省/云屏市/水务局/2020年.pdf", ("云屏市水务局", 2020)),
        ("云屏市水务局2020年政府信息公开工作年度报告.pdf", ("云屏市水务局", 2020)),
        ("corpus/template_2021.docx", (None, 2021)),
        ("t20210131_5.html", (None, None)),
        ("", (None, None)),
    ],
)
def test_the_path_tells(path: str, expected: tuple[str | None, int | None]) -> None:
    assert path_identity(path) == expected


def test_the_better_source_wins_and_the_conflict_is_named() -> None:
    fields = {"发布机构": "云屏市教育局", "发布时间": "2022年1月20日", "文号": "无"}
    found = identify(TEXT, path="2019_云屏市民政局.txt", fields=fields)
    assert (found.agency, found.year, found.published) == ("云屏市水务局", 2021, "2022-01-20")
    assert found.conflicts == (
        "year: title says 2021, file name 2019",
        "agency: title says 云屏市水务局, publication block 云屏市教育局",
        "agency: title says 云屏市水务局, file name 云屏市民政局",
    )
    given = identify(TEXT, metadata={"agency": "云屏市林业局", "year": "2018", "level": "city"})
    assert (given.agency, given.year, given.level) == ("云屏市林业局", 2018, "city")
    assert identify("一、总体情况", fields=fields).agency == "云屏市教育局"


def test_nothing_is_guessed() -> None:
    found = identify("一、总体情况\n我局公开文件三件。")
    assert (found.agency, found.agency_id, found.year, found.level, found.body) == (None,) * 5


def test_a_year_of_publication_before_the_year_is_named() -> None:
    found = identify(TEXT, fields={"发布日期": "2020-01-31"})
    assert found.conflicts == ("year: 2021, but published 2020-01-31",)


BLOCK = "索 引 号：K123/2022\n发布机构：云屏市水务局　　发文日期：2022-01-20\n文　　号：无\n"


def test_the_publication_block_is_no_narrative(save: Save) -> None:
    report = read_report(save("a.txt", BLOCK + TEXT))
    assert report.text == TEXT
    assert report.published == "2022-01-20"
    assert report.locate(0) == (None, 4)


def test_labels_inside_the_report_are_kept(save: Save) -> None:
    text = "\n".join((*PARAGRAPHS[:3], "时间：全年。", *PARAGRAPHS[3:]))
    assert read_report(save("2021_云屏市水务局.txt", text)).text == text


def test_a_ruled_off_block_is_cut_whole(save: Save) -> None:
    head = "标题: 云屏市水务局2021年政府信息公开工作年度报告\n未知的一项: 甲\n原文链接: https://a.example/b.htm\n"
    report = read_report(save("a.txt", f"{head}===== 正文 =====\n{TEXT}"))
    assert (report.text, report.url) == (TEXT, "https://a.example/b.htm")


def test_names_are_joined_in_one_form() -> None:
    assert normalise("云屏市") == normalise("云屏市政府") == normalise("云屏市人民政府") == "云屏市人民政府"
    assert normalise("云屏市水务局") != normalise("云屏市人民政府")
    assert not is_agency("市教育局")
    assert is_agency("市北区人民政府")


REGISTRY = """agency_id,name,aliases,level,body,parent,region,from,to
w1,云屏市水利局,云屏市水务局,city,department,,某省,,2020
w2,云屏市水务局,,city,department,,某省,2021,
"""


def test_the_registry_knows_better(save: Save) -> None:
    agencies = load_agencies(save("agencies.csv", REGISTRY))
    later, earlier = (identify(TEXT.replace("2021", year), agencies=agencies) for year in ("2021", "2019"))
    assert (later.agency_id, later.level, later.region) == ("w2", "city", "某省")
    assert (earlier.agency_id, earlier.agency) == ("w1", "云屏市水利局")


def test_metadata_and_registry_at_the_root_are_taken(save: Save) -> None:
    save("agencies.csv", REGISTRY)
    save("metadata.csv", "path,year,wave\n子/a.txt,2020,1\n")
    root = save("子/a.txt", TEXT).parent.parent
    (report,) = read_corpus(root).reports
    assert (report.agency_id, report.year, report.extra) == ("w1", 2020, {"wave": "1"})


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("a,b\n1,2\n", "path or report_id"),
        ("path,level\na,village\n", "level 'village' is none of"),
        ("path,year\na,zwei\n", "'zwei' is no year"),
        ("path\na\na\n", "a stands twice"),
    ],
)
def test_faulty_metadata_are_refused(content: str, what: str, save: Save) -> None:
    with pytest.raises(ValueError, match=what):
        load_metadata(save("m.csv", content))


def test_a_registry_without_names_is_refused(save: Save) -> None:
    with pytest.raises(ValueError, match="row 2: no name"):
        load_agencies(save("a.csv", "agency_id,title\n1,甲\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("mark", ["|", ";", "；"])
def test_the_registry_as_a_frame_holds_every_alias(tmp_path: Path, mark: str, encoding: str) -> None:
    file = tmp_path / "agencies.csv"
    file.write_bytes(f"agency_id,name,aliases\nch,澄湖市教育局,澄湖教育{mark} 湖教局\n".encode(encoding))
    frame = load_agencies(file).to_frame()
    assert frame.loc[0, ["agency_id", "aliases"]].tolist() == ["ch", "澄湖教育;湖教局"]
