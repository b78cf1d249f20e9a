"""What is asked of a figure."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from textkit.analysis import Analysis
from textkit.plots.labels import Lang


@dataclass(frozen=True, slots=True)
class Request:
    """What to group by, which report, agency or indicator to show, and the language of labels that come with data."""

    by: str | None = None
    of: str | None = None
    lang: Lang = "en"

    def theme_labels(self, analysis: Analysis) -> dict[str, str]:
        """Return theme → label in the language asked for."""
        return {theme: pair[0 if self.lang == "zh" else 1] for theme, pair in analysis.labels.items()}

    def column(self, data: pd.DataFrame) -> str:
        """Return the column to group `data` by.

        Raises
        ------
        ValueError
            If there is none of that name; the columns there are are named.
        """
        if self.by is None or self.by not in data.columns:
            raise ValueError(f"no column {self.by!r}; there are {', '.join(data.columns)}")
        return self.by
