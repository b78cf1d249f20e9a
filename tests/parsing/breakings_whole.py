"""Breakings that leave the structure of a table: each number a piece of its own beside a whole label."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from table_breaker import AFTER, BEFORE, HEADINGS, Draft, Result, body, flat, heading, joined, kind, wrapped
from table_sheets import Box, Sheet, grid, upright

# HTML


def html(sheet: Sheet, cell: Callable[[Box], str] | None = None) -> str:
    cell = cell or td
    rows = "".join(f"<tr>{''.join(cell(box) for box in row)}</tr>" for row in sheet)
    return f"<table border='1'><tbody>{rows}</tbody></table>"


def _spans(box: Box) -> str:
    down = f" rowspan='{box.down}'" if box.down > 1 else ""
    across = f" colspan='{box.across}'" if box.across > 1 else ""
    return down + across


def td(box: Box) -> str:
    return f"<td{_spans(box)}>{escape(box.text).replace(chr(10), '<br/>') or '&nbsp;'}</td>"


def page(draft: Draft, cell: Callable[[Box], str] | None = None) -> Result:
    parts = (f"<p>{heading(name)}</p>{html(sheet, cell)}" for name, sheet in draft.printed.items())
    return ".html", "".join(parts)


_BLANKS = ["0", "0", "", "/", "—", "无"]


@kind("html", True, nothing=_BLANKS)
def _html_plain(draft: Draft) -> Result:
    return page(draft)


@kind("html_word", True, nothing=_BLANKS)
def _html_word(draft: Draft) -> Result:
    """As word processors write it: paragraphs, runs and breaks within a cell."""
    dice = draft.dice

    def cell(box: Box) -> str:
        text = box.text.replace("\n", "")
        if box.key is None and len(text) > 4 and dice.random() < 0.5:
            at = dice.randint(2, len(text) - 2)
            mark = dice.choice(["<br/>", "</span><span>", "</p><p>", "</span></p>\n<p><span>"])
            text = f"{escape(text[:at])}{mark}{escape(text[at:])}"
        elif len(text) > 1 and text.isdigit() and dice.random() < 0.3:
            text = f"{text[:1]}</span><span>{text[1:]}"
        else:
            text = escape(text) or dice.choice(["&nbsp;", "&nbsp;&nbsp;", "<o:p></o:p>", "　"])
        return f"<td{_spans(box)} style='border:1px'>\n <p align='center'><span>{text}</span></p>\n</td>"

    return page(draft, cell)


@kind("html_headings", True)
def _html_headings(draft: Draft) -> Result:
    """With thead and th, and a caption."""
    parts = []
    for name, sheet in draft.printed.items():
        n = sum(1 for row in sheet if not any(box.key for box in row)) if name != "disclosure" else 0
        made = [
            "".join(td(box).replace("<td", "<th").replace("</td", "</th") if y < n else td(box) for box in row)
            for y, row in enumerate(sheet)
        ]
        head, rest = made[:n], made[n:]
        body = "".join(f"<tr>{row}</tr>" for row in rest)
        thead = f"<thead>{''.join(f'<tr>{row}</tr>' for row in head)}</thead>" if n else ""
        parts.append(f"<h3>{heading(name)}</h3><table><caption>单位：件</caption>{thead}<tbody>{body}</tbody></table>")
    return ".html", "".join(parts)


@kind("html_odd_spans", True, nothing=_BLANKS)
def _html_odd_spans(draft: Draft) -> Result:
    """Spans that overlap from row to row, and reach beyond the table."""
    rows = [list(row) for row in draft.printed["disclosure"]]
    for row in rows:
        at = draft.dice.randrange(1, len(row)) if len(row) > 2 else -1
        row[at] = replace(row[at], across=row[at].across + 1)
    draft.printed["disclosure"] = rows
    draft.printed["requests"] = [
        [replace(box, down=box.down + 1) if box.down > 10 else box for box in row] for row in draft.printed["requests"]
    ]
    return page(draft)


@kind("html_flat", True, nothing=_BLANKS)
def _html_flat(draft: Draft) -> Result:
    """Without spans: what they covered is empty."""
    return ".html", _gridded(draft, repeat=False)


@kind("html_repeated", True, nothing=_BLANKS)
def _html_repeated(draft: Draft) -> Result:
    """Without spans: what they covered says the same again."""
    return ".html", _gridded(draft, repeat=True)


def _gridded(draft: Draft, *, repeat: bool) -> str:
    parts = []
    for name, sheet in draft.printed.items():
        rows = (
            "".join(f"<td>{escape(cell).replace(chr(10), '') or '&nbsp;'}</td>" for cell in row)
            for row in grid(sheet, repeat=repeat)
        )
        parts.append(f"<p>{heading(name)}</p><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return "".join(parts)


@kind("html_two_pages", True)
def _html_two_pages(draft: Draft) -> Result:
    """A page break parts the table of requests; the headings of its columns come again, a page number between."""
    parts = []
    for name, sheet in draft.printed.items():
        if name == "requests":
            at = draft.dice.randint(8, len(sheet) - 3)
            upper = [list(row) for row in sheet[:at]]
            lower = [list(row) for row in sheet[at:]]
            sheet_html = html(_cut_spans(upper)) + f"<p>- {draft.dice.randint(3, 9)} -</p>"
            sheet_html += html([*_cut_spans(sheet[:3]), *_carry(sheet, at, lower)])
        else:
            sheet_html = html(sheet)
        parts.append(f"<p>{heading(name)}</p>{sheet_html}")
    return ".html", "".join(parts)


def _cut_spans(rows: Sequence[Sequence[Box]]) -> Sheet:
    """Let no span reach beyond the last row."""
    return [[replace(box, down=min(box.down, len(rows) - y)) for box in row] for y, row in enumerate(rows)]


def _carry(sheet: Sheet, at: int, lower: Sheet) -> Sheet:
    """Begin the rest of a table with empty boxes where spans reach into it."""
    open_spans = [
        replace(box, text="", down=min(y + box.down - at, len(lower)))
        for y, row in enumerate(sheet[:at])
        for box in row
        if y + box.down > at
    ]
    lower[0] = [*open_spans, *lower[0]]
    return lower


@kind("html_nested", True)
def _html_nested(draft: Draft) -> Result:
    """Each table within a table that lays the page out."""
    suffix, body = page(draft)
    return suffix, f"<table width='100%'><tr><td>导航</td><td>{body!s}</td></tr></table>"


@kind("html_number_styles_full_width", True, style="full_width")
@kind("html_number_styles_thousands", True, style="thousands,")
@kind("html_number_styles_thousands_blank", True, style="thousands ")
@kind("html_number_styles_thousands_wide", True, style="thousands，")
@kind("html_units", True, style="units")
@kind("html_signs", True, style="signs", layout="2019")
@kind("html_mixed_blanks", True, style="mixed blanks")
@kind("html_noise", True, style="noise")
@kind("html_labels", True, wording="labels")
@kind("html_ordinals", True, wording="ordinals")
@kind("html_several", True, parts=True)
@kind("html_rows_missing", True, drop=True)
def _html_style(draft: Draft) -> Result:
    return page(draft)


@kind("html_unknown_labels", True)
def _html_unknown(draft: Draft) -> Result:
    """Some rows are called by words of the agency's own."""
    _rename(draft)
    return page(draft)


@kind("tabs_unknown_labels", True)
def _tabs_unknown(draft: Draft) -> Result:
    _rename(draft)
    return _tabs(draft)


def _rename(draft: Draft) -> None:
    words = ["涉及其他主体的内容", "本单位没有的材料", "须另行加工整理", "情况说明类", "已移交档案馆"]
    chosen = draft.dice.sample(range(8, 20), 2)
    for y, word in zip(chosen, draft.dice.sample(words, 2), strict=True):
        row = draft.printed["requests"][y]
        at = max(x for x, box in enumerate(row) if not box.key)
        row[at] = replace(row[at], text=row[at].text[:2] + word)


@kind("html_merged_headings", True)
def _html_merged_headings(draft: Draft) -> Result:
    """The headings of the columns are one box."""

    def merged(sheet: Sheet) -> Sheet:
        made: Sheet = []
        for row in sheet:
            heads = [box for box in row if box.head]
            if len(heads) > 1 and len(heads) == len(row):
                text = draft.dice.choice([" ", "", "　"]).join(box.text.replace("\n", "") for box in heads)
                row = [Box(text, across=sum(box.across for box in heads), head=True)]
            made.append(row)
        return made

    draft.printed["disclosure"] = merged(draft.printed["disclosure"])
    note, *rest = draft.printed["requests"][0]
    heads = " ".join(box.text for row in draft.printed["requests"][1:3] for box in row)
    draft.printed["requests"] = [
        [replace(note, down=2), *rest],
        [Box(heads, across=7, head=True)],
        *draft.printed["requests"][3:],
    ]
    return page(draft)


@kind("html_upright_disputes", True)
def _html_upright(draft: Draft) -> Result:
    draft.printed["disputes"] = upright(draft.tables, draft.wording)
    return page(draft)


@kind("html_prose", True)
def _html_prose(draft: Draft) -> Result:
    """Sentences with the words and numbers of the tables around them."""
    suffix, body = page(draft)
    said = (
        f"<p>全年共制发行政规范性文件{draft.dice.randint(1, 90)}件，作出行政许可{draft.dice.randint(1, 90)}件，自然人、商业企业申请较多，"
        "予以公开的比例有所上升；未发生行政复议、行政诉讼。详见下表：</p>"
    )
    return suffix, re.sub(r"(<p>[二三四]、[^<]*</p>)", lambda m: m[1] + said, str(body))


# Word documents


@kind("docx", True, nothing=_BLANKS)
def _docx(draft: Draft) -> Result:
    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"

    def cell(text: str, across: int, merge: str) -> str:
        span = f"<w:gridSpan w:val='{across}'/>" if across > 1 else ""
        return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"

    year = 2020 if draft.tables.layout == "2019" else 2023
    before, after = BEFORE.format(year=year, n=123), AFTER
    made = [paragraph(f"澄湖市教育局{year}年政府信息公开工作年度报告"), *map(paragraph, before.splitlines())]
    for name, sheet in draft.printed.items():
        rows = []
        open_spans: dict[int, tuple[int, int]] = {}
        for row in sheet:
            x, cells, boxes = 0, "", list(row)
            later: dict[int, tuple[int, int]] = {}
            while boxes or x in open_spans:
                if x in open_spans:
                    left, across = open_spans[x]
                    cells += cell("", across, "<w:vMerge/>")
                else:
                    box = boxes.pop(0)
                    left, across = box.down, box.across
                    cells += cell(box.text, across, "<w:vMerge w:val='restart'/>" if left > 1 else "")
                if left > 1:
                    later[x] = (left - 1, across)
                x += across
            open_spans = later
            rows.append(f"<w:tr>{cells}</w:tr>")
        made += [paragraph(HEADINGS[name]), f"<w:tbl>{''.join(rows)}</w:tbl>"]
    made += map(paragraph, after.splitlines())
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f"<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='{space}'><w:body>{''.join(made)}</w:body></w:document>"
    types = (
        "<?xml version='1.0' encoding='UTF-8'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Override PartName='/word/document.xml' ContentType="
        "'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"
    )
    relations = (
        "<?xml version='1.0' encoding='UTF-8'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        "<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'"
        " Target='word/document.xml'/></Relationships>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", document)
    return ".docx", file.getvalue()


# Text in which each cell is still a piece


def markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("\n", "") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


@kind("markdown", True, nothing=_BLANKS)
def _markdown_plain(draft: Draft) -> Result:
    return ".md", body(draft, lambda sheet: markdown(grid(sheet)))


@kind("markdown_repeated", True)
def _markdown_repeated(draft: Draft) -> Result:
    return ".md", body(draft, lambda sheet: markdown(grid(sheet, repeat=True)))


@kind("markdown_upright_disputes", True, nothing=_BLANKS)
def _markdown_upright(draft: Draft) -> Result:
    draft.printed["disputes"] = upright(draft.tables, draft.wording)
    return ".md", body(draft, lambda sheet: markdown(grid(sheet)))


@kind("csv", True, nothing=_BLANKS)
def _csv(draft: Draft) -> Result:
    def line(row: Sequence[str]) -> str:
        return ",".join(f'"{cell}"' if "," in cell else cell.replace("\n", "") for cell in row)

    return ".txt", body(draft, lambda sheet: "\n".join(map(line, grid(sheet))))


@kind("tabs", True)
@kind("tabs_number_styles_full_width", True, style="full_width")
@kind("tabs_number_styles_thousands", True, style="thousands,")
@kind("tabs_units", True, style="units")
@kind("tabs_signs", True, style="signs", layout="2019")
@kind("tabs_noise", True, style="noise")
@kind("tabs_faulty", True, fault=True)
@kind("tabs_labels", True, wording="labels")
@kind("tabs_ordinals", True, wording="ordinals")
@kind("tabs_several", True, parts=True)
@kind("tabs_rows_missing", True, drop=True)
def _tabs(draft: Draft) -> Result:
    """A line for each row, tabs between its cells; covered places are not there, as a browser copies it."""
    return ".txt", body(draft, lambda sheet: joined(sheet, "\t"))


@kind("tabs_blanks", True, nothing=["", "", "/", "—", "无"])
@kind("tabs_mixed_blanks", True, style="mixed blanks")
def _tabs_blanks(draft: Draft) -> Result:
    """As spreadsheets copy it: every place of the grid between tabs."""
    return ".txt", body(draft, lambda s: "\n".join("\t".join(c.replace("\n", "") for c in row) for row in grid(s)))


@kind("bars", True, nothing=_BLANKS)
def _bars(draft: Draft) -> Result:
    """Runs of bars, one for each place of the grid."""
    mark = draft.dice.choice(["|", " | ", "| "])
    return ".txt", body(
        draft, lambda s: "\n".join(f"|{mark.join(c.replace(chr(10), '') for c in row)}|" for row in grid(s))
    )


@kind("aligned", True)
def _aligned(draft: Draft) -> Result:
    """Wide runs of blanks between the cells, each row on a line."""
    dice = draft.dice

    def line(row: Sequence[Box]) -> str:
        return "".join(box.text.replace("\n", "") + " " * dice.randint(2, 12) for box in row).rstrip()

    return ".txt", body(draft, lambda sheet: "\n".join(" " * dice.randint(0, 8) + line(row) for row in sheet))


@kind("blanks_between", True)
@kind("blanks_between_units", True, style="units")
@kind("blanks_between_rows_missing", True, drop=True)
def _blanks_between(draft: Draft) -> Result:
    """One blank between the cells."""
    return ".txt", body(draft, lambda sheet: joined(sheet, " "))


@kind("tabs_pages", True)
def _tabs_pages(draft: Draft) -> Result:
    """Page numbers and headings of columns that come again amid the tables."""
    dice = draft.dice

    def render(sheet: Sheet) -> str:
        if len(sheet) < 6:
            return joined(sheet, "\t")
        at = dice.randint(4, len(sheet) - 1)
        number = dice.choice(["- {} -", "—{}—", "第 {} 页 共 9 页", "-{}-", "{} / 9"]).format(dice.randint(2, 9))
        again = joined(sheet[:3], "\t") if len(sheet) > 20 and dice.random() < 0.6 else ""
        return "\n".join([joined(sheet[:at], "\t"), "", number, "", again, joined(sheet[at:], "\t")])

    return ".txt", body(draft, render)


@kind("tabs_headings_broken", True)
def _tabs_headings_broken(draft: Draft) -> Result:
    """The headings of columns break over lines, as narrow boxes make them do; a unit in them is torn."""
    draft.units.pop(("disclosure", "procurement", "procurement_amount"), None)

    def render(sheet: Sheet) -> str:
        lines: list[str] = []
        for row in flat(sheet):
            if row and all(box.head for box in row):
                lines += [" ".join(t) for t in wrapped([box.text for box in row], draft.dice.choice([2, 3, 4]))]
            else:
                lines.append("\t".join(box.text for box in row))
        return "\n".join(lines)

    return ".txt", body(draft, render)


def _each(draft: Draft, filled: str, blank: str) -> str:
    """Print each box on a line of its own, a blank one as `blank`."""

    def line(box: Box) -> str:
        text = box.text.replace("\n", "")
        return text + filled if text else blank

    return body(draft, lambda sheet: "".join(line(box) for row in sheet for box in row))


@kind("lines_blank_lines", True, nothing=["", "", "0"])
@kind("lines_blank_lines_mixed", True, style="mixed blanks")
def _lines_blank_lines(draft: Draft) -> Result:
    """Each cell on a line of its own, blank ones too; most copies have more lines between cells than that."""
    return ".txt", _each(draft, *draft.dice.choice([("\n", "\n"), ("\n\n", "\n"), ("\n\n", "\n\n")]))


@kind("bars_behind_lines", True, nothing=["", "", "0"])
def _bars_behind_lines(draft: Draft) -> Result:
    """Each cell on a line of its own with a bar behind it, as converters write what they take for one column."""
    return ".txt", _each(draft, " |\n", "|\n")


_NOTES = (
    "（设区的市应提供相关数据）",
    "(行政机关制定的决定、公告、意见,一般情况下属于此类)",
    "(指2020年办件量)",
    "(减用负值表示,如-8)",
)


@kind("tabs_notes", True)
@kind("lines_notes", True)
def _notes(draft: Draft) -> Result:
    """Labels and headings of table two with explanations behind them, some with numbers in them."""
    dice = draft.dice
    mark = dice.choice(["\t", "\n"])

    def noted(box: Box) -> Box:
        label = not box.key and not box.head and not box.text.startswith("第二十条")
        return replace(box, text=box.text + dice.choice(_NOTES)) if label and dice.random() < 0.4 else box

    draft.printed["disclosure"] = [[noted(box) for box in row] for row in draft.printed["disclosure"]]
    return ".txt", body(draft, lambda sheet: joined(sheet, mark))
