"""Whether a measure is planned, under way or done."""

from __future__ import annotations

import re
from dataclasses import replace

from textkit.genre import Genre
from textkit.records import Item, Status

_HAN = "一二三四五六七八九十"
_NAMED = re.compile(rf"第([{_HAN}])(?:项|条|点|个|方面)?(?:至|到|、|和|及)?(?:第([{_HAN}]))?(?:项|条|点|个|方面)?")
_FIRST = re.compile(r"前([两二三四五六七八九])(?:项|条|点|个)")
_REST = re.compile(r"其余|其他(?:各)?项|余下|剩余")
_ALL = re.compile(r"(?:上述|以上|各项|所有|全部)(?:各项|\w{0,2})?(?:措施|工作|问题|任务|整改)?")
_SHARED = 4
_EXPLICIT = re.compile("已|完成|累计|均得到")
_GOES_ON = re.compile("[，,；;。](?:[^，,；;。]{0,6})(?:继续|正?逐步|分批)")


def status_of(text: str, lead: Status | None, genre: Genre) -> Status:
    """Return the status that a measure's own words and the lead-in of its list give it.

    An explicit 将 or 已 of its own wins over the lead-in; done and coming parts in one item are ``ongoing``;
    without a lead-in 持续 and 正在 are ``ongoing``; else the measure is ``planned``.

    Examples
    --------
    >>> from textkit.genre import load_genre
    >>> status_of("已开设专栏", "planned", load_genre())
    'done'
    >>> status_of("加强培训", None, load_genre())
    'planned'
    """
    plan, done, ongoing = (bool(genre.status[key].search(text)) for key in ("plan", "done", "ongoing"))
    if lead == "planned" and not _EXPLICIT.search(text):
        done = False  # 使公示走上了正轨: a purpose, told of what is planned
    if done and (plan or _GOES_ON.search(text)):
        return "ongoing"
    if done:
        return "done"
    if plan:
        return "planned"
    if ongoing and lead != "planned":
        return "ongoing"
    return lead or "planned"


def lead_status(text: str, genre: Genre) -> Status | None:
    """Return the status that a lead-in gives to the list behind it, if it gives one."""
    done = genre.status["done"].search(text)
    if (plan := genre.status["plan"].search(text)) and not (done and plan[0] == "年内"):
        return "planned"
    if done:
        return "done"
    return "planned" if genre.status["lead"].match(text) else None


def apply_status_sentence(items: list[Item], sentence: str, genre: Genre) -> list[Item]:
    """Date the measures that a sentence behind their list names: 目前，第一项已完成，其余正在推进.

    A clause names a measure by its ordinal, or by sharing at least four characters with it and more than
    with any other.
    """
    dated: dict[int, Status] = {}
    for clause in re.split(r"[，,；;]", sentence):
        status = _said(clause, genre)
        if status:
            for index in _named(clause, items, set(dated)):
                dated[index] = status
    return [replace(item, status=dated.get(index, item.status)) for index, item in enumerate(items)]


def _said(clause: str, genre: Genre) -> Status | None:
    if genre.status["ongoing"].search(clause) or "推进" in clause or "推开" in clause or "进行" in clause:
        return "ongoing"
    if genre.status["done"].search(clause) or "见效" in clause or "完成" in clause:
        return "done"
    return "planned" if genre.status["plan"].search(clause) else None


def _named(clause: str, items: list[Item], dated: set[int]) -> list[int]:
    count = len(items)
    if first := _FIRST.search(clause):
        return list(range(min(count, {"两": 2}.get(first[1], _HAN.find(first[1]) + 1))))
    if named := [_HAN.index(n) for found in _NAMED.finditer(clause) for n in found.groups() if n]:
        span = range(named[0], named[-1] + 1) if "至" in clause or "到" in clause else named
        return [index for index in span if index < count]
    if _REST.search(clause):
        return [index for index in range(count) if index not in dated]
    shared = [_longest_shared(clause, item.text) for item in items]
    if shared and max(shared) >= _SHARED:
        parts = re.split(r"[和与及、]", clause)
        lengths = [[_longest_shared(part, item.text) for item in items] for part in parts]
        hits = {row.index(max(row)) for row in lengths if max(row) >= _SHARED}
        return sorted(hits)
    return list(range(count)) if _ALL.search(clause) else []


def _longest_shared(a: str, b: str) -> int:
    """Return the length of the longest run of characters that stands in both."""
    best = 0
    for start in range(len(a)):
        while start + best < len(a) and a[start : start + best + 1] in b:
            best += 1
    return best
