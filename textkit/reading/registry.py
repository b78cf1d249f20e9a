"""The lists a researcher brings along: metadata of files, and a registry of agencies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.reading.formats.document import Unreadable
from textkit.reading.formats.tables import read_csv
from textkit.reading.places import normalise
from textkit.records import BODIES, LEVELS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Metadata:
    """Columns of a metadata file by the path or the id of a report.

    Parameters
    ----------
    rows
        Path or report id → column → value; empty cells are left out.
    keys
        Row of the file → the path and the report id that it names.
    """

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keys: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def of(self, path: str, report_id: str) -> Mapping[str, str]:
        """Return the columns for a report: by its id, else by the path of its file, else none."""
        return self.rows.get(report_id) or self.rows.get(path) or {}

    def unmatched(self, known: Set[str]) -> list[str]:
        """Return what the rows name of which no path or id is among those known.

        Examples
        --------
        >>> metadata = Metadata(keys={2: ("甲.txt",), 3: ("乙.txt", "乙"), 4: ()})
        >>> metadata.unmatched({"甲.txt", "甲"})
        ['乙.txt', 'row 4 without path and report_id']
        """
        lost = {row: keys for row, keys in self.keys.items() if known.isdisjoint(keys)}
        return [keys[0] if keys else f"row {row} without path and report_id" for row, keys in lost.items()]


@dataclass(frozen=True, slots=True)
class Agency:
    """An entry of a registry; ``None`` is not told."""

    agency_id: str
    name: str
    aliases: tuple[str, ...] = ()
    level: str | None = None
    body: str | None = None
    parent: str | None = None
    region: str | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry of agencies, to be asked by id, name or alias.

    Parameters
    ----------
    agencies
        The entries in the order of the file.
    names
        Normalised name or alias, and id → positions in `agencies`.
    """

    agencies: tuple[Agency, ...] = ()
    names: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return the columns ``agency_id name aliases parent region``, aliases parted by ``;``.

        Examples
        --------
        >>> Registry((Agency("ch", "澄湖市教育局", ("澄湖教育",)),)).to_frame()["aliases"].tolist()
        ['澄湖教育']
        """
        import pandas as pd

        rows = [(a.agency_id, a.name, ";".join(a.aliases) or None, a.parent, a.region) for a in self.agencies]
        return pd.DataFrame(rows, columns=["agency_id", "name", "aliases", "parent", "region"], dtype="string")

    def find(self, name: str | None, year: int | None = None) -> Agency | None:
        """Return the agency of that id, name or alias, in `year` where several bore it; None if unknown."""
        if not name:
            return None
        found = [self.agencies[at] for at in self.names.get(name) or self.names.get(normalise(name), ())]
        if year is not None:
            found = [a for a in found if (a.first or year) <= year <= (a.last or year)] or found
        return found[0] if len({agency.agency_id for agency in found}) == 1 else None


def load_metadata(path: Path | str) -> Metadata:
    r"""Read a metadata file.

    Parameters
    ----------
    path
        A csv with a column ``path`` (under the corpus folder) or ``report_id``; the columns of identity
        (``agency agency_id level body region year title published url``) beat what a report says of
        itself, others are carried along in `Report.extra`.

    Raises
    ------
    ValueError
        If the file has neither key column, names one report twice, or has a level or body out of range.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "metadata.csv"
    >>> _ = file.write_text("path,agency,year\n甲.txt,澄湖市教育局,2020\n", encoding="utf-8")
    >>> load_metadata(file).of("甲.txt", "甲")["agency"]
    '澄湖市教育局'
    """
    rows: dict[str, dict[str, str]] = {}
    keys: dict[int, tuple[str, ...]] = {}
    for number, row in enumerate(_rows(Path(path)), 2):
        if "path" not in row and "report_id" not in row:
            raise ValueError(f"{path}: a metadata file needs a column path or report_id")
        if not any(row.values()):
            continue
        _check(row, f"{path}, row {number}")
        kept = {name: value for name, value in row.items() if value and name not in ("path", "report_id")}
        file = unicodedata.normalize("NFC", row.get("path") or "").replace("\\", "/").removeprefix("./")
        named = (file, unicodedata.normalize("NFC", row.get("report_id") or ""))
        keys[number] = tuple(dict.fromkeys(filter(None, named)))
        for key in keys[number]:
            if key in rows:
                raise ValueError(f"{path}, row {number}: {key} stands twice")
            rows[key] = kept
    return Metadata(rows, keys)


def load_agencies(path: Path | str) -> Registry:
    r"""Read a registry of agencies.

    Parameters
    ----------
    path
        A csv with the columns ``agency_id name`` and, where known, ``aliases`` (parted by ``|`` or ``;``),
        ``level body parent region from to`` (years).

    Raises
    ------
    ValueError
        If a column is missing, or a level, body or year is out of range.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "agencies.csv"
    >>> _ = file.write_text("agency_id,name,level\nch,澄湖市教育局,city\n", encoding="utf-8")
    >>> load_agencies(file).find("澄湖市 教育局").level
    'city'
    """
    agencies: list[Agency] = []
    names: dict[str, list[int]] = {}
    for number, row in enumerate(_rows(Path(path)), 2):
        if missing := [column for column in ("agency_id", "name") if not row.get(column)]:
            raise ValueError(f"{path}, row {number}: no {' and no '.join(missing)}")
        _check(row, f"{path}, row {number}")
        known: dict[str, Any] = {name: row.get(name) or None for name in ("level", "body", "parent", "region")}
        first, last = (_year(row.get(name), f"{path}, row {number}") for name in ("from", "to"))
        aliases = tuple(filter(None, map(str.strip, re.split("[;；|]", row.get("aliases") or ""))))
        agencies.append(Agency(row["agency_id"], row["name"], aliases, first=first, last=last, **known))
        for name in dict.fromkeys([row["agency_id"], *map(normalise, [row["name"], *aliases])]):
            names.setdefault(name, []).append(len(agencies) - 1)
    return Registry(tuple(agencies), {name: tuple(found) for name, found in names.items()})


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        return [{name: value.strip() for name, value in row.items()} for row in read_csv(path.read_bytes())]
    except Unreadable as error:
        raise ValueError(f"{path}: {error}") from error


def _check(row: Mapping[str, str], where: str) -> None:
    for column, allowed in (("level", LEVELS), ("body", BODIES)):
        if row.get(column) and row[column] not in allowed:
            raise ValueError(f"{where}: {column} {row[column]!r} is none of {', '.join(allowed)}")
    _year(row.get("year"), where)


def _year(value: str | None, where: str) -> int | None:
    if not value:
        return None
    if not value.removesuffix(".0").isdecimal() or not 1900 <= float(value) <= 2100:
        raise ValueError(f"{where}: {value!r} is no year")
    return int(float(value))
