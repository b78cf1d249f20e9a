"""What a rendering adds to a report: page furniture, odd characters, broken lines, lost cells.

Every noise is a function from document to document; chance depends on the report and the noise alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

from rendering.document import Block, Document
from rendering.forms import Cell

LINES = frozenset({"hard_breaks", "blank_lines", "page_numbers"})
ENCODINGS = frozenset({"gb18030", "utf16", "big5", "bom"})

_BODY = frozenset({"title", "heading", "paragraph"})


def contents(document: Document) -> Document:
    """List the headings behind the title."""
    headings = [block.lines[0] for block in document.blocks if block.kind == "heading"]
    listed = Block("contents", ("目　录", *headings))
    at = next(i for i, block in enumerate(document.blocks) if block.kind == "title") + 1
    return replace(document, blocks=(*document.blocks[:at], listed, *document.blocks[at:]))


def publication_block(document: Document) -> Document:
    """Put index number, publisher and dates before the title."""
    dice, given = document.dice("publication_block"), document.attributes
    year, month, day = (given.get("published") or f"{int(given['year']) + 1}-01-31").split("-")
    date = dice.choose((f"{year}-{month}-{day}", f"{year}年{int(month)}月{int(day)}日"))
    index = f"{dice.below(10**9):09d}/{year}-{dice.below(10**5):05d}"
    lines = (
        f"索 引 号：{index}",
        f"信息名称：{document.title}",
        f"发布机构：{given['agency']}",
        f"发文日期：{date}",
        "主题分类：政务公开",
        "文　　号：无",
    )
    return replace(document, blocks=(Block("publication", lines), *document.blocks))


def breadcrumbs(document: Document) -> Document:
    """Put the way through the site first."""
    mark = document.dice("breadcrumbs").choose((" > ", " >> ", "＞"))
    trail = mark.join(("首页", "政府信息公开", "政府信息公开年报", "正文"))
    return replace(document, blocks=(Block("breadcrumbs", (f"当前位置：{trail}",)), *document.blocks))


def share_footer(document: Document) -> Document:
    """Put share and print links and the site's imprint last."""
    number = document.dice("share_footer").below(10**8)
    lines = (
        "分享到：微信 微博 QQ空间",
        "【打印本页】【关闭窗口】【返回顶部】",
        "扫一扫在手机打开当前页",
        f"主办单位：{document.attributes['agency']}　网站标识码：{number:08d}　网站地图｜联系我们",
    )
    return replace(document, blocks=(*document.blocks, Block("share", lines)))


def attachment(document: Document) -> Document:
    """Name an attachment behind the report."""
    suffix = document.dice("attachment").choose((".pdf", ".xlsx", ".doc"))
    lines = (f"附件：{document.title}{suffix}",)
    return replace(document, blocks=(*document.blocks, Block("attachment", lines)))


def lost_cells(document: Document) -> Document:
    """Blank the empty cells and half of the zeros, and break some labels over lines."""
    dice = document.dice("lost_cells")

    def lose(cell: Cell) -> Cell:
        if cell.number:
            return replace(cell, text="" if cell.text == "0" and dice.chance(0.5) else cell.text)
        if len(cell.text) > 8 and dice.chance(0.4):
            middle = len(cell.text) // 2
            return replace(cell, text=f"{cell.text[:middle]}\n{cell.text[middle:]}")
        return cell

    return _map_cells(document, lose)


_HALF = str.maketrans("，；：（）？！", ",;:()?!")
_FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")


def half_width(document: Document) -> Document:
    """Mix half-width punctuation and full-width digits into the text."""
    dice = document.dice("half_width")

    def mix(text: str) -> str:
        text = "".join(c.translate(_HALF) if dice.chance(0.6) else c for c in text)
        return re.sub(r"\d+%?", lambda m: m[0].translate(_FULL) if dice.chance(0.15) else m[0], text)

    def label(cell: Cell) -> Cell:
        return cell if cell.number else replace(cell, text=mix(cell.text))

    return _map_cells(_map_text(document, mix), label)


def spaces_in_numbers(document: Document) -> Document:
    """Put blanks around numbers, behind the ordinals of headings and between thousands in tables."""
    dice = document.dice("spaces_in_numbers")
    edge = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=[\d%])(?=[\u4e00-\u9fff])|(?<=^[一二三四五六七八]、)")

    def space(text: str) -> str:
        return edge.sub(lambda _: " " if dice.chance(0.8) else "", text)

    def thousands(cell: Cell) -> Cell:
        whole = re.fullmatch(r"\d{4,}", cell.text) if cell.number else None
        return replace(cell, text=f"{int(cell.text):,}".replace(",", " ")) if whole else cell

    return _map_cells(_map_text(document, space), thousands)


KANGXI = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}


def kangxi(document: Document) -> Document:
    """Write characters that are radicals with the code points of the radicals."""
    dice = document.dice("kangxi")

    def swap(text: str) -> str:
        return "".join(KANGXI[c] if c in KANGXI and dice.chance(0.7) else c for c in text)

    def label(cell: Cell) -> Cell:
        return cell if cell.number else replace(cell, text=swap(cell.text))

    return _map_cells(_map_text(document, swap), label)


def zero_width(document: Document) -> Document:
    """Scatter characters that have no width, and open paragraphs with ideographic blanks."""
    dice = document.dice("zero_width")

    def scatter(text: str) -> str:
        marked = (c + dice.choose(("\u200b", "\u200b", "\ufeff")) if dice.chance(0.04) else c for c in text)
        return "".join(marked)

    scattered = _map_text(document, scatter)
    blocks = (
        replace(block, lines=tuple("\u3000\u3000" + line for line in block.lines))
        if block.kind == "paragraph"
        else block
        for block in scattered.blocks
    )
    return replace(scattered, blocks=tuple(blocks))


def pipes(document: Document) -> Document:
    """Leave runs of table rules behind the tables, and one before the heading that follows."""
    dice = document.dice("pipes")
    blocks: list[Block] = []
    behind = False
    for block in document.blocks:
        if block.kind == "heading" and behind:
            block = replace(block, lines=(f"|{block.lines[0]}", *block.lines[1:]))
        blocks.append(block)
        behind = block.kind == "table"
        if behind:
            blocks.append(Block("paragraph", ("|" * (120 + dice.below(300)),)))
    return replace(document, blocks=tuple(blocks))


def break_lines(document: Document, *, hard_breaks: bool, blank_lines: bool, page_numbers: bool) -> Document:
    """Break paragraphs over lines of one width, and put blank lines and page numbers between them."""
    dice = document.dice("lines")
    width, per_page = 30 + dice.below(11), 20 + dice.below(6)
    number = dice.choose(("-{}-", "{}", "— {} —", "- {} -"))
    used = page = 0
    blocks: list[Block] = []
    for block in document.blocks:
        if block.kind != "paragraph" or block.lines[0].startswith("||"):
            used += block.form.n_rows if block.form else len(block.lines)
            blocks.append(block)
            continue
        lines = [""]
        for i, piece in enumerate(_pieces(block.lines[0], width)):
            used += 1
            joint = i > 0
            if joint and page_numbers and used >= per_page:
                used, page = 0, page + 1
                lines += [number.format(page), piece]
            elif joint and blank_lines and dice.chance(0.15 if hard_breaks else 0.3):
                lines += ["", piece]
            elif joint and hard_breaks:
                lines.append(piece)
            else:
                lines[-1] += piece
        blocks.append(replace(block, lines=tuple(lines)))
    return replace(document, blocks=tuple(blocks))


def _pieces(text: str, width: int) -> Iterator[str]:
    """Cut `text` every `width` characters, never within a number nor before closing punctuation."""
    start = 0
    while start < len(text):
        end = start + width
        while end < len(text) and (text[end] in "，。；：、！？）》”,;:)?!" or text[end - 1 : end + 1].isdigit()):
            end += 1
        yield text[start:end]
        start = end


def one_line(document: Document) -> Document:
    """Run title, headings, text and tables together."""
    dice = document.dice("one_line")
    body = [block for block in document.blocks if block.kind not in ("breadcrumbs", "publication", "share")]
    pieces = []
    for block in body:
        cells = [cell.text for cell in block.form.cells if cell.text] if block.form else []
        pieces.append(" ".join(cells) or "".join(block.lines))
        pieces.append(" " if block.kind in ("title", "table") or dice.chance(0.5) else "")
    merged = Block("paragraph", ("".join(pieces).strip(),))
    first, last = document.blocks.index(body[0]), document.blocks.index(body[-1])
    return replace(document, blocks=(*document.blocks[:first], merged, *document.blocks[last + 1 :]))


def _map_text(document: Document, change: Callable[[str], str]) -> Document:
    blocks = (
        replace(block, lines=tuple(map(change, block.lines))) if block.kind in _BODY else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def _map_cells(document: Document, change: Callable[[Cell], Cell]) -> Document:
    blocks = (
        replace(block, form=replace(block.form, cells=tuple(map(change, block.form.cells)))) if block.form else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


STEPS: dict[str, Callable[[Document], Document]] = {
    "contents": contents,
    "publication_block": publication_block,
    "breadcrumbs": breadcrumbs,
    "share_footer": share_footer,
    "attachment": attachment,
    "lost_cells": lost_cells,
    "half_width": half_width,
    "spaces_in_numbers": spaces_in_numbers,
    "kangxi": kangxi,
    "zero_width": zero_width,
    "pipes": pipes,
}
"""In the order of application; broken lines, the single line and encodings come behind."""

WORDS = frozenset(STEPS) | LINES | ENCODINGS | {"one_line"}
