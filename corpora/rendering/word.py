"""Document → DOCX, as the smallest package word processors open."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from rendering.document import Block, Document
from rendering.forms import Cell, Form

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>""",
}
_MARGINS = " ".join(f'w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
_PAGE = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {_MARGINS}/></w:sectPr>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write_docx(document: Document) -> bytes:
    """Write the package with fixed dates and without compression, so that its bytes never vary."""
    body = "\n".join(_table(block.form) if block.form else _block(block) for block in document.blocks)
    parts = _PARTS | {"word/document.xml": f"<w:document {_W}><w:body>\n{body}\n{_PAGE}</w:body></w:document>"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, _XML + text)
    return out.getvalue()


def _run(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def _paragraph(lines: tuple[str, ...], *, centred: bool = False, indented: bool = False, bold: bool = False) -> str:
    properties = ('<w:jc w:val="center"/>' if centred else "") + ('<w:ind w:firstLine="480"/>' if indented else "")
    runs = "<w:br/>".join(map(_run, lines))
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{weight}{runs}</w:r></w:p>"


def _block(block: Block) -> str:
    if block.kind == "title":
        return _paragraph(block.lines, centred=True, bold=True)
    if block.kind == "heading":
        return _paragraph(block.lines, bold=True)
    if block.kind != "paragraph":
        return "".join(_paragraph((line,)) for line in block.lines)
    # A blank line within a sentence is an empty paragraph between its halves.
    halves: list[list[str]] = [[]]
    for line in block.lines:
        if line:
            halves[-1].append(line)
        else:
            halves.append([])
    return _paragraph(()).join(_paragraph(tuple(half), indented=i == 0) for i, half in enumerate(halves))


def _table(form: Form) -> str:
    grid = '<w:gridCol w:w="800"/>' * form.n_columns
    rows = "\n".join(_row(form, r) for r in range(form.n_rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>\n{rows}</w:tbl>{_paragraph(())}"
    )


def _row(form: Form, row: int) -> str:
    """Write the cells that reach into `row`; those from above are empty and say that they continue."""
    reaching = [cell for cell in form.cells if cell.row <= row < cell.row + cell.rowspan]
    cells = "".join(_cell(cell, begins=cell.row == row) for cell in sorted(reaching, key=lambda c: c.column))
    return f"<w:tr>{cells}</w:tr>"


def _cell(cell: Cell, *, begins: bool) -> str:
    properties = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    text = _paragraph(tuple(cell.text.split("\n"))) if begins else _paragraph(())
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>"
