"""The words and patterns that earn slots, compiled from ``resources/substance``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from textkit.records import SlotName

_SOURCES: dict[str, dict[str, set[str]]] = {
    "acts": {
        "frame": {"id", "alone", "open", "dated", "counted", "verbs", "first", "second", "objects", "weak", "strong"},
        "short": {"pattern"},
        "asked": {"words"},
        "noun_use": {"any", "weak", "at_end"},
        "means": {"pattern"},
        "vague": {"words", "adverbs"},
        "hedge": {"words", "not_words"},
    },
    "objects": {
        "class": {"id", "unbound", "words", "heads"},
        "modifier": {"generic"},
        "open": {"ends", "marker", "aside", "agent", "void", "noun_tail", "idle"},
        "not_head": {"before"},
        "not_object": {"words"},
    },
    "evidence": {
        "number": {"pattern"},
        "quantity": {"needs", "patterns", "not_patterns"},
        "deadline": {"needs", "patterns", "not_patterns", "duty"},
        "instrument": {"needs", "patterns", "not_patterns"},
        "mechanism": {"needs", "patterns", "not_patterns"},
        "end_state": {"needs", "patterns", "not_patterns"},
        "actor": {"needs", "patterns", "not_patterns", "place"},
    },
    "wording": {
        "own": {"disclosure", "public", "areas", "arrangements", "further"},
        "prefix": {"stem", "words"},
        "bare": {"words"},
        "filler": {"words"},
    },
}
_EVIDENCE: tuple[SlotName, ...] = ("actor", "quantity", "deadline", "instrument", "mechanism", "end_state")


@dataclass(slots=True)
class Term:
    """What one word of the lexicon may be: a doing, a thing, the head of a thing, a governor, a hedge.

    A doing that is `alone` needs no object, one that is `open` takes any specific thing, one that is `dated`
    does so once a date is bound to it; `asked` makes the doing behind it another's.
    """

    verb: bool = False
    alone: bool = False
    open: bool = False
    dated: bool = False
    counted: bool = False
    takes: set[str] = field(default_factory=set)
    takes_counted: set[str] = field(default_factory=set)
    object: set[str] = field(default_factory=set)
    head: set[str] = field(default_factory=set)
    vague: bool = False
    adverb: bool = False
    asked: bool = False
    hedge: bool = False


class Pattern(NamedTuple):
    """What earns a slot, what does not, and the characters without which nothing can."""

    needs: frozenset[str]
    earns: re.Pattern[str]
    not_by: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that tell an act of its own from boilerplate."""

    matcher: AhoCorasick
    own: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class OpenObject:
    """How to tell whether words that are in no class name something."""

    generic: AhoCorasick
    ends: re.Pattern[str]
    marker: re.Pattern[str]
    aside: re.Pattern[str]
    agent: re.Pattern[str]
    void: re.Pattern[str]
    noun_tail: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and patterns that earn slots, compiled from ``resources/substance``."""

    matcher: AhoCorasick
    terms: tuple[Term, ...]
    unbound: frozenset[str]
    noun_any: re.Pattern[str]
    noun_weak: re.Pattern[str]
    generic: re.Pattern[str]
    not_head: frozenset[str]
    means: re.Pattern[str]
    short: re.Pattern[str]
    open: OpenObject
    evidence: dict[SlotName, Pattern]
    duty: re.Pattern[str]
    wording: Wording


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def build_lexicon(sources: dict[str, dict[str, Any]]) -> Lexicon:
    """Compile a lexicon from the parsed tables ``acts``, ``objects``, ``evidence`` and ``wording``.

    Parameters
    ----------
    sources
        Name of the table → its content, laid out as in ``resources/substance``.

    Raises
    ------
    ValueError
        Unknown or missing tables and keys, frames that take unknown classes, bad patterns, words that are own
        and bare at once: all faults in one message.

    Examples
    --------
    >>> build_lexicon({"acts": {}})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: substance lexicon: acts: no [asked]; ...
    """
    faults = list(_faults(sources))
    if faults:
        raise ValueError("substance lexicon: " + "; ".join(faults))
    acts, objects, evidence, wording = (sources[name] for name in ("acts", "objects", "evidence", "wording"))
    terms = _terms(acts, objects)
    at_end = "(?:" + _either(acts["noun_use"]["at_end"]) + r")(?=[，。；、和与及]|$)"
    nouns = acts["noun_use"]
    loose = objects["open"]
    own = set(_with_prefix(wording))
    idle = {*wording["bare"]["words"], *wording["filler"]["words"]} - own
    voiced = [*sorted(own), *sorted(idle)]
    return Lexicon(
        matcher=AhoCorasick(list(terms), matchkind=MatchKind.LeftmostLongest),
        terms=tuple(terms.values()),
        unbound=frozenset(c["id"] for c in objects["class"] if c.get("unbound")),
        noun_any=re.compile(f"(?:{_either(nouns['any'])})|{at_end}"),
        noun_weak=re.compile(f"(?:{_either([*nouns['any'], *nouns['weak']])})|{at_end}"),
        generic=re.compile(_either(objects["modifier"]["generic"])),
        not_head=frozenset(objects["not_head"]["before"]),
        means=re.compile(acts["means"]["pattern"]),
        short=re.compile(acts["short"]["pattern"].replace("{n}", evidence["number"]["pattern"])),
        open=OpenObject(
            generic=AhoCorasick(sorted(_idle_things(sources)), matchkind=MatchKind.LeftmostLongest),
            ends=re.compile(loose["ends"]),
            marker=re.compile(loose["marker"]),
            aside=re.compile("|".join(f"(?:{pattern})" for pattern in loose["aside"])),
            agent=re.compile(loose["agent"]),
            void=re.compile(loose["void"]),
            noun_tail=re.compile(loose["noun_tail"]),
        ),
        evidence={slot: _pattern(evidence, slot) for slot in _EVIDENCE},
        duty=re.compile(_either(evidence["deadline"]["duty"])),
        wording=Wording(
            matcher=AhoCorasick(voiced, matchkind=MatchKind.LeftmostLongest),
            own=tuple(word in own for word in voiced),
        ),
    )


def _faults(sources: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, tables in _SOURCES.items():
        data = sources.get(name, {})
        for table in sorted(tables.keys() - data.keys()):
            yield f"{name}: no [{table}]"
        for table in sorted(data.keys() - tables.keys() - {"meta"}):
            yield f"{name}: unknown table [{table}], allowed are {', '.join(sorted(tables))}"
        for table in sorted(tables.keys() & data.keys()):
            rows = data[table] if isinstance(data[table], list) else [data[table]]
            for unknown in sorted({key for row in rows for key in row} - tables[table]):
                allowed = ", ".join(sorted(tables[table]))
                yield f"{name}: unknown key {unknown} in [{table}], allowed are {allowed}"
    known = {row.get("id") for row in sources.get("objects", {}).get("class", ())}
    for frame in sources.get("acts", {}).get("frame", ()):
        for wanted in sorted(set(frame.get("objects", ())) - known):
            yield f"acts: frame {frame.get('id')} takes an unknown class {wanted}"
    for slot, table in sources.get("evidence", {}).items():
        for pattern in (*table.get("patterns", ()), *table.get("not_patterns", ())):
            try:
                re.compile(pattern.replace("{n}", "n").replace("{place}", "p"))
            except re.error as error:
                yield f"evidence: bad pattern {pattern} in [{slot}]: {error}"
    wording = sources.get("wording", {})
    own = {word for words in wording.get("own", {}).values() for word in words}
    for word in sorted(own & set(wording.get("bare", {}).get("words", ()))):
        yield f"wording: {word} is own and bare"


def verbs_of(frame: dict[str, Any]) -> list[str]:
    """Return the verbs of a frame, those made of a first and a second character with them."""
    return [*frame["verbs"], *(a + b for a in frame.get("first", ()) for b in frame.get("second", ()))]


def _terms(acts: dict[str, Any], objects: dict[str, Any]) -> dict[str, Term]:
    terms: dict[str, Term] = {}

    def term(word: str) -> Term:
        return terms.setdefault(word, Term())

    for frame in acts["frame"]:
        weak, strong = frame.get("weak", ()), frame.get("strong", ())
        for verb in verbs_of(frame):
            this = term(verb)
            if frame.get("counted"):
                this.counted = True
                this.takes_counted.update(frame["objects"])
                continue
            alone = (frame["alone"] and verb not in weak) or verb in strong
            this.verb = True
            this.alone |= alone
            this.open |= alone or frame.get("open", False)
            this.dated |= frame.get("dated", False)
            this.takes.update(frame["objects"])
    for row in objects["class"]:
        for word in row["words"]:
            term(word).object.add(row["id"])
        for word in row["heads"]:
            term(word).head.add(row["id"])
    for word in acts["vague"]["words"]:
        term(word).vague = True
    for word in acts["vague"]["adverbs"]:
        term(word).adverb = True
    for word in acts["asked"]["words"]:
        term(word).asked = True
    for word in acts["hedge"]["words"]:
        term(word).hedge = True
    for word in (*acts["hedge"]["not_words"], *objects["not_object"]["words"]):
        terms[word] = Term()
    return terms


def _idle_things(sources: dict[str, dict[str, Any]]) -> set[str]:
    """The words that name nothing by themselves in the place of an object."""
    acts, objects, wording = sources["acts"], sources["objects"], sources["wording"]
    heads = {head for row in objects["class"] for head in row["heads"]}
    listed = (objects["modifier"]["generic"], objects["open"]["idle"], wording["bare"]["words"])
    return heads.union(*listed, wording["filler"]["words"], acts["hedge"]["words"])


def _with_prefix(wording: dict[str, Any]) -> Iterator[str]:
    """The own words, those that begin with the stem also behind each prefix: 公开渠道, 信息公开渠道."""
    stem, prefixes = wording["prefix"]["stem"], wording["prefix"]["words"]
    for words in wording["own"].values():
        for word in words:
            yield word
            if word.startswith(stem):
                yield from (prefix + word for prefix in prefixes)


def _pattern(evidence: dict[str, Any], slot: SlotName) -> Pattern:
    def joined(patterns: Sequence[str]) -> re.Pattern[str]:
        text = "|".join(patterns).replace("{n}", evidence["number"]["pattern"])
        return re.compile(text.replace("{place}", f"(?:{evidence['actor']['place']})"))

    table = evidence[slot]
    return Pattern(
        frozenset(table["needs"]),
        joined(table["patterns"]),
        joined(table["not_patterns"]) if table["not_patterns"] else None,
    )


def load_lexicon(source: str = "disclosure") -> Lexicon:
    """Return a lexicon: that for disclosure reports, or what another kind of report adds to it.

    Parameters
    ----------
    source
        ``disclosure``, another built-in name, or the path of a TOML file with tables as in
        ``resources/substance/work_report.toml``: what it lists is added to the words and patterns for disclosure
        reports, a single value stands in place of theirs.

    Raises
    ------
    ValueError
        As `build_lexicon`.
    FileNotFoundError
        If `source` is neither a built-in name nor a file.

    Examples
    --------
    >>> load_lexicon().generic.sub("", "一套相关的审核")
    '审核'
    >>> from textkit.coding.slots import find_slots
    >>> [slot.text for slot in find_slots("完成造林140万亩", load_lexicon("work_report"))]
    ['完成', '造林', '140万亩']
    """
    return _compiled(source, "" if source == "disclosure" else _text_of(source))


@lru_cache(maxsize=8)
def _compiled(source: str, further: str) -> Lexicon:
    """The lexicon for disclosure reports with the tables of `further`; kept, for compiling takes a while."""
    folder = files("textkit") / "resources" / "substance"
    sources = {name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in _SOURCES}
    more = tomllib.loads(further)
    if unknown := sorted(more.keys() - _SOURCES.keys() - {"meta"}):
        raise ValueError(f"lexicon {source}: unknown table {', '.join(unknown)}, allowed are {', '.join(_SOURCES)}")
    return build_lexicon(_joined(sources, {name: table for name, table in more.items() if name != "meta"}))


def _text_of(source: str) -> str:
    """Read a lexicon that adds to the one for disclosure reports."""
    builtin = files("textkit") / "resources" / "substance" / f"{source}.toml"
    if source.endswith(".toml"):
        return Path(source).read_text(encoding="utf-8")
    if source.isidentifier() and source not in _SOURCES and builtin.is_file():
        return builtin.read_text(encoding="utf-8")
    raise FileNotFoundError(f"no lexicon {source!r}: give a built-in name (disclosure, work_report) or a .toml file")


def _joined(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Join tables key by key and lists end to end; any other value of `more` stands in place of that of `base`."""
    joined = dict(base)
    for key, value in more.items():
        there = base.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            joined[key] = _joined(there, value)
        else:
            joined[key] = [*there, *value] if isinstance(there, list) and isinstance(value, list) else value
    return joined
