"""From items to claims: shares and means by group, their differences, models, corrected estimates."""

from textkit.compare.by_hand import beside_naive, corrected_values, hand_codes, sample_share
from textkit.compare.comparisons import compare_analysis
from textkit.compare.components import reuse_components
from textkit.compare.concordance import find_term
from textkit.compare.cooccurrence import theme_pairs
from textkit.compare.corrected import corrected_model, corrected_shares
from textkit.compare.crosstab import main_source, substance_by_source
from textkit.compare.differences import compare_groups, compare_years
from textkit.compare.estimates import estimate_means
from textkit.compare.keyness import compare_words
from textkit.compare.models import fit_model
from textkit.compare.regressions import regress_analysis
from textkit.compare.sensitivity import sensitivity_grid
from textkit.compare.shares import substance_shares, theme_shares
from textkit.compare.values import column_values, indicator_values, substance_values, theme_values
from textkit.compare.where import select_where

__all__ = [
    "beside_naive",
    "column_values",
    "compare_analysis",
    "compare_groups",
    "compare_words",
    "compare_years",
    "corrected_model",
    "corrected_shares",
    "corrected_values",
    "estimate_means",
    "find_term",
    "fit_model",
    "hand_codes",
    "indicator_values",
    "main_source",
    "regress_analysis",
    "reuse_components",
    "sample_share",
    "select_where",
    "sensitivity_grid",
    "substance_by_source",
    "substance_shares",
    "substance_values",
    "theme_pairs",
    "theme_shares",
    "theme_values",
]
