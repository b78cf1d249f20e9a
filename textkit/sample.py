"""From files to items: which reports are analysed, and what was lost before; one definition for all that tell it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textkit.analysis import Analysis, count_agencies

LOST: Mapping[str, tuple[str, ...]] = {
    "reports": ("failed", "skipped"),
    "analysed": ("duplicate",),
    "with_items": ("no_items",),
}
"""Step of the sample flow → the results of those that do not come that far."""


def sample_flow(analysis: Analysis) -> pd.DataFrame:
    """Count what is left at each step from files to items, and what is lost before it.

    Returns
    -------
    DataFrame
        ``step reason n agencies``: a row per step without `reason`, before it a row per reason with what was
        lost. Every figure plus those lost before the next step makes up the one before.

    Examples
    --------
    >>> from textkit.analysis import empty_frames
    >>> sample_flow(Analysis(**empty_frames()))["n"].tolist()
    [0, 0, 0, 0, 0, 0, 0]
    """
    left = analysis.files().merge(analysis.reports[["report_id", "agency_id"]], on="report_id", how="left")
    rows: list[tuple[str, str | None, int, int | None]] = [("files", None, len(left), None)]
    for step, reasons in LOST.items():
        results = left["result"].value_counts()
        rows += [(step, reason, int(results[reason]), None) for reason in reasons if reason in results]
        left = left[~left["result"].isin(reasons)]
        rows.append((step, None, len(left), count_agencies(left)))
    roles = analysis.items["role"]
    rows.append(("items", None, len(roles), None))
    rows += [(f"{role}s", None, int(roles.eq(role).sum()), None) for role in ("problem", "measure")]
    found = pd.DataFrame(rows, columns=["step", "reason", "n", "agencies"])
    return found.astype({"agencies": "Int64"})
