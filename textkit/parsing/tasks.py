"""A section of one role, read sentence by sentence: the tasks of a year, which no heading has to part."""

from __future__ import annotations

import re

from textkit.genre import Genre
from textkit.parsing.outline import enumerators
from textkit.parsing.sentences import Sentence, Span, pieces, sentences, trim

_LINE = re.compile(r"[^\n]+")
_CLOSED = re.compile(r"[。；;！!？?，,：:、）)”]\s*$")
_LEAST = 4


def read_tasks(text: str, start: int, end: int, genre: Genre) -> list[Span]:
    r"""Return the bounds of each commitment in ``text[start:end]``.

    A commitment is a sentence, or a part of one between semicolons. No items are lines without a closing mark
    (headings), the headline of a paragraph, which is short and holds no number, and what the genre's `leads` tell
    apart: a paragraph of requirements and targets is passed over whole.

    Parameters
    ----------
    text
        The cleaned text of a report.
    start, end
        Where its coded section stands, heading aside.
    genre
        A genre with a `role`.

    Returns
    -------
    list of (start, end)
        In order, without overlap, enumerators and closing marks outside.

    Examples
    --------
    >>> from textkit.genre import load_genre
    >>> text = "（一）稳住工业\n做强产业。新建3个产业园；培育50家企业。"
    >>> [text[a:b] for a, b in read_tasks(text, 0, len(text), load_genre("work_report"))]
    ['新建3个产业园', '培育50家企业']
    """
    found: list[Span] = []
    framed = False
    for line in _LINE.finditer(text, start, end):
        first, last = trim(text, *line.span())
        said = sentences(text, _behind_enumerator(text, first, last), last)
        if not said:
            continue
        if not _CLOSED.search(line.group()) and len(said) == 1:
            # under a heading 总体要求 all is requirement
            framed = bool(genre.leads["frame"].match(text[first:last] + "："))
            continue
        if framed or genre.leads["frame"].match(text[said[0].start : last]):
            continue
        if len(said) > 1 and _is_headline(text[slice(*said[0])], genre):
            said = said[1:]
        for sentence in said:
            found += _commitments(text, sentence, genre)
    return found


def _is_headline(said: str, genre: Genre) -> bool:
    """Whether the first sentence of a paragraph only names what follows: it is short and counts nothing."""
    return len(said) <= genre.headline and not re.search(r"\d", said)


def _commitments(text: str, sentence: Sentence, genre: Genre) -> list[Span]:
    """The parts of a sentence between semicolons, less what only leads in, closes or gives a reason."""
    leads = genre.leads
    said, closed = text[slice(*sentence)], text[sentence.start : sentence.end + 1]
    if leads["closing"].search(said) or any(leads["announce"].search(each) for each in (said, closed)):
        return []
    if leads["frame"].match(closed):
        return []
    parts: list[Span] = []
    for start, end in pieces(text, *sentence, "；;"):
        start, end = trim(text, _behind_enumerator(text, start, end), end)
        if end - start >= _LEAST and not leads["none"].search(text[start:end]):
            parts.append((start, end))
    return parts


def _behind_enumerator(text: str, start: int, end: int) -> int:
    """Step over an enumerator or a dash at the head of a stretch."""
    first = next(enumerators(text, start, end), None)
    return first.body if first and first.start == start else start
