"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from textkit.reading.decoding import NoText, decode, simplify
from textkit.reading.formats.document import Document, Unreadable
from textkit.reading.lines import Line, split_lines

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([\w.\- ]{1,40}):[ \t]+(.*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]*")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{0,500})\]\([^()\s]{1,2000}(?: \"[^\"\n]{0,200}\")?\)")
_STRESS = re.compile(r"\*{1,3}|__|~~|`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])")
_BULLET = re.compile(r"([ \t]*)[*+][ \t]+")
_BOLD = re.compile(r"[ \t]*(?:\*\*|__)(?!\s)[^*_\n]{2,40}(?<![\s，,、；;])(?:\*\*|__)[ \t]*")
_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?){1,5}")
_HTML = re.compile(r"</?(?:br|p|div|span|center|b|strong|font|u|hr)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)


def text_of(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Decode the bytes of a file and write its text in simplified characters."""
    try:
        text, encoding = decode(data, declared)
    except NoText as error:
        raise Unreadable(str(error)) from error
    return simplify(text), encoding


def read_text(data: bytes) -> Document:
    """Read a text file; form feeds part pages."""
    text, encoding = text_of(data)
    return Document(list(split_lines(text)), encoding)


def read_markdown(data: bytes) -> Document:
    """Read a Markdown file: front matter as fields, headings as lines of their own, marks taken off."""
    text, encoding = text_of(data)
    fields: dict[str, str] = {}
    front = _FRONT.match(text)
    skipped = 0
    if front:
        fields = dict(_front_matter(front.group(1)))
        skipped = text.count("\n", 0, front.end())
        text = text[front.end() :]
    text = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    raw = list(split_lines(text))
    blank = [not line.text.strip() for line in raw] + [True]
    lines = [_unmarked(line, apart=blank[at + 1] and (at == 0 or blank[at - 1])) for at, line in enumerate(raw)]
    return Document([replace(line, line=line.line + skipped) for line in lines], encoding, fields)


def _front_matter(block: str) -> Iterator[tuple[str, str]]:
    for entry in block.splitlines():
        found = _FIELD.fullmatch(entry.rstrip())
        if found:
            yield found.group(1).strip(), found.group(2).strip().strip("'\"")


def _unmarked(line: Line, *, apart: bool) -> Line:
    """Take the marks off; a heading, or a bold line between blank ones that ends no clause, is a line of its own."""
    text = line.text
    bold = apart and _BOLD.fullmatch(text) is not None
    heading = _HEADING.match(text)
    if heading:
        text = text[heading.end() :].rstrip("# \t")
    text = _QUOTE.sub("", text, count=1)
    text = _BULLET.sub(r"\1- ", text, count=1) if _BULLET.match(text) else text
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _ESCAPE.sub(r"\1", _STRESS.sub("", _HTML.sub("", text)))
    return replace(line, text=text, alone=heading is not None or bold)
