"""From files to reports: formats, encodings, cleaning, identity."""

from textkit.reading.cleaning import clean
from textkit.reading.duplicates import mark_duplicates
from textkit.reading.reader import (
    Corpus,
    QualityRow,
    Reading,
    match_metadata,
    read_corpus,
    read_report,
    read_source,
)
from textkit.reading.registry import Metadata, Registry, load_agencies, load_metadata
from textkit.reading.sources import Source, find_sources

__all__ = [
    "Corpus",
    "Metadata",
    "QualityRow",
    "Reading",
    "Registry",
    "Source",
    "clean",
    "find_sources",
    "load_agencies",
    "load_metadata",
    "mark_duplicates",
    "match_metadata",
    "read_corpus",
    "read_report",
    "read_source",
]
