"""The figures of a run by name: which frames make which tidy frame, and which plot draws it.

`textkit.plots` knows columns only and `textkit.compare` makes them; here they meet.
"""

from __future__ import annotations

from textkit.figures.drawing import draw_defaults, draw_figure
from textkit.figures.registry import FIGURES, UnknownFigureError, find_figure

__all__ = ["FIGURES", "UnknownFigureError", "draw_defaults", "draw_figure", "find_figure"]
