"""A text → the codes compared: blanks dropped, numbers and names made equal, mandated phrases marked.

A code is ``value * 2 + flag``. `DIGIT`, `NAME` and `PUNCTUATION` are the values of the three classes; any
other value is ``code point + 4`` of the character. The flag is 0 for a character that counts as wording and 1
for one that does not: a class, or a character of a mandated phrase. Two codes are equal if their values are.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.parsing.outline import enumerators
from textkit.records import Report

DIGIT, NAME, PUNCTUATION = 0, 1, 2
FIRST_LITERAL = 4
_BLANK = -1
_LAST_CODE_POINT = 0x110000
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Masked:
    """The codes of a text and where each stands: ``text[offset : offset + length]`` is what a code covers."""

    codes: NDArray[np.uint32]
    offset: NDArray[np.int32]
    length: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A mandated phrase: wording that law or the form gives every agency."""

    group: str
    text: str
    source: str


def read_resource(name: str) -> dict[str, Any]:
    """Return the parsed TOML file `name` of the resources of reuse."""
    return tomllib.loads((files("textkit") / "resources" / "reuse" / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def template_phrases() -> tuple[Phrase, ...]:
    """Return the mandated phrases of the built-in, versioned list (``template.toml``).

    Raises
    ------
    ValueError
        If a phrase stands twice in the list, blanks and punctuation aside.
    """
    groups = read_resource("template.toml")["group"]
    phrases = tuple(Phrase(group["id"], text, group["source"]) for group in groups for text in group["phrases"])
    wordings = [_wording(phrase.text)[0] for phrase in phrases]
    twice = sorted({text for text in wordings if wordings.count(text) > 1})
    if twice:
        raise ValueError(f"template.toml: phrase listed twice: {', '.join(twice)}")
    return phrases


def places(agency: str) -> list[str]:
    """Split the places off the front of an agency's name, the widest first.

    Examples
    --------
    >>> places("云泽省澄湖市教育局")
    ['云泽省', '澄湖市']
    """
    pattern, found, at = _place_pattern(), [], 0
    while match := pattern.match(agency, at):
        found.append(match.group())
        at = match.end()
    return found


def own_names(report: Report) -> set[str]:
    """Return the names by which the agency of `report` may call itself or its place.

    Examples
    --------
    >>> report = Report("a", "", agency="澄湖市教育局", region="云泽省")
    >>> sorted(own_names(report))
    ['云泽', '云泽省', '教育局', '澄湖', '澄湖市', '澄湖市教育局']
    """
    names = {report.region or "", report.agency or ""}
    for place in [*places(report.agency or ""), *places(report.region or "")]:
        names |= {place, _bare(place)}
    office = (report.agency or "")[sum(map(len, places(report.agency or ""))) :]
    if office not in read_resource("masking.toml")["names"]["government"]:
        names.add(office)
    return {name for name in names if len(name) >= read_resource("masking.toml")["names"]["shortest"]}


class Masker:
    """Masks texts with one list of names and the mandated phrases.

    Parameters
    ----------
    names
        Names of agencies and places that are made equal in every text, besides a text's own ones.
    phrases
        Mandated phrases; the built-in list if left out.

    Examples
    --------
    >>> masker = Masker(["澄湖市", "云岭县"])
    >>> a, b = masker.mask("2021年，澄湖市举办 3 次培训。"), masker.mask("2022年,云岭县举办5次培训。")
    >>> bool((a.codes == b.codes).all())
    True
    """

    def __init__(self, names: Iterable[str] = (), phrases: Iterable[str] | None = None) -> None:
        rules = read_resource("masking.toml")
        self._names = _automaton(_fullest(names))
        self._digits = _Rule(rules["digits"])
        self._levels = _Rule(rules["levels"])
        listed = [phrase.text for phrase in template_phrases()] if phrases is None else list(phrases)
        self._listed = sorted((_wording(phrase)[0], number) for number, phrase in enumerate(listed))
        self._phrases = _automaton(wording for wording, _ in self._listed)

    def mask(self, text: str, own: Iterable[str] = ()) -> Masked:
        """Return the codes of `text`, in which the names `own` are masked besides those of every text."""
        points = _code_points(text)
        kept = np.flatnonzero(_classes()[points] != _BLANK).astype(np.int32)
        values = _classes()[points[kept]]
        compact = _string(points[kept])
        codes = ((values << 1) | (values < FIRST_LITERAL)).astype(np.uint32)
        for start, end in self._template(values, compact):
            codes[start:end] |= 1
        for start, end in self._digits.spans(values, compact):
            codes[start:end] = DIGIT << 1 | 1
        for start, end in self._levels.spans(values, compact):
            codes[start:end] = NAME << 1 | 1
        length = np.ones(len(kept), np.uint8)
        first = np.ones(len(kept), bool)
        for start, end in self._name_spans(compact, own):
            codes[start] = NAME << 1 | 1
            first[start + 1 : end] = False
            length[start] = min(int(kept[end - 1] - kept[start]) + 1, _LONGEST_NAME)
        return Masked(codes[first], kept[first], length[first])

    def template(self, text: str) -> list[tuple[int, int, int]]:
        """Return ``(start, end, number in the list)`` of every mandated phrase in `text`."""
        words, at = _wording(text)
        found = self._phrases.find_matches_as_indexes(words) if self._phrases else []
        return [(int(at[start]), int(at[end - 1]) + 1, self._listed[place][1]) for place, start, end in found]

    def _template(self, values: NDArray[np.int64], compact: str) -> Iterator[tuple[int, int]]:
        if self._phrases is None:
            return
        at = np.flatnonzero(values != PUNCTUATION)
        words = _string(_code_points(compact)[at])
        for _, start, end in self._phrases.find_matches_as_indexes(words):
            yield int(at[start]), int(at[end - 1]) + 1

    def _name_spans(self, compact: str, own: Iterable[str]) -> list[tuple[int, int]]:
        """Return the spans of names, the longest first where they overlap, none over another."""
        found: list[tuple[int, int]] = []
        if self._names is not None:
            found += [(start, end) for _, start, end in self._names.find_matches_as_indexes(compact)]
        for name in own:
            found += [(match.start(), match.end()) for match in re.finditer(re.escape(name), compact)]
        chosen: list[tuple[int, int]] = []
        for start, end in sorted(set(found), key=lambda span: (span[0], -span[1])):
            if not chosen or start >= chosen[-1][1]:
                chosen.append((start, end))
        return chosen


class _Rule:
    """Patterns that are tried only where one of a few characters stands, which is what makes them fast."""

    def __init__(self, rule: Mapping[str, Any]) -> None:
        self._pattern = re.compile("|".join(rule["patterns"]))
        self._starts = np.zeros(_LAST_CODE_POINT + FIRST_LITERAL, bool)
        self._starts[_classes()[_code_points(rule["start"])]] = True

    def spans(self, values: NDArray[np.int64], compact: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of matches, from left to right, none over another."""
        at = 0
        for start in np.flatnonzero(self._starts[values]).tolist():
            match = self._pattern.match(compact, start) if start >= at else None
            if match:
                at = match.end()
                yield start, at


def counted(text: str) -> NDArray[np.bool_]:
    """Return for every character of `text` whether shares count it: all but blanks and controls.

    Examples
    --------
    >>> counted("一 是。").tolist()
    [True, False, True, True]
    """
    return np.asarray(_classes()[_code_points(text)] != _BLANK)


def says(text: str) -> NDArray[np.bool_]:
    """Return for every character of `text` whether it says anything: no blank, punctuation or enumerator does.

    Examples
    --------
    >>> says("一是人员。").tolist()
    [False, False, True, True, False]
    """
    values = _classes()[_code_points(text)]
    held = (values != _BLANK) & (values != PUNCTUATION)
    for node in enumerators(text, 0, len(text)):
        held[node.start : node.body] = False
    return np.asarray(held)


def wording(text: str) -> str:
    """Return `text` without blanks and punctuation.

    Examples
    --------
    >>> wording("一 是：人员不足。")
    '一是人员不足'
    """
    return _wording(text)[0]


def corpus_names(reports: Iterable[Report], aliases: Mapping[str, str] | None = None) -> set[str]:
    """Return the names masked in every text: agencies of the corpus, their places, and `aliases`."""
    names = set(aliases or ())
    for report in reports:
        for name in (report.agency, report.region):
            if name:
                names |= {name, *places(name)}
    return names


def _fullest(names: Iterable[str]) -> set[str]:
    """Add to names of governments the forms they take in running text (澄湖市 → 澄湖市人民政府)."""
    found = {name for name in names if len(name) > 1}
    endings = read_resource("masking.toml")["names"]["government"]
    return found | {name + ending for name in found if places(name)[-1:] == [name] for ending in endings}


def _bare(place: str) -> str:
    """Return a place without the word for its level (澄湖市 → 澄湖)."""
    for ending in sorted(_place_endings(), key=len, reverse=True):
        if place.endswith(ending):
            return place[: -len(ending)]
    return place


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    return re.compile(read_resource("masking.toml")["names"]["place"])


@lru_cache(maxsize=1)
def _place_endings() -> tuple[str, ...]:
    pattern: str = read_resource("masking.toml")["names"]["place"]
    return tuple(pattern[pattern.index("(?:") + 3 : -1].split("|"))


def _automaton(words: Iterable[str]) -> Any:
    """Return an Aho-Corasick automaton that prefers the longest word, or None without words."""
    import ahocorasick_rs

    chosen = sorted({word for word in words if word})
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(chosen, matchkind=kind) if chosen else None


def _wording(text: str) -> tuple[str, NDArray[np.int64]]:
    """Return `text` without blanks and punctuation, and where its characters stand."""
    points = _code_points(text)
    values = _classes()[points]
    at = np.flatnonzero((values != _BLANK) & (values != PUNCTUATION))
    return _string(points[at]), at


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _string(points: NDArray[np.uint32]) -> str:
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.int64]:
    """Return for every code point `_BLANK`, a class, or the value of its NFKC form in lower case."""
    table = np.arange(_LAST_CODE_POINT, dtype=np.int64) + FIRST_LITERAL
    for point in chain(range(0x3400), range(0x9FA6, 0xAC00), range(0xF900, 0x1F800)):
        table[point] = _class(chr(point))
    return table


def _class(character: str) -> int:
    kind = unicodedata.category(character)
    if kind[0] == "Z" or kind in ("Cc", "Cf"):
        return _BLANK
    if kind in ("Nd", "No") or character == "〇":
        return DIGIT
    if kind[0] in "PS":
        return PUNCTUATION
    plain = unicodedata.normalize("NFKC", character).lower()
    return ord(plain if len(plain) == 1 else character) + FIRST_LITERAL
