"""Agencies tied by copies: clusters of those that share words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textkit.records import require

SHARED = 40
"""From so many characters in one span on, two agencies are tied: a sentence, not a phrase."""


def reuse_components(reuse: pd.DataFrame, reports: pd.DataFrame, *, min_chars: int = SHARED) -> pd.Series[str]:
    """Return the component of every agency: those tied by copies, directly or through others.

    Parameters
    ----------
    reuse
        Spans, with columns ``report_id kind source_report_id n_chars``; those of other agencies tie.
    reports
        With columns ``report_id agency_id``.
    min_chars
        Length in characters from which a span ties.

    Returns
    -------
    Series
        ``reuse_component`` by agency_id: the id of the first agency of the component, by code point; an agency
        that shares with none is a component by itself.

    Examples
    --------
    甲县 and 乙县 share a sentence, 丙县 nothing:

    >>> reports = pd.DataFrame({"report_id": ["a", "b", "c"], "agency_id": ["甲县", "乙县", "丙县"]})
    >>> reuse = pd.DataFrame([("a", "other_agencies", "b", 52)],
    ...     columns=["report_id", "kind", "source_report_id", "n_chars"])
    >>> reuse_components(reuse, reports).to_dict()
    {'丙县': '丙县', '乙县': '乙县', '甲县': '乙县'}
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    require(reuse, ["report_id", "kind", "source_report_id", "n_chars"], made_by="find_reuse")
    require(reports, ["report_id", "agency_id"], made_by="read_corpus")
    agency = reports.drop_duplicates("report_id").set_index("report_id")["agency_id"]
    names = sorted(agency.dropna().unique())
    long = reuse[(reuse["kind"] == "other_agencies") & (reuse["n_chars"] >= min_chars).fillna(False)]
    place = {name: at for at, name in enumerate(names)}
    ends = [long[column].map(agency).map(place) for column in ("report_id", "source_report_id")]
    known = ends[0].notna() & ends[1].notna()
    one, other = (end[known].to_numpy(dtype=np.int64) for end in ends)
    ties = coo_array((np.ones(len(one)), (one, other)), shape=(len(names), len(names)))
    component = connected_components(ties, directed=False)[1] if names else np.empty(0, dtype=np.int64)
    first = dict(zip(component[::-1].tolist(), names[::-1], strict=True))
    found = pd.Series([first[number] for number in component.tolist()], index=pd.Index(names, name="agency_id"))
    return found.astype("string").rename("reuse_component")
