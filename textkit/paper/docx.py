"""A table as a Word document: the few parts that the format asks for, written by hand.

The same table always gives the same bytes: no library that stamps the time is needed for one table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAVY, _LIGHT = 8, 4
"""Width of rules, in eighths of a point."""
_ROW, _NOTE = 20, 16
"""Font sizes, in half points."""

_NO_XML = re.compile("[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_LINKS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx_bytes(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    rules: Sequence[int] = (),
    notes: Sequence[str] = (),
) -> bytes:
    """Return a Word document with one table, ruled as booktabs does.

    Parameters
    ----------
    title, notes
        Above and below the table.
    header, rows
        Cells; the first column is set flush left, the others right.
    rules
        Rows, counted from 0, above which a line is drawn.

    Examples
    --------
    >>> docx_bytes("样本", ["步骤", "n"], [["报告", "36"]])[:2]
    b'PK'
    """
    document = etree.Element(_w("document"), nsmap={"w": _W})
    body = etree.SubElement(document, _w("body"))
    _paragraph(body, title, bold=True)
    table = etree.SubElement(body, _w("tbl"))
    properties = etree.SubElement(table, _w("tblPr"))
    _set(properties, "tblW", w="0", type="auto")
    grid = etree.SubElement(table, _w("tblGrid"))
    for _ in header:
        _set(grid, "gridCol")
    _row(table, header, top=_HEAVY, bottom=_LIGHT, head=True)
    for place, row in enumerate(rows):
        last = place == len(rows) - 1
        _row(table, row, top=_LIGHT if place in rules else None, bottom=_HEAVY if last else None)
    for note in notes or [""]:
        _paragraph(body, note, size=_NOTE)
    content = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _LINKS, "word/document.xml": content}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, part)
    return out.getvalue()


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


def _set(parent: etree._Element, name: str, **values: str) -> None:
    child = etree.SubElement(parent, _w(name))
    for key, value in values.items():
        child.set(_w(key), value)


def _row(
    table: etree._Element, cells: Sequence[str], *, top: int | None, bottom: int | None, head: bool = False
) -> None:
    row = etree.SubElement(table, _w("tr"))
    properties = etree.SubElement(row, _w("trPr"))
    _set(properties, "cantSplit")
    if head:
        _set(properties, "tblHeader")
    for place, text in enumerate(cells):
        cell = etree.SubElement(row, _w("tc"))
        borders = etree.SubElement(etree.SubElement(cell, _w("tcPr")), _w("tcBorders"))
        for side, width in (("top", top), ("bottom", bottom)):
            if width:
                _set(borders, side, val="single", sz=str(width), space="0", color="auto")
        _paragraph(cell, text, right=place > 0)


def _paragraph(parent: etree._Element, text: str, *, bold: bool = False, right: bool = False, size: int = _ROW) -> None:
    paragraph = etree.SubElement(parent, _w("p"))
    properties = etree.SubElement(paragraph, _w("pPr"))
    _set(properties, "spacing", before="20", after="20")
    if right:
        _set(properties, "jc", val="right")
    run = etree.SubElement(paragraph, _w("r"))
    looks = etree.SubElement(run, _w("rPr"))
    _set(looks, "rFonts", ascii="Times New Roman", hAnsi="Times New Roman", eastAsia="SimSun")
    if bold:
        _set(looks, "b")
    _set(looks, "sz", val=str(size))
    written = etree.SubElement(run, _w("t"))
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    written.text = _NO_XML.sub("", text)
