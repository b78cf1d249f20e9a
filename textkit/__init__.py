"""textkit: problems, measures, themes, substance and reuse in Chinese government reports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textkit.analysis import Analysis as Analysis
    from textkit.coding.codebook import load_codebook as load_codebook
    from textkit.coding.substance import score_substance as score_substance
    from textkit.coding.themes import tag_themes as tag_themes
    from textkit.compare import compare_analysis as compare_analysis
    from textkit.compare import compare_groups as compare_groups
    from textkit.compare import compare_years as compare_years
    from textkit.compare import estimate_means as estimate_means
    from textkit.genre import load_genre as load_genre
    from textkit.handcoding import agree_codes as agree_codes
    from textkit.handcoding import evaluate_codes as evaluate_codes
    from textkit.handcoding import read_coding as read_coding
    from textkit.handcoding import sample_items as sample_items
    from textkit.handcoding import write_sample as write_sample
    from textkit.parsing import extract_items as extract_items
    from textkit.parsing import parse_sections as parse_sections
    from textkit.passages import show_reuse as show_reuse
    from textkit.reading import read_corpus as read_corpus
    from textkit.reading import read_report as read_report
    from textkit.records import Report as Report
    from textkit.results import read_results as read_results
    from textkit.study import analyze as analyze
    from textkit.study import publish as publish

__version__ = "0.1.0"

# Public name → its module: resolved on first use, so that `textkit --help` imports neither pandas nor pyplot.
_PUBLIC = {
    "Analysis": "textkit.analysis",
    "Report": "textkit.records",
    "agree_codes": "textkit.handcoding",
    "analyze": "textkit.study",
    "compare_analysis": "textkit.compare",
    "compare_groups": "textkit.compare",
    "compare_years": "textkit.compare",
    "estimate_means": "textkit.compare",
    "evaluate_codes": "textkit.handcoding",
    "extract_items": "textkit.parsing",
    "load_codebook": "textkit.coding.codebook",
    "load_genre": "textkit.genre",
    "parse_sections": "textkit.parsing",
    "publish": "textkit.study",
    "read_coding": "textkit.handcoding",
    "read_corpus": "textkit.reading",
    "read_report": "textkit.reading",
    "read_results": "textkit.results",
    "sample_items": "textkit.handcoding",
    "score_substance": "textkit.coding.substance",
    "show_reuse": "textkit.passages",
    "tag_themes": "textkit.coding.themes",
    "write_sample": "textkit.handcoding",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'textkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
