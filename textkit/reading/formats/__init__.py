"""One module a format: a file's bytes → the lines of its report."""

from textkit.reading.formats.document import Document, Unreadable

__all__ = ["Document", "Unreadable"]
