"""Find the cues of a codebook in a text, and decide which themes the text is about.

The decision follows the structure of Chinese head-final phrases and of cause and effect; it knows no theme.
What a theme's cues are, which of them are weak and which themes give way is data of the codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from textkit.coding.codebook import Codebook, Theme

FURTHER = 2
"""How many themes may follow the primary one."""


class Hit(NamedTuple):
    """A cue of `theme` at ``text[start:end]``; a `weak` one counts only where its clause has no other."""

    theme: str
    start: int
    end: int
    cue: str
    weak: bool


class Clause(NamedTuple):
    """A clause ``text[start:end]`` and the part it plays.

    `kind` is ``plain``, ``reason`` (由于…), ``result`` (导致…), ``preface`` (按照…, 通过…) or ``purpose``
    (确保…); `sentence` counts from 0.
    """

    start: int
    end: int
    kind: str
    sentence: int


def match_cues(text: str, codebook: Codebook) -> list[Hit]:
    """Find the cues of all themes in `text`, in the order of the text.

    Characters are matched, not words. Of overlapping cues the longest counts (of equals the first); a cue
    inside one of its theme's `not_cues` does not count. A cue that two themes share gives a hit for each.
    Time is linear in the text.

    Parameters
    ----------
    text
        Any text, usually an item.
    codebook
        A codebook as loaded by `load_codebook`.

    Returns
    -------
    list of Hit
        Hits of different cues do not overlap.

    Examples
    --------
    >>> from textkit.coding.codebook import load_codebook
    >>> [(hit.theme, hit.cue) for hit in match_cues("公开工作人员更换频繁，公开渠道单一", load_codebook())]
    [('staffing', '更换频繁'), ('platform', '公开渠道单一')]
    """
    return _matcher(codebook).match(text)


def rank_themes(text: str, codebook: Codebook, *, head_end: int | None = None) -> list[Hit]:
    """Choose the themes of one item: the hits that earn them, the primary theme first.

    The rule, in order:

    1. A clause names what its *last* cue says (加强公开平台建设 is about the platform), with what is joined
       to that cue by 、和与及; weak cues count only in a clause without others. A theme whose `topic` is
       ``first`` lets a thing named before it in the clause lead (对网站的检查), one whose `topic` is
       ``second`` lets it follow (对目录不熟悉); other modifiers name nothing.
    2. The result clause (导致…) of the first sentence is primary, or, where the sentence opens with a reason
       (由于…), its last clause that names something.
    3. Else the head, else the first clause that names something. Clauses of ground or means (按照…, 通过…)
       come behind those that have them.
    4. Up to two further themes, in the order of the clauses; purposes (确保…), grounds and weak cues outside
       the head earn none.

    Parameters
    ----------
    text
        The text of an item.
    codebook
        A codebook as loaded by `load_codebook`.
    head_end
        Where the head of the item ends; by default at its first ，；。：.

    Returns
    -------
    list of Hit
        At most three, of different themes; empty where no cue is found.

    Examples
    --------
    >>> from textkit.coding.codebook import load_codebook
    >>> [hit.theme for hit in rank_themes("由于人员变动频繁，导致信息更新不及时", load_codebook())]
    ['timeliness', 'staffing']
    """
    return _matcher(codebook).rank(text, head_end)


@lru_cache(maxsize=8)
def _matcher(codebook: Codebook) -> Matcher:
    return Matcher(codebook.themes)


# --- cues -----------------------------------------------------------------------------------------------

_LITERAL = r"[^\\.^$*+?{}\[\]|()]+"
_OPENING = re.compile(rf"\(\?:((?:{_LITERAL})(?:\|{_LITERAL})*)\)(?![?*{{])|({_LITERAL})(?![?*{{|])")


def openings(pattern: str) -> tuple[str, ...]:
    """Literals one of which opens every match of `pattern`; empty where that cannot be told.

    >>> openings("(?:公开|发布).{0,4}(?:滞后|不及时)")
    ('公开', '发布')
    >>> openings("[一二]张图")
    ()
    """
    if "|" in re.sub(r"\([^()]*\)", "", pattern):  # alternatives at the top level
        return ()
    found = _OPENING.match(pattern)
    if found is None:
        return ()
    return tuple(found[1].split("|")) if found[1] else (found[2],)


@dataclass(frozen=True, slots=True)
class _Key:
    """What one literal of the automaton stands for."""

    hits: tuple[tuple[str, bool], ...]
    """(theme, weak) of the themes it is a cue of."""
    blocks: frozenset[str]
    """Themes whose cues do not count inside it."""
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    """(theme, pattern) that may begin here."""


class Matcher:
    """The cues of some themes, compiled."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._topic = {theme.id: theme.topic for theme in themes}
        self._scanned: list[tuple[str, re.Pattern[str]]] = []
        hits: dict[str, list[tuple[str, bool]]] = {}
        blocks: dict[str, set[str]] = {}
        begins: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for theme in themes:
            for cue in theme.cues:
                hits.setdefault(cue, []).append((theme.id, False))
            for cue in theme.weak:
                hits.setdefault(cue, []).append((theme.id, True))
            for cue in theme.not_cues:
                blocks.setdefault(cue, set()).add(theme.id)
            for pattern in theme.patterns:
                compiled = (theme.id, re.compile(pattern))
                for literal in (firsts := openings(pattern)):
                    begins.setdefault(literal, []).append(compiled)
                if not firsts:
                    self._scanned.append(compiled)
        literals = sorted({*hits, *blocks, *begins})
        self._keys = [
            _Key(tuple(hits.get(k, ())), frozenset(blocks.get(k, ())), tuple(begins.get(k, ()))) for k in literals
        ]
        self._automaton = AhoCorasick(literals)

    def match(self, text: str) -> list[Hit]:
        """See `match_cues`."""
        found: list[Hit] = []
        blocked: list[tuple[int, int, frozenset[str]]] = []
        for key_number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            key = self._keys[key_number]
            for theme, weak in key.hits:
                found.append(Hit(theme, start, end, text[start:end], weak))
            if key.blocks:
                blocked.append((start, end, key.blocks))
            for theme, pattern in key.patterns:
                if matched := pattern.match(text, start):
                    found.append(Hit(theme, start, matched.end(), matched[0], False))
        for theme, pattern in self._scanned:
            for matched in pattern.finditer(text):
                found.append(Hit(theme, matched.start(), matched.end(), matched[0], False))
        if blocked:
            found = [hit for hit in found if not _blocked(hit, blocked)]
        return _longest(found)

    def rank(self, text: str, head_end: int | None) -> list[Hit]:
        """See `rank_themes`."""
        hits = self.match(text)
        if not hits:
            return []
        named = [(clause, self._named(text, found)) for clause, found in _by_clause(text, hits)]
        if head_end is None:
            head_end = end.start() if (end := _HEAD_END.search(text)) else len(text)
        return _choose(named, head_end)

    def _named(self, text: str, hits: list[Hit]) -> list[Hit]:
        """What a clause is about, given its hits in order."""
        if not hits:
            return []
        strong = [hit for hit in hits if not hit.weak]
        hits = strong or hits
        cut = len(hits) - 1
        while cut and (hits[cut].start == hits[cut - 1].start or _joined(text, hits[cut - 1], hits[cut])):
            cut -= 1
        before, last = hits[:cut], hits[cut:]
        topic = self._topic[last[0].theme]
        if topic and before:
            before = self._named(text, [hit for hit in before if hit.theme != last[0].theme] or before)
        if topic == "first":
            return [*(hit for hit in before if hit.theme != last[0].theme), *last]
        return [*last, *before] if topic == "second" else last


def _blocked(hit: Hit, blocked: list[tuple[int, int, frozenset[str]]]) -> bool:
    return any(hit.theme in themes and hit.start < end and start < hit.end for start, end, themes in blocked)


def _longest(hits: list[Hit]) -> list[Hit]:
    """Of overlapping hits the longest; equal spans of different themes stay together."""
    if len(hits) < 2:
        return hits
    hits.sort(key=lambda hit: (hit.start - hit.end, hit.start, hit.weak))
    kept: list[Hit] = []
    for hit in hits:
        for other in kept:
            if hit.start < other.end and other.start < hit.end:
                if hit[1:3] == other[1:3] and hit.theme != other.theme and not hit.weak:
                    continue
                break
        else:
            kept.append(hit)
    kept.sort(key=lambda hit: hit.start)
    return kept


# --- clauses --------------------------------------------------------------------------------------------

_HEAD_END = re.compile("[，；。：,;:]")
_SENTENCE_END = "。；;：:！!？?\n"
_RESULT = "导致|致使|造成|以致|使得|引发|引起"
_BREAK = re.compile(f"[，,{_SENTENCE_END}]|、|以及|和|及(?!时)|并|且|{_RESULT}")
_JOIN = re.compile("等?(?:、|和|与|及|以及|或|并)(?:[一-鿿]{1,4}(?:、|和|与|及|以及|或|并))?")
"""What may stand between two cues of one enumeration: 数量、质量和时效性."""
_VERBS = (
    "加强", "加大", "加快", "强化", "完善", "健全", "提高", "提升", "优化", "拓宽", "拓展", "丰富",
    "深化", "规范", "细化", "扩大", "增强", "落实", "建立", "推进", "推动", "做好", "抓好", "创新",
    "严格", "畅通", "压实", "明确", "充实", "开展", "组织", "制定", "编制", "修订", "及时", "更新",
    "统一", "配齐", "改进",
)  # fmt: skip
"""A joined part that begins so has an object of its own."""
_NOUN_END = ("性", "化", "度")
_SHORTCOMINGS = (
    "不足", "单一", "薄弱", "滞后", "缺乏", "缺失", "偏少", "偏慢", "偏低", "较少", "较慢", "较低",
    "欠缺", "淡薄", "频繁", "陈旧", "缓慢", "空洞", "笼统", "不强", "不高", "不够", "不深", "不多",
    "不全", "不严", "不熟", "不准", "不畅", "不清", "不力", "不便", "不大", "不细", "不广", "不紧",
)  # fmt: skip
"""A part that ends so has its own predicate: 内容单一、更新缓慢."""
_SHORT_OF = re.compile("不[^、]{2,3}|有待[^、]{2}")
_KIND = re.compile(
    f"(?P<result>{_RESULT})"
    "|(?P<reason>(?:主要)?是?(?:由于|因为|鉴于|囿于|限于|因(?![此而应地素])|受(?![理众益访贿损让])))"
    "|(?P<preface>(?:下一步|今后|我[局镇县市区委办]|将|要|同时|并|继续|进一步|切实|积极|严格|认真|主动|全面|持续|着力){0,4}"
    "(?:通过|按照|依照|遵照|根据|依据|依托|借助|围绕|紧扣|聚焦|结合|对照|对标|针对|立足|坚持|为了|为(?=[^，。]{0,12}[提保确增方便切解推])"
    "|以(?![便及会老干])|随着|面对|在.{1,16}基础上))"
    "|(?P<purpose>从而|以便|便于|方便|确保|保证|保障|促进|促使|使(?!用)|让|努力|力争|争取|以此|不断满足|真正做到|影响"
    "|切实保障|切实维护|为[^，。]{0,12}提供)"
)
_MAIN = ("plain", "reason", "result")


def clauses(text: str) -> list[Clause]:
    """Split `text` into clauses: at punctuation, between joined predicates, and before a result.

    Examples
    --------
    >>> text = "由于人员不足、变动频繁，导致更新慢"
    >>> [(text[c.start:c.end], c.kind) for c in clauses(text)]
    [('由于人员不足', 'reason'), ('变动频繁', 'reason'), ('导致更新慢', 'result')]
    """
    parts: list[Clause] = []
    start, sentence, carried = 0, 0, "plain"
    for end, begin, mark in _cuts(text):
        if end > start:
            opening = _KIND.match(text, start, end)
            carried = opening.lastgroup or carried if opening else carried
            parts.append(Clause(start, end, carried, sentence))
            sentence += mark in _SENTENCE_END
        if mark in "，," or mark in _SENTENCE_END:
            carried = "plain"
        start = begin
    return parts


def _cuts(text: str) -> Iterator[tuple[int, int, str]]:
    """(end of a clause, begin of the next, what stands between)."""
    last = 0
    for found in _BREAK.finditer(text):
        mark, at, after = found[0], found.start(), found.end()
        if mark in "，," or mark in _SENTENCE_END:
            yield at, after, mark
            last = after
        elif len(mark) == 2 and mark != "以及":
            yield at, at, " "
            last = at
        elif _has_own_object(text, after, last, at) or _has_own_predicate(text, at):
            yield at, after, " "
            last = after
    yield len(text), len(text), " "


def _has_own_object(text: str, after: int, last: int, at: int) -> bool:
    """Whether a joined part opens with a verb that is not itself joined to a verb (规范和完善目录)."""
    return (
        text.startswith(_VERBS, after)
        and not text.startswith(_NOUN_END, after + 2)
        and not text.endswith(_VERBS, last, at)
    )


def _has_own_predicate(text: str, at: int) -> bool:
    return text.endswith(_SHORTCOMINGS, 0, at) or any(
        _SHORT_OF.fullmatch(text, max(at - length, 0), at) for length in (3, 4)
    )


def _by_clause(text: str, hits: list[Hit]) -> list[tuple[Clause, list[Hit]]]:
    """The clauses of `text`, each with the hits that begin in it."""
    parts = [(clause, list[Hit]()) for clause in clauses(text)]
    at = 0
    for hit in hits:
        while at + 1 < len(parts) and parts[at + 1][0].start <= hit.start:
            at += 1
        parts[at][1].append(hit)
    return parts


def _joined(text: str, left: Hit, right: Hit) -> bool:
    return _JOIN.fullmatch(text, left.end, right.start) is not None


def _choose(named: list[tuple[Clause, list[Hit]]], head_end: int) -> list[Hit]:
    """Put the clauses in the order in which they decide, and take the themes they name."""
    sentence = next(clause.sentence for clause, hits in named if hits)
    opening = [(clause, hits) for clause, hits in named if clause.sentence == sentence]
    lead = [part for part in opening if part[0].kind == "result" and part[1]]
    if not lead and opening[0][0].kind == "reason":
        lead = [part for part in opening if part[0].kind == "plain" and part[1]][-1:]
    lead = lead or [part for part in named if part[0].start < head_end and part[0].kind in _MAIN]
    order = [*lead, *(part for part in named if part[0].kind in _MAIN)]
    chosen: dict[str, Hit] = {}
    for clause, hits in order:
        for hit in hits:
            if not chosen or not hit.weak or clause.start < head_end:
                chosen.setdefault(hit.theme, hit)
    if not chosen:
        chosen = {hit.theme: hit for _, hits in reversed(named) for hit in reversed(hits)}
        return list(chosen.values())[-1:]
    return list(chosen.values())[: 1 + FURTHER]
