"""Read the data of this room."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Return the content of ``resources/reading/NAME.toml``; not to be changed by the caller."""
    source = files("textkit").joinpath("resources", "reading", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
