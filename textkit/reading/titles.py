"""Find the title of a report and take it apart into agency and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from textkit.reading.characters import mend
from textkit.reading.places import is_agency
from textkit.reading.resources import load

HEAD = 15
"""A title stands within so many lines of the start."""
_CHINESE = str.maketrans("〇○零Ｏ0一二三四五六七八九", "00000123456789")


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the agency and the years it names."""

    text: str
    agency: str | None
    years: tuple[int, ...]

    @property
    def year(self) -> int | None:
        """The one year it names; ``None`` if it names none or several."""
        return self.years[0] if len(self.years) == 1 else None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("identity")["title"][name])


@cache
def _title() -> re.Pattern[str]:
    year, subject = _pattern("year").pattern, _pattern("subject").pattern
    bracket = r"[（(〔\[【][^（）()]{0,24}[)）〕\]】]"
    return re.compile(f"(?P<head>.*?)(?P<subject>{subject})(?P<tail>(?:{bracket}|{year})*)")


def years_in(text: str) -> tuple[int, ...]:
    """Return the years a text names, in rising order.

    Examples
    --------
    >>> years_in("二〇二〇年年度报告"), years_in("2019-2020年度")
    ((2020,), (2019, 2020))
    """
    found = set()
    for digits, chinese in _pattern("year").findall(text):
        found.add(int(digits or chinese.translate(_CHINESE)))
    return tuple(sorted(year for year in found if 1990 <= year <= 2100))


def parse_title(text: str) -> Title | None:
    """Take a title apart.

    Returns
    -------
    Title or None
        ``None`` if the text is no title of a report.

    Examples
    --------
    >>> parse_title("2019年澄湖市教育局政府信息公开工作年度报告")
    Title(text='2019年澄湖市教育局政府信息公开工作年度报告', agency='澄湖市教育局', years=(2019,))
    """
    packed = re.sub(r"\s+", "", mend(text)).strip("《》“”#*")
    half = packed[: len(packed) // 2]
    packed = half if half + half == packed else packed
    if len(packed) > _pattern_length() or re.search("[。；，]", packed):
        return None
    found = _title().fullmatch(packed)
    if not found:
        return None
    head, tail = found["head"], found["tail"]
    agency: str | None = _pattern("year").sub("", head)
    for filler in load("identity")["title"]["filler"]:
        agency = (agency or "").replace(filler, "")
    agency = re.sub(r"[（(]\W*[)）]", "", agency or "").strip("—-–－·:：_、()（）的")
    if agency.endswith("人民") and found["subject"].startswith("政府"):
        agency += "政府"
    return Title(packed, agency if is_agency(agency) else None, years_in(head) or years_in(tail))


@cache
def _pattern_length() -> int:
    longest: int = load("identity")["title"]["longest"]
    return longest


def find_title(lines: Sequence[str]) -> Title | None:
    """Return the title at the head of a report, also where it is broken over up to three lines.

    The title that names most (agency, year) is taken, of equals the first, of those the shortest.
    """
    best: tuple[int, Title] | None = None
    for _, size, title in candidates(lines[:HEAD]):
        worth = 4 * (title.agency is not None) + 4 * bool(title.years) - size
        if best is None or worth > best[0]:
            best = worth, title
    return best[1] if best else None


def candidates(lines: Sequence[str]) -> Iterator[tuple[int, int, Title]]:
    """Yield where titles begin, of how many lines, and the titles."""
    for at in range(len(lines)):
        for size in (1, 2, 3):
            parts = lines[at : at + size]
            if len(parts) < size or any(len(part) > 60 or "\t" in part for part in parts):
                break
            title = parse_title("".join(parts))
            if title and (size == 1 or _fits(parts)):
                yield at, size, title


def _fits(parts: Sequence[str]) -> bool:
    """Whether lines may be the parts of one title: no part but the last is a title of its own."""
    first = re.sub(r"\s+", "", mend(parts[0]))
    begins = is_agency(_pattern("year").sub("", first)) or bool(years_in(first)) or first.startswith("关于")
    return begins and all(parse_title(part) is None for part in parts[:-1])
