"""Frames of the figures of the corpus itself: what was read, and what became of it."""

from __future__ import annotations

import pandas as pd

from textkit.analysis import Analysis
from textkit.figures.request import Request


def coverage(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return what became of the report of each agency and year."""
    named = analysis.reports[["report_id", "agency", "level", "year"]]
    return analysis.quality.merge(named, on="report_id")[["agency", "level", "year", "result"]]
