"""Who issued a report, for which year, and where that is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from textkit.reading.header import iso_date, named
from textkit.reading.places import is_agency, normalise, standing
from textkit.reading.registry import Registry
from textkit.reading.titles import Title, find_title, parse_title, years_in
from textkit.records import Body, Level

COLUMNS = ("agency_id", "agency", "level", "body", "region", "year", "title", "published", "url")
_SOURCES = ("metadata", "title", "publication block", "file name")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who issued a report; ``None`` is unknown. `conflicts` name what the sources say differently."""

    agency_id: str | None = None
    agency: str | None = None
    level: Level | None = None
    body: Body | None = None
    region: str | None = None
    year: int | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    conflicts: tuple[str, ...] = ()


def identify(
    text: str,
    *,
    path: str = "",
    fields: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
    agencies: Registry | None = None,
) -> Identity:
    r"""Tell who issued a report.

    Parameters
    ----------
    text
        The cleaned text.
    path
        The path of the file under the corpus folder.
    fields
        Labelled values of the publication block, the front matter or the page.
    metadata
        The columns a researcher gives for the report; they beat all else.
    agencies
        The registry; what it knows of an agency beats what the name tells.

    Returns
    -------
    Identity
        Metadata beat the title, the title beats the publication block, that beats the file name.

    Examples
    --------
    >>> found = identify("澄湖市教育局\n2020年政府信息公开工作年度报告\n本报告……", path="报告.txt")
    >>> found.agency, found.year, found.level, found.body
    ('澄湖市教育局', 2020, 'county', 'department')
    """
    given = {name: value for name, value in (metadata or {}).items() if value not in (None, "")}
    block = named(fields or {})
    title = _title(text, block.get("title"))
    named_by_path = path_identity(path)
    publisher = block.get("agency")
    publisher = publisher if publisher and is_agency(publisher) else None
    years = (
        _year(given.get("year")),
        title.year if title else None,
        _year(block.get("year")),
        named_by_path[1],
    )
    names = (_str(given.get("agency")), title.agency if title else None, publisher, named_by_path[0])
    year, name = _first(years), _first(names)
    known = agencies.find(_str(given.get("agency_id")) or name, year) if agencies else None
    guessed = standing(name) if name else None
    level = given.get("level") or (known and known.level) or (guessed and guessed.level)
    body = given.get("body") or (known and known.body) or (guessed and guessed.body)
    region = given.get("region") or (known and known.region) or (guessed and guessed.region)
    agency_id = given.get("agency_id") or (known and known.agency_id) or (normalise(name) if name else None)
    published = _str(given.get("published"))
    return Identity(
        agency_id=_str(agency_id),
        agency=known.name if known else name,
        level=cast("Level | None", level),
        body=cast("Body | None", body),
        region=_str(region),
        year=year,
        title=_str(given.get("title")) or (title.text if title else None),
        published=(iso_date(published) or published) if published else block.get("published"),
        url=_str(given.get("url")) or block.get("url"),
        conflicts=tuple(_conflicts(years, names, title, block.get("published"))),
    )


def path_identity(path: str) -> tuple[str | None, int | None]:
    """Return agency and year that the name of a file, or of the folders around it, tells.

    Examples
    --------
    >>> path_identity("澄湖市/2020.md"), path_identity("2021_澄湖市教育局.txt")
    (('澄湖市', 2020), ('澄湖市教育局', 2021))
    >>> path_identity("澄湖市/教育局/2020.md")
    ('澄湖市教育局', 2020)
    """
    agency: str | None = None
    year: int | None = None
    place = ""
    parts = PurePosixPath(path).parts
    stem = PurePosixPath(path).stem if path else ""
    for name in (stem, *reversed(parts[:-1])):
        title = parse_title(name)
        if title:
            agency, year = agency or title.agency, year or title.year
        for token in re.split(r"[_\-\s+.()（）【】\[\]]+", name):
            years = years_in(token)
            year = year or (years[0] if len(years) == 1 else None)
            rest = re.sub(r"(?:19|20)\d{2}年?度?", "", token)
            if re.fullmatch(r"[^\x00-\x7f]+", rest) and is_agency(rest):
                agency = agency or rest
                place = place or (rest if normalise(rest) == f"{rest}人民政府" else "")
    if agency and place and standing(agency).level is None:
        agency = f"{place}{agency}"
    return agency, year


def _title(text: str, labelled: str | None) -> Title | None:
    """Return the title from the text or the block: of the two the one that names more."""
    inside = find_title(text[:4000].split("\n"))
    above = parse_title(labelled) if labelled else None
    found = [title for title in (above, inside) if title]
    if len(found) == 2:
        above_worth, inside_worth = ((t.agency is not None) + bool(t.years) for t in found)
        return found[1] if inside_worth > above_worth else found[0]
    return found[0] if found else None


def _conflicts(
    years: Sequence[int | None], names: Sequence[str | None], title: Title | None, published: str | None
) -> list[str]:
    found: list[str] = []
    for values, what in ((years, "year"), (names, "agency")):
        told = [(source, value) for source, value in zip(_SOURCES, values, strict=True) if value is not None]
        for source, value in told[1:]:
            if not _agree(told[0][1], value):
                found.append(f"{what}: {told[0][0]} says {told[0][1]}, {source} {value}")
    if title and len(title.years) > 1:
        found.append(f"year: title names {', '.join(map(str, title.years))}")
    year = _first(years)
    if year and published and int(published[:4]) < year:
        found.append(f"year: {year}, but published {published}")
    return found


def _agree(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        one, other = normalise(one), normalise(other)
        return one in other or other in one
    return one == other


def _first(values: Sequence[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _str(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def _year(value: object) -> int | None:
    if value in (None, ""):
        return None
    found = years_in(str(value).removesuffix(".0"))
    return found[0] if len(found) == 1 else None
