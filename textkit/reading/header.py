"""The block of labelled fields above a report: title, publisher, date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from textkit.reading.characters import mend, tidy
from textkit.reading.lines import Line
from textkit.reading.prepare import ends_sentence
from textkit.reading.resources import load

ZONE = 30
"""A block of fields stands within so many lines."""
_DATE = re.compile(r"((?:19|20)\d{2})\s?[-年./]\s?(\d{1,2})\s?[-月./]\s?(\d{1,2})")
_SEPARATOR = r"[=\-—_*#~\s]{2,}(?:%s)[=\-—_*#~\s]{2,}"


@cache
def _labels() -> dict[str, str]:
    """Map labels, in lower case, to what they say."""
    fields: Mapping[str, Sequence[str]] = load("identity")["fields"]
    return {name.lower(): kind for kind, names in fields.items() for name in names if kind != "body_marks"}


@cache
def _label() -> re.Pattern[str]:
    names = sorted(map(re.escape, _labels()), key=len, reverse=True)
    return re.compile(rf"[\[【（(]?(?<![A-Za-z])({'|'.join(names)})[\]】）)]?\s?[:：]", re.IGNORECASE)


@cache
def _marks() -> tuple[str, ...]:
    return tuple(load("identity")["fields"]["body_marks"])


def named(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what labelled values say, by kind: title, agency, published, url, year; unknown labels fall out.

    Examples
    --------
    >>> named({"发布机构": "澄湖市教育局", "文号": "", "PubDate": "2021-01-20 10:00"})
    {'agency': '澄湖市教育局', 'published': '2021-01-20'}
    """
    found: dict[str, str] = {}
    for label, value in fields.items():
        kind = _labels().get(label.lower())
        value = tidy(mend(value)).strip(" |；;")
        if kind == "published":
            value = iso_date(value) or ""
        if kind and kind != "other" and value:
            found.setdefault(kind, value)
    return found


def iso_date(text: str) -> str | None:
    """Return the first date in `text` as YYYY-MM-DD.

    Examples
    --------
    >>> iso_date("发布于2021年1月20日")
    '2021-01-20'
    """
    found = _DATE.search(text)
    if not found:
        return None
    year, month, day = map(int, found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def is_field(text: str) -> bool:
    """Whether a line begins with the label of a field."""
    return len(text) <= 200 and _label().match(text) is not None


def take_header(lines: Sequence[Line]) -> tuple[dict[str, str], list[Line]]:
    """Part the fields of a publication block from the lines of the report.

    Returns
    -------
    tuple
        The fields by label, and the lines without the block. A line is taken as a field only above the
        first sentence of the report and only where it begins with a known label.

    Examples
    --------
    >>> take_header([Line("来源：澄湖市教育局 时间：2021-01-20"), Line("本报告依据条例编制。")])[0]
    {'来源': '澄湖市教育局', '时间': '2021-01-20'}
    """
    fields: dict[str, str] = {}
    head = list(lines[:ZONE])
    cut = _separator(head)
    if cut:
        for line in head[:cut]:
            fields |= _fields(line)
        return fields, list(lines[cut:])
    kept: list[Line] = []
    at = 0
    for at, line in enumerate(head):  # noqa: B007 - where the zone ends is needed below
        text = line.text.strip()
        if len(text) > 40 and ends_sentence(text) and not is_field(text):
            break
        found = _fields(line)
        fields |= found
        if not found and text not in _marks():
            kept.append(line)
    else:
        at = len(head)
    return fields, [*kept, *lines[at:]]


def block_fields(lines: Iterable[Line]) -> dict[str, str]:
    """Return the fields among lines that stand around a report, as on a page."""
    fields: dict[str, str] = {}
    for line in lines:
        for label, value in _fields(line).items():
            fields.setdefault(label, value)
    return fields


def _separator(head: Sequence[Line]) -> int:
    """Return how many lines to cut where a rule with 正文 closes a block of fields, else 0."""
    rule = re.compile(_SEPARATOR % "|".join(_marks()))
    for at, line in enumerate(head):
        if len(line.text) <= 100 and rule.fullmatch(line.text):
            return at + 1 if any(_fields(above) for above in head[:at]) else 0
    return 0


def _fields(line: Line) -> dict[str, str]:
    if line.cells is not None:
        return _row_fields([cell for cell in line.cells if cell is not None])
    text = line.text.strip()
    if not is_field(text):
        text = tidy(text)
    if not is_field(text):
        return {}
    found = list(_label().finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return {each.group(1): text[each.end() : end].strip() for each, end in zip(found, ends, strict=True)}


def _row_fields(cells: Sequence[str]) -> dict[str, str]:
    """Return the fields of a row: labels and values in turn, or both in each cell."""
    filled = [cell for cell in cells if cell]
    if filled and all(is_field(cell) for cell in filled):
        return {label: value for cell in filled for label, value in _fields(Line(cell)).items()}
    labels = [cell.rstrip(":： ") for cell in cells[::2]]
    if not cells or len(cells) % 2 or not all(label.lower() in _labels() for label in labels):
        return {}
    return dict(zip(labels, cells[1::2], strict=True))
