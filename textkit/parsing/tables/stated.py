"""Figures that a report states in its sentences, as older reports without the official tables do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from textkit.parsing.tables.cell import Cell
from textkit.parsing.tables.numbers import plain, value_of
from textkit.records import Report

_NUMBER = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<unit>万)?"
_GAP = r"[^，。；：,;\d\n]{0,16}"

_STOPS = "。；\n"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that reports state, the patterns that find it, and the cell that must say the same."""

    id: str
    label: str
    label_en: str
    unit: str
    cell: str
    patterns: tuple[re.Pattern[str], ...]
    none: tuple[re.Pattern[str], ...]
    unless: tuple[str, ...]
    """Words in whose sentence the patterns mean something else."""


@cache
def load_figures() -> tuple[Figure, ...]:
    """Read the figures that are looked for, in order."""
    source = files("textkit.resources") / "tables" / "stated.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(
        Figure(
            each["id"],
            each["label"],
            each["label_en"],
            each["unit"],
            each.get("cell", ""),
            tuple(re.compile(p.replace("{n}", _NUMBER).replace("{gap}", _GAP)) for p in each["patterns"]),
            tuple(map(re.compile, each.get("none", ()))),
            tuple(each.get("unless", ())),
        )
        for each in data["figure"]
    )


def parse_stated(report: Report, tables: Sequence[tuple[int, int]] = ()) -> list[Cell]:
    """Find the figures stated in the text of a report.

    Parameters
    ----------
    report
        A report with cleaned text.
    tables
        Start and end of its tables, which are left out.

    Returns
    -------
    list of Cell
        Table ``stated``, column ``year``; `raw` is the number as printed, of a denial (未收到…申请) the words.
        The first mention counts.

    Examples
    --------
    >>> cells = parse_stated(Report("甲县/2011", "全年主动公开政府信息425条，收到申请21条。"))
    >>> [(cell.row, cell.value, cell.unit) for cell in cells]
    [('published', 425.0, '条'), ('new', 21.0, '条')]
    """
    text = plain(report.text)
    for start, end in tables:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return [cell for figure in load_figures() for cell in _find(report.report_id, figure, text)]


def _first(pattern: re.Pattern[str], text: str, unless: Sequence[str]) -> re.Match[str] | None:
    """Return the first match that no word of `unless` stands beside, in its sentence."""
    for match in pattern.finditer(text):
        start = max(text.rfind(stop, 0, match.start()) for stop in _STOPS) + 1
        end = min((at for stop in _STOPS if (at := text.find(stop, match.end())) >= 0), default=len(text))
        if not any(word in text[start:end] for word in unless):
            return match
    return None


def _find(report_id: str, figure: Figure, text: str) -> Iterator[Cell]:
    hits = [(m.start(), m) for pattern in figure.patterns if (m := _first(pattern, text, figure.unless))]
    denials = [(m.start(), m) for pattern in figure.none if (m := pattern.search(text))]
    if hits:
        match = min(hits, key=lambda hit: hit[0])[1]
        raw = match["n"] + (match["unit"] or "")
        after = re.match(
            r"(?:余|多)?(条|件|份|篇|宗|个|次|起)",
            text[match.end("unit") if match["unit"] else match.end("n") :],
        )
        value = value_of(match["n"])[0]
        # 1.2万 stays as printed: the unit says it, nothing is converted
        unit = ("万" if match["unit"] else "") + (after[1] if after else figure.unit)
        yield Cell(report_id, "stated", figure.id, "year", value, unit, raw)
    elif denials:
        match = min(denials, key=lambda hit: hit[0])[1]
        yield Cell(report_id, "stated", figure.id, "year", 0.0, figure.unit, match.group())
