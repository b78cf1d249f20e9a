"""What is asked of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from textkit.analysis import Analysis
from textkit.plots.labels import UNKNOWN, Lang


@dataclass(frozen=True, slots=True)
class Request:
    """What to group by, which report, agency or indicator to show, the language of labels, codes by hand if any."""

    by: str | None = None
    of: str | None = None
    lang: Lang = "en"
    codes: pd.DataFrame | None = None

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

    def groups(self, data: pd.DataFrame) -> pd.Series:
        """Return the group of each row; of rows for which it is not known, ``unknown``: none is left out unsaid.

        Raises
        ------
        ValueError
            If there is no column to group by.

        Examples
        --------
        >>> Request(by="level").groups(pd.DataFrame({"level": ["city", None]})).tolist()
        ['city', 'unknown']
        """
        column = data[self.column(data)]
        return column.astype(object).where(column.notna(), UNKNOWN) if column.isna().any() else column

    def choose(self, known: Iterable[str], *, default: str) -> str:
        """Return what is asked for, or the default.

        Raises
        ------
        ValueError
            If it is none of those known; the first ones are named.

        Examples
        --------
        >>> Request(of="甲局").choose(["甲局", "乙局"], default="乙局")
        '甲局'
        """
        if self.of is None:
            return default
        names = list(dict.fromkeys(map(str, known)))
        if self.of not in names:
            more = f" and {len(names) - 20} more" if len(names) > 20 else ""
            raise ValueError(f"nothing called {self.of!r}; there are {', '.join(names[:20])}{more}")
        return self.of
