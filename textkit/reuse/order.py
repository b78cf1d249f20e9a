"""Who had shared words first: told only where the years leave no doubt."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from textkit.reuse.alignment import OTHER
from textkit.reuse.units import UNKNOWN_YEAR, Units

_CODE = np.dtype("<u4")


class Order:
    """The direction of spans.

    Words are ``from`` a source of an earlier year; yet not from another agency if an own report of that year, or of one
    before, has them as well: then both may have them from each other, or from a third.
    """

    def __init__(self, units: Units, n: int) -> None:
        self._units = units
        self._n = n
        self._own: dict[int, list[int]] = {}
        for unit, (agency, year) in enumerate(zip(units.agency.tolist(), units.year.tolist(), strict=True)):
            if year != UNKNOWN_YEAR:
                self._own.setdefault(agency, []).append(unit)
        self._agency = -1
        self._texts: dict[int, bytes] = {}

    def of(self, unit: int, relation: int, span: tuple[int, int], source: int) -> Literal["from", "shared"]:
        """Return the direction of the codes `span` of `unit`, found in the unit `source`."""
        years = self._units.year
        if UNKNOWN_YEAR in (years[unit], years[source]) or years[source] >= years[unit]:
            return "shared"
        if relation != OTHER:
            return "from"
        agency = int(self._units.agency[unit])
        if agency != self._agency:
            self._agency, self._texts = agency, {}  # of one agency at a time
        before = [own for own in self._own[agency] if years[own] <= years[source]]
        start, end = span
        runs = [self._bytes(at, at + self._n) for at in range(start, end - self._n + 1, self._n)]
        return "shared" if any(_holds(self._text(own), run) for own in before for run in runs) else "from"

    def _text(self, unit: int) -> bytes:
        if unit not in self._texts:
            self._texts[unit] = self._bytes(int(self._units.starts[unit]), int(self._units.starts[unit + 1]))
        return self._texts[unit]

    def _bytes(self, start: int, end: int) -> bytes:
        codes: NDArray[np.integer] = self._units.codes[start:end] >> 1
        return codes.astype(_CODE).tobytes()


def _holds(text: bytes, run: bytes) -> bool:
    """Whether a run of codes stands in a text of codes."""
    at = text.find(run)
    while at >= 0 and at % _CODE.itemsize:
        at = text.find(run, at + 1)
    return at >= 0
