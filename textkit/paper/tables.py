"""Tables that every paper has: sample flow, coverage, reliability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from textkit.analysis import Analysis, count_agencies
from textkit.labels import Lang, label
from textkit.paper.table import MISSING, PaperTable
from textkit.paper.wording import named, number, word
from textkit.records import LEVELS, require
from textkit.sample import sample_flow

_OVERALL = ("agreement", "alpha", "ac1", "precision", "recall", "f1")
"""Scores of a whole code, in the order in which they are shown."""


def run_tables(analysis: Analysis, *, lang: Lang = "en") -> list[PaperTable]:
    """Return the tables that a run gives by itself: sample flow, coverage and, if a model coded, its scores."""
    from textkit.paper.methods import model_about

    tables = [sample_flow_table(analysis, lang=lang), coverage_table(analysis, lang=lang)]
    about = model_about(analysis.manifest)
    if about and about.get("test"):
        tables.append(_model_scores(about["test"], analysis.labels, lang))
    return tables


def sample_flow_table(analysis: Analysis, *, lang: Lang = "en") -> PaperTable:
    """Lay out `sample_flow`.

    Examples
    --------
    >>> from textkit.analysis import empty_frames
    >>> sample_flow_table(Analysis(**empty_frames()), lang="zh").rows[0]
    ('文件（含文本表中的行）', '0', '–')
    """
    rows = []
    for step, reason, n, agencies in sample_flow(analysis).itertuples(index=False, name=None):
        lost = isinstance(reason, str)
        name = word("step", "less", lang, what=word("step", reason, lang)) if lost else word("step", step, lang)
        rows.append((name, number(n), MISSING if pd.isna(agencies) else number(agencies)))
    header = (named("step", lang), named("count", lang), named("agencies", lang))
    return PaperTable("sample-flow", word("title", "sample-flow", lang), header, tuple(rows))


def coverage_table(analysis: Analysis, *, lang: Lang = "en") -> PaperTable:
    """Count the reports analysed by level and year, and their agencies.

    Examples
    --------
    >>> from textkit.analysis import empty_frames
    >>> coverage_table(Analysis(**empty_frames())).header
    ('Level', 'Total')
    """
    used = analysis.analysed()
    used = used.assign(
        level=used["level"].fillna("unknown").astype(object),
        year=used["year"].astype("string").fillna("unknown").astype(object),
    )
    years = sorted(used["year"].unique(), key=lambda year: (year == "unknown", year))
    levels = [level for level in (*LEVELS, "unknown") if used["level"].eq(level).any()]
    rows = [(_level(level, lang), *_counted(used[used["level"] == level], years)) for level in levels]
    rows.append((named("total", lang), *_counted(used, years)))
    header = (named("level", lang), *(named(year, lang) for year in years), named("total", lang))
    title = word("title", "coverage", lang)
    return PaperTable("coverage", title, header, tuple(rows), rules=(len(levels),) if levels else ())


def _level(level: str, lang: Lang) -> str:
    return named(level, lang) if level == "unknown" else label("level", level, lang)


def _counted(used: pd.DataFrame, years: list[str]) -> list[str]:
    cells = [used[used["year"] == year] for year in years]
    return [
        f"{number(len(cell))} ({number(count_agencies(cell))})" if len(cell) else MISSING for cell in (*cells, used)
    ]


def reliability_table(scores: pd.DataFrame, *, lang: Lang = "en", name: str = "reliability") -> PaperTable:
    """Lay out the agreement of coders, or of the program with coders.

    Parameters
    ----------
    scores
        As ``textkit agree`` and ``textkit evaluate`` write them: ``coder against of measure estimate ci_low
        ci_high n_items``, and `class` for scores of one code, which are left out.
    name
        Of the table's files.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> scores = pd.DataFrame({"coder": ["甲"], "against": ["乙"], "of": ["theme"], "measure": ["alpha"],
    ...     "class": [None], "estimate": [0.81], "ci_low": [0.7], "ci_high": [0.9], "n_items": [120]})
    >>> reliability_table(scores, lang="zh").rows
    (('主题', '甲 – 乙', 'Krippendorff α', '0.81', '0.70–0.90', '120'),)
    """
    needed = ["coder", "against", "of", "measure", "class", "estimate", "ci_low", "ci_high", "n_items"]
    require(scores, needed, made_by="textkit agree or textkit evaluate")
    whole = scores[scores["class"].isna() & scores["measure"].isin(_OVERALL) & scores["estimate"].notna()]
    rows = []
    for row in whole.to_dict("records"):
        sides = [named(str(side), lang) for side in (row["coder"], row["against"]) if not pd.isna(side) and side]
        interval = MISSING if pd.isna(row["ci_low"]) else f"{row['ci_low']:.2f}–{row['ci_high']:.2f}"
        values = (named(str(row["measure"]), lang), f"{row['estimate']:.2f}", interval, number(row["n_items"]))
        rows.append((named(str(row["of"]), lang), " – ".join(sides), *values))
    header = tuple(named(key, lang) for key in ("of", "compared", "measure", "estimate", "interval", "count"))
    return PaperTable(name, word("title", "reliability", lang), header, tuple(rows))


def _model_scores(test: Mapping[str, Any], labels: Mapping[str, tuple[str, str]], lang: Lang) -> PaperTable:
    order = [*(theme for theme in labels if theme in test["themes"]), *sorted(set(test["themes"]) - set(labels))]
    rows = []
    for theme in order:
        score = test["themes"][theme]
        name = labels[theme][0 if lang == "zh" else 1] if theme in labels else theme
        rows.append((name, *(f"{score[key]:.2f}" for key in ("precision", "recall", "f1")), number(score["n"])))
    header = tuple(named(key, lang) for key in ("theme", "precision", "recall", "f1", "count"))
    note = word("note", "model-scores", lang, **{key: value for key, value in test.items() if key != "themes"})
    return PaperTable("model-scores", word("title", "model-scores", lang), header, tuple(rows), notes=(note,))
