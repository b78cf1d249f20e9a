"""Copies tie agencies, through others too, whatever the order."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.compare.components import reuse_components

AGENCIES = [f"a{n}" for n in range(8)]
REPORTS = pd.DataFrame({
    "report_id": [f"{agency}/{year}" for agency in AGENCIES for year in (2020, 2021)],
    "agency_id": [agency for agency in AGENCIES for _ in (2020, 2021)],
})  # fmt: skip
COLUMNS = ["report_id", "kind", "source_report_id", "n_chars"]
TIES = st.lists(st.tuples(st.sampled_from(AGENCIES), st.sampled_from(AGENCIES)), max_size=10)


def spans(ties: list[tuple[str, str]]) -> pd.DataFrame:
    rows = [(f"{one}/2021", "other_agencies", f"{other}/2020", 60) for one, other in ties]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_chains_and_what_does_not_tie() -> None:
    found = spans([("a0", "a1"), ("a2", "a1"), ("a5", "a4")])
    found.loc[len(found)] = ["a6/2021", "other_agencies", "a7/2020", 39]
    found.loc[len(found)] = ["a6/2021", "template", None, 90]
    found.loc[len(found)] = ["a3/2021", "own_past", "a3/2020", 90]
    components = reuse_components(found, REPORTS)
    assert components.tolist() == ["a0", "a0", "a0", "a3", "a4", "a4", "a6", "a7"]
    assert reuse_components(found, REPORTS, min_chars=30)["a7"] == "a6"


def test_none() -> None:
    assert reuse_components(spans([]), REPORTS).tolist() == AGENCIES
    assert reuse_components(spans([]), REPORTS.head(0)).empty


@settings(deadline=None)
@given(TIES)
def test_the_tied_are_together_and_order_does_not_matter(ties: list[tuple[str, str]]) -> None:
    found = reuse_components(spans(ties), REPORTS)
    assert all(found[one] == found[other] for one, other in ties)
    turned = spans([(other, one) for one, other in ties[::-1]])
    pd.testing.assert_series_equal(reuse_components(turned, REPORTS.iloc[::-1]), found)
    assert len(set(found)) >= len(AGENCIES) - len(ties)
