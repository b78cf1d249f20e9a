"""What the command line says, in the language of ``--lang``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from textkit.labels import fill


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("textkit.resources") / "messages.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **names: object) -> str:
    """Return the message `key` with its names filled in.

    Examples
    --------
    >>> say("no_items", "zh", n=3)
    '3 份报告没有条目'
    """
    return fill(_table()[key][lang], **names)
