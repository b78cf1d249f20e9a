"""Marked-up report → the blocks a document is written from."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from lxml import etree

from rendering.forms import Form, fill

T = TypeVar("T")
Kind = Literal[
    "breadcrumbs", "publication", "title", "contents", "heading", "paragraph", "table", "attachment", "share"
]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document. In `lines` an empty one is a blank line; only a table has a `form`."""

    kind: Kind
    lines: tuple[str, ...] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report as blocks in order, with the attributes of its markup."""

    attributes: Mapping[str, str]
    title: str
    blocks: tuple[Block, ...]

    @property
    def report_id(self) -> str:
        return f"{self.attributes['agency_id']}/{self.attributes['year']}"

    def dice(self, purpose: str) -> Dice:
        """Return chance numbers that depend on the report and the purpose alone."""
        return Dice(f"{self.report_id} {purpose}")


class Dice:
    """Chance drawn from ``random.random`` only, whose sequence does not change between Python versions."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def below(self, n: int) -> int:
        return int(self._random() * n)

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def choose(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]


def read_document(xml: bytes) -> Document:
    """Read a marked-up report; what is left when the tags are taken out becomes its blocks."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    blocks: list[Block] = []
    for part in root:
        if part.tag == "title":
            blocks += [Block("title", (line,)) for line in _paragraphs(part.text)]
        elif part.tag == "preamble":
            blocks += [Block("paragraph", (line,)) for line in _paragraphs(part.text)]
        else:
            if part.get("heading"):
                blocks.append(Block("heading", (part.get("heading"),)))
            blocks += _section(part)
    return Document(dict(root.attrib), root.findtext("title", ""), tuple(blocks))


def _paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _section(section: Any) -> list[Block]:
    """Return the paragraphs and tables of a section in order."""
    blocks: list[Block] = []
    text = section.text or ""
    for child in section:
        if child.tag == "table":
            blocks += [Block("paragraph", (line,)) for line in _paragraphs(text)]
            numbers = {row.get("id"): (row.text or "").split() for row in child}
            blocks.append(Block("table", form=fill(child.get("kind"), child.get("form"), numbers)))
            text = child.tail or ""
        else:
            text += "".join(child.itertext()) + (child.tail or "")
    return blocks + [Block("paragraph", (line,)) for line in _paragraphs(text)]
