"""From items to claims: shares by group."""

from textkit.compare.concordance import find_term
from textkit.compare.shares import substance_shares, theme_shares

__all__ = ["find_term", "substance_shares", "theme_shares"]
