"""Frames of the figures of reuse."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from textkit.analysis import Analysis
from textkit.compare.crosstab import SHARES, stack_characters
from textkit.figures.request import Request

MOST_AGENCIES = 40
"""In the figure of who shares with whom."""
LENGTHS = (6, 10, 15, 20, 30)
"""Of phrases whose curves are drawn: as many as there are colours that part."""


def reuse_by(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return how much of the characters of each group is whose.

    Of the items that could be compared with own past and other agencies; in a group without such an item, as those
    of a first year, of all that could be compared with either: its share of own past is missing, and what no source
    has is ``unknown``, not new. `n` counts those items, `of` all of the group that hold text.
    """
    items = analysis.items[["item_id"]].assign(group=request.groups(analysis.items))
    shares = analysis.reuse_shares.merge(items, on="item_id").dropna(subset=["template"])
    rows = []
    for group, all_ in shares.groupby("group"):
        mine = all_[all_["novel"].notna()]
        if mine.empty:
            mine = all_[all_["own_past"].notna() | all_["other_agencies"].notna()]
        rows += [(group, source, share, len(mine), len(all_)) for source, share in stack_characters(mine).items()]
    return pd.DataFrame(rows, columns=["group", "reuse", "share", "n", "of"])


def network(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return who shares words with whom, of the 40 agencies that share most."""
    from textkit.reuse import share_network  # loads numba

    reports = [report for report in analysis.to_reports() if report.duplicate_of is None]
    found: pd.DataFrame = share_network(reports, analysis.sections, section=analysis.coded_section())
    ends = [
        found[["agency_id", "n_chars"]],
        found[["source_agency_id", "n_chars"]].set_axis(["agency_id", "n_chars"], axis=1),
    ]
    most = pd.concat(ends).groupby("agency_id")["n_chars"].sum().sort_values(ascending=False, kind="stable")
    kept = set(most.index[:MOST_AGENCIES])
    found = found[found["agency_id"].isin(kept) & found["source_agency_id"].isin(kept)]
    named = analysis.reports.dropna(subset=["agency_id"]).drop_duplicates("agency_id").set_index("agency_id")["agency"]
    return found.assign(
        agency=found["agency_id"].map(named), source_agency=found["source_agency_id"].map(named)
    ).reset_index(drop=True)


def phrases(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return how much of the coded sections phrases cover, by their characters and the agencies that use them."""
    from textkit.reuse import count_phrases  # loads numba

    reports = [report for report in analysis.to_reports() if report.duplicate_of is None]
    most = max(len({report.agency_id or report.report_id for report in reports}), 2)
    least = sorted({round(each) for each in np.geomspace(2, most, 5)})
    found: pd.DataFrame = count_phrases(
        reports, analysis.sections, lengths=LENGTHS, min_agencies=least, section=analysis.coded_section()
    )
    request.column(found[["n", "min_agencies"]])
    return found


def curves_of(analysis: Analysis, request: Request) -> dict[str, object]:
    """Tell the plot of phrases what its lines are, and of what: the share of the text or the number of phrases."""
    return {"by": request.by, "shown": request.choose(("share", "n_phrases"), default="share")}


def agency_strips(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the coded sections of one agency, year by year, by whose words they are.

    Without a choice, that of the agency with most reused text.
    """
    reports = analysis.analysed().dropna(subset=["agency_id", "year"])
    names = dict(zip(reports["agency"], reports["agency_id"], strict=True))
    default = _most(analysis, reports, "agency_id")
    agency = request.choose([*reports["agency_id"], *names], default=default)
    mine = reports[reports["agency_id"] == names.get(agency, agency)].sort_values(["year", "report_id"])
    frames = [
        _section(analysis, report_id).assign(strip=int(year), of=mine["agency"].iloc[0])
        for report_id, year in zip(mine["report_id"], mine["year"], strict=True)
    ]
    columns = ["strip", "start", "end", "reuse", "of"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def one_report(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the coded section of one report by whose words it is; without a choice, of that with most reused text."""
    reports = analysis.analysed()
    report_id = request.choose(reports["report_id"], default=_most(analysis, reports, "report_id"))
    return _section(analysis, report_id).assign(of=report_id)


def _most(analysis: Analysis, reports: pd.DataFrame, column: str) -> str:
    """Return the report or agency with the most reused characters, of equal ones the first."""
    spans = analysis.reuse.merge(
        reports[["report_id", "agency_id"]].drop_duplicates("report_id"), on="report_id", suffixes=("", "_")
    )
    found = spans.groupby(column)["n_chars"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return str(found.index[0]) if len(found) else str(reports[column].iloc[0]) if len(reports) else ""


def _section(analysis: Analysis, report_id: str) -> pd.DataFrame:
    """Return the stretches of the coded section of a report: `start end reuse text`, counted from its begin.

    What no source has is ``unknown`` where there was no own past, or no other agency, to compare with. Blanks go
    with what stands before them, and so do enumerators and marks that no source has.
    """
    from textkit.reuse.masking import counted, says

    parts = analysis.sections[
        (analysis.sections["report_id"] == report_id) & (analysis.sections["section"] == analysis.coded_section())
    ]
    spans = analysis.reuse[analysis.reuse["report_id"] == report_id]
    text = analysis.texts.get(report_id, "")
    its_items = analysis.items.loc[analysis.items["report_id"] == report_id, "item_id"]
    its_shares = analysis.reuse_shares[analysis.reuse_shares["item_id"].isin(its_items)]
    rest = "unknown" if len(its_shares) and its_shares["novel"].isna().all() else "novel"
    kinds = [*list(SHARES)[:-1], rest]
    rows: list[dict[str, Any]] = []
    done = 0
    for part in parts.sort_values("start").to_dict("records"):
        first = int(part["start"])
        last = first + len(text[first : int(part["end"])].rstrip())  # the line's end is nobody's words
        codes = np.full(last - first, kinds.index(rest))
        for kind in reversed(kinds[:-1]):
            of_kind = spans[spans["kind"] == kind]
            for start, end in zip(of_kind["start"], of_kind["end"], strict=True):
                codes[max(int(start) - first, 0) : max(int(end) - first, 0)] = kinds.index(kind)
        owned = (says(text[first:last]) | (codes != kinds.index(rest))) & counted(text[first:last])
        if owned.any():
            codes = codes[np.maximum.accumulate(np.where(owned, np.arange(len(codes)), owned.argmax()))]
        edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
        for a, b in pairwise(edges):
            if a < b:
                row = {
                    "start": done + a,
                    "end": done + b,
                    "reuse": kinds[codes[a]],
                    "text": text[first + a : first + b],
                }
                rows.append(row)
        done += last - first
    return pd.DataFrame(rows, columns=["start", "end", "reuse", "text"])
