"""The words of a paper's tables and paragraphs, in the language asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from textkit.labels import Lang

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
    return text.format(**names)


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
