"""Codes given by hand: samples for coders, their way back, overrides, and how well what was found meets them."""

from textkit.handcoding.alignment import align_items, alignment_scores, normal_characters
from textkit.handcoding.codings import Coding, read_coding
from textkit.handcoding.evaluation import agree_codes, evaluate_codes
from textkit.handcoding.exporting import write_sample
from textkit.handcoding.markup import Gold, read_gold
from textkit.handcoding.sampling import Sample, sample_items

__all__ = [
    "Coding",
    "Gold",
    "Sample",
    "agree_codes",
    "align_items",
    "alignment_scores",
    "evaluate_codes",
    "normal_characters",
    "read_coding",
    "read_gold",
    "sample_items",
    "write_sample",
]
