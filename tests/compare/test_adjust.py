"""Adjusted p-values against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from textkit.compare.adjust import Adjustment, adjust_p

P_VALUES = st.lists(st.floats(0, 1), max_size=30)


@pytest.mark.parametrize(("method", "theirs"), [("holm", "holm"), ("bh", "fdr_bh")])
@settings(deadline=None)
@given(p_values=P_VALUES.filter(len))
def test_is_that_of_statsmodels(method: Adjustment, theirs: str, p_values: list[float]) -> None:
    np.testing.assert_allclose(
        adjust_p(p_values, method=method), multipletests(p_values, method=theirs)[1], atol=1e-300
    )


@settings(deadline=None)
@given(P_VALUES)
def test_missing_are_no_tests(p_values: list[float]) -> None:
    with_gaps = [value for each in p_values for value in (each, float("nan"))]
    np.testing.assert_array_equal(adjust_p(with_gaps)[::2], adjust_p(p_values))
    assert np.isnan(adjust_p(with_gaps)[1::2]).all()


def test_refuses() -> None:
    with pytest.raises(ValueError, match="there are holm, bh"):
        adjust_p([0.1], method="bonferroni")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="outside 0-1"):
        adjust_p([1.5])
