"""Constructed reports as documents: one marked-up report in any format, with any noise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import opencc

from rendering import noise as noises
from rendering.document import Block, Document, read_document
from rendering.markup import write_html, write_text
from rendering.pdf import write_pdf
from rendering.word import write_docx

FORMATS = ("txt", "html", "docx", "pdf")

_CHARSETS = {"gb18030": "gb18030", "utf16": "utf-16", "big5": "big5", "bom": "utf-8-sig"}


def render(report_xml: bytes, *, format: str, noise: Iterable[str] = ()) -> bytes:
    """Render a marked-up report as a document.

    Parameters
    ----------
    report_xml
        The markup described in FORMAT.md.
    format
        One of `FORMATS`.
    noise
        Words of FORMAT.md; their order does not matter. Encodings are for txt and html.

    Raises
    ------
    ValueError
        For an unknown format or noise, two encodings, an encoding of a format that has none, a character
        the encoding lacks, and a table whose rows do not fit its form.
    """
    wanted = frozenset(noise)
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    if unknown := wanted - noises.WORDS:
        raise ValueError(f"unknown noise: {', '.join(sorted(unknown))}")
    encodings = sorted(wanted & noises.ENCODINGS)
    if len(encodings) > 1 or (encodings and format not in ("txt", "html")):
        raise ValueError(f"{format} cannot be encoded as {' and '.join(encodings)}")
    document = _with_noise(read_document(report_xml), wanted, paged=format == "pdf")
    if format == "docx":
        return write_docx(document)
    if format == "pdf":
        return write_pdf(document, page_numbers="page_numbers" in wanted)
    charset = _CHARSETS[encodings[0]] if encodings else "utf-8"
    if charset == "big5":
        document = _traditional(document)
    if format == "html":
        text = write_html(document, charset=charset.removesuffix("-sig"))
    else:
        text = write_text(document, piped="pipes" in wanted, lossy="lost_cells" in wanted)
    return _encode(text, charset)


def _with_noise(document: Document, wanted: frozenset[str], *, paged: bool) -> Document:
    for name, step in noises.STEPS.items():
        if name in wanted:
            document = step(document)
    # A paged document breaks its own lines and numbers its own pages.
    lines = wanted & (noises.LINES - {"hard_breaks", "page_numbers"} if paged else noises.LINES)
    if lines:
        document = noises.break_lines(document, **{name: name in lines for name in sorted(noises.LINES)})
    return noises.one_line(document) if "one_line" in wanted else document


def _traditional(document: Document) -> Document:
    convert = opencc.OpenCC("s2tw").convert

    def block(given: Block) -> Block:
        form = given.form and replace(
            given.form, cells=tuple(replace(cell, text=convert(cell.text)) for cell in given.form.cells)
        )
        return replace(given, lines=tuple(map(convert, given.lines)), form=form)

    attributes = {**document.attributes, "agency": convert(document.attributes["agency"])}
    return replace(
        document,
        attributes=attributes,
        title=convert(document.title),
        blocks=tuple(map(block, document.blocks)),
    )


def _encode(text: str, charset: str) -> bytes:
    lacking = sorted({c for c in text if not _encodes(c, charset)}) if charset == "big5" else []
    if lacking:
        raise ValueError(f"{charset} has no {' '.join(lacking)}")
    if charset == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(charset)


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
