"""What figures, tables and messages call the codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

Lang = Literal["en", "zh"]


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("textkit") / "resources" / "labels.toml").read_text(encoding="utf-8"))


def label(kind: str, code: object, lang: Lang) -> str:
    """Return the label of `code`, or the code itself where it has none.

    Parameters
    ----------
    kind
        level, body, role, status, substance, slot, talk_outcome, result, reason or axis.

    Examples
    --------
    >>> label("substance", "firm", "zh")
    '明确承诺'
    >>> label("level", "云泽省", "en")
    '云泽省'
    """
    return _table().get(kind, {}).get(str(code), {}).get(lang, str(code))


class _Counting(Formatter):
    """Fills in names; ``{n:report|reports}`` is a number and its word, ``{n:~was|were}`` the word alone."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, many = format_spec.removeprefix("~").split("|")
        word = one if str(value) == "1" else many
        return word if format_spec.startswith("~") else f"{value} {word}"


def fill(text: str, **names: object) -> str:
    """Return a text of a resource with its names filled in, a word after a number in the form that goes with it.

    Examples
    --------
    >>> fill("{n:report|reports} {n:~was|were} read", n=1), fill("{n:report|reports} {n:~was|were} read", n="1,200")
    ('1 report was read', '1,200 reports were read')
    """
    return _Counting().format(text, **names)


def labels_of(kind: str) -> Mapping[str, tuple[str, str]]:
    """Return code → (Chinese label, English label) of every code of a kind, in order.

    Examples
    --------
    >>> labels_of("status")["done"]
    ('已完成', 'Done')
    """
    return {code: (names["zh"], names["en"]) for code, names in _table()[kind].items()}
