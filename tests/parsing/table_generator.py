"""Valid official tables, made up: every identity holds, from year to year as well.

`make(random.Random(1), "2021")` gives the cells of the three tables and their grids as the form prints them
(``None`` is a place covered by a spanning cell); `years` a series in which each year follows from the last.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textkit.parsing.tables import load_form

Key = tuple[str, str, str]
"""Table, row, column."""
Grid = list[list[str | None]]

_HEADINGS = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
}
_ARTICLES = {"rules": "一", "permits": "五", "penalties": "六", "fees": "八", "procurement": "九"}
_GROUPS = {
    "refused": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
_SINGLE = {
    "granted": "（一）予以公开",
    "partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "other_handling": "（六）其他处理",
    "total": "（七）总计",
}
_WHOLE = {
    "new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "carried_out": "四、结转下年度继续办理",
}


@dataclass(frozen=True)
class Tables:
    """One year's tables: what each cell prints and is worth, and the grids."""

    layout: str
    printed: Mapping[Key, str]
    values: Mapping[Key, float | None]
    grids: Mapping[str, Grid] = field(default_factory=dict)

    def headings(self) -> list[tuple[str, str]]:
        """Return table and heading in official order."""
        return list(_HEADINGS.items())


def make(
    dice: random.Random,
    layout: str,
    *,
    size: int = 40,
    nothing: str = "0",
    last: Tables | None = None,
) -> Tables:
    """Make the tables of one year.

    Parameters
    ----------
    layout
        ``2019`` or ``2021``.
    size
        About how many requests; 0 gives tables full of noughts.
    nothing
        What stands for nought: ``0``, a blank, ``/`` or ``—``.
    last
        The tables of the year before, from which this year follows.
    """
    numbers: dict[Key, float] = {}
    _disclosure(dice, layout, size, last, numbers)
    _requests(dice, layout, size, last, numbers)
    for row in load_form("disputes").rows:
        parts = [_count(dice, size // 8) for _ in range(4)]
        for column, number in zip(load_form("disputes").columns, [*parts, sum(parts)], strict=True):
            numbers["disputes", row.id, column.id] = float(number)
    printed = {key: _print(dice, key, number + 0.0, nothing) for key, number in numbers.items()}
    values = {key: None if printed[key] == nothing != "0" else number for key, number in numbers.items()}
    return Tables(layout, printed, values, _grids(layout, printed))


def years(dice: random.Random, layout: str, n: int, *, size: int = 40, nothing: str = "0") -> list[Tables]:
    """Make the tables of `n` years in a row."""
    made: list[Tables] = []
    for _ in range(n):
        made.append(make(dice, layout, size=size, nothing=nothing, last=made[-1] if made else None))
    return made


def _count(dice: random.Random, size: int) -> int:
    """Draw a count: often nought, mostly small, now and then large, as real ones are."""
    if size <= 0 or dice.random() < 0.4:
        return 0
    return int(dice.expovariate(1 / size)) if dice.random() < 0.9 else dice.randint(size, 20 * size)


def _disclosure(dice: random.Random, layout: str, size: int, last: Tables | None, numbers: dict[Key, float]) -> None:
    form = load_form("disclosure")
    for row, column in form.cells(layout):
        key = ("disclosure", row.id, column.id)
        numbers[key] = float(_count(dice, size * (20 if column.id == "decisions" else 1)))
        if column.id == "change" and dice.random() < 0.5:
            numbers[key] = -float(min(numbers[key], numbers["disclosure", row.id, "previous_items"]))
        if column.unit != "件":
            numbers[key] = float(dice.choice([0, dice.randint(1, 10**6) / 100, dice.randint(1, 9999)]))
        before = dict(last.values) if last else {}
        if column.id == "in_force":
            start = before.get(key) or (0.0 if last else float(dice.randint(0, 3 * size + 1)))
            issued = numbers["disclosure", row.id, "issued"]
            repealed = min(numbers["disclosure", row.id, "repealed"], start + issued)
            numbers["disclosure", row.id, "repealed"] = repealed
            numbers[key] = start + issued - repealed
        if column.id == "previous_items" and last:
            change = before.get(("disclosure", row.id, "change")) or 0.0
            numbers[key] = (before.get(key) or 0.0) + change


def _requests(dice: random.Random, layout: str, size: int, last: Tables | None, numbers: dict[Key, float]) -> None:
    form = load_form("requests")
    rows = [row.id for row in form.rows_of(layout)]
    outcomes = [row for row in rows if row not in ("new", "carried_in", "total", "carried_out")]
    applicants = [column.id for column in form.columns if column.id != "total"]
    for column in applicants:
        share = size if column == "natural_person" else size // 8 if column == "business" else size // 40
        counts = {row: _count(dice, share // 6 + bool(share)) if share else 0 for row in outcomes}
        done = sum(counts.values())
        left = dice.randint(0, done // 10 + 1) if done else 0
        came = int((last.values.get(("requests", "carried_out", column)) if last else dice.randint(0, done)) or 0)
        # what came from last year has to be dealt with or to stay
        if came > done + left:
            left = came - done
        counts |= {"new": done + left - came, "carried_in": came, "total": done, "carried_out": left}
        for row in rows:
            numbers["requests", row, column] = float(counts[row])
    for row in rows:
        numbers["requests", row, "total"] = sum(numbers["requests", row, column] for column in applicants)


def _print(dice: random.Random, key: Key, number: float, nothing: str) -> str:
    if number == 0:
        return nothing
    if key[2] == "change" and number > 0 and dice.random() < 0.3:
        return f"+{number:.0f}"
    return f"{number:.15g}"


def _grids(layout: str, printed: Mapping[Key, str]) -> dict[str, Grid]:
    return {
        "disclosure": _disclosure_grid(layout, printed),
        "requests": _requests_grid(layout, printed),
        "disputes": _disputes_grid(printed),
    }


def _disclosure_grid(layout: str, printed: Mapping[Key, str]) -> Grid:
    form = load_form("disclosure")
    grid: Grid = []
    for row in form.rows_of(layout):
        columns = form.columns_of(row, layout)
        if row.id in _ARTICLES:
            grid.append([f"第二十条第（{_ARTICLES[row.id]}）项", None, None, None])
            grid.append(_wide(["信息内容", *(_head(column.id, column.label, layout) for column in columns)]))
        label = "规范性文件" if row.id == "normative_documents" and layout == "2019" else row.label
        grid.append(_wide([label, *(printed["disclosure", row.id, column.id] for column in columns)]))
    return grid


def _head(column: str, label: str, layout: str) -> str:
    if layout == "2021" and column == "decisions":
        return "本年处理决定数量"
    return "本年收费金额（单位：万元）" if column == "fees_collected" else label


def _wide(cells: Sequence[str]) -> list[str | None]:
    """Spread cells over the four columns of the form: the last one spans the rest."""
    return [*cells, *[None] * (4 - len(cells))]


def _requests_grid(layout: str, printed: Mapping[Key, str]) -> Grid:
    form = load_form("requests")
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    grid: Grid = [
        [note, None, None, "申请人情况", *[None] * 6],
        [None, None, None, "自然人", "法人或其他组织", None, None, None, None, "总计"],
        [*[None] * 4, *(column.label for column in form.columns[1:6]), None],
    ]
    seen: set[str] = set()
    for row in form.rows_of(layout):
        labels: list[str | None]
        if row.id in _WHOLE:
            labels = [_WHOLE[row.id], None, None]
        elif row.id in _SINGLE:
            labels = [None, _SINGLE[row.id], None]
        else:
            group = next(name for name in _GROUPS if row.id.startswith(name))
            labels = [None, None if group in seen else _GROUPS[group], f"{row.ordinal}.{row.label}"]
            seen.add(group)
        if row.id == "granted":
            labels[0] = "三、本年度办理结果"
        grid.append([*labels, *(printed["requests", row.id, column.id] for column in form.columns)])
    return grid


def _disputes_grid(printed: Mapping[Key, str]) -> Grid:
    form = load_form("disputes")
    heads = [column.label for column in form.columns]
    return [
        ["行政复议", *[None] * 4, "行政诉讼", *[None] * 9],
        [*heads, "未经复议直接起诉", *[None] * 4, "复议后起诉", *[None] * 4],
        [*[None] * 5, *heads, *heads],
        [printed["disputes", row.id, column.id] for row in form.rows for column in form.columns],
    ]
