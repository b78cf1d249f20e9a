"""The list of indicators: name, formula, range, source, and the counts they are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from textkit.labels import labels_of


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number computed about a report or an agency-year.

    Parameters
    ----------
    id
        Its name in the frame, of at most 32 characters, as Stata takes it.
    label, label_en
        Chinese and English label.
    formula, source
        What it is, and where it comes from.
    numerator, denominator
        The counts it is made of; a count has no denominator.
    low, high
        Its range; ``None`` where there is no bound.
    classes, of, among
        Of a class: its names in order of their codes, the two yes/no counts (the second counts double), and the
        count that must not be 0.
    mean_of
        Of a mean: the ids of the two indicators.
    unknown, none
        The reason where a count is missing, and where the denominator is 0.
    """

    id: str
    label: str
    label_en: str
    formula: str
    source: str
    numerator: str | None = None
    denominator: str | None = None
    low: float | None = None
    high: float | None = None
    classes: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    among: str | None = None
    mean_of: tuple[str, ...] = ()
    unknown: str = "unknown"
    none: str = "nothing to divide by"

    @property
    def range(self) -> str:
        """The range as it is printed: ``0-1``, ``>= 0``, ``any``."""
        if self.low is None:
            return "any"
        return f">= {self.low:g}" if self.high is None else f"{self.low:g}-{self.high:g}"


def load_indicators(themes: Mapping[str, tuple[str, str]] | None = None) -> tuple[Indicator, ...]:
    """Return every indicator, in the order of the list.

    Parameters
    ----------
    themes
        Theme → (Chinese label, English label), as `Analysis.labels`; without it those repeated over the themes
        are left out.

    Examples
    --------
    >>> listed = load_indicators({"staffing": ("人员机构", "Staffing")})
    >>> [(each.id, each.label) for each in listed if "staffing" in each.id]
    [('problem_share_staffing', '“人员机构”占问题比重'), ('measure_share_staffing', '“人员机构”占措施比重')]
    """
    over = {"theme": themes or {}, **{kind: labels_of(kind) for kind in ("status", "slot")}}
    return tuple(each for entry in _entries() for each in _expanded(entry, over))


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    text = (files("textkit.resources") / "indicators.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["indicator"])


def _expanded(entry: Mapping[str, Any], over: Mapping[str, Mapping[str, tuple[str, str]]]) -> list[Indicator]:
    rest: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items() if key != "each"
    }
    if "each" not in entry:
        return [Indicator(**rest)]
    named = []
    for name, (label, label_en) in over[entry["each"]].items():
        fill = {"id": name, "label": label, "label_en": label_en}
        told: dict[str, Any] = {k: v.format_map(fill) if isinstance(v, str) else v for k, v in rest.items()}
        named.append(Indicator(**told))
    return named


def indicator_table() -> str:
    """Return the documentation: a Markdown table of name, formula, range and source.

    Examples
    --------
    >>> indicator_table().splitlines()[2]
    '| `n_problems` | 问题数 | number of problems | >= 0 | count |'
    """
    named = {kind: {"K": ("K", "K")} for kind in ("theme", "status", "slot")}
    listed = [each for entry in _entries() for each in _expanded(entry, named)]
    rows = [f"| `{i.id}` | {i.label} | {i.formula} | {i.range} | {i.source} |" for i in listed]
    return "\n".join(["| name | | formula | range | source |", "|---|---|---|---|---|", *rows])
