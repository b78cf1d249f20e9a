"""The words of a paper's tables and paragraphs, in the language asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from textkit.labels import Lang, fill

_NUMBERS = re.compile(r"(?<=\bt)\([^)]*\)|(?<=\bbetween )\d+ |(?<=\bwithin )\d+ ")
"""Degrees of freedom and numbers of clusters: they differ from row to row of one test."""
SEPARATORS = {"en": ", ", "zh": "、"}


@cache
def _wording() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("textkit") / "resources" / "paper.toml").read_text(encoding="utf-8"))


def word(kind: str, key: str, lang: Lang, **names: object) -> str:
    """Return a text of ``resources/paper.toml`` with its names filled in.

    Examples
    --------
    >>> word("step", "less", "zh", what="重复报告")
    '减：重复报告'
    """
    text: str = _wording()[kind][key][lang]
    return fill(text, **names)


def named(key: str, lang: Lang) -> str:
    """Return the word for a column or code, or the code itself where there is none."""
    return word("word", key, lang) if key in _wording()["word"] else key


def cited(software: str, version: str) -> str:
    """Return how a piece of software is cited.

    Examples
    --------
    >>> cited("pandas", "3.1.1"), cited("作者的脚本", "1")
    ('pandas 3.1.1 (McKinney 2010)', '作者的脚本 1')
    """
    return str(_wording()["software"].get(software, f"{software} {{version}}")).format(version=version)


def tests_of(frames: Iterable[pd.DataFrame], column: str = "test") -> list[str]:
    """Return the different values of a column that says what was done, numbers that differ from row to row aside.

    Examples
    --------
    >>> tests_of([pd.DataFrame({"test": ["labels permuted between 8 agencies", None]})])
    ['labels permuted between agencies']
    """
    found = [str(value) for frame in frames if column in frame.columns for value in frame[column].dropna().unique()]
    return list(dict.fromkeys(_NUMBERS.sub("", value) for value in found))


def number(value: float, digits: int = 0) -> str:
    """Return a number with thousands set apart and a true minus.

    Examples
    --------
    >>> number(12345), number(-0.256, 2)
    ('12,345', '−0.26')
    """
    return f"{value:,.{digits}f}".replace("-", "−")


def percent(share: float) -> str:
    """Return a share as a percentage.

    Examples
    --------
    >>> percent(0.314)
    '31.4%'
    """
    return f"{100 * share:.1f}%"
