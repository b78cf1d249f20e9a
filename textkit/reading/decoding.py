"""From bytes to characters: which encoding, how garbled, traditional or simplified."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from textkit.reading.resources import load

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb-2312": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8"}
_SAMPLE = 200_000
_TEXTUAL = 0.3
"""A larger garbled share is no text at all."""
_CHINESE = 0.15
"""A text of other than ASCII characters with a smaller share of common Han characters is none."""


class NoText(ValueError):  # noqa: N818 - a finding about a file, not a fault of the program
    """The bytes are no text in any encoding that is tried."""


@cache
def _common() -> frozenset[str]:
    return frozenset("".join(load("decoding")["common"].split()))


def _score(text: str) -> float:
    """Share of common Han characters among the characters that are not ASCII."""
    sample = text[:_SAMPLE]
    counts = {char: n for char, n in Counter(sample).items() if char > "\x7f" and not char.isspace()}
    if not counts:
        return 0.0
    common = sum(n for char, n in counts.items() if char in _common())
    return common / sum(counts.values()) - garbled(sample)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Decode `data`: byte order mark, else the strict decoding with most common Han characters.

    Parameters
    ----------
    data
        The bytes of a text.
    declared
        The encoding the source names, as a page does; it is believed if it is nearly as good as the best.

    Returns
    -------
    tuple
        The text and the name of the encoding.

    Raises
    ------
    NoText
        If the bytes are no text.

    Examples
    --------
    >>> decode("政府信息公开工作年度报告".encode("gb18030"))
    ('政府信息公开工作年度报告', 'gb18030')
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(data.decode(name, errors="replace"), name.removesuffix("-sig"))
    names = ["utf-8", "gb18030", "big5hkscs"]
    if b"\0" in data[:_SAMPLE]:
        names = ["utf-16-le", "utf-16-be"]
    if declared and (known := _known(declared)) and not known.startswith("utf-16"):
        names = [known, *(name for name in names if name != known)]
    found: list[tuple[str, str]] = []
    for name in names:
        try:
            found.append((data.decode(name), name))
        except UnicodeDecodeError:
            continue
    if not found:
        found = [(data.decode(name, errors="replace"), name) for name in names]
    scores = [_score(text) for text, _ in found]
    best = max(range(len(found)), key=lambda at: (scores[at], -at))
    if declared and found[0][1] == _known(declared) and scores[0] >= 0.8 * scores[best]:
        best = 0
    text, name = found[best]
    return _checked(text, "big5" if name == "big5hkscs" else name)


def _known(name: str) -> str | None:
    name = name.strip().strip("'\"").lower()
    name = _ALIASES.get(name, name)
    name = "big5hkscs" if name.startswith("big5") else name
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _checked(text: str, name: str) -> tuple[str, str]:
    sample = text[:_SAMPLE]
    foreign = len(sample) - len(sample.encode("ascii", errors="ignore"))
    if garbled(sample) > _TEXTUAL or (foreign > 0.3 * len(sample) and _score(sample) < _CHINESE):
        raise NoText("not a text file, or in an encoding that is not known: save as UTF-8")
    return text, name


_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LATIN_RUN = re.compile("[\x80-\xff]{3,}")


def garbled(text: str) -> float:
    """Return the share of characters that no reader would take for text.

    Replacement, private-use and control characters, and the traces of a wrong decoding.

    Returns
    -------
    float
        0 to 1; 0 for an empty text.

    Examples
    --------
    >>> garbled("公开锟斤拷")
    0.6
    """
    n = len(text) - text.count(" ") - text.count("\n")
    if n <= 0:
        return 0.0
    broken = len(_BROKEN.findall(text)) + sum(map(len, _LATIN_RUN.findall(text)))
    broken += sum(text.count(trace) * len(trace) for trace in load("decoding")["mojibake"])
    return min(broken / n, 1.0)


@cache
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


def _changed(characters: Sequence[str], converter: str) -> set[str]:
    """Return the characters that a conversion, taken one by one, would change."""
    converted = _converter(converter).convert("\n".join(characters)).split("\n")
    return {before for before, after in zip(characters, converted, strict=True) if before != after}


def simplify(text: str) -> str:
    """Write a text in simplified characters if traditional-only ones prevail in it; else leave it.

    Examples
    --------
    >>> simplify("政府資訊公開工作年度報告"), simplify("新增文件和程序")
    ('政府资讯公开工作年度报告', '新增文件和程序')
    """
    counts = Counter(text[:_SAMPLE])
    characters = sorted(char for char in counts if char > "\u33ff")
    if not characters:
        return text
    traditional = sum(counts[char] for char in _changed(characters, "t2s"))
    simplified = sum(counts[char] for char in _changed(characters, "s2t"))
    if traditional <= simplified:
        return text
    converted: str = _converter("tw2s").convert(text)
    return converted
