"""A measure's text → its acts: one clause, or a clause with what belongs to it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

Part = Literal["main", "topic", "adverbial", "purpose", "qualifier"]

_EDGE = frozenset("，,；;。.！!？?、：:｡､…") | {mark for mark in map(chr, range(0x3001)) if mark.isspace()}
_COUNTS = "一二三四五六七八九十其第（(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STOPS = "；;。！!？?｡\n"
# A quotation, title or bracket is stepped over whole; a comma between digits parts thousands.
_BREAK = re.compile(
    r"《[^《》\n]*》|“[^“”\n]*”|‘[^‘’\n]*’|「[^「」\n]*」|『[^『』\n]*』|（[^（）\n]*）|\([^()\n]*\)"
    r"|(?<=\d),(?=\d{3})|(?P<stop>[；;。！!？?｡\n]+|[，,：]|(?<!\d):(?!\d))"
)


class Clause(NamedTuple):
    """A stretch between two marks, trimmed, with its part in the sentence.

    `opens` is true for the first clause of a sentence or of a part between semicolons.
    """

    start: int
    end: int
    part: Part
    opens: bool


class _Markers(NamedTuple):
    special: re.Pattern[str]
    enumerator: re.Pattern[str]
    lead: re.Pattern[str]
    topic: re.Pattern[str]
    condition: re.Pattern[str]
    condition_end: tuple[str, ...]
    ruling: re.Pattern[str]
    sanction: re.Pattern[str]
    adverbial: re.Pattern[str]
    ground: re.Pattern[str]
    ground_end: re.Pattern[str]
    purpose: re.Pattern[str]
    qualifier: re.Pattern[str]
    verb: re.Pattern[str]
    doing: re.Pattern[str]
    title: re.Pattern[str]


def _either(*groups: list[str]) -> str:
    words = {word for group in groups for word in group}
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"


def _doings() -> list[str]:
    """The verbs of the lexicon that are doings by themselves."""
    source = files("textkit") / "resources" / "substance" / "acts.toml"
    frames = tomllib.loads(source.read_text(encoding="utf-8"))["frame"]
    found: list[str] = []
    for frame in frames:
        if frame["alone"]:
            found += set(frame["verbs"]) - set(frame.get("weak", ()))
            found += [a + b for a in frame.get("first", ()) for b in frame.get("second", ())]
    return found


@cache
def _markers() -> _Markers:
    source = files("textkit") / "resources" / "substance" / "clauses.toml"
    data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    patterns = {name: "|".join(f"(?:{p})" for p in data[name].get("patterns", ())) for name in data}
    ground, verbs = data["adverbial"], data["verb"]
    starts = [data[name].get("starts", []) for name in ("adverbial", "purpose", "qualifier")]
    special = [p for name in ("topic", "condition", "adverbial", "purpose") for p in data[name]["patterns"]]
    lead = _either(data["lead"]["words"])
    return _Markers(
        special=re.compile(f"{lead}?(?:" + "|".join([_either(*starts), *special]) + ")"),
        enumerator=re.compile(patterns["enumerator"]),
        lead=re.compile(lead),
        topic=re.compile(patterns["topic"]),
        condition=re.compile(patterns["condition"]),
        condition_end=tuple(data["condition"]["ends"]),
        ruling=re.compile(patterns["ruling"]),
        sanction=re.compile(patterns["sanction"]),
        adverbial=re.compile(patterns["adverbial"]),
        ground=re.compile(_either(ground["starts"])),
        ground_end=re.compile(_either(ground["ends"]) + "$"),
        purpose=re.compile(_either(data["purpose"]["starts"]) + "|" + patterns["purpose"]),
        qualifier=re.compile(_either(data["qualifier"]["starts"])),
        verb=re.compile(_either(verbs["words"])),
        doing=re.compile(_either([verb for verb in [*verbs["words"], *_doings()] if verb not in verbs["nouns"]])),
        title=re.compile("《[^《》]*》"),
    )


def clauses(text: str) -> list[Clause]:
    """Cut `text` into clauses and tell the part of each in its sentence.

    Parameters
    ----------
    text
        The text of a measure, or of one act.

    Returns
    -------
    list of Clause
        In order, without overlap. `part` is ``main`` (a doing of its own), ``topic`` (what the next clause is
        done to, who does it, or in which case), ``adverbial`` (ground, aim, means, time of the next clause),
        ``purpose`` (of the clause before) or ``qualifier``.

    Examples
    --------
    >>> [clause.part for clause in clauses("根据上级要求，修订公开指南，便于群众查阅")]
    ['adverbial', 'main', 'purpose']
    """
    found: list[Clause] = []
    opens, begin = True, 0
    for match in _BREAK.finditer(text):
        stop = match["stop"]
        if stop is None:
            continue
        opens = _add(found, text, begin, match.start(), opens) or stop[-1] in _STOPS
        begin = match.end()
    _add(found, text, begin, len(text), opens)
    for at, clause in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) and not found[at + 1].opens else None
        if clause.part == "main":
            found[at] = _read_with_neighbours(text, clause, following)
        elif following is None and clause.part in ("topic", "adverbial"):
            # What leads to nothing is no lead: 将聘请法律顾问。
            found[at] = clause._replace(part="main")
    return found


def _read_with_neighbours(text: str, clause: Clause, following: Clause | None) -> Clause:
    """Give a clause that looks like a doing the part that its neighbours show."""
    if following and _is_case(text, clause, following):
        return clause._replace(part="topic")
    if not clause.opens and _markers().sanction.match(text, clause.start, clause.end):
        # What happens where the clause before is not kept: 未附审查意见一律不予用印.
        return clause._replace(part="qualifier")
    return clause


def _is_case(text: str, clause: Clause, following: Clause) -> bool:
    """Tell whether a clause names the case in which the one behind it holds."""
    if text.endswith(_markers().condition_end, clause.start, clause.end):
        return clause.end - clause.start > 4
    if not _markers().ruling.match(text, following.start, following.end):
        return False
    return not _does(text[clause.start : clause.end], 0)


def _add(found: list[Clause], text: str, start: int, end: int, opens: bool) -> bool:
    """Append the clause at `start`, and tell whether the next one still opens its sentence."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    enumerator = start < end and text[start] in _COUNTS and _markers().enumerator.match(text, start, end)
    if enumerator:
        start = enumerator.end()
        while start < end and text[start] in _EDGE:
            start += 1
    if start == end:
        return opens
    found.append(Clause(start, end, _part(text[start:end]), opens))
    return False


def _part(clause: str) -> Part:
    marks = _markers()
    if len(clause) > 5 and not marks.special.match(clause):
        return "main"
    lead = marks.lead.match(clause)
    bare = clause[lead.end() :] if lead else clause
    if marks.purpose.match(bare):
        return "purpose"
    if marks.condition.match(bare) or (marks.topic.match(clause) and not _does(clause, 3)):
        return "topic"
    if marks.adverbial.match(bare):
        return "adverbial"
    ground = marks.ground.match(bare)
    if ground and (marks.ground_end.search(bare) or not _does(bare, ground.end() + 2)):
        return "adverbial"
    if marks.qualifier.match(bare):
        return "qualifier"
    if len(bare) <= 4 and not marks.verb.search(bare):
        return "qualifier" if bare else "adverbial"
    return "main"


def _does(clause: str, begin: int) -> bool:
    """Tell whether a doing follows in the clause from `begin` on."""
    marks = _markers()
    return marks.doing.search(marks.title.sub("", clause), begin) is not None


def split_acts(text: str) -> list[tuple[int, int]]:
    """Split the text of a measure into its acts.

    An act is one clause with its own verb and object, with the clauses that belong to it: ground, aim, means
    and topic go with the clause they lead to, purpose, outcome and qualification with the clause they follow.
    Nothing joins across a full stop or semicolon.

    Parameters
    ----------
    text
        The text of one measure, from behind its enumerator.

    Returns
    -------
    list of tuple
        ``(start, end)`` of each act in `text`, in order, without overlap and without punctuation at its ends;
        at least one for a text that holds more than punctuation.

    Examples
    --------
    >>> text = "强化培训。每季度举办一期培训班，切实做到学以致用，并修订公开指南"
    >>> [text[start:end] for start, end in split_acts(text)]
    ['强化培训', '每季度举办一期培训班，切实做到学以致用', '并修订公开指南']
    """
    return [(group[0].start, group[-1].end) for group in group_clauses(text)] or _whole(text)


def group_clauses(text: str) -> list[list[Clause]]:
    """Group the clauses of a measure into acts; see `split_acts`.

    Examples
    --------
    >>> [[clause.part for clause in group] for group in group_clauses("根据要求，开展培训，更新目录")]
    [['adverbial', 'main'], ['main']]
    """
    groups: list[list[Clause]] = []
    waits = joins = False
    for clause in clauses(text):
        if clause.opens:
            waits = joins = False
        leads = clause.part in ("topic", "adverbial")
        if waits or (joins and not leads and clause.part != "main"):
            groups[-1].append(clause)
        else:
            groups.append([clause])
        waits, joins = leads, joins or not leads
    return groups


def _whole(text: str) -> list[tuple[int, int]]:
    """The text as one act where nothing but an enumerator or marks stand in it."""
    kept = text.strip()
    start = text.find(kept)
    return [(start, start + len(kept))] if kept else []
