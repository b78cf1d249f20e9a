"""Text that a spreadsheet would take for a formula, made safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# =1+1, @SUM, and + or - before anything but a number; a tab or line break before them is no help.
_FORMULA = re.compile(r"\s*(?:[=@]|[+-](?!\s*[\d.,]+%?\s*$))")


def guarded(cell: Any) -> Any:
    """Return a cell with an apostrophe before text that begins like a formula.

    Examples
    --------
    >>> guarded("=HYPERLINK(1)"), guarded("-3"), guarded("-三项"), guarded(5)
    ("'=HYPERLINK(1)", '-3', "'-三项", 5)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def guard_frame(data: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of `data` with every text cell guarded.

    Examples
    --------
    >>> import pandas as pd
    >>> guard_frame(pd.DataFrame({"text": ["@here", "公开指南"]}))["text"].tolist()
    ["'@here", '公开指南']
    """
    safe = data.copy()
    for column in safe.columns:
        if safe[column].dtype == object or str(safe[column].dtype) in ("string", "str"):
            safe[column] = safe[column].map(guarded, na_action="ignore")
    return safe
