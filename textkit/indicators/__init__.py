"""Items and tables → indicators of reports and agency-years, with numerator, denominator and reason."""

from __future__ import annotations

from textkit.indicators.panel import build_panel, panel_codes, panel_labels
from textkit.indicators.registry import Indicator, load_indicators
from textkit.indicators.scores import score_indicators

__all__ = ["Indicator", "build_panel", "load_indicators", "panel_codes", "panel_labels", "score_indicators"]
