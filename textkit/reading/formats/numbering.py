"""The numbers that Word sets before the paragraphs of a list and keeps out of their text."""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_CHINESE = {
    *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
    *("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseCountingThousand"),
}
_DIGITS = "零一二三四五六七八九"
_CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")


def chinese(number: int) -> str:
    """Write a number below 100 in Chinese.

    Examples
    --------
    >>> chinese(10), chinese(21)
    ('十', '二十一')
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


class Numbering:
    """Counts the numbered paragraphs of a document in order.

    Parameters
    ----------
    root
        The numbering part; ``None`` if the document has none.
    styles
        The styles part, through which a heading may be numbered.
    """

    def __init__(self, root: Any = None, styles: Any = None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {_int(level.get(f"{_W}ilvl")): _level(level) for level in abstract.iter(f"{_W}lvl")}
            self._levels[abstract.get(f"{_W}abstractNumId") or ""] = levels
        for each in root.iter(f"{_W}num"):
            self._lists[each.get(f"{_W}numId") or ""] = _child(each, "abstractNumId") or ""
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            found = style.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                name = style.get(f"{_W}styleId") or ""
                self._styles[name] = (_child(found, "numId") or "", _int(_child(found, "ilvl")))

    def label(self, properties: Any) -> str:
        """Return the number Word shows before a paragraph with these properties, else an empty text."""
        if properties is None or not self._lists:
            return ""
        found = properties.find(f"{_W}numPr")
        number, level = self._styles.get(_child(properties, "pStyle") or "", ("", 0))
        if found is not None:
            number, level = _child(found, "numId") or number, _int(_child(found, "ilvl"))
        abstract = self._lists.get(number)
        levels = self._levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        kind, pattern, _ = levels[level]
        if kind in ("bullet", "none"):
            return ""
        return re.sub(r"%([1-9])", lambda at: self._show(int(at.group(1)) - 1, counts, levels), pattern)

    def _show(self, level: int, counts: dict[int, int], levels: dict[int, tuple[str, str, int]]) -> str:
        kind, _, start = levels.get(level, ("decimal", "", 1))
        count = counts.get(level, start)
        if kind in _CHINESE and 0 < count < 100:
            return chinese(count)
        if kind in _CIRCLED and 0 < count <= 20:
            return chr(0x245F + count)
        return str(count)


def _level(level: Any) -> tuple[str, str, int]:
    return (
        _child(level, "numFmt") or "decimal",
        _child(level, "lvlText") or "",
        _int(_child(level, "start"), 1),
    )


def _child(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    value: str | None = None if found is None else found.get(_VAL)
    return value


def _int(value: str | None, default: int = 0) -> int:
    return int(value) if value and value.isdecimal() else default
