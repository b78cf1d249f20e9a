"""Printed numbers: what a cell says, and the numbers in a stretch of text."""

from __future__ import annotations

import re

_PLAIN = str.maketrans("０１２３４５６７８９＋－−．，／　\u00a0\u2009\u202f∕", "0123456789+--.,/    /")
_UNIT = r"(?:万元|亿元|元|件次|件|项|个|条|份|宗|次)"
_THOUSANDS = r"\d{1,3}(?:[, ]\d{3})+(?![\d,])"
_CELL = re.compile(
    rf"(?P<sign>[+-]|--|增(?:加|长)?|减(?:少)?|[↑↓])?\s*(?P<number>{_THOUSANDS}(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>{_UNIT})?"
)
_APART = re.compile(r"\d+(?: \d+)+")
_FELL_APART = re.compile(r"[1-9]\d*(?: \d+){1,2}")
_DOWN = ("-", "--", "减", "减少", "↓")
NONE = "暂无|无|没有|不涉及|不适用"
"""Words that stand for no number."""
# Marks stand between blanks, numbers and each other; one that ends a line may be part of a word that goes on.
_BEHIND = r"(?=[\s|,/—–无-]|\d(?!\d*[.、]))"
TOKEN = re.compile(
    rf"(?:[+-](?=\d)|(?<![^\s|])--(?=\d)|(?:增(?:加|长)?|减(?:少)?|[↑↓])(?=\s?\d)\s?)?"
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+)(?:\.\d+)?(?!\d*[.、])(?:\s?{_UNIT})?"
    rf"|/(?![A-Za-z\u4e00-\u9fff])|(?<![A-Za-z\u4e00-\u9fff])/"
    rf"|(?<![^\s\d|,/无])[—–-]{{1,4}}+(?:{_BEHIND}|$)"
    rf"|(?<![^\s\d|,/—–无-])(?:{NONE})(?:{_BEHIND}|$)"
    rf"|(?<=[\u4e00-\u9fff])(?:(?<!有)无|[—–-]{{1,4}}+){_BEHIND}|(?<=[\u4e00-\u9fff])[—–-]{{2,4}}$"
)
"""A printed number, or a mark that stands for none (/ 无 —)."""
_MARK = re.compile(rf"/|[—–-]{{1,4}}|{NONE}|\\|\*")


def plain(text: str) -> str:
    """Write digits, signs and spaces at half width, one character for one."""
    return text.translate(_PLAIN)


def value_of(raw: str) -> tuple[float | None, str | None]:
    """Return the number a cell prints and the unit beside it.

    Parameters
    ----------
    raw
        The cell as printed.

    Returns
    -------
    tuple
        Value and unit. The value of a blank or of a mark such as / 无 — is missing, not 0; nothing is
        converted.

    Examples
    --------
    >>> value_of("2 306"), value_of("减7"), value_of("1866.12万元"), value_of("无")
    ((2306.0, None), (-7.0, None), (1866.12, '万元'), (None, None))
    """
    text = plain(raw).strip()
    if _APART.fullmatch(text):
        return float(text.replace(" ", "")), None
    found = _CELL.fullmatch(text)
    if not found:
        return None, None
    value = float(re.sub(r"[, ]", "", found["number"]))
    return (-value if found["sign"] in _DOWN and value else value), found["unit"]


def is_cell(raw: str) -> bool:
    """Whether a cell holds nothing, a number, or a mark for none: no words."""
    text = plain(raw).strip()
    return not text or bool(_CELL.fullmatch(text)) or bool(_MARK.fullmatch(text))


def may_be_cell(raw: str) -> bool:
    """Whether a cell holds nothing else than one number that may have fallen apart: 23 06."""
    return is_cell(raw) or bool(_FELL_APART.fullmatch(plain(raw).strip()))
