"""What every format hands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from textkit.reading.decoding import simplify
from textkit.reading.lines import Line, row


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of a file and what it says of itself: values by label, such as 标题 or PubDate.

    `notes` name what a reader of the report should know, such as pages without text.
    """

    lines: Sequence[Line]
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Unreadable(Exception):  # noqa: N818 - a finding about a file, not a fault of the program
    """A file gives no report; `args[0]` says why and what to do."""

    def __init__(self, reason: str, result: Literal["failed", "skipped"] = "failed") -> None:
        super().__init__(reason)
        self.result = result


def simplified(lines: Sequence[Line]) -> list[Line]:
    """Write lines in simplified characters where traditional ones prevail in the whole."""
    text = "\f".join(line.text for line in lines)
    simple = simplify(text)
    if simple == text:
        return list(lines)
    found: list[Line] = []
    for line, changed in zip(lines, simple.split("\f"), strict=True):
        if line.cells is None:
            found.append(replace(line, text=changed))
        else:
            words = changed.split("\t")
            cells = tuple(None if cell is None else word for cell, word in zip(line.cells, words, strict=True))
            found.append(row(cells, page=line.page, line=line.line, table=line.table))
    return found
