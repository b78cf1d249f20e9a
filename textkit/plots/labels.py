"""What a figure calls the codes, and how a long label is broken."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd

from textkit.labels import Lang, label
from textkit.records import LEVELS

__all__ = ["UNKNOWN", "Lang", "broken", "count", "group_name", "in_order", "label", "text_columns"]

UNKNOWN = "unknown"
"""The group of what has none: of unknown level, year or agency."""

_UNIT = re.compile(r"\(n ?= ?[0-9,–/ ]+\)|[!-~]+|.")
_COUNT = re.compile(r" *\([^()]*\)$")
_CLOSING = frozenset("，、；：。）》”’ ")


def broken(text: str, columns: int) -> str:
    r"""Break `text` into even lines of about `columns` columns; an ideograph takes two.

    Latin words and a count in brackets stay whole, no line begins with punctuation, and a count takes a line of its
    own if the rest then fits into one.

    Examples
    --------
    >>> broken("平台与渠道", 6)
    '平台与\n渠道'
    >>> broken("澄湖市教育局 (n = 12)", 14)
    '澄湖市教育局\n(n = 12)'
    """
    name = _COUNT.sub("", text)
    if text_columns(text) > columns >= text_columns(name) and name != text:
        return f"{name}\n{text.removeprefix(name).strip()}"
    units = _UNIT.findall(text)
    total = sum(map(text_columns, units))
    wanted = math.ceil(max(total, 1) / columns)
    goal = math.ceil(total / wanted)
    lines = _filled(units, max(goal + 1, columns // 2))
    for width in range(goal + 2, columns + 1):
        if len(lines) <= wanted:
            break
        lines = _filled(units, width)
    return "\n".join(lines)


def _filled(units: list[str], columns: int) -> list[str]:
    """Fill lines of at most so many columns."""
    lines = [""]
    for unit in units:
        taken = text_columns(lines[-1])
        if taken and unit not in _CLOSING and taken + text_columns(unit) > columns:
            lines.append("")
        lines[-1] += unit
    return [line.strip() for line in lines]


def text_columns(text: str) -> int:
    """Return how wide a text is in columns, two of an ideograph.

    Examples
    --------
    >>> text_columns("n=12"), text_columns("政务公开")
    (4, 8)
    """
    return sum(1 if character.isascii() else 2 for character in text)


def count(numbers: pd.Series[Any]) -> str:
    """Return ``n = 12``, or the range where the numbers differ."""
    found = numbers.dropna()
    if found.empty:
        return "n = 0"
    low, high = int(found.min()), int(found.max())
    return f"n = {low:,}" if low == high else f"n = {low:,}–{high:,}"


def group_name(group: object, lang: Lang) -> str:
    """Return what a group is called: a level by its label, anything else as it is.

    Examples
    --------
    >>> group_name("all", "zh"), group_name("city", "zh"), group_name("云泽省", "zh")
    ('全部', '市级', '云泽省')
    """
    if group == UNKNOWN:
        return label("axis", UNKNOWN, lang)
    return label("group" if group == "all" else "level", group, lang)


def in_order(groups: pd.Series[Any]) -> list[Any]:
    """Return the groups once each: levels from the top, numbers by value, others as they come, the unknown last.

    Examples
    --------
    >>> in_order(pd.Series(["county", "city", "county"])), in_order(pd.Series(["乙局", "甲局"]))
    (['city', 'county'], ['乙局', '甲局'])
    """
    groups = groups.dropna()
    found = [group for group in pd.unique(groups) if group != UNKNOWN]
    last = [UNKNOWN] * (UNKNOWN in set(groups))
    if set(found) <= set(LEVELS):
        return sorted(found, key=LEVELS.index) + last
    if all(str(group).isdecimal() for group in found):
        return sorted(found, key=int) + last
    return found + last
