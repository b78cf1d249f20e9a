"""Who shares words with whom: masking, an exact index, alignment, shares, leftovers.

The names are loaded when they are first used: the index needs numba, which takes its time to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "compare_reports": "spans",
    "count_phrases": "phrases",
    "find_leftovers": "leftovers",
    "find_phrases": "phrases",
    "find_reuse": "spans",
    "rarefy_other_agencies": "coverage",
    "score_reuse": "shares",
    "score_sections": "coverage",
    "share_network": "network",
    "template_coverage": "shares",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
