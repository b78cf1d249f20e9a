"""Document → PDF with ruled tables, an embedded font and no compression that varies."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from rendering.document import Block, Document
from rendering.forms import Form
from rendering.noise import KANGXI

FONTS = Path(__file__).resolve().parents[2] / "textkit" / "resources" / "fonts"
_NAME = "report"
_NO_WIDTH = "\u200b\ufeff"


@cache
def _load_font() -> None:
    """Register the font, with glyphs for the code points that noise brings and fonts lack."""
    font = TTFont(_NAME, str(sorted(FONTS.glob("*.ttf"))[0]))
    glyphs, widths = font.face.charToGlyph, font.face.charWidths
    for plain, radical in KANGXI.items():
        if ord(plain) in glyphs:
            glyphs[ord(radical)] = glyphs[ord(plain)]
            widths[ord(radical)] = widths[ord(plain)]
    for character in _NO_WIDTH:
        glyphs[ord(character)] = glyphs[ord(" ")]
        widths[ord(character)] = 0
    pdfmetrics.registerFont(font)


def _style(size: float, **options: Any) -> ParagraphStyle:
    return ParagraphStyle(
        "report",
        fontName=_NAME,
        fontSize=size,
        leading=size * 2.0,
        wordWrap="CJK",
        allowWidows=1,
        allowOrphans=1,
        **options,
    )


def write_pdf(document: Document, *, page_numbers: bool) -> bytes:
    """Write pages of 28 to 32 characters a line, numbered at the foot if asked."""
    _load_font()
    dice = document.dice("pdf")
    size = dice.choose((14.0, 15.0, 16.0))
    number = dice.choose(("- {} -", "— {} —", "-{}-", "{}"))
    out = io.BytesIO()
    pages = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=28 * mm,
        rightMargin=26 * mm,
        topMargin=30 * mm,
        bottomMargin=40 * mm,
        title=document.title,
        author=document.attributes["agency"],
        invariant=1,
        pageCompression=0,
    )

    def foot(canvas: Any, _: Any) -> None:
        if page_numbers:
            canvas.setFont(_NAME, 10)
            canvas.drawCentredString(A4[0] / 2, 16 * mm, number.format(canvas.getPageNumber()))

    flow = [flowable for block in document.blocks for flowable in _flowables(block, size)]
    pages.build(flow, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _flowables(block: Block, size: float) -> list[Flowable]:
    if block.form:
        return [_table(block.form), Spacer(1, 5 * mm)]
    if block.kind == "title":
        title = _style(size + 5, alignment=1, spaceAfter=6 * mm)
        return [Paragraph("<br/>".join(map(escape, block.lines)), title)]
    if block.kind != "paragraph":
        return [Paragraph(escape(line), _style(size if block.kind == "heading" else 10)) for line in block.lines]
    text = "<br/>".join(escape(line) or "&nbsp;" for line in block.lines)
    return [Paragraph(text, _style(size, firstLineIndent=2 * size, splitLongWords=1))]


_WIDTHS = {
    "disclosure": (46, 36, 36, 36),
    "requests": (12, 20, 40, 13, 13, 13, 13, 13, 11, 11),
    "disputes": (10.4,) * 15,
}


def _table(form: Form) -> Table:
    style = _style(8)
    style.leading = 10
    rows: list[list[Any]] = [
        [Paragraph(escape(cell.text).replace("\n", "<br/>"), style) if cell else "" for cell in row]
        for row in form.rows()
    ]
    spans = [
        ("SPAN", (c.column, c.row), (c.column + c.colspan - 1, c.row + c.rowspan - 1))
        for c in form.cells
        if c.rowspan > 1 or c.colspan > 1
    ]
    table = Table(rows, colWidths=[width * mm for width in _WIDTHS[form.kind]])
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
    return table
