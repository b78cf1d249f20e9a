"""The sample corpus: its gold keeps the coding rules, its documents are what the gold gives."""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from corpora_rendering import FORMATS, NOISES, SAMPLE, build, differences, render
from lxml import etree, html

from textkit.handcoding import Gold, normal_characters, read_gold
from textkit.records import LEVELS

RUN = 15
"""No two reports share a run of this many characters by chance."""

GOLD = sorted((SAMPLE / "gold").glob("*/*.xml"))

# What all reports say because the form or the law does: a break in the text that is compared.
MANDATED = re.compile(
    r"《[^》]*》"
    r"|\d{4}年(?:\d+月(?:\d+日)?)?|\d+月\d+日"
    r"|总体情况|主动公开政府信息(?:的)?情况|收到和处理政府信息公开申请情况"
    r"|(?:因)?政府信息公开(?:申请)?(?:被申请|提起)?行政复议(?:、|和)?(?:提起)?行政诉讼(?:的)?情况"
    r"|(?:政府信息公开工作)?(?:存在的)?(?:主要)?问题(?:及|和)改进(?:情况|措施)|其他需要报告的事项"
    r"|政府信息公开(?:工作)?年度报告"
)


@pytest.fixture(scope="module")
def gold() -> Gold:
    return read_gold(SAMPLE / "gold")


class Narrative(NamedTuple):
    agency_id: str
    text: str
    stretches: tuple[str, ...]


def narrative(path: Path) -> Narrative:
    """Return the running text of a report, and its stretches between names of itself and mandated words."""
    root = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
    for row in root.iter("row"):
        row.text = None
    text = "\n".join("".join(part.itertext()) for part in root if part.tag != "title")
    text = re.sub(r"[ \u3000\t]", "", text)
    stretches = MANDATED.sub("\n", text.replace(root.get("agency"), "\n")).split("\n")
    return Narrative(root.get("agency_id"), re.sub(r"\s", "", text), tuple(filter(None, stretches)))


def shared_run(first: str, second: str) -> int:
    """Return the length of the longest run of characters that two texts share."""
    longest, rows = 0, [0] * (len(second) + 1)
    for a in first:
        rows = [0, *(rows[i] + 1 if a == b else 0 for i, b in enumerate(second))]
        longest = max(longest, *rows)
    return longest


def copies() -> list[dict[str, str]]:
    with (SAMPLE / "gold" / "copies.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_corpus_is_as_wide_as_it_says(gold: Gold) -> None:
    reports = gold.reports
    assert len(reports) >= 36
    assert reports["agency_id"].nunique() >= 12
    assert set(reports["level"]) == set(LEVELS)
    assert (reports.groupby("agency_id")["year"].nunique() >= 3).all()
    assert not reports.duplicated(["agency_id", "year"]).any()
    assert set(reports["format"]) == set(FORMATS)
    assert (reports["report_id"] == reports["agency_id"] + "/" + reports["year"].astype("string")).all()


def test_every_noise_is_met(gold: Gold) -> None:
    assert set(" ".join(gold.reports["noise"]).split()) == NOISES


def test_gold_is_uneven(gold: Gold) -> None:
    substance = gold.substance["substance"]
    assert set(substance) == {"boilerplate", "general", "checkable", "firm"}
    assert substance.isin(["boilerplate", "general"]).mean() > 0.5
    assert set(gold.items["role"]) == {"problem", "measure", "cause", "achievement"}
    assert set(gold.items["status"].dropna()) == {"planned", "ongoing", "done"}
    assert gold.reports["report_id"].isin(gold.items["report_id"]).mean() < 1, "some report names nothing"


@pytest.mark.parametrize("path", GOLD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_item_does_not_begin_with_its_enumerator(path: Path) -> None:
    enumerator = re.compile(r"[一二三四五六七八九十]+(?:是|、)|[（(][一二三四五六七八九十\d]+[）)]|\d+[、．]|[①-⑳—]")
    texts = read_gold(path).items["text"]
    assert [text for text in texts if enumerator.match(text)] == []


def test_reports_share_words_only_where_a_copy_is_planted() -> None:
    narratives = {f"{path.parent.name}/{path.stem}": narrative(path) for path in GOLD}
    planted = {frozenset((row["report"], row["source"])) for row in copies()}
    owners: dict[str, set[str]] = {}
    for name, report in narratives.items():
        for stretch in report.stretches:
            for i in range(len(stretch) - RUN + 1):
                owners.setdefault(stretch[i : i + RUN], set()).add(name)
    pairs: dict[frozenset[str], str] = {}
    for run, names in owners.items():
        pairs |= {frozenset(pair): run for pair in itertools.combinations(sorted(names), 2)}
    assert {tuple(sorted(pair)): run for pair, run in pairs.items() if pair not in planted} == {}


def test_no_two_sections_of_the_training_gold_share_words() -> None:
    items = read_gold(SAMPLE.parent / "gold").items
    owners: dict[str, set[str]] = {}
    for report, text in zip(items["report_id"], items["text"], strict=True):
        stretch = re.sub(r"\d+", "0", re.sub(r"\s", "", text))
        for i in range(len(stretch) - RUN + 1):
            owners.setdefault(stretch[i : i + RUN], set()).add(report)
    assert {run: names for run, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("row", copies(), ids=lambda row: f"{row['report']}-{row['source']}")
def test_planted_copy_is_there(row: dict[str, str]) -> None:
    report, source = (narrative(SAMPLE / "gold" / f"{row[end]}.xml") for end in ("report", "source"))
    assert row["kind"] == ("own_past" if report.agency_id == source.agency_id else "other_agencies")
    assert shared_run(report.text, source.text) >= int(row["min_run"]) >= RUN


def test_some_copies_are_planted() -> None:
    assert {row["kind"] for row in copies()} == {"own_past", "other_agencies"}


def test_documents_are_what_the_gold_gives() -> None:
    assert differences(SAMPLE) == []


def test_check_sees_a_changed_document(tmp_path: Path) -> None:
    (tmp_path / "gold" / "a").mkdir(parents=True)
    (tmp_path / "gold" / "a" / "2021.xml").write_text(
        '<report agency="甲市教育局" agency_id="a" year="2021" level="city" body="department" region="甲市"'
        ' published="" url="" format="txt" noise=""><title>甲市教育局年度报告</title></report>',
        encoding="utf-8",
    )
    assert "a/2021.txt: missing" in differences(tmp_path)
    for name, content in build(tmp_path).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert differences(tmp_path) == []
    (tmp_path / "a" / "2021.txt").write_text("别的", encoding="utf-8")
    (tmp_path / "a" / "2022.txt").write_text("多余", encoding="utf-8")
    assert differences(tmp_path) == ["a/2021.txt: not what the gold gives", "a/2022.txt: has no gold"]


def test_metadata_leaves_to_the_title_what_the_title_says() -> None:
    with (SAMPLE / "metadata.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(GOLD)
    assert all((SAMPLE / row["path"]).is_file() for row in rows)
    for row in rows:
        root = etree.parse(SAMPLE / "gold" / Path(row["path"]).with_suffix(".xml")).getroot()
        title = root.findtext("title")
        assert row["agency"] == ("" if root.get("agency") in title else root.get("agency"))
        assert row["year"] == ("" if root.get("year") in title else root.get("year"))


def test_registry_names_every_agency_and_its_parent(gold: Gold) -> None:
    with (SAMPLE / "agencies.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["agency_id"] for row in rows} == set(gold.reports["agency_id"])
    assert {row["parent"] for row in rows} - {""} <= {row["agency_id"] for row in rows}


# Rendering

PROBE = next(path for path in GOLD if path.parent.name == "lingnanx-water")
QUIET = (
    "hard_breaks",
    "blank_lines",
    "half_width",
    "spaces_in_numbers",
    "kangxi",
    "zero_width",
    "lost_cells",
)


def plain_text(document: bytes, form: str, encoding: str = "utf-8") -> str:
    """Return the text of a rendered document, by means that know nothing of how it was made."""
    if form == "txt":
        return document.decode(encoding)
    if form == "html":
        page = html.fromstring(document.decode(encoding).encode(), parser=html.HTMLParser(encoding="utf-8"))
        return str(page.text_content())
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            root = etree.fromstring(package.read("word/document.xml"))
        return "\n".join(root.itertext())
    with pypdfium2.PdfDocument(document) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("noise", [(), *((word,) for word in QUIET), QUIET, ("one_line",)], ids="+".join)
def test_no_noise_changes_the_words(form: str, noise: tuple[str, ...]) -> None:
    text = normal_characters(plain_text(render(PROBE.read_bytes(), format=form, noise=noise), form))
    missing = [item for item in read_gold(PROBE).items["text"] if normal_characters(item) not in text]
    assert missing == []


@pytest.mark.parametrize(
    ("noise", "encoding", "first"),
    [
        ("gb18030", "gb18030", b""),
        ("utf16", "utf-16", b"\xff\xfe"),
        ("big5", "big5", b""),
        ("bom", "utf-8-sig", b"\xef\xbb\xbf"),
    ],
)
def test_encodings(noise: str, encoding: str, first: bytes) -> None:
    document = render(PROBE.read_bytes(), format="txt", noise=[noise])
    assert document.startswith(first)
    assert ("政府信息公開" if noise == "big5" else "政府信息公开") in document.decode(encoding)


@pytest.mark.parametrize(
    ("noise", "pattern"),
    [
        ("blank_lines", r"[\u4e00-\u9fff]\n\n[\u4e00-\u9fff]"),
        ("page_numbers", r"[\u4e00-\u9fff，]\n\W*\d\W*\n[\u4e00-\u9fff]"),
        ("publication_block", "索 引 号：.*\n(?:.*\n)*发布机构："),
        ("breadcrumbs", "^当前位置：首页"),
        ("share_footer", "打印本页"),
        ("pipes", r"\|{100}"),
        ("half_width", r"[\u4e00-\u9fff],"),
        ("spaces_in_numbers", r"[\u4e00-\u9fff] \d+ [\u4e00-\u9fff]"),
        ("kangxi", "[\u2f00-\u2fd5]"),
        ("zero_width", "[\u200b\ufeff]"),
        ("contents", "目　录\n一、总体情况\n二、"),
        ("attachment", "附件：.*\\.\\w+\n$"),
        ("one_line", r"^[^\n]+\n$"),
    ],
)
def test_noise_is_there_only_when_asked_for(noise: str, pattern: str) -> None:
    asked, plain = (render(PROBE.read_bytes(), format="txt", noise=words).decode() for words in ([noise], []))
    assert re.search(pattern, asked)
    assert not re.search(pattern, plain)


def test_hard_breaks_leave_no_long_line() -> None:
    asked, plain = (render(PROBE.read_bytes(), format="txt", noise=words).decode() for words in (["hard_breaks"], []))
    long = re.compile(r"^[^\t\n]{50,}$", re.MULTILINE)
    assert long.search(plain)
    assert not long.search(asked)


def test_lost_cells_are_blank_where_there_are_places_and_gone_where_there_are_none() -> None:
    page, text = (render(PROBE.read_bytes(), format=form, noise=["lost_cells"]).decode() for form in ("html", "txt"))
    assert "<td><p>&nbsp;</p></td>" in page
    granted = next(line for line in text.splitlines() if "（一）予以公开" in line)
    assert "\t\t" not in granted


def test_tables_keep_their_spans() -> None:
    page = html.fromstring(render(PROBE.read_bytes(), format="html").decode())
    requests = page.xpath("//table")[1]
    assert [cell.get("rowspan") for cell in requests.xpath(".//tr[1]/td")] == ["3", None]
    assert [cell.get("colspan") for cell in requests.xpath(".//tr[1]/td")] == ["3", "7"]
    document = plain_xml(render(PROBE.read_bytes(), format="docx"))
    assert document.count('<w:vMerge w:val="restart"/>') >= 10
    assert document.count("<w:tbl>") == 3


def plain_xml(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read("word/document.xml").decode()


@pytest.mark.parametrize("form", FORMATS)
def test_rendering_is_reproducible(form: str) -> None:
    noise = ("kangxi", "lost_cells", "page_numbers", "publication_block")
    first, second = (render(PROBE.read_bytes(), format=form, noise=words) for words in (noise, noise[::-1]))
    assert first == second


@pytest.mark.parametrize(
    ("form", "noise", "message"),
    [
        ("odt", (), "unknown format 'odt'"),
        ("txt", ("smudges",), "unknown noise: smudges"),
        ("txt", ("big5", "utf16"), "cannot be encoded as big5 and utf16"),
        ("pdf", ("gb18030",), "pdf cannot be encoded as gb18030"),
    ],
)
def test_what_cannot_be_rendered_is_refused(form: str, noise: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        render(PROBE.read_bytes(), format=form, noise=noise)


def test_table_that_does_not_fit_its_form_is_refused() -> None:
    xml = PROBE.read_text(encoding="utf-8").replace('<row id="granted">', '<row id="grantd">')
    with pytest.raises(ValueError, match="rows missing or unknown: grantd, granted"):
        render(xml.encode(), format="txt")


def test_some_page_number_stands_within_an_item(gold: Gold) -> None:
    broken = 0
    for report in gold.reports[gold.reports["noise"].str.contains("page_numbers")].itertuples():
        path = SAMPLE / f"{report.report_id}.{report.format}"
        text = normal_characters(plain_text(path.read_bytes(), report.format, _encoding(report.noise)))
        items = gold.items.loc[gold.items["report_id"] == report.report_id, "text"]
        broken += sum(normal_characters(item) not in text for item in items)
    assert broken >= 3


def _encoding(noise: str) -> str:
    return {"gb18030": "gb18030", "utf16": "utf-16", "bom": "utf-8-sig"}.get(
        next((word for word in noise.split() if word in ("gb18030", "utf16", "bom")), ""), "utf-8"
    )
