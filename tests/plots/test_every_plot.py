"""Every plot, with every kind of data: all texts inside, none over another, nothing that is not there."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

import pandas as pd
import pytest
from frames import CASES, Case
from legible import assert_legible
from matplotlib.axes import Axes

from textkit import plots
from textkit.plots import figure_style


def every(cases: Iterable[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", list(cases), ids=lambda case: case.plot.__name__.removeprefix("plot_"))


EVERY = every(CASES)


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def draw(case: Case, data: pd.DataFrame, *, lang: str = "zh", width: str = "single") -> Axes:
    kept = data.copy(deep=True)
    with figure_style(width, lang=lang):  # type: ignore[arg-type]
        ax = case.plot(data, lang=lang, **case.options)
    pd.testing.assert_frame_equal(data, kept)
    return ax


def test_no_plot_is_left_out() -> None:
    assert {case.plot.__name__ for case in CASES} == {name for name in plots.__all__ if name.startswith("plot_")}


@EVERY
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ordinary_data_in_one_column(case: Case, lang: str) -> None:
    ax = draw(case, case.ordinary, lang=lang)
    assert ax.get_figure(root=True).get_figwidth() * 25.4 == pytest.approx(84)  # type: ignore[union-attr]
    assert_legible(ax)


@EVERY
def test_nullable_data_in_two_columns(case: Case) -> None:
    assert_legible(draw(case, case.ordinary.convert_dtypes(), width="double"))


@EVERY
def test_one_row(case: Case) -> None:
    assert_legible(draw(case, case.one))


@EVERY
@pytest.mark.parametrize("kind", ["empty", "missing"])
def test_nothing_to_draw_says_so(case: Case, kind: str) -> None:
    ax = draw(case, getattr(case, kind))
    if case.plot in (plots.plot_theme_heatmap, plots.plot_failed_checks) and kind == "missing":
        assert "斜线：无数值" in ax.get_title(loc="right")
    else:
        assert [text.get_text() for text in ax.texts] == ["无数据"]
    assert_legible(ax)


@every(case for case in CASES if case.long is not None)
def test_long_labels(case: Case) -> None:
    assert case.long is not None
    assert_legible(draw(case, case.long))


@every(case for case in CASES if case.forty is not None)
def test_forty_agencies(case: Case) -> None:
    assert case.forty is not None
    assert_legible(draw(case, case.forty))


@EVERY
def test_a_missing_column_is_named(case: Case) -> None:
    with pytest.raises(ValueError, match=f"missing column .*{case.value}"):
        draw(case, case.ordinary.drop(columns=case.value))
