"""Codebooks: themes, their definitions and their cues, read from TOML and checked against themselves.

A codebook is data that experts edit. Loading names every fault at once, with the line it stands on, and a
codebook tests itself: each of its examples must get its theme, none of its counterexamples may.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.coding.matching import rank_themes
from textkit.coding.toml_lines import TomlLines

if TYPE_CHECKING:
    import pandas as pd

OTHER = "other"
"""The theme of items that no cue places; the only one that has no cues."""

_MAX_BYTES = 4_000_000
_ID = re.compile(r"\w[\w-]*")
"""What parts several ids in a cell, ends a word of a command or stands for an option is none of it."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a codebook comes from."""

    name: str
    version: str
    language: str
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """A group of themes."""

    id: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: what it means, and the cues it is recognised by.

    Parameters
    ----------
    id, parent, label, label_en, definition, definition_zh, include, exclude
        What coders read.
    cues
        Literal strings that name the theme wherever they stand.
    weak
        Cues that count only in a clause without any other.
    not_cues
        Longer strings in which a cue of this theme does not count (公开工作人员 for 公开工作).
    patterns
        Regular expressions for cues that are not contiguous. Repetition must be bounded.
    shared
        Cues this theme knowingly has in common with another, which must list them too.
    topic
        What becomes of another thing named before the cue in its clause: ``first`` (it leads: 对网站的检查),
        ``second`` (it follows: 对目录不熟悉), empty (it is a mere modifier).
    examples, counterexamples
        Texts that must get this theme as their primary one, and texts that must not get it at all.
    """

    id: str
    parent: str
    label: str
    label_en: str
    definition: str
    definition_zh: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    not_cues: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    topic: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """A checked codebook. Two codebooks with the same sha256 are equal."""

    meta: Meta = field(compare=False)
    parents: tuple[Parent, ...] = field(compare=False)
    themes: tuple[Theme, ...] = field(compare=False)
    sha256: str

    def labels(self) -> dict[str, tuple[str, str]]:
        """Return theme → (Chinese label, English label), in order.

        Examples
        --------
        >>> load_codebook().labels()["platform"]
        ('平台与渠道', 'Platforms and channels')
        """
        return {theme.id: (theme.label, theme.label_en) for theme in self.themes}

    def to_frame(self) -> pd.DataFrame:
        """Return a row per theme in the order of the codebook, for documentation.

        Lists are joined by 、; `n_cues` counts cues, weak cues and patterns.

        Examples
        --------
        >>> load_codebook().to_frame().set_index("theme").loc["platform", "label"]
        '平台与渠道'
        """
        import pandas as pd

        parents = {parent.id: parent for parent in self.parents}
        rows = []
        for theme in self.themes:
            row: dict[str, Any] = {"theme": theme.id}
            for item in fields(Theme)[1:]:
                value = getattr(theme, item.name)
                row[item.name] = "、".join(value) if isinstance(value, tuple) else value
            row["parent_label"] = parents[theme.parent].label
            row["parent_label_en"] = parents[theme.parent].label_en
            row["n_cues"] = len(theme.cues) + len(theme.weak) + len(theme.patterns)
            rows.append(row)
        return pd.DataFrame(rows)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a codebook; `line` counts from 1 and is ``None`` where no line can be named."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """``path:line: message``."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class CodebookError(ValueError):
    """A codebook that cannot be used; `faults` are all the reasons."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def load_codebook(path_or_name: str | Path = "disclosure") -> Codebook:
    """Load a codebook: a built-in one by its name, another by its path.

    Parameters
    ----------
    path_or_name
        The name of a built-in codebook, or the path of a TOML file.

    Raises
    ------
    FileNotFoundError
        If there is no such file or built-in codebook.
    CodebookError
        If it has faults; all are named, with file and line.

    Examples
    --------
    >>> book = load_codebook()
    >>> [theme.label for theme in book.themes][:3]
    ['主动公开内容', '时效更新', '标准化规范化与目录']
    """
    shown, data = _read(path_or_name)
    book, faults = _parse(shown, data)
    if book is None:
        raise CodebookError(faults)
    return book


def check_codebook(path_or_name: str | Path = "disclosure") -> list[Fault]:
    """Return the faults of a codebook, in the order of their lines; empty if it can be used.

    Examples
    --------
    >>> check_codebook()
    []
    """
    return _parse(*_read(path_or_name))[1]


def _read(path_or_name: str | Path) -> tuple[str, bytes]:
    source: Traversable = Path(path_or_name)
    if isinstance(path_or_name, str) and re.fullmatch(r"[\w-]+", path_or_name) and not source.is_file():
        folder = resources.files("textkit") / "resources" / "codebooks"
        source = folder / f"{path_or_name}.toml"
        if not source.is_file():
            names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())
            raise FileNotFoundError(f"no file and no built-in codebook {path_or_name!r}; built in: {', '.join(names)}")
    return str(path_or_name), source.read_bytes()


def _parse(path: str, data: bytes) -> tuple[Codebook | None, list[Fault]]:
    """The codebook in `data`, or ``None`` and what is wrong with it."""
    if len(data) > _MAX_BYTES:
        return None, [Fault(path, None, f"larger than {_MAX_BYTES:,} bytes")]
    try:
        text = data.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return None, [Fault(path, data[: error.start].count(b"\n") + 1, "not UTF-8")]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, [Fault(path, int(line[1]) if line else None, f"not TOML: {error}")]
    lines = TomlLines(text)
    faults = list(_faults_of_form(raw, lines))
    book = _built(raw, hashlib.sha256(data).hexdigest())
    if book is not None:
        faults += _faults_of_names(book, lines)
        faults += _faults_of_cues(book, lines)
        faults += _faults_of_examples(book, lines)
    return (None if faults else book), _placed(path, faults)


def _built(raw: Mapping[str, Any], sha256: str) -> Codebook | None:
    """The codebook so far as it is well-formed; ``None`` where it has no themes."""
    tables = {name: each if isinstance(each, list) else [each] for name, each in raw.items()}
    built = {
        name: tuple(_record(table, kind) for table in tables.get(name, ()) if isinstance(table, dict))
        for name, kind in _TABLES.items()
    }
    meta = next(iter(built["meta"]), Meta("", "", ""))
    return Codebook(meta, built["parent"], built["theme"], sha256) if built["theme"] else None


def _record(table: Mapping[str, Any], kind: type) -> Any:
    """The record of a table; what lacks or is mistyped is empty, and of lists left out."""
    values: dict[str, Any] = {}
    for item in fields(kind):
        value: Any = table.get(item.name)
        if "tuple" in str(item.type):
            entries = value if isinstance(value, list) else [value]
            values[item.name] = tuple(entry for entry in entries if isinstance(entry, str) and entry)
        else:
            values[item.name] = value if isinstance(value, str) else ""
    return kind(**values)


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value)


def _placed(path: str, faults: list[tuple[int | None, str]]) -> list[Fault]:
    return [Fault(path, line, message) for line, message in sorted(faults, key=lambda fault: fault[0] or 0)]


_TABLES: Mapping[str, type] = {"meta": Meta, "parent": Parent, "theme": Theme}
_Found = tuple[int | None, str]


def _faults_of_form(raw: Mapping[str, Any], lines: TomlLines) -> Iterator[_Found]:
    """Unknown, missing and mistyped keys, and ids that are double or lead nowhere."""
    for key in raw.keys() - _TABLES.keys():
        yield lines.of_name(key), f"unknown table {key!r}; allowed are {', '.join(_TABLES)}"
    known: dict[str, list[Any]] = {}
    for name, kind in _TABLES.items():
        tables = [raw[name]] if name == "meta" and name in raw else raw.get(name, [])
        if not tables:
            yield None, f"no [{name}]" if name == "meta" else f"no [[{name}]]"
            continue
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            yield lines.of_name(name), f"{name} must be a table"
            continue
        known[name] = tables
        for number, table in enumerate(tables):
            for key, message in _faults_of_table(table, kind):
                yield lines.of_value(name, number, key), _about(name, table) + message
    yield from _faults_of_ids(known.get("parent", []), known.get("theme", []), lines)


def _faults_of_table(table: Mapping[str, Any], kind: type) -> Iterator[tuple[str, str]]:
    known = {item.name: item for item in fields(kind)}
    for key in table.keys() - known.keys():
        yield key, f"unknown key {key!r}; allowed are {', '.join(known)}"
    for key, item in known.items():
        if key not in table:
            if item.default is MISSING:
                yield key, f"no {key}"
        elif "tuple" in str(item.type):
            if not _is_list_of_text(table[key]):
                yield key, f"{key} must be a list of strings, none of them empty"
        elif not isinstance(table[key], str):
            yield key, f"{key} must be a string"
        elif key == "id" and not _ID.fullmatch(table[key]):
            yield key, "an id is made of letters, digits, _ and -, and begins with no -"
        elif key == "topic" and table[key] not in ("first", "second"):
            yield key, "topic must be 'first' or 'second'"


def _about(name: str, table: Mapping[str, Any]) -> str:
    return f"{name} {table['id']!r}: " if isinstance(table.get("id"), str) else f"{name}: "


def _faults_of_ids(parents: list[Any], themes: list[Any], lines: TomlLines) -> Iterator[_Found]:
    for name, tables in (("parent", parents), ("theme", themes)):
        seen: set[Any] = set()
        for number, table in enumerate(tables):
            given = str(table.get("id", ""))
            if given in seen:
                yield lines.of_value(name, number, "id"), f"{name} {given!r}: the id stands twice"
            seen |= {given} - {""}
    ids = dict.fromkeys(parent["id"] for parent in parents if isinstance(parent.get("id"), str))
    for number, theme in enumerate(themes):
        of = theme.get("parent")
        if ids and isinstance(of, str) and of not in ids:
            message = f"{_about('theme', theme)}no parent {of!r}; there are {', '.join(sorted(ids))}"
            yield lines.of_value("theme", number, "parent"), message
    if themes and not any(theme.get("id") == OTHER for theme in themes):
        yield None, f"no theme {OTHER!r} for items that no cue places"


def _faults_of_names(book: Codebook, lines: TomlLines) -> Iterator[_Found]:
    """Ids and labels by which two themes are called."""
    owner: dict[str, tuple[str, str]] = {}
    for key in ("id", "label", "label_en"):
        for number, theme in enumerate(book.themes):
            called = getattr(theme, key).strip()
            first, how = owner.setdefault(called.casefold(), (theme.id, key))
            if called and first != theme.id:
                message = f"theme {theme.id!r}: the {key} {called!r} is also the {how} of {first!r}"
                yield lines.of_value("theme", number, key), message


def _faults_of_cues(book: Codebook, lines: TomlLines) -> Iterator[_Found]:
    """Themes without cues, bad patterns, cues that stand twice."""
    owner: dict[str, Theme] = {}
    for number, theme in enumerate(book.themes):
        about = f"theme {theme.id!r}: "
        if not theme.cues and theme.id != OTHER:
            yield lines.of_value("theme", number, "cues"), about + "no cues"
        if theme.id == OTHER and (theme.cues or theme.weak or theme.patterns):
            yield lines.of_value("theme", number, "cues"), about + "must have no cues"
        for pattern in theme.patterns:
            if message := _fault_of_pattern(pattern):
                yield lines.of_value("theme", number, "patterns", pattern), f"bad pattern of {about}{message}"
        for key in ("cues", "weak"):
            for cue in dict.fromkeys(getattr(theme, key)):
                first = owner.setdefault(cue, theme)
                twice = (theme.cues + theme.weak).count(cue) > 1
                if first is theme and twice and key == ("weak" if cue in theme.weak else "cues"):
                    yield lines.of_value("theme", number, key, cue), about + f"the cue {cue!r} stands twice"
                elif first is not theme and not (cue in theme.shared and cue in first.shared):
                    message = f"the cue {cue!r} also stands under {first.id!r} and is not shared by both"
                    yield lines.of_value("theme", number, key, cue), about + message
        for cue in theme.not_cues:
            if cue in theme.cues + theme.weak:
                yield lines.of_value("theme", number, "not_cues", cue), about + f"{cue!r} is also a cue"
        for cue in set(theme.shared) - {*theme.cues, *theme.weak}:
            line = lines.of_value("theme", number, "shared", cue)
            yield line, about + f"{cue!r} is shared but no cue"


def _fault_of_pattern(pattern: str) -> str:
    """What is wrong with a pattern; unbounded repetition would make matching superlinear."""
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError) as error:
        return f"{pattern!r}: {error}"
    bare = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "x", pattern)
    if re.search(r"[*+]|\{\d*,\}", bare):
        return f"{pattern!r}: repetition without bound; write {{0,6}} in place of * or +"
    return f"{pattern!r}: matches nothing at all" if compiled.match("") else ""


def _faults_of_examples(book: Codebook, lines: TomlLines) -> Iterator[_Found]:
    """Examples that do not get their theme and counterexamples that do.

    A bad pattern finds nothing, which is said of the examples that its theme does not get.
    """
    sound = [tuple(p for p in theme.patterns if not _fault_of_pattern(p)) for theme in book.themes]
    usable = replace(book, themes=tuple(replace(t, patterns=p) for t, p in zip(book.themes, sound, strict=True)))
    for number, theme in enumerate(book.themes):
        bad = " as long as its pattern is bad" if theme.patterns != sound[number] else ""
        cued = theme.cues or theme.id == OTHER
        for text in theme.examples if cued else ():
            themes = [hit.theme for hit in rank_themes(text, usable)] or [OTHER]
            if themes[0] != theme.id:
                line = lines.of_value("theme", number, "examples", text)
                yield line, f"theme {theme.id!r}: the example {text!r} gets {' '.join(themes)}{bad}"
        for text in theme.counterexamples:
            themes = [hit.theme for hit in rank_themes(text, usable)] or [OTHER]
            if theme.id in themes:
                line = lines.of_value("theme", number, "counterexamples", text)
                yield line, f"theme {theme.id!r}: the counterexample {text!r} gets {' '.join(themes)}"
