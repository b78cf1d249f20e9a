"""Counts → the values of the indicators: the frame ``indicators``."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from textkit.indicators.counts import HARD, count_report
from textkit.indicators.registry import Indicator, load_indicators
from textkit.records import FRAMES

if TYPE_CHECKING:
    from textkit.analysis import Analysis

SMALL = 3
"""Below this denominator a ratio is marked `small`."""


def score_indicators(
    analysis: Analysis,
    *,
    section: str = "problems",
    hard: Collection[str] = HARD,
    rarefied: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""Compute every indicator for every report that is no duplicate.

    Parameters
    ----------
    analysis
        The frames of a run.
    section
        The kind of section that is coded.
    hard
        The themes that `hard_problem_share` counts.
    rarefied
        What `textkit.reuse.rarefy_other_agencies` gave for the reports; ``None`` if they were not compared, and
        then all indicators of reuse are missing.

    Returns
    -------
    DataFrame
        Frame ``indicators``: a row per report and indicator, in the order of `load_indicators`. `value` is
        missing where it cannot be made, and `reason` says why; a ratio whose denominator is below 3 is marked
        `small`. `talk_outcome` is a code (0 neither, 1 named only, 2 losing only, 3 named and losing).

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> found = score_indicators(textkit.analyze(folder)).set_index("indicator")
    >>> float(found.loc["n_problems", "value"]), found.loc["firm_share", "reason"]
    (2.0, 'no measure')
    """
    counts = count_report(analysis, section=section, hard=hard, rarefied=rarefied)
    values: dict[str, pd.DataFrame] = {}
    for indicator in load_indicators(analysis.labels):
        values[indicator.id] = _values(counts, indicator, values)
    found = pd.concat(values, names=["indicator"]).reset_index()
    order = {report_id: place for place, report_id in enumerate(counts.index)}
    found = found.sort_values("report_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
    return found[list(FRAMES["indicators"])].astype(dict(FRAMES["indicators"]))


def _values(counts: pd.DataFrame, indicator: Indicator, before: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if indicator.mean_of:
        parts = pd.DataFrame({part: before[part]["value"] for part in indicator.mean_of})
        value = parts.mean(axis=1, skipna=False)
        top, bottom = parts.sum(axis=1, skipna=False), value.notna() * float(len(indicator.mean_of))
        return _told(indicator, value, top, bottom, small=pd.Series(False, counts.index))
    if indicator.classes:
        first, second, among = (_column(counts, name) for name in (*indicator.of, indicator.among or ""))
        value = (first > 0) + 2.0 * (second > 0)
        known = first.notna() & second.notna() & (among > 0)
        return _told(indicator, value.where(known), first, among, small=pd.Series(False, counts.index))
    top = _column(counts, indicator.numerator or "")
    if indicator.denominator is None:
        return _told(indicator, top, top, pd.Series(float("nan"), counts.index), small=pd.Series(False, counts.index))
    bottom = _column(counts, indicator.denominator)
    return _told(indicator, (top / bottom).where(bottom > 0), top, bottom, small=(bottom < SMALL) & (bottom > 0))


def _column(counts: pd.DataFrame, name: str) -> pd.Series:
    """A count; missing throughout where it could not be made for any report."""
    return counts[name] if name in counts else pd.Series(float("nan"), counts.index)


def _told(
    indicator: Indicator, value: pd.Series, top: pd.Series, bottom: pd.Series, *, small: pd.Series
) -> pd.DataFrame:
    reason = pd.Series(indicator.unknown, value.index).mask(bottom == 0, indicator.none).where(value.isna())
    return pd.DataFrame(
        {"value": value, "numerator": top, "denominator": bottom, "reason": reason, "small": small & value.notna()}
    )
