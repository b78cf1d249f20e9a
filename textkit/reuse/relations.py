"""What one agency is to another, as far as the registry and the names tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import Report
from textkit.reuse.masking import places
from textkit.reuse.units import Units, agency_key, agency_names, aliases_of

REGISTERED = ("co_publisher", "parent", "child")
"""The relations that only a registry knows, the closest first."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    aliases: frozenset[str]
    parent: str | None


class Relations:
    """The relations of the agencies of reports.

    Parameters
    ----------
    agencies
        Registry of agencies (``agency_id name`` and, if known, ``aliases parent``).

    Examples
    --------
    >>> registry = pd.DataFrame({"agency_id": ["c", "e"], "name": ["澄湖市", "澄湖市教育局"], "parent": [None, "c"]})
    >>> city, office = (Report(name, "", agency=name) for name in registry["name"])
    >>> Relations(registry).of(office, city), Relations(None).of(office, city)
    ('parent', 'other')
    """

    def __init__(self, agencies: pd.DataFrame | None) -> None:
        self._names = agency_names(agencies)
        self._entries: dict[str, _Entry] = {}
        self._known: dict[tuple[str, str], str | None] = {}
        for row in () if agencies is None else agencies.itertuples(index=False):
            parent = getattr(row, "parent", None)
            parent = str(parent) if parent is not None and pd.notna(parent) else None
            aliases = frozenset(aliases_of(getattr(row, "aliases", None)))
            self._entries[str(row.agency_id)] = _Entry(str(row.name), aliases, parent)

    def of(self, target: Report, source: Report) -> str | None:
        """Return what the agency of `source` is to that of `target`; None where one is unknown."""
        pair = target.report_id, source.report_id
        if pair not in self._known:
            self._known[pair] = self._between(target, source)
        return self._known[pair]

    def registered(self, reports: list[Report]) -> Iterator[tuple[int, int, int]]:
        """Yield the places of two reports of which the registry relates the agencies, and that in `REGISTERED`."""
        if not self._entries:
            return
        holders: dict[str, set[int]] = defaultdict(set)
        entries = []
        for place, report in enumerate(reports):
            key, _ = agency_key(report, self._names)
            entries.append(self._entry(key, report))
            for name in (key, entries[-1].name, *entries[-1].aliases):
                holders[name].add(place)
        pairs = set()
        for place, entry in enumerate(entries):
            for name in (*entry.aliases, *([entry.parent] if entry.parent else [])):
                pairs |= {pair for other in holders.get(name, ()) for pair in ((place, other), (other, place))}
        for one, other in sorted(pairs):
            relation = self.of(reports[one], reports[other])
            if relation in REGISTERED:
                yield one, other, REGISTERED.index(relation)

    def _between(self, target: Report, source: Report) -> str | None:
        (a, a_known), (b, b_known) = agency_key(target, self._names), agency_key(source, self._names)
        if not (a_known and b_known):
            return None
        if a == b:
            return "own"
        ours, theirs = self._entry(a, target), self._entry(b, source)
        if {ours.name} & theirs.aliases or {theirs.name} & ours.aliases or ours.aliases & theirs.aliases:
            return "co_publisher"
        if ours.parent in (b, theirs.name):
            return "parent"
        if theirs.parent in (a, ours.name):
            return "child"
        return "same_office" if _office(ours.name) == _office(theirs.name) else "other"

    def _entry(self, key: str, report: Report) -> _Entry:
        return self._entries.get(key) or _Entry(report.agency or key, frozenset(), None)


@dataclass(frozen=True, slots=True)
class Kin:
    """The units of agencies that the registry relates to one, the closest relation first, then in their order.

    Attributes
    ----------
    units
        Those of all agencies, one agency behind another.
    bounds
        Where those of each agency (by number) begin in `units`, and at the end how many they are.
    """

    units: NDArray[np.int32]
    bounds: NDArray[np.int64]


def find_kin(units: Units, relations: Relations | None = None) -> Kin:
    """List for every agency the units of those that the registry relates to it; none without a registry."""
    count = len(units.agencies)
    its: list[list[int]] = [[] for _ in range(count)]
    related: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    if relations is not None:
        for unit, agency in enumerate(units.agency.tolist()):
            its[agency].append(unit)
        for one, other, rank in relations.registered([units.reports[mine[0]] for mine in its]):
            related[one] += ((rank, unit) for unit in its[other])
    return Kin(
        units=np.array([unit for pairs in related for _, unit in sorted(pairs)], np.int32),
        bounds=np.cumsum([0, *map(len, related)], dtype=np.int64),
    )


def _office(name: str) -> str:
    """Return an agency's name without its places."""
    return name[sum(map(len, places(name))) :]
