"""The colours: they part for the colour-blind, and their order survives a grey print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.colors import to_hex, to_rgb

from textkit.records import LEVELS

INK, FRAME, NOTHING, QUIET = "#1a1a1a", "#8c8c8c", "#f4f4f4", "#4d4d4d"
ROLE_COLOURS = {"problem": "#12406f", "measure": "#e69f00"}
SUBSTANCE_COLOURS = {
    "boilerplate": "#e8e3d3",
    "general": "#a9c3d6",
    "checkable": "#4b86b4",
    "firm": "#133a5e",
}
"""Lighter to darker with substance."""
REUSE_COLOURS = {
    "template": "#d3d8dc",
    "own_past": "#e08a2e",
    "other_agencies": "#b5566b",
    "novel": "#9cc3e0",
}
"""In the order in which a character is given to one of them: light enough for letters, dark enough for marks."""
OUTCOME_COLOURS = {
    "granted": "#0b2f50",
    "partly_granted": "#2a6496",
    "refused": "#d55e00",
    "unavailable": "#e69f00",
    "not_processed": "#f0d58c",
    "other": "#f7f7f7",
}
TALK_COLOURS = {
    "named_and_losing": "#12406f",
    "losing_only": "#d55e00",
    "named_only": "#8db9d9",
    "neither": "#efefef",
}
SERIES_COLOURS = ("#12406f", "#d55e00", "#7fb0d6", "#c9a227", "#6b1d2e")
SERIES_MARKERS = ("o", "s", "D", "^", "v")
"""Of series without colours of their own; the marker tells them apart in grey."""
RESULT_COLOURS = {
    "ok": "#1f5a8a",
    "partial": "#7fb0d6",
    "no_items": "#f0e442",
    "duplicate": "#d9d9d9",
    "skipped": "#f2c9b4",
    "failed": "#8f3b00",
    "missing": "#ffffff",
}
RESULT_SIGNS = {
    "ok": "",
    "partial": "/",
    "no_items": "0",
    "duplicate": "=",
    "skipped": "−",
    "failed": "×",
    "missing": "",
}
"""Read where the colours no longer part: in grey, and beside one another."""
PALETTES: Mapping[str, Mapping[str, str]] = {
    "role": ROLE_COLOURS,
    "substance": SUBSTANCE_COLOURS,
    "reuse": REUSE_COLOURS,
    "outcome": OUTCOME_COLOURS,
    "talk_outcome": TALK_COLOURS,
}
"""Those without signs, by the kind of their labels."""


def series_of(groups: Sequence[Any]) -> list[tuple[Any, str, str]]:
    """Return each group with its colour and marker; a level has the same whichever others are there.

    Examples
    --------
    >>> series_of(["city", "county"]) == series_of(["province", "city", "county"])[1:]
    True
    """
    places = [LEVELS.index(group) for group in groups] if set(groups) <= set(LEVELS) else list(range(len(groups)))
    return [
        (group, SERIES_COLOURS[place % 5], SERIES_MARKERS[(place + place // 5) % 5])
        for group, place in zip(groups, places, strict=True)
    ]


def luminance(colour: str) -> float:
    """Return how light a colour is in grey: 0 black to 1 white (ITU-R BT.601).

    Examples
    --------
    >>> {"白": round(luminance("#ffffff"), 2), "黑": luminance("#000000")}
    {'白': 1.0, '黑': 0.0}
    """
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def lighter(colour: str) -> str:
    """Return a colour halfway to white, which tells it from the colour itself in grey.

    Examples
    --------
    >>> lighter("#000000")
    '#808080'
    """
    red, green, blue = ((1 + each) / 2 for each in to_rgb(colour))
    return to_hex((red, green, blue))


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads on `colour`.

    Examples
    --------
    >>> ink_on(SUBSTANCE_COLOURS["firm"])
    '#ffffff'
    """
    return "#ffffff" if luminance(colour) < 0.55 else INK
