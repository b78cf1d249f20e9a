"""Text with coloured spans, for notebook, terminal and page: the one highlighter."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.text import Text

# Light tints of the colour-blind-safe set of Okabe & Ito (2008): black text stays legible on each.
TINTS = ("#cfe5f3", "#fbe3b5", "#bfe3d6", "#f3cfdf", "#fbf6b3", "#d8d8f0", "#f5d3bd", "#dddddd")


class Highlight(NamedTuple):
    """A stretch of a text and what it is."""

    start: int
    end: int
    label: str


def segments(text: str, highlights: Iterable[Highlight]) -> list[tuple[str, tuple[str, ...]]]:
    """Cut a text where highlights begin or end; each piece comes with the labels that cover it.

    Highlights may overlap and nest; those outside the text are cut to it.

    Examples
    --------
    >>> segments("6月底前印发规程", [Highlight(0, 4, "deadline"), Highlight(4, 6, "act")])
    [('6月底前', ('deadline',)), ('印发', ('act',)), ('规程', ())]
    """
    spans = [
        Highlight(max(h.start, 0), min(h.end, len(text)), h.label)
        for h in highlights
        if h.end > 0 and h.start < len(text)
    ]
    cuts = sorted({0, len(text), *(h.start for h in spans), *(h.end for h in spans)})
    pieces = []
    for start, end in itertools.pairwise(cuts):
        labels = tuple(dict.fromkeys(h.label for h in spans if h.start <= start and end <= h.end))
        pieces.append((text[start:end], labels))
    return pieces


def palette(labels: Iterable[str]) -> dict[str, str]:
    """Give each label its tint, in the order in which they come.

    Examples
    --------
    >>> palette(["act", "object"])
    {'act': '#cfe5f3', 'object': '#fbe3b5'}
    """
    return {label: TINTS[n % len(TINTS)] for n, label in enumerate(dict.fromkeys(labels))}


def to_html(text: str, highlights: Iterable[Highlight], *, colours: Mapping[str, str] | None = None) -> str:
    """Return the text as HTML: each highlight a ``<mark>`` with its label on hover; everything escaped.

    Examples
    --------
    >>> to_html("公开<指南>", [Highlight(2, 6, "object")])
    '公开<mark title="object" style="background:#cfe5f3">&lt;指南&gt;</mark>'
    """
    highlights = list(highlights)
    colours = colours or palette(h.label for h in highlights)
    parts = []
    for piece, labels in segments(text, highlights):
        escaped = html.escape(piece)
        if labels:
            title = html.escape(", ".join(labels), quote=True)
            escaped = f'<mark title="{title}" style="background:{colours[labels[-1]]}">{escaped}</mark>'
        parts.append(escaped)
    return "".join(parts)


def to_terminal(text: str, highlights: Iterable[Highlight], *, colours: Mapping[str, str] | None = None) -> Text:
    """Return the text for a terminal, highlights on their tints, line breaks as blanks.

    Examples
    --------
    >>> to_terminal("印发规程", [Highlight(0, 2, "act")]).spans
    [Span(0, 2, 'black on #cfe5f3')]
    """
    from rich.text import Text

    highlights = list(highlights)
    colours = colours or palette(h.label for h in highlights)
    shown = Text(text.replace("\n", " "))
    for h in highlights:
        shown.stylize(f"black on {colours[h.label]}", h.start, h.end)
    return shown
