"""One report in every format and encoding; tables; broken files."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import opencc
import pypdfium2
import pytest
from constructed import LINES, PARAGRAPHS, TEXT, TITLE, docx_bytes, paragraphs

from textkit.reading import find_sources, load_metadata, read_corpus, read_report, read_source
from textkit.reading.decoding import decode, garbled, simplify
from textkit.reading.formats.html import read_html
from textkit.reading.formats.spans import Cell, spread

Save = Callable[..., Path]
PAGE = "<html><head><meta charset='{}'><title>x</title></head><body>{}</body></html>"


def html(encoding: str) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in LINES)
    return PAGE.format(encoding, body).encode(encoding)


def traditional(text: str) -> bytes:
    return opencc.OpenCC("s2tw").convert(text).encode("big5")


VARIANTS: dict[str, bytes] = {
    "utf8.txt": TEXT.encode(),
    "bom.txt": TEXT.encode("utf-8-sig"),
    "crlf.txt": TEXT.replace("\n", "\r\n").encode(),
    "gb.txt": TEXT.encode("gb18030"),
    "utf16.txt": TEXT.encode("utf-16"),
    "utf16le.txt": TEXT.encode("utf-16-le"),
    "utf16be.txt": TEXT.encode("utf-16-be"),
    "big5.txt": traditional(TEXT),
    "marked.md": ("---\ntitle: " + TITLE + "\n---\n\n# " + "\n\n".join(LINES)).encode(),
    "utf8.html": html("utf-8"),
    "gbk.html": html("gbk"),
    "word.docx": docx_bytes(paragraphs(*LINES)),
    "wrapped.txt": "\n".join(line[i : i + 22] for line in LINES for i in range(0, len(line), 22)).encode(),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_format_gives_the_same_report(name: str, save: Save) -> None:
    report = read_report(save(name, VARIANTS[name]))
    assert report.text == TEXT
    assert (report.agency, report.year, report.body) == ("云屏市水务局", 2021, "department")
    assert (report.title, report.report_id) == (TITLE, name.partition(".")[0])


def test_words_of_simplified_text_stay() -> None:
    assert simplify("新增文件按程序办理，这是软件") == "新增文件按程序办理，这是软件"
    assert simplify("新增文件按程序辦理") == "新增文件按程序辦理".replace("辦", "办")


def test_a_wrong_declaration_is_not_believed(save: Save) -> None:
    page = PAGE.format("gb2312", "".join(f"<p>{line}</p>" for line in LINES)).encode("utf-8")
    assert read_report(save("a.html", page)).text == TEXT


def test_a_text_cut_inside_a_character_is_read(save: Save) -> None:
    file = save("a.txt", TEXT.encode()[:-1])
    (row,) = read_source(find_sources(file)[0]).quality
    assert row.result == "ok"
    assert read_report(file).text[:-3] in TEXT


def test_garbled_counts_what_is_no_text() -> None:
    assert garbled("公开") == 0
    assert garbled("公\ufffd开\ue000") == 0.5
    assert garbled("ÕþÎñ¹«¿ª") == 1
    assert decode("政务公开".encode("gb18030"))[1] == "gb18030"


TABLE = """<table><tr><td rowspan=2>结果</td><td colspan=2>复议</td></tr>
<tr><td>维<br>持</td><td>总 计</td></tr><tr><td>件数</td><td></td><td>3</td></tr></table>"""


def test_html_tables_become_grids_and_rows(save: Save) -> None:
    report = read_report(save("a.html", PAGE.format("utf-8", f"<p>甲事。</p>{TABLE}<p>乙事。</p>")))
    (grid,) = report.grids
    assert grid.rows == (("结果", "复议", None), (None, "维持", "总计"), ("件数", "", "3"))
    assert report.text == "甲事。\n结果\t复议\t\n\t维持\t总计\n件数\t\t3\n乙事。"
    assert report.text[grid.start : grid.end] == "结果\t复议\t\n\t维持\t总计\n件数\t\t3"


def test_page_furniture_is_left_out_and_its_fields_are_kept(save: Save) -> None:
    body = "".join(f"<p>{line}</p>" for line in LINES)
    page = (
        "<div class=nav><a>首页</a> <a>政务公开</a></div><p>当前位置：首页 &gt; 政务公开 &gt; 年报</p>"
        "<div>来源：云屏市水务局　发布时间：2022-01-20 09:30　<span>【字体：大 中 小】</span></div>"
        f"<script>var a='，，，，';</script><div style='display: none'>暗，处。</div>"
        f"<div id=zoom>{body}</div>"
        "<div>分享到：微信 微博</div><div>主办单位：云屏市人民政府 网站地图</div>"
    )
    report = read_report(save("a.html", PAGE.format("utf-8", page)))
    assert report.text == TEXT
    assert report.published == "2022-01-20"


def test_layout_tables_are_no_tables(save: Save) -> None:
    page = f"<table><tr><td>{''.join(f'<p>{line}</p>' for line in LINES)}</td></tr></table>"
    report = read_report(save("a.html", PAGE.format("utf-8", page)))
    assert (report.text, report.grids) == (TEXT, ())


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs(*text.split('/'))}</w:tc>"


def test_docx_tables_keep_their_place_and_spans(save: Save) -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        cell("结果", down) + cell("复议", '<w:gridSpan w:val="2"/>'),
        cell("", on) + cell("维/持") + cell("总计"),
        cell("件数") + cell("") + cell("3"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    report = read_report(save("a.docx", docx_bytes(paragraphs("甲事。") + table + paragraphs("乙事。"))))
    assert report.text == "甲事。\n结果\t复议\t\n\t维持\t总计\n件数\t\t3\n乙事。"
    assert report.grids[0].rows == (("结果", "复议", None), (None, "维持", "总计"), ("件数", "", "3"))


def test_docx_numbers_set_by_word_are_text(save: Save) -> None:
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = "".join(f"<w:p>{numbered}<w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("总体情况", "问题"))
    report = read_report(save("a.docx", docx_bytes(body, numbering=numbering)))
    assert report.text == "一、总体情况\n二、问题"


def test_docx_deleted_text_is_gone_and_inserted_is_kept(save: Save) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = f"<w:p>{run.format('甲')}<w:del>{run.format('乙')}</w:del><w:ins>{run.format('丙')}</w:ins></w:p>"
    assert read_report(save("a.docx", docx_bytes(body))).text == "甲丙"


def test_spans_that_overlap_are_laid_out() -> None:
    rows = [[Cell("a", rows=3), Cell("b")], [Cell("c", columns=2)], [Cell("d")], [Cell("e")]]
    assert spread(rows) == [("a", "b"), (None, "c", None), (None, "d"), ("e",)]


def test_markdown_rows_become_a_grid(save: Save) -> None:
    report = read_report(save("a.md", "## 表\n| 内容 | 件数 |\n|---|---|\n| 规章 | 1 |\n\n**甲事。**"))
    assert report.text == "表\n内容\t件数\n规章\t1\n甲事。"
    assert report.grids[0].rows == (("内容", "件数"), ("规章", "1"))
    assert report.locate(report.text.index("甲事")) == (None, 6)


def test_tables_of_texts(save: Save) -> None:
    rows = [
        {"id": "甲", "text": TEXT, "level": "city", "batch": 3},
        {"id": "乙", "text": ""},
        {"id": "甲", "text": "又一份。"},
        {"text": "无号的一份。", "agency": "云屏市教育局", "year": 2020},
    ]
    file = save("texts.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    reading = read_source(find_sources(file)[0])
    first, last = reading.reports
    assert (first.report_id, first.text, first.level, first.extra) == ("甲", TEXT, "city", {"batch": 3})
    assert (last.report_id, last.agency, last.year) == ("texts~4", "云屏市教育局", 2020)
    assert [row.result for row in reading.quality] == ["ok", "failed", "failed", "ok"]


def test_csv_and_parquet_agree(save: Save, tmp_path: Path) -> None:
    import pandas as pd

    data = pd.DataFrame({"id": ["a"], "text": [TEXT], "year": [2021], "note": [None]})
    data.to_parquet(tmp_path / "one.parquet")
    data.to_csv(tmp_path / "two.csv", index=False, encoding="gb18030")
    one, two = (read_report(tmp_path / name) for name in ("one.parquet", "two.csv"))
    assert one.text == two.text == TEXT
    assert one.extra == two.extra == {}


def blank_pdf(pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 200)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (40 * 2**20))
    return stream.getvalue()


def other_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "甲")
    return stream.getvalue()


BAD: dict[str, tuple[bytes, str, str]] = {
    "empty.txt": (b"", "failed", "empty"),
    "blank.txt": (b" \n\n ", "failed", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "failed", "not a text file"),
    "image.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(7, 250)) * 9, "failed", "not a text file"),
    "cut.pdf": (blank_pdf()[:150], "failed", "no readable pdf"),
    "scan.pdf": (blank_pdf(), "failed", "OCR it"),
    "word.docx": (other_zip(), "failed", "word/document.xml is missing"),
    "text.docx": (b"no zip at all", "failed", "not a zip file"),
    "cut.docx": (docx_bytes(paragraphs(*LINES))[:-40], "failed", "no readable docx"),
    "bomb.docx": (bomb(), "failed", "unpacks to more than"),
    "old.doc": (b"\xd0\xcf\x11\xe0", "skipped", "save it as .docx"),
    "old.wps": (b"x", "skipped", "save it as .docx"),
    "sheet.xls": (b"x", "skipped", ".csv"),
    "odd.xyz": (b"x", "skipped", "unknown suffix"),
    "none": (b"x", "skipped", "no suffix"),
    "page.html": (b"<html><body></body></html>", "failed", "no text"),
    "table.csv": (
        b"a,b\n1,2\n",
        "skipped",
        "a table without a column text: name the column of the texts text; there are a, b",
    ),
    "no_text.jsonl": ('{"标题": "甲", "正文": "乙"}'.encode(), "skipped", "text; there are 标题, 正文"),
    "wide.csv": (
        f"{'长' * 60},{','.join(map(str, range(12)))}\n".encode() + b"1" + b",2" * 12,
        "skipped",
        f"there are {'长' * 40}…, 0, 1, 2, 3, 4, 5, 6, 7, 8, and 3 more",
    ),
    "frameset.html": (
        "<html><head><title>甲</title></head><frameset cols='20%,*'><frame src='menu.html'><frame src='a b.html?x=<b>'>"
        "<frame src='三.html'><frame src='d.html'><noframes><body>浏览器不支持框架。</body></noframes></frameset></html>".encode(),
        "failed",
        "the page only frames others: save those pages instead: menu.html, a%20b.html?x=%3Cb%3E, 三.html, and 1 more",
    ),
    "iframe.html": (
        PAGE.format(
            "utf-8", "<div><iframe src='about:blank'></iframe><iframe src='/n/2021.htm'></iframe></div>"
        ).encode(),
        "failed",
        "the page only frames others: save those pages instead: /n/2021.htm",
    ),
    "table.jsonl": (b'{"text": "a"', "failed", "row 1: no readable json"),
    "table.parquet": (b"PAR1nothing", "failed", "no readable parquet"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_becomes_a_row(name: str, save: Save) -> None:
    content, result, reason = BAD[name]
    reading = read_source(find_sources(save(name, content))[0])
    (row,) = reading.quality
    assert reading.reports == ()
    assert (row.path, row.result) == (name, result)
    assert row.reason is not None
    assert reason in row.reason


def test_a_document_type_is_refused(save: Save) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>')
    (row,) = read_source(find_sources(save("a.docx", stream.getvalue()))[0]).quality
    assert row.reason is not None
    assert "document type" in row.reason


def test_an_unreadable_file_becomes_a_row(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    source = find_sources(save("a.txt", TEXT))[0]

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (row,) = read_source(source).quality
    assert (row.result, row.reason) == ("failed", "cannot be read: Permission denied")


def test_an_encrypted_pdf_says_so(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise pypdfium2.PdfiumError("Failed to load document (PDFium: Incorrect password error).")

    monkeypatch.setattr("textkit.reading.formats.pdf.pypdfium2.PdfDocument", refuse)
    (row,) = read_source(find_sources(save("a.pdf", b"%PDF"))[0]).quality
    assert row.reason == "encrypted pdf: save it without a password"


def test_the_text_beside_a_scan_is_taken(save: Save) -> None:
    save("a.pdf", blank_pdf())
    corpus = read_corpus(save("a.txt", TEXT).parent)
    assert [report.path for report in corpus.reports] == ["a.txt"]
    scan, text = corpus.quality
    assert (scan.path, scan.result, scan.reason) == ("a.pdf", "skipped", "no text layer: a.txt beside it is read")
    assert (text.path, text.result) == ("a.txt", "ok")


def test_a_bad_row_does_not_take_the_others_with_it(save: Save) -> None:
    good = json.dumps({"id": "甲", "text": TEXT}, ensure_ascii=False)
    reading = read_source(find_sources(save("texts.jsonl", f'{good}\n{{"id": \n[1]\n{good.replace("甲", "乙")}'))[0])
    assert [report.report_id for report in reading.reports] == ["甲", "乙"]
    assert [row.result for row in reading.quality] == ["ok", "failed", "failed", "ok"]
    assert [(row.reason or "")[:6] for row in reading.quality[1:3]] == ["row 2:", "row 3:"]


def test_readings_can_be_sent_to_another_process(save: Save) -> None:
    source = find_sources(save("a.html", html("utf-8")))[0]
    reading = read_source(source)
    assert pickle.loads(pickle.dumps(source)) == source
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_a_file_of_several_reports_is_split(save: Save) -> None:
    long = "\n".join((*PARAGRAPHS, "补记：" + "水务工作事项众多，" * 20 + "一一列明。"))
    text = f"{TITLE}\n{long}\n{TITLE.replace('2021', '2022')}\n{long}"
    file = save("两年.txt", text)
    key = "report_id,region\n两年~2,某省\n"
    metadata = load_metadata(save("meta/m.csv", key))
    reading = read_source(find_sources(file)[0], metadata=metadata)
    assert [(r.report_id, r.year, r.region) for r in reading.reports] == [
        ("两年~1", 2021, None),
        ("两年~2", 2022, "某省"),
    ]
    assert "\n".join(report.text for report in reading.reports) == text
    second = reading.reports[1]
    assert second.locate(0) == (None, len(long.split("\n")) + 2)


def test_runs_of_characters_do_not_part_a_cell() -> None:
    cells = "<td>总计</td><td><span>6</span><span>9</span></td><td><p>行政</p><p>复议</p></td><td>3<br>件</td>"
    page = f"<html><body><table><tr>{cells}</tr><tr>{cells}</tr></table></body></html>"
    found = [line.cells for line in read_html(page.encode()).lines if line.cells]
    assert found[0] == ("总计", "69", "行政 复议", "3 件")


def test_a_bold_line_apart_is_a_heading(save: Save) -> None:
    text = "澄湖市教育局2021年年度报告\n\n**存在的问题**\n\n一是人员\n\n**不足，**\n\n变动频繁。\n"
    assert "\n存在的问题\n" in read_report(save("a.md", text.encode())).text
    assert "不足，变动频繁。" in read_report(save("b.md", text.encode())).text
