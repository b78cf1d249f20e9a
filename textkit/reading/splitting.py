"""Split a file that holds several whole reports at their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textkit.reading.cleaning import Cleaned
from textkit.reading.titles import candidates
from textkit.records import Grid, Mark

SHORTEST = 200
"""Between two titles of whole reports stand at least so many characters."""
_HEADING = re.compile(r"^[一二三四五六七八九十]{1,2}、", re.MULTILINE)


def split_reports(cleaned: Cleaned) -> list[Cleaned]:
    r"""Return the reports of a file, each from its title on.

    A title parts two reports where it names another agency or year than the one before it, and a whole
    report, with numbered headings, stands on either side.

    Examples
    --------
    >>> [part.text for part in split_reports(Cleaned("澄湖市2020年政府信息公开工作年度报告\n无。"))]
    ['澄湖市2020年政府信息公开工作年度报告\n无。']
    """
    text = cleaned.text
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    cuts: list[int] = []
    last: tuple[str | None, tuple[int, ...]] | None = None
    end = -1
    for at, size, title in sorted(candidates(lines), key=lambda found: (found[0], -found[1])):
        if at < end or not title.years:
            continue
        key = (title.agency, title.years)
        end = at + size
        if last is None:
            last = key
        elif key != last:
            begin = cuts[-1] if cuts else 0
            if _whole(text[begin : starts[at]]):
                cuts.append(starts[at])
                last = key
    while cuts and not _whole(text[cuts[-1] :]):
        cuts.pop()
    if not cuts:
        return [cleaned]
    bounds = [0, *cuts, len(text) + 1]
    return [_slice(cleaned, a, b - 1) for a, b in pairwise(bounds)]


def _whole(text: str) -> bool:
    return len(text) >= SHORTEST and len(_HEADING.findall(text)) >= 2


def _slice(cleaned: Cleaned, start: int, end: int) -> Cleaned:
    marks = _from(cleaned.marks, start, end)
    grids = tuple(
        Grid(grid.start - start, grid.end - start, grid.rows)
        for grid in cleaned.grids
        if start <= grid.start and grid.end <= end
    )
    return Cleaned(cleaned.text[start:end], marks, grids)


def _from(marks: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    return tuple(Mark(m.start - start, m.page, m.line) for m in marks if start <= m.start < end)
