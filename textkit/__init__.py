"""textkit: problems, measures, themes, substance and reuse in Chinese government reports."""

from __future__ import annotations

__version__ = "0.1.0"
