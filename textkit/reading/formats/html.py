"""HTML pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from lxml import etree
from lxml import html as lxml_html

from textkit.reading.formats.document import Document, Unreadable
from textkit.reading.formats.plain import text_of
from textkit.reading.formats.spans import Cell, spread
from textkit.reading.header import block_fields
from textkit.reading.lines import Line, row
from textkit.reading.prepare import prepare
from textkit.reading.resources import load

_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_\-]{3,20})""", re.IGNORECASE)
_DROPPED = {
    *("script", "style", "nav", "footer", "noscript", "iframe", "noframes", "template", "form", "select", "button"),
    *("input", "textarea", "object", "svg", "aside", "head", "video", "audio"),
}
_BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"),
    *("li", "dl", "dt", "dd", "blockquote", "pre", "table", "tbody", "thead", "tfoot", "tr", "td", "th"),
    *("body", "center", "address", "figure", "figcaption", "hr", "fieldset", "caption", "html"),
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_STOPS = re.compile(r"[。，；：]")
_FRAMED = re.compile(r"(?!about:|javascript:|data:)\S", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s<>\"'`\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_NAMED, _LONGEST = 3, 120
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read_html(data: bytes) -> Document:
    """Read a page: its main content as paragraphs and tables, its meta elements as fields."""
    declared = _DECLARED.search(data[:4096])
    text, encoding = text_of(data, declared.group(1).decode("ascii") if declared else None)
    if not text.strip():
        raise Unreadable("empty file")
    text = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text)
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"no readable HTML: {error}") from error
    fields = _meta(root)
    framed = _framed(root)
    _drop(root)
    body = root.find("body")
    content = _content(root if body is None else body)
    lines = list(_Lines(content).walk())
    if framed and not any(line.text.strip() for line in lines):
        more = [f"and {len(framed) - _NAMED} more"] if len(framed) > _NAMED else []
        raise Unreadable(
            f"the page only frames others: save those pages instead: {', '.join([*framed[:_NAMED], *more])}"
        )
    if body is not None and content is not body:
        around = prepare(_Lines(body, left_out=content).walk())
        fields = {**block_fields(around), **fields}
    return Document(lines, encoding, fields)


def _meta(root: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, value = meta.get("name") or meta.get("property"), meta.get("content")
        if name and value and value.strip():
            fields.setdefault(name.strip(), value.strip())
    title = root.find(".//title")
    if title is not None and title.text and "ArticleTitle" not in fields:
        fields["title"] = re.split(r"[_|]|\s-\s", title.text.strip())[0]
    return fields


def _framed(root: Any) -> list[str]:
    """Return the addresses of framed pages, with what could do harm where they are shown written as in a URL."""
    said = [(frame.get("src") or "").strip() for frame in root.iter("frame", "iframe")]
    found = dict.fromkeys(address for address in said if _FRAMED.match(address))
    return [_UNSAFE.sub(lambda sign: quote(sign[0]), address[:_LONGEST]) for address in found]


def _drop(root: Any) -> None:
    """Take out what is not shown as text of the page; what follows an element stays."""
    for element in list(root.iter()):
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if (element.tag in _DROPPED or hidden) and element.getparent() is not None:
            element.drop_tree()


def _content(body: Any) -> Any:
    """Return the element that holds the report: a known container, else the densest block.

    The densest block is the deepest element that still holds nearly all punctuation outside links.
    """
    weights: dict[Any, int] = {}
    for element in reversed(list(body.iter())):
        own = len(_STOPS.findall(element.text or "")) if element.tag != "a" else 0
        weights[element] = own + sum(weights.get(child, 0) + len(_STOPS.findall(child.tail or "")) for child in element)
    total = weights.get(body, 0)
    containers = load("html")["containers"]
    known = [
        element
        for element in body.iter()
        if any(name in (element.get("id") or "", *(element.get("class") or "").split()) for name in containers)
    ]
    best = max(known, key=lambda element: weights[element], default=None)
    if best is not None and weights[best] >= 0.5 * total:
        return best
    element = body
    while True:
        inner = max((child for child in element if child.tag in _BLOCKS), key=lambda c: weights[c], default=None)
        table_part = inner is not None and inner.tag in {"tr", "td", "th", "tbody"} and _is_data(element)
        if inner is None or total == 0 or weights[inner] < 0.9 * total or inner.tag == "p" or table_part:
            return element
        element = inner


def _is_data(table: Any) -> bool:
    """Whether a table holds data rather than the layout of the page."""
    if table.tag != "table":
        table = next((up for up in table.iterancestors("table")), None)
        if table is None:
            return False
    if any(inner is not table for inner in table.iter("table")):
        return False
    rows = [[c for c in tr if c.tag in ("td", "th")] for tr in table.iter("tr")]
    if sum(len(cells) > 1 for cells in rows) < 2 and not (rows and max(map(len, rows)) > 2):
        return False
    return not any(len(text) > 400 and "。" in text for text in ("".join(c.itertext()) for r in rows for c in r))


@dataclass(slots=True)
class _Lines:
    """Walks an element in document order without recursion and makes lines of its blocks."""

    content: Any
    left_out: Any = None
    buffer: list[str] = field(default_factory=list)
    line: int = 1
    table: int = 0
    alone: bool = False

    def walk(self) -> Iterator[Line]:
        skipped: Any = None
        for event, element in etree.iterwalk(self.content, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._take(element.tail)
                continue
            block = element.tag in _BLOCKS or element.tag == "br"
            if block and not (element.tag == "br" and event == "end"):
                yield from self._flush()
            if event == "start":
                self.line = element.sourceline or self.line
                if element is self.left_out:
                    skipped = element
                    continue
                if element.tag == "table" and _is_data(element):
                    yield from self._rows(element)
                    skipped = element
                    continue
                self.alone = element.tag in _HEADINGS or (self.alone and element.tag not in _BLOCKS)
                self._take(element.text)
            else:
                if element.tag in _HEADINGS:
                    self.alone = False
                if element is not self.content:
                    self._take(element.tail)
        yield from self._flush()

    def _take(self, text: str | None) -> None:
        if text:
            self.buffer.append(text)

    def _flush(self) -> Iterator[Line]:
        text = _SPACE.sub(" ", "".join(self.buffer))
        self.buffer.clear()
        if text.strip():
            yield Line(text, 0, self.line, alone=self.alone)

    def _rows(self, table: Any) -> Iterator[Line]:
        self.table += 1
        rows = list(table.iter("tr"))
        cells = [
            [
                Cell(_cell_text(td), _count(td.get("colspan")), _count(td.get("rowspan")))
                for td in tr
                if td.tag in ("td", "th")
            ]
            for tr in rows
        ]
        for tr, spread_cells in zip(rows, spread(cells), strict=True):
            yield row(spread_cells, line=tr.sourceline or self.line, table=self.table)


def _cell_text(element: Any) -> str:
    """Return the text of a cell: blocks and line breaks part it, runs of characters do not (69 may be two runs)."""
    return _SPACE.sub(" ", "".join(_runs(element))).strip()


def _runs(element: Any) -> Iterator[str]:
    parts = "\n" if element.tag in _BLOCKS or element.tag == "br" else ""
    yield parts + (element.text or "" if isinstance(element.tag, str) else "")
    for child in element:
        yield from _runs(child)
        yield child.tail or ""
    yield parts


def _count(value: str | None) -> int:
    return min(max(int(value), 1), 100) if value and value.isdecimal() else 1
