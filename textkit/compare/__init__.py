"""From items to claims: shares by group."""

from textkit.compare.shares import substance_shares, theme_shares

__all__ = ["substance_shares", "theme_shares"]
