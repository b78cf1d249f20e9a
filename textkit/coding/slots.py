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
_SEGMENT = re.compile(r"(?<![一合归])并(?!联|行|入|到)|后再?|再(?!次)")
_NEXT = re.compile(r"(?<![一合归])并(?!联|行|入|到)")
_LIST = re.compile(r"[、，,；;：:]")
_TITLE = re.compile("《[^《》]*》")
_HAN = re.compile(r"[一-鿿A-Za-z0-9]")
# A paper or a place may be named by one character behind a generic word: 整改通知单.
_NAMES = re.compile("[一-鿿A-Za-z]{2,}|(?<=\0)[单表册卡函牌栏屏库角](?=\0|$)")
_PUT = frozenset("到至在进成")
_SHORT = Term(verb=True, alone=True, open=True)


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
        object that a doing of the same clause is done to comes before one that merely stands there. The verbs
        are listed, the things are not: any words bound to a doing are its object unless all are generic.

    Examples
    --------
    >>> for slot in find_slots("每季度对空白栏目核查一次", load_lexicon()):
    ...     print(slot.slot, slot.text)
    act 核查
    object 空白栏目
    quantity 一次
    deadline 每季度
    >>> [(slot.slot, slot.text) for slot in find_slots("更换渡口灯箱6块", load_lexicon())]
    [('act', '更换'), ('object', '渡口灯箱'), ('quantity', '6块')]
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
    counted = "quantity" in spans
    hits = _with_short(act_text, hits, lexicon)
    tied = _Tied(counted, "deadline" in spans, named)
    doing, thing = _bound(act_text, parts, hits, lexicon, tied)
    if doing:
        spans["act"] = doing
    thing = thing or named
    if thing:
        spans["object"] = thing
    return [Slot(s, *spans[s], act_text[slice(*spans[s])]) for s in SLOTS if s in spans], hedge


class _Tied(NamedTuple):
    """What is bound to an act: a number, a date, a title."""

    counted: bool
    dated: bool
    named: tuple[int, int] | None


def _with_short(text: str, hits: list[_Hit], lexicon: Lexicon) -> list[_Hit]:
    """The hits with the verbs of one character, before a number or a thing that is put up: 各办一期, 摆意见箱."""
    short = [_Hit(match.start(), match.end(), _SHORT) for match in lexicon.short.finditer(text)]
    apart = [new for new in short if not any(h.start <= new.start < h.end for h in hits)]
    return sorted([*hits, *apart]) if apart else hits


def _hits(text: str, lexicon: Lexicon) -> list[_Hit]:
    """The words of the lexicon in a text; what stands inside a title is the title's."""
    if "《" in text:
        text = _TITLE.sub(lambda m: _BLANK * len(m[0]), text)
    return [
        _Hit(start, end, lexicon.terms[index]) for index, start, end in lexicon.matcher.find_matches_as_indexes(text)
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
    text: str, parts: Sequence[Clause], hits: Sequence[_Hit], lexicon: Lexicon, tied: _Tied
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The doing of an act and the thing it is done to."""
    alone: tuple[int, int] | None = None
    if not any(hit.term.verb or (tied.counted and hit.term.counted) for hit in hits):
        return None, _lone_thing(text, hits, parts, lexicon)
    for at, part in enumerate(parts):
        if part.part not in ("main", "qualifier"):
            continue
        inside = [hit for hit in hits if part.start <= hit.start < part.end] if len(parts) > 1 else hits
        verbs = [hit for hit in inside if hit.term.verb or (tied.counted and hit.term.counted)]
        if not verbs:
            continue
        topics = [p for p in parts[:at] if p.part == "topic"]
        ahead = [hit for hit in hits for topic in topics if topic.start <= hit.start < topic.end]
        means = lexicon.means.search(text, part.start, part.end)
        doings: list[_Hit] = []
        for verb in sorted(verbs, key=_stands_alone):
            if means and means.start() <= verb.start < means.end():
                continue
            if not _is_doing(text, verb, inside, part, lexicon):
                continue
            doings.append(verb)
            takes = verb.term.takes | (verb.term.takes_counted if tied.counted else set())
            if tied.named and verb.term.alone and part.start <= tied.named[0] < part.end:
                return (verb.start, verb.end), tied.named
            thing = _thing(text, verb, takes, inside, ahead, part, lexicon)
            if thing:
                return (verb.start, verb.end), thing
        for verb in doings:
            opened = verb.term.dated and (tied.dated or text[verb.start - 1 : verb.start] == "已")
            if verb.term.open or tied.counted or opened:
                thing = _open_thing(text, verb, inside, topics, part, lexicon)
                if thing:
                    return (verb.start, verb.end), thing
            if alone is None and (verb.term.alone or (verb.term.counted and tied.counted)):
                alone = verb.start, verb.end
    thing = _lone_thing(text, hits, parts, lexicon)
    # A thing that stands before a doing which does not take it belongs to something else.
    return alone, thing if alone is None or (thing and thing[0] >= alone[1]) else None


def _stands_alone(hit: _Hit) -> bool:
    """The key that sorts the verbs that stand alone before the others."""
    return not hit.term.alone


def _segment(text: str, part: Clause, at: int) -> int:
    """Where the run of words begins that one verb may govern."""
    begin = part.start
    for match in _SEGMENT.finditer(text, part.start, at):
        begin = match.end()
    return begin


def _is_doing(text: str, verb: _Hit, inside: Sequence[_Hit], part: Clause, lexicon: Lexicon) -> bool:
    term = verb.term
    if _is_quoted(text, verb):
        return False
    noun = lexicon.noun_any if term.alone else lexicon.noun_weak
    if noun.match(text, verb.end):
        return False
    begin = _segment(text, part, verb.start)
    if term.alone and verb.end < part.end:
        return True
    governors = [h for h in inside if begin <= h.start < verb.start and (h.term.vague or h.term.adverb)]
    return not governors or all(h.term.adverb and h.end == verb.start for h in governors)


def _is_quoted(text: str, verb: _Hit) -> bool:
    """Tell whether a verb is one word among others in quotation marks, as those of a slogan are."""
    if text.count("“", 0, verb.start) <= text.count("”", 0, verb.start):
        return False
    return text[verb.start - 1] != "“" or text[verb.end : verb.end + 1] != "”"


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


def _open_thing(
    text: str,
    verb: _Hit,
    inside: Sequence[_Hit],
    topics: Sequence[Clause],
    part: Clause,
    lexicon: Lexicon,
) -> tuple[int, int] | None:
    """An object of no class: behind the verb, else before it in its run of words, else in the topic."""
    begin = _segment(text, part, verb.start)
    end = _next_segment(text, part, verb.end)
    if not verb.term.alone and _is_noun(text, begin, verb, end, lexicon):
        return None
    for hit in inside:
        if begin <= hit.start < verb.start:
            governs = hit.term.vague and not (hit.term.adverb and hit.end == verb.start)
            if hit.term.asked or governs:
                return None
    match = lexicon.open.ends.search(text, verb.end, end)
    behind = verb.end, match.start() if match else end
    marked = [marker.end() for marker in lexicon.open.marker.finditer(text, begin, verb.start)]
    ahead = [(topic.start, topic.end) for topic in topics]
    if marked or not any(begin <= hit.start < verb.start and _opens(hit, begin) for hit in inside):
        ahead.insert(0, (max(marked, default=begin), verb.start))
    # Where something is put stands behind 放到, what is put before it, as with 把.
    moved = text[verb.end - 1] in _PUT or (marked and text[max(marked) - 1] in "把将")
    places = [*ahead, behind] if moved else [behind, *ahead]
    for start, stop in places:
        agent = lexicon.open.agent.match(text, start, stop) if stop <= verb.start else None
        named = _specific(text, agent.end() if agent else start, stop, lexicon)
        if named:
            return named
    return None


def _opens(hit: _Hit, begin: int) -> bool:
    """Tell whether a verb has the words behind it for itself."""
    return hit.term.alone or (hit.term.verb and hit.start - begin <= 2)


def _is_noun(text: str, begin: int, verb: _Hit, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a verb is a noun here: 信息的收集上报, 发布提醒制度."""
    if "的" in text[max(begin, verb.start - 3) : verb.start]:
        return True
    if text[verb.end : verb.end + 1] in ("与", "和", "及"):
        return True
    return lexicon.open.noun_tail.search(text, verb.end, end) is not None


def _specific(text: str, start: int, stop: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """The stretch of words that name something, if any do."""
    marker = lexicon.open.marker.match(text, start, stop)
    start = marker.end() if marker else start
    said = lexicon.open.aside.sub(lambda m: _BLANK * len(m[0]), text[start:stop])
    left = list(said)
    for _, first, last in lexicon.open.generic.find_matches_as_indexes(said):
        left[first:last] = _BLANK * (last - first)
    names = _NAMES.search("".join(left))
    if names is None or lexicon.open.void.search(said):
        return None
    last = said.find(_BLANK, names.end())
    return start + names.start(), start + (len(said) if last < 0 else last)


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


def _lone_thing(text: str, hits: Sequence[_Hit], parts: Sequence[Clause], lexicon: Lexicon) -> tuple[int, int] | None:
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
