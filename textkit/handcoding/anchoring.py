"""Rows coded earlier, found again: by id, else by the hash of the file and the place or words in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from textkit.handcoding.alignment import normal_characters
from textkit.records import require

if TYPE_CHECKING:
    import pandas as pd

_LEAST = 0.5
"""The least share of the shorter stretch that two stretches must have in common to be one item."""

UNKNOWN = "no such item"


class _Place(NamedTuple):
    item_id: str
    report_id: str
    start: int
    end: int
    text: str


class Anchors:
    """The items of a run, looked up for rows that were written in an earlier one.

    Parameters
    ----------
    items
        With `item_id`, `report_id`, `start`, `end`, `text`.
    reports
        With `report_id`, `sha256`.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame([("新/甲#9", "新/甲", 9, 13, "更新滞后")],
    ...                      columns=["item_id", "report_id", "start", "end", "text"])
    >>> anchors = Anchors(items, pd.DataFrame({"report_id": ["新/甲"], "sha256": ["f00d"]}))
    >>> anchors.find({"item_id": "旧/甲#9", "sha256": "f00d", "start": "9", "end": "13"})
    ('新/甲#9', '')
    >>> anchors.find({"item_id": "旧/甲#9", "sha256": "cafe", "start": "9", "end": "13"})
    (None, 'its file is not in the corpus, or has changed')
    """

    def __init__(self, items: pd.DataFrame, reports: pd.DataFrame) -> None:
        require(items, _Place._fields, made_by="extract_items")
        require(reports, ("report_id", "sha256"), made_by="analyze")
        self._hashes = dict(zip(reports["report_id"], reports["sha256"], strict=True))
        self._items: dict[str, _Place] = {}
        self._by_hash: dict[str, list[_Place]] = {}
        for row in items[list(_Place._fields)].itertuples(index=False, name=None):
            place = _Place(*row)
            self._items[place.item_id] = place
            self._by_hash.setdefault(self._hashes[place.report_id], []).append(place)

    def find(self, row: Mapping[str, str]) -> tuple[str | None, str]:
        """Return the id of the item that a row is about, or ``None`` and why there is none.

        An id counts only where the row's hash and place or words, so far as it names them, fit the item.
        Otherwise the file is found by its hash, wherever it lies now; in it the item of the same wording, else
        the one that shares most of the row's stretch and at least half of the shorter of the two.

        Parameters
        ----------
        row
            Any of `item_id`, `sha256`, `start`, `end`, `report_id`, `text`, as text; empty is unknown.
        """
        item, sha256 = self._items.get(row.get("item_id", "")), row.get("sha256", "")
        if item and sha256 in ("", self._hashes[item.report_id]) and _fits(item, row):
            return item.item_id, ""
        if not sha256:
            return None, f"{UNKNOWN}: {row.get('item_id', '')}"
        places = self._by_hash.get(sha256, [])
        if not places:
            if item and _same_words(item, row):
                return item.item_id, ""
            known = sha256 in self._hashes.values()
            return None, "no item is found in its file" if known else "its file is not in the corpus, or has changed"
        return _nearest([place for place in places if place.report_id == row.get("report_id")] or places, row)


def item_digests(items: pd.DataFrame, reports: pd.DataFrame) -> dict[str, str]:
    """Return `item_id` → what an item is known by in a model that learned from it: its words in its file.

    Parameters
    ----------
    items
        With `item_id`, `report_id`, `text`.
    reports
        With `report_id`, `sha256`.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"item_id": ["甲#9"], "report_id": ["甲"], "text": ["更新滞后"]})
    >>> item_digests(items, pd.DataFrame({"report_id": ["甲"], "sha256": ["f00d"]}))
    {'甲#9': '68e03812f159b7c7'}
    """
    files = items["report_id"].map(dict(zip(reports["report_id"], reports["sha256"], strict=True)))
    rows = zip(items["item_id"], files, items["text"], strict=True)
    return {item: hashlib.sha256(f"{file} {text}".encode()).hexdigest()[:16] for item, file, text in rows}


def _span(row: Mapping[str, str]) -> tuple[int, int] | None:
    start, end = row.get("start", ""), row.get("end", "")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _fits(item: _Place, row: Mapping[str, str]) -> bool:
    span = _span(row)
    return span is None or _shared(item, span) > 0 or _same_words(item, row)


def _same_words(item: _Place, row: Mapping[str, str]) -> bool:
    words = normal_characters(row.get("text", ""))
    return bool(words) and words == normal_characters(item.text)


def _shared(item: _Place, span: tuple[int, int]) -> float:
    """The share of the shorter stretch that both have in common, 0 below `_LEAST`."""
    start, end = span
    common = min(item.end, end) - max(item.start, start)
    share = common / max(min(item.end - item.start, end - start), 1)
    return share if share >= _LEAST else 0.0


def _nearest(places: list[_Place], row: Mapping[str, str]) -> tuple[str | None, str]:
    span = _span(row)
    same = [place for place in places if _same_words(place, row)]
    if same:
        reports = {place.report_id for place in same}
        if len(same) > 1 and (span is None or len(reports) > 1):
            return None, "its words stand at several places"
        return min(same, key=lambda place: abs(place.start - span[0]) if span else 0).item_id, ""
    if len({place.report_id for place in places}) > 1:
        return None, "its file holds several reports"
    if span is None:
        return None, "neither its place nor its words are known"
    start, end = span
    found = [place for place in places if _shared(place, span)]
    if not found:
        return None, "no item is found at its place"
    return max(found, key=lambda place: (min(place.end, end) - max(place.start, start), -place.start)).item_id, ""
