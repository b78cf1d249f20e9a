"""The sheet that goes to coders: an item a row, what stands around it, and room for the codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from textkit.handcoding.codes import FIELDS
from textkit.records import require

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis

COLUMNS = (
    "item_id", "sha256", "start", "end", "report_id", "role", "status", "theme", "substance", "text", "context",
    "pi", "coder", "note",
)  # fmt: skip
_AROUND = 120
"""The most characters of context on either side."""
_END = re.compile(r"[。！？!?]|\n+")


def coding_sheet(analysis: Analysis, sample: pd.DataFrame, *, prefill: bool = False) -> pd.DataFrame:
    r"""Return the sheet of a sample.

    Parameters
    ----------
    analysis
        The run whose items were sampled.
    sample
        `item_id` and `pi`, as in `textkit.handcoding.sampling.Sample.items`.
    prefill
        Whether the codes of the program are filled in. Coders who see them agree with them more than they would
        have: for agreement and error rates leave them blind.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`. `theme` lists the themes, the primary first, parted by ``;``. `context` holds the sentences
        around, the item between 【 and 】.

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> found = textkit.analyze(folder, compare=False)
    >>> sheet = coding_sheet(found, found.items.assign(pi=1.0))
    >>> sheet["role"].tolist(), sheet["text"].tolist(), sheet.loc[0, "context"][-15:]
    (['', ''], ['人员不足', '更新慢'], '一是【人员不足】；二是更新慢。')
    """
    require(sample, ("item_id", "pi"), made_by="sample_items")
    items = sample[["item_id", "pi"]].merge(analysis.items, on="item_id", validate="one_to_one")
    hashes = analysis.reports.set_index("report_id")["sha256"]
    sheet = items.assign(
        sha256=items["report_id"].map(hashes),
        context=[
            context_of(analysis.texts.get(report, ""), start, end)
            for report, start, end in zip(items["report_id"], items["start"], items["end"], strict=True)
        ],
        coder="",
        note="",
    )
    if prefill:
        themes = analysis.themes.sort_values(["item_id", "rank"]).groupby("item_id")["theme"].agg(";".join)
        levels = analysis.substance.set_index("item_id")["substance"]
        sheet = sheet.assign(theme=sheet["item_id"].map(themes), substance=sheet["item_id"].map(levels))
    else:
        sheet = sheet.assign(**dict.fromkeys(FIELDS, ""))
    blank: Any = sheet[list(FIELDS)].astype(object)
    sheet[list(FIELDS)] = blank.where(blank.notna(), "")
    return sheet[list(COLUMNS)]


def context_of(text: str, start: int, end: int) -> str:
    """Return the sentence a stretch stands in and those beside it, the stretch between 【 and 】.

    Examples
    --------
    >>> context_of("甲乙。丙丁。戊己，庚辛。壬。癸。", 6, 8)
    '甲乙。丙丁。【戊己】，庚辛。壬。'
    """
    if not text:
        return ""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    ends = [found.end() for found in _END.finditer(before)]
    # the sentence begun, and two before it
    before = before[ends[-3] :] if len(ends) > 2 else before
    closes = [found.end() for found in _END.finditer(after)]
    after = after[: closes[1]] if len(closes) > 1 else after
    return " ".join(f"{before}【{text[start:end]}】{after}".split("\n")).strip()
