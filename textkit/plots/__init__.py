"""Figures: data in, matplotlib axes out.

Each ``plot_*`` knows the columns of its frame and nothing of how they were made. None touches pyplot or
another global state; inside `figure_style` they take its width and sizes.
"""

from __future__ import annotations

from textkit.plots.coverage import plot_coverage
from textkit.plots.save import FORMATS, save_figure
from textkit.plots.style import Width, figure_style
from textkit.plots.substance import plot_substance
from textkit.plots.themes import plot_problems_measures, plot_theme_heatmap

__all__ = [
    "FORMATS",
    "Width",
    "figure_style",
    "plot_coverage",
    "plot_problems_measures",
    "plot_substance",
    "plot_theme_heatmap",
    "save_figure",
]
