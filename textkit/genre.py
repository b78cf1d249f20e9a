"""One kind of report: its headings, labels, lead-ins and signs, read from resources.

A genre is data. ``disclosure`` (政府信息公开工作年度报告) is built in; another kind of report needs another
TOML file of the same shape and no code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from textkit.records import ROLES, Role

_TABLES = {
    "meta": {
        "name",
        "label",
        "label_en",
        "codebook",
        "coded",
        "role",
        "headline",
        "lexicon",
        "plans",
        "formats",
        "titles",
    },
    "parts": {"problem", "measure", "cause", "achievement"},
    "labels": {"filler"},
    "leads": {"measure", "announce", "problem", "past", "frame", "closing", "status", "none", "vague"},
    "signs": {"problem", "measure", "cause", "achievement"},
    "status": {"plan", "lead", "done", "ongoing", "account"},
    "reasons": {"missing", "blank", "none", "nothing"},
}
_REASONS = {
    "missing": "the section to be coded was not found",
    "blank": "the section to be coded is blank",
    "none": "the section to be coded says that there is nothing",
    "nothing": "the section to be coded gave no item",
}
NEVER = re.compile(r"(?!)")
"""The pattern of what a genre does not name."""
OTHER_GENRE = "does not look like a report of this genre"
"""How the reason begins that quality gives where title and headings are those of another kind of text."""


@dataclass(frozen=True, slots=True)
class Genre:
    """How one kind of report is laid out and worded.

    Parameters
    ----------
    name, label, label_en, codebook
        Its name, what it is called, and the codebook that goes with it.
    titles
        Pattern of what its titles say; matches nothing where a genre names no titles.
    lexicon
        The lexicon of substance that goes with it.
    coded
        The kind of section that holds the items.
    role
        The role of every sentence of the coded section, where it has but one; ``None`` where its structure
        and wording tell.
    headline
        Characters a first sentence without a number may have to be the headline of its paragraph; of use with a
        `role`.
    plans
        The year that plans are for: ``after`` the reported one, or the ``same``.
    formats
        Years from which reports follow a new format.
    headings
        Kind of section → pattern of the heading without its ordinal, in official order.
    parts
        Role → words in a heading, label or lead-in that say what its part is about.
    part_label
        Pattern that a whole label must match; its role is that of its last word of `parts`.
    leads
        Patterns of sentences that lead in, turn, close or give a status; ``vague``, of whole clauses that only say
        that something will be done; ``frame``, of use with a `role`, those of paragraphs that set out requirements
        and targets.
    signs
        Role → wording, for where structure is silent.
    status
        ``plan``, ``done``, ``ongoing`` → wording of a measure; ``lead`` → lead-ins that plan what follows;
        ``account`` → labels under which the past year is told.
    reasons
        Why a report gave no item: its coded section is ``missing`` or ``blank``, says that there is ``none``,
        or names ``nothing``.
    """

    name: str
    label: str
    label_en: str
    codebook: str
    titles: re.Pattern[str]
    lexicon: str
    coded: str
    role: Role | None
    headline: int
    plans: str
    formats: tuple[int, ...]
    headings: tuple[tuple[str, re.Pattern[str]], ...]
    parts: Mapping[str, re.Pattern[str]]
    part_label: re.Pattern[str]
    leads: Mapping[str, re.Pattern[str]]
    signs: Mapping[str, re.Pattern[str]]
    status: Mapping[str, re.Pattern[str]]
    reasons: Mapping[str, str]

    def part_named(self, text: str) -> Role | None:
        """Return the role that the last word of `parts` in `text` speaks of."""
        last: tuple[int, Role] | None = None
        for role in ROLES:
            for found in self.parts[role].finditer(text):
                if last is None or found.end() > last[0]:
                    last = (found.end(), role)
        return last[1] if last else None

    def role_of_label(self, text: str) -> Role | None:
        """Return the role of a label (主要问题, 改进措施), ``None`` if `text` is none."""
        return self.part_named(text) if self.part_label.fullmatch(text) else None


def genre_titled(title: str) -> Genre | None:
    """Return the built-in genre that a title speaks of, ``None`` if it speaks of none.

    Examples
    --------
    >>> genre = genre_titled("澄湖市2021年政府工作报告")
    >>> genre.name if genre else None
    'work_report'
    """
    names = sorted(file.name for file in (files("textkit.resources") / "genres").iterdir())
    genres = (load_genre(name.removesuffix(".toml")) for name in names if name.endswith(".toml"))
    return next((genre for genre in genres if genre.titles.search(title)), None)


@lru_cache
def load_genre(source: str | Path = "disclosure") -> Genre:
    """Read a genre: a built-in name, or the path of a TOML file.

    Raises
    ------
    ValueError
        Naming every fault of the file at once: unknown keys, sections without a kind, bad patterns.
    FileNotFoundError
        If `source` is neither a built-in name nor a file.

    Examples
    --------
    >>> genre = load_genre("disclosure")
    >>> genre.role_of_label("存在的主要问题"), genre.role_of_label("人员不足的问题")
    ('problem', None)
    """
    path = Path(source)
    builtin = files("textkit.resources") / "genres" / f"{source}.toml"
    if path.suffix == ".toml":
        data = path.read_bytes()
    elif builtin.is_file():
        data = builtin.read_bytes()
    else:
        raise FileNotFoundError(f"no genre {source!r}: give a built-in name (disclosure, work_report) or a .toml file")
    try:
        return _build(tomllib.loads(data.decode("utf-8-sig")), str(source))
    except UnicodeDecodeError:
        raise ValueError(f"genre {source}: not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"genre {source}: not TOML: {error}") from None


def _build(data: Mapping[str, Any], source: str) -> Genre:
    faults: list[str] = []
    for table in data:
        if table not in _TABLES and table != "section":
            faults.append(f"unknown table [{table}]; allowed: section, {', '.join(_TABLES)}")
    for table, keys in _TABLES.items():
        faults += [
            f"unknown key {key} in [{table}]; allowed: {', '.join(sorted(keys))}"
            for key in data.get(table, {})
            if key not in keys
        ]

    def compiled(patterns: list[str], where: str) -> re.Pattern[str]:
        if not patterns:
            return NEVER
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                faults.append(f"bad pattern {pattern!r} in {where}: {error}")
                return NEVER
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    def patterns(name: str) -> dict[str, re.Pattern[str]]:
        given = data.get(name, {})
        return {key: compiled(given.get(key, []), f"[{name}] {key}") for key in sorted(_TABLES[name])}

    headings = []
    for number, section in enumerate(data.get("section", []), 1):
        if unknown := set(section) - {"kind", "headings"}:
            faults.append(f"unknown key {', '.join(sorted(unknown))} in section {number}")
        if "kind" not in section:
            faults.append(f"section {number} has no kind")
            continue
        headings.append((section["kind"], compiled(section.get("headings", []), f"section {section['kind']}")))
    meta = data.get("meta", {})
    faults += [f"[meta] has no {key}" for key in ("name", "coded") if key not in meta]
    if "role" in meta and meta["role"] not in ROLES:
        faults.append(f"unknown role {meta['role']} in [meta]; allowed: {', '.join(ROLES)}")
    genre = Genre(
        name=meta.get("name", ""),
        label=meta.get("label", meta.get("name", "")),
        label_en=meta.get("label_en", meta.get("name", "")),
        codebook=meta.get("codebook", meta.get("name", "")),
        titles=compiled(meta.get("titles", []), "[meta] titles"),
        lexicon=meta.get("lexicon", "disclosure"),
        coded=meta.get("coded", ""),
        role=meta.get("role"),
        headline=meta.get("headline", 0),
        plans=meta.get("plans", "after"),
        formats=tuple(meta.get("formats", ())),
        headings=tuple(headings),
        parts=patterns("parts"),
        part_label=re.compile(f"(?:{patterns('labels')['filler'].pattern})+"),
        leads=patterns("leads"),
        signs=patterns("signs"),
        status=patterns("status"),
        reasons={**_REASONS, **data.get("reasons", {})},
    )
    if faults:
        raise ValueError(f"genre {source}: " + "; ".join(faults))
    return genre
