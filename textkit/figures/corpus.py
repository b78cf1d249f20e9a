"""Frames of the figures of the corpus itself: what was read, what became of it, and its indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from textkit.analysis import Analysis
from textkit.figures.request import Request
from textkit.indicators import load_indicators
from textkit.plots.labels import Lang, label
from textkit.records import LEVELS
from textkit.sample import LOST

DISTRIBUTED = "substantive_share"


def coverage(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return what became of the report of each agency and year, agencies by level and name."""
    named = analysis.reports[["report_id", "agency", "level", "year"]]
    found = analysis.quality.merge(named, on="report_id")[["agency", "level", "year", "result"]]
    rank = found["level"].map({level: place for place, level in enumerate(LEVELS)})
    order = found.assign(rank=rank).sort_values(["rank", "agency", "year"], kind="stable", na_position="last").index
    return found.loc[order].reset_index(drop=True)


def sample_flow(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return how many files became reports that were analysed, and why the others did not."""
    left = analysis.files()
    rows: list[tuple[str, str | None, int]] = [("files", None, len(left))]
    for step, results in {**LOST, "whole": ("partial",)}.items():
        lost = left[left["result"].isin(results)]
        left = left.drop(lost.index)
        if lost.empty and step in ("analysed", "whole"):
            continue
        given = Counter(_why(row, request.lang) for row in lost.to_dict("records"))
        rows.append((step, None, len(left)))
        rows += [(step, reason, n) for reason, n in given.most_common()]
    return pd.DataFrame(rows, columns=["step", "reason", "n"])


def _why(row: Mapping[Any, Any], lang: Lang) -> str:
    """Return the first statement of a reason, since what follows names the single file; else the result."""
    if row["result"] == "duplicate" or pd.isna(row["reason"]):
        return label("result", row["result"], lang)
    return label("reason", str(row["reason"]).split(";")[0].split(": ")[0], lang)


def distribution(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the values of one indicator by group; without a choice, of the share of substantive measures.

    Ratios of fewer than three are not shown: most of them are 0, a half or 1 by themselves.
    """
    listed = {each.id: each for each in load_indicators(analysis.labels) if not each.classes}
    indicator = request.choose(listed, default=DISTRIBUTED)
    by = request.column(analysis.reports)
    groups = analysis.reports[["report_id", by]].set_axis(["report_id", "level"], axis=1)
    known = analysis.indicators[~analysis.indicators["small"].fillna(False)]
    found = known[known["indicator"] == indicator].merge(groups, on="report_id")
    called = listed[indicator].label if request.lang == "zh" else listed[indicator].label_en
    return found[["report_id", "level", "indicator", "value"]].assign(label=called[:1].upper() + called[1:])
