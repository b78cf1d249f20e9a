"""The colours part: in grey, and for those who see red and green alike."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb

from textkit import plots
from textkit.plots.colours import (
    PALETTES,
    RESULT_COLOURS,
    RESULT_SIGNS,
    REUSE_COLOURS,
    SERIES_COLOURS,
    SERIES_MARKERS,
    SUBSTANCE_COLOURS,
    ink_on,
    luminance,
)

# Linear RGB as those see it who lack one of the cones (Viénot, Brettel & Mollon 1999).
DICHROMATS = {
    "protan": np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
    "deutan": np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
}


@pytest.mark.parametrize("kind", PALETTES)
def test_palettes_part_in_grey(kind: str) -> None:
    greys = sorted(luminance(colour) for colour in PALETTES[kind].values())
    assert all(light - dark > 0.1 for dark, light in pairwise(greys)), greys


@pytest.mark.parametrize("kind", PALETTES)
@pytest.mark.parametrize("sight", DICHROMATS)
def test_palettes_part_for_the_colour_blind(kind: str, sight: str) -> None:
    seen = [DICHROMATS[sight] @ (np.array(to_rgb(colour)) ** 2.2) for colour in PALETTES[kind].values()]
    shown = [np.clip(colour, 0, 1) ** (1 / 2.2) for colour in seen]
    assert all(float(np.linalg.norm(one - other)) > 0.12 for one, other in combinations(shown, 2))


def test_substance_darkens_as_it_grows() -> None:
    greys = [luminance(colour) for colour in SUBSTANCE_COLOURS.values()]
    assert all(darker < lighter - 0.12 for lighter, darker in pairwise(greys))


def test_what_colours_do_not_part_signs_and_markers_do() -> None:
    for one, other in combinations(RESULT_COLOURS, 2):
        apart = abs(luminance(RESULT_COLOURS[one]) - luminance(RESULT_COLOURS[other])) > 0.1
        assert apart or RESULT_SIGNS[one] != RESULT_SIGNS[other], (one, other)
    assert len(set(SERIES_MARKERS)) == len(SERIES_COLOURS) == len(set(SERIES_COLOURS))


@pytest.mark.parametrize("palette", [*PALETTES.values(), RESULT_COLOURS])
def test_numbers_read_on_their_bars(palette: Mapping[str, str]) -> None:
    def light(colour: str) -> float:
        return float(np.dot([0.2126, 0.7152, 0.0722], np.array(to_rgb(colour)) ** 2.2))

    for colour in palette.values():
        dark, bright = sorted((light(colour), light(ink_on(colour))))
        assert (bright + 0.05) / (dark + 0.05) > 3.0, colour


def test_whose_words_has_one_colour_in_every_figure() -> None:
    kinds = list(REUSE_COLOURS)
    marks = pd.DataFrame({"group": "city", "term": kinds, "estimate": 0.5, "n_items": 9, "ci_low": 0.4, "ci_high": 0.6})
    bars = pd.DataFrame({"group": "city", "reuse": kinds, "share": 0.25, "n": 9})
    lines = [line for line in plots.plot_substance_by_reuse(marks).lines if len(line.get_xdata()) == 1]
    patches = plots.plot_reuse_shares(bars).patches
    seen = [[to_hex(line.get_color()) for line in lines], [to_hex(patch.get_facecolor()) for patch in patches]]
    assert seen == [list(REUSE_COLOURS.values())] * 2
