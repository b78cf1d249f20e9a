"""What figures, tables and messages call the codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

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


def labels_of(kind: str) -> Mapping[str, tuple[str, str]]:
    """Return code → (Chinese label, English label) of every code of a kind, in order.

    Examples
    --------
    >>> labels_of("status")["done"]
    ('已完成', 'Done')
    """
    return {code: (names["zh"], names["en"]) for code, names in _table()[kind].items()}
