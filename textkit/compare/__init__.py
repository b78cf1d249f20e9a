"""From items to claims: shares by group."""

from textkit.compare.concordance import find_term
from textkit.compare.corrected import corrected_model, corrected_shares
from textkit.compare.keyness import compare_words
from textkit.compare.models import fit_model
from textkit.compare.shares import substance_shares, theme_shares

__all__ = ["compare_words", "corrected_model", "corrected_shares", "find_term", "fit_model", "substance_shares", "theme_shares"]
