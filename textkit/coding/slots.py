"""The slots of an act: what its words commit to, each with the characters that earn it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from textkit.coding.lexicon import Lexicon, Pattern, Term, load_lexicon
from textkit.parsing.acts import Clause, clauses
from textkit.records import SLOTS, Slot, SlotName

__all__ = ["find_slots", "has_hedge", "load_lexicon", "slots_and_hedge"]

_BLANK = "\0"
_SEGMENT = re.compile(r"并(?!联|行)|后再?|再(?!次)")
_NEXT = re.compile(r"并(?!联|行)")
_LIST = re.compile(r"[、，,；;：:]")
_TITLE = re.compile("《[^《》]*》")
_HAN = re.compile(r"[一-鿿A-Za-z0-9]")


class _Hit(NamedTuple):
    start: int
    end: int
    term: Term


def has_hedge(act_text: str, lexicon: Lexicon) -> bool:
    """Tell whether a word such as 适时, 探索 or 争取 takes back the time of an act.

    Examples
    --------
    >>> has_hedge("适时修订公开指南", load_lexicon()), has_hedge("修订公开指南", load_lexicon())
    (True, False)
    """
    return any(hit.term.hedge for hit in _hits(act_text, lexicon))


def find_slots(act_text: str, lexicon: Lexicon) -> list[Slot]:
    """Find the slots of one act by section 4 of the coding rules.

    Parameters
    ----------
    act_text
        The text of one act.
    lexicon
        From `load_lexicon` or `build_lexicon`.

    Returns
    -------
    list of Slot
        At most one of each name, in the order of `textkit.records.SLOTS`, with offsets in `act_text`. An
        object that a doing of the same clause is done to comes before one that merely stands there.

    Examples
    --------
    >>> for slot in find_slots("每季度对空白栏目核查一次", load_lexicon()):
    ...     print(slot.slot, slot.text)
    act 核查
    object 空白栏目
    quantity 一次
    deadline 每季度
    """
    return slots_and_hedge(act_text, clauses(act_text), lexicon)[0]


def slots_and_hedge(act_text: str, parts: Sequence[Clause], lexicon: Lexicon) -> tuple[list[Slot], bool]:
    """Return the slots of an act and whether it is hedged, in one pass over its text.

    `parts` are the clauses of the act, from `textkit.parsing.acts.clauses`.

    Examples
    --------
    >>> act = "争取年底前上线政策文件库"
    >>> slots, hedge = slots_and_hedge(act, clauses(act), load_lexicon())
    >>> [slot.slot for slot in slots], hedge
    (['act', 'object'], True)
    """
    hits = _hits(act_text, lexicon)
    chars = set(act_text)
    hedge = any(hit.term.hedge for hit in hits)
    spans: dict[SlotName, tuple[int, int]] = {}
    for slot, pattern in lexicon.evidence.items():
        if pattern.needs.isdisjoint(chars):
            continue
        found = _evidence(_own_text(act_text, parts) if slot == "quantity" else act_text, pattern)
        if found:
            spans[slot] = found
    if "deadline" in spans and (hedge or lexicon.duty.search(act_text)):
        del spans["deadline"]
    named = spans.get("instrument")
    if named and act_text[named[0]] != "《":
        named = None
    doing, thing = _bound(act_text, parts, hits, lexicon, counted="quantity" in spans, named=named)
    if doing:
        spans["act"] = doing
    thing = thing or named
    if thing:
        spans["object"] = thing
    return [Slot(s, *spans[s], act_text[slice(*spans[s])]) for s in SLOTS if s in spans], hedge


def _hits(text: str, lexicon: Lexicon) -> list[_Hit]:
    """The words of the lexicon in a text; what stands inside a title is the title's."""
    if "《" in text:
        text = _TITLE.sub(lambda m: _BLANK * len(m[0]), text)
    return [
        _Hit(start, end, lexicon.terms[index])
        for index, start, end in lexicon.matcher.find_matches_as_indexes(text)
    ]


def _own_text(text: str, parts: Sequence[Clause]) -> str:
    """The text without its grounds and purposes, whose numbers are not the act's."""
    for part in parts:
        if part.part in ("adverbial", "purpose"):
            text = text[: part.start] + _BLANK * (part.end - part.start) + text[part.end :]
    return text


def _evidence(text: str, pattern: Pattern) -> tuple[int, int] | None:
    """The first stretch that earns a slot once what does not count is blanked."""
    match = pattern.earns.search(text)
    if match and pattern.not_by and pattern.not_by.search(text):
        match = pattern.earns.search(pattern.not_by.sub(lambda m: _BLANK * len(m[0]), text))
    if match is None:
        return None
    return match.span(match.lastindex) if match.lastindex else match.span()


def _bound(
    text: str,
    parts: Sequence[Clause],
    hits: Sequence[_Hit],
    lexicon: Lexicon,
    *,
    counted: bool,
    named: tuple[int, int] | None,
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The doing of an act and the thing it is done to."""
    alone: tuple[int, int] | None = None
    if not any(hit.term.verb or (counted and hit.term.counted) for hit in hits):
        return None, _lone_thing(text, hits, parts, lexicon)
    for at, part in enumerate(parts):
        if part.part not in ("main", "qualifier"):
            continue
        topics = [p for p in parts[:at] if p.part == "topic"]
        inside = [hit for hit in hits if part.start <= hit.start < part.end] if len(parts) > 1 else hits
        ahead = [hit for hit in hits for topic in topics if topic.start <= hit.start < topic.end]
        means = lexicon.means.search(text, part.start, part.end)
        for verb in sorted(inside, key=lambda hit: not hit.term.alone):
            if means and means.start() <= verb.start < means.end():
                continue
            if not _is_doing(text, verb, inside, part, lexicon, counted):
                continue
            takes = verb.term.takes | (verb.term.takes_counted if counted else set())
            if named and verb.term.alone and part.start <= named[0] < part.end:
                return (verb.start, verb.end), named
            thing = _thing(text, verb, takes, inside, ahead, part, lexicon)
            if thing:
                return (verb.start, verb.end), thing
            if alone is None and (verb.term.alone or (verb.term.counted and counted)):
                alone = verb.start, verb.end
    thing = _lone_thing(text, hits, parts, lexicon)
    # A thing that stands before a doing which does not take it belongs to something else.
    return alone, thing if alone is None or (thing and thing[0] >= alone[1]) else None


def _segment(text: str, part: Clause, at: int) -> int:
    """Where the run of words begins that one verb may govern."""
    begin = part.start
    for match in _SEGMENT.finditer(text, part.start, at):
        begin = match.end()
    return begin


def _is_doing(
    text: str, verb: _Hit, inside: Sequence[_Hit], part: Clause, lexicon: Lexicon, counted: bool
) -> bool:
    term = verb.term
    if not (term.verb or (term.counted and counted)):
        return False
    noun = lexicon.noun_any if term.alone else lexicon.noun_weak
    if noun.match(text, verb.end):
        return False
    begin = _segment(text, part, verb.start)
    if term.alone and verb.end < part.end:
        return True
    governors = [h for h in inside if begin <= h.start < verb.start and (h.term.vague or h.term.adverb)]
    return not governors or all(h.term.adverb and h.end == verb.start for h in governors)


def _thing(
    text: str,
    verb: _Hit,
    takes: set[str],
    inside: Sequence[_Hit],
    ahead: Sequence[_Hit],
    part: Clause,
    lexicon: Lexicon,
) -> tuple[int, int] | None:
    """The object of a verb: behind it, else before it in its run of words, else in the topic."""
    begin = _segment(text, part, verb.start)
    end = _next_segment(text, part, verb.end)
    before = [h for h in inside if begin <= h.start < verb.start]
    places: list[tuple[list[_Hit], int]] = [([h for h in inside if verb.end <= h.start < end], verb.end)]
    if not any(h.term.vague for h in before):
        places.append((before, begin))
    places.append((list(ahead), -1))
    for hits, since in places:
        for hit in hits:
            if hit.term.object & takes:
                return hit.start, hit.end
            if hit.term.head & takes and text[hit.end : hit.end + 1] not in lexicon.not_head:
                start = _named_from(text, max(since, 0), hit.start, lexicon)
                if start is not None:
                    return start, hit.end
    return None


def _next_segment(text: str, part: Clause, at: int) -> int:
    match = _NEXT.search(text, at, part.end)
    return match.start() if match else part.end


def _named_from(text: str, since: int, head: int, lexicon: Lexicon) -> int | None:
    """Where the modifier of a head begins, if it says which one is meant."""
    for match in _LIST.finditer(text, since, head):
        since = match.end()
    since = max(since, head - 24)
    modifier = text[since:head]
    said = lexicon.generic.sub("", modifier)
    if len(_HAN.findall(said)) < 2:
        return None
    first = since + modifier.find(_HAN.findall(said)[0])
    return first - 1 if text[first - 1 : first] in ("“", "《") else first


def _lone_thing(
    text: str, hits: Sequence[_Hit], parts: Sequence[Clause], lexicon: Lexicon
) -> tuple[int, int] | None:
    """A specific thing that no doing is done to."""
    for hit in hits:
        if hit.term.object & lexicon.unbound:
            start = hit.start
        elif hit.term.head & lexicon.unbound and text[hit.start - 1 : hit.start] == "”":
            start = max(text.rfind("“", 0, hit.start), 0)
        else:
            continue
        if any(p.start <= hit.start < p.end and p.part not in ("adverbial", "purpose") for p in parts):
            return start, hit.end
    return None
