"""Document → plain text and HTML."""

from __future__ import annotations

from html import escape

from rendering.document import Block, Document
from rendering.forms import Cell, Form

_INDENTS = ("　　", "    ", "")


def write_text(document: Document, *, piped: bool, lossy: bool) -> str:
    """Write plain text, tables as rows of tabs or of pipes; if `lossy`, empty cells are left out of a row."""
    indent = document.dice("indent").choose(_INDENTS)
    lines: list[str] = []
    for block in document.blocks:
        if block.form:
            lines += [_text_row(row, piped=piped, lossy=lossy) for row in block.form.rows()]
        elif block.kind == "paragraph" and not block.lines[0].startswith("\u3000"):
            lines += [indent + block.lines[0], *block.lines[1:]]
        else:
            lines += block.lines
    return "\n".join(lines) + "\n"


def _text_row(row: list[Cell | None], *, piped: bool, lossy: bool) -> str:
    cells = [cell.text if cell else "" for cell in row]
    if lossy:
        cells = [cell for cell in cells if cell]
    return f"| {' | '.join(cells)} |" if piped else "\t".join(cells)


def write_html(document: Document, *, charset: str) -> str:
    """Write a page as a government site would: furniture in boxes of its own, tables with spans."""
    agency = escape(document.attributes["agency"])
    boxes = {"breadcrumbs": "location", "publication": "xxgk-head", "share": "share"}
    before: list[str] = []
    body: list[str] = []
    behind: list[str] = []
    for block in document.blocks:
        if block.kind in boxes:
            box = f'<div class="{boxes[block.kind]}">\n{_html_furniture(block)}\n</div>'
            (behind if block.kind == "share" else before).append(box)
        else:
            body.append(_html_table(block.form) if block.form else _html_block(block))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh-CN">',
            f'<head><meta charset="{charset}"><title>{escape(document.title)}_{agency}</title></head>',
            "<body>",
            f'<div class="top"><a href="/">{agency}</a> <a href="/zwgk/">政务公开</a></div>',
            *before,
            '<div class="article" id="zoom">',
            *body,
            "</div>",
            *behind,
            "</body>",
            "</html>",
            "",
        ]
    )


def _html_furniture(block: Block) -> str:
    if block.kind == "publication":
        cells = [f"<td>{escape(line)}</td>" for line in block.lines]
        rows = ["".join(cells[i : i + 2]) for i in range(0, len(cells), 2)]
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return "\n".join(f"<p>{escape(line)}</p>" for line in block.lines)


def _html_block(block: Block) -> str:
    if block.kind == "title":
        return f'<h1 style="text-align:center">{"<br/>".join(map(escape, block.lines))}</h1>'
    if block.kind == "heading":
        return f"<p><strong>{escape(block.lines[0])}</strong></p>"
    if block.kind == "contents":
        return "\n".join(f"<p>{escape(line)}</p>" for line in block.lines)
    # A blank line within a sentence ends the paragraph and begins another.
    return "<p>" + "<br/>\n".join(escape(line) or "</p><p>" for line in block.lines) + "</p>"


def _html_table(form: Form) -> str:
    rows = []
    for row in form.rows():
        cells = "".join(map(_html_cell, (cell for cell in row if cell)))
        rows.append(f"<tr>{cells}</tr>")
    return '<table border="1" cellspacing="0"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _html_cell(cell: Cell) -> str:
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    return f"<td{spans}><p>{escape(cell.text).replace(chr(10), '<br/>') or '&nbsp;'}</p></td>"
