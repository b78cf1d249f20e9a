"""A report → its sections and items."""

from textkit.parsing.items import extract_items, why_no_items
from textkit.parsing.sections import parse_sections, why_other_genre

__all__ = ["extract_items", "parse_sections", "why_no_items", "why_other_genre"]
