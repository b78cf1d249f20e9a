"""Figures: data in, matplotlib axes out.

Each ``plot_*`` knows the columns of its frame and nothing of how they were made. None touches pyplot or
another global state; inside `figure_style` they take its width and sizes.
"""

from __future__ import annotations

from textkit.plots.coverage import plot_coverage
from textkit.plots.distribution import plot_distribution
from textkit.plots.flow import plot_sample_flow
from textkit.plots.keyness import plot_keyness, plot_keyness_scatter
from textkit.plots.reuse import plot_network, plot_phrases, plot_report, plot_reuse_shares, plot_strips
from textkit.plots.save import FORMATS, save_figure
from textkit.plots.sensitivity import plot_sensitivity
from textkit.plots.style import Width, figure_style
from textkit.plots.substance import plot_slots, plot_substance, plot_substance_by_reuse
from textkit.plots.tables import plot_failed_checks, plot_request_outcomes, plot_talk_outcomes
from textkit.plots.themes import plot_answers, plot_problems_measures, plot_theme_heatmap
from textkit.plots.years import plot_years

__all__ = [
    "FORMATS",
    "Width",
    "figure_style",
    "plot_answers",
    "plot_coverage",
    "plot_distribution",
    "plot_failed_checks",
    "plot_keyness",
    "plot_keyness_scatter",
    "plot_network",
    "plot_phrases",
    "plot_problems_measures",
    "plot_report",
    "plot_request_outcomes",
    "plot_reuse_shares",
    "plot_sample_flow",
    "plot_sensitivity",
    "plot_slots",
    "plot_strips",
    "plot_substance",
    "plot_substance_by_reuse",
    "plot_talk_outcomes",
    "plot_theme_heatmap",
    "plot_years",
    "save_figure",
]
