"""Codes given by hand, and how well what was found meets them."""

from textkit.handcoding.alignment import align_items, alignment_scores, normal_characters
from textkit.handcoding.markup import Gold, read_gold

__all__ = ["Gold", "align_items", "alignment_scores", "normal_characters", "read_gold"]
