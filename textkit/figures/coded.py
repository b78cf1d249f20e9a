"""Frames of the figures of themes and substance."""

from __future__ import annotations

import pandas as pd

from textkit.analysis import Analysis
from textkit.compare import substance_shares, theme_shares
from textkit.figures.request import Request

_COMPARISON = {"theme": "term", "share": "estimate", "n": "n_items"}


def problems_measures(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of each theme among problems and among measures."""
    return theme_shares(analysis.items, analysis.themes, labels=request.theme_labels(analysis)).rename(
        columns=_COMPARISON
    )


def themes_by(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of each theme among the problems of each group."""
    items = analysis.items[analysis.items["role"] == "problem"]
    by, labels = request.column(items), request.theme_labels(analysis)
    return theme_shares(items, analysis.themes, by=by, labels=labels).rename(columns=_COMPARISON)


def substance_by(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of each level of substance among the measures of each group."""
    return substance_shares(analysis.items, analysis.substance, by=request.column(analysis.items))
