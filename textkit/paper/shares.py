"""Estimates by group as a table: with the differences, and beside those corrected from a hand-coded sample."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from textkit.labels import Lang, label
from textkit.paper.table import MISSING, PaperTable
from textkit.paper.wording import SEPARATORS, named, number, tests_of, word
from textkit.records import require

_KEYS = ("role", "term", "group", "reference")
"""What tells the estimates of a frame apart."""
_OTHERWISE = {"coded": "by_hand", "substantive": "is_substantive"}
"""Codes that are called otherwise here than in other tables."""


MOST_NAMED = 6
"""Rows that a note names; of more it tells the number."""
_WAYS = re.compile(r"only \d+ ways?")


def comparison_table(
    comparisons: pd.DataFrame, *, lang: Lang = "en", name: str = "comparisons", digits: int = 2
) -> PaperTable:
    """Set estimates by group above the differences between groups, each with its interval and counts.

    Parameters
    ----------
    comparisons
        As made by `compare_analysis` or written by ``textkit compare``.
    name
        Of the table's files.
    digits
        Decimals of estimates; p-values have three.

    Returns
    -------
    PaperTable
        p is adjusted for the number of tests. What is missing is a dash; a note says why, one how items and reports
        were weighted, and one which test was made.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> found = pd.DataFrame({"group": ["city", "county", "county"], "term": "firm", "reference": [None, None, "city"],
    ...     "estimate": [0.2, 0.3, 0.1], "ci_low": [0.1, 0.2, -0.05], "ci_high": [0.3, 0.4, 0.25],
    ...     "p_adjusted": [None, None, 0.21], "n_items": [80, 120, 200], "n_agencies": [8, 12, 20], "test": None})
    >>> comparison_table(found, lang="zh").rows[-1]
    ('明确承诺：县级 − 市级', '0.10 [−0.05, 0.25]', '0.210', '200', '20')
    """
    needed = ["group", "term", "reference", "estimate", "ci_low", "ci_high", "p_adjusted", "n_agencies", "test"]
    require(comparisons, needed, made_by="compare_analysis")
    of_items = "n_items" in comparisons.columns and comparisons["n_items"].notna().any()
    counts = ["n_items" if of_items else "n_reports", "n_agencies"]
    data = comparisons.sort_values("reference", key=lambda column: column.notna(), kind="stable")
    several = "role" in data.columns and data["role"].nunique() > 1
    titles = [_title(row, lang, role=several) for _, row in data.iterrows()]
    rows = [
        (title, _shown(row, "estimate", "", digits), _p_value(row["p_adjusted"]), *(_counted(row[n]) for n in counts))
        for title, (_, row) in zip(titles, data.iterrows(), strict=True)
    ]
    alone = int(data["reference"].isna().sum())
    header = ("", named("estimate", lang), "p", *(named(count.removeprefix("n_"), lang) for count in counts))
    notes = [word("note", "comparisons", lang)]
    if "weighting" in data.columns:
        notes += [word("weighting", str(way), lang) for way in data["weighting"].dropna().unique()]
    if tests := tests_of([data]):
        notes.append(word("note", "tests", lang, tests="; ".join(tests)))
    return PaperTable(
        name,
        word("title", "comparisons", lang),
        header,
        tuple(rows),
        rules=(alone,) if 0 < alone < len(rows) else (),
        notes=(*notes, *_reasons(data, titles, lang)),
    )


def _p_value(p: float) -> str:
    if pd.isna(p):
        return MISSING
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _counted(n: float) -> str:
    return MISSING if pd.isna(n) else number(int(n))


def _reasons(data: pd.DataFrame, titles: list[str], lang: Lang) -> Iterator[str]:
    """Yield a note for each reason, with the rows that have it."""
    rows: dict[str, list[str]] = {}
    for title, reason in zip(titles, data["reason"] if "reason" in data.columns else (), strict=False):
        if not pd.isna(reason):
            rows.setdefault(_WAYS.sub("too few ways", str(reason)), []).append(title)
    for reason, titled in rows.items():
        names = list(dict.fromkeys(titled))
        few = len(names) <= MOST_NAMED
        what = SEPARATORS[lang].join(names) if few else word("phrase", "rows", lang, n=number(len(names)))
        yield word("note", "reason", lang, what=what, reason=reason)


def corrected_table(
    shares: pd.DataFrame, *, lang: Lang = "en", name: str = "corrected-shares", digits: int = 2
) -> PaperTable:
    """Set naive shares beside corrected ones, a row per code and group.

    Parameters
    ----------
    shares
        As made by `corrected_shares`, or by ``textkit compare --codes``: groups, then differences.
    name
        Of the table's files.
    digits
        Decimals.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> shares = pd.DataFrame({"group": ["county"], "term": ["firm"], "naive": [0.2], "naive_ci_low": [0.1],
    ...     "naive_ci_high": [0.3], "estimate": [0.15], "ci_low": [0.05], "ci_high": [0.25], "method": ["dsl"],
    ...     "n_items": [120], "n_coded": [40], "n_agencies": [12]})
    >>> corrected_table(shares, lang="zh").rows
    (('明确承诺：县级', '0.20 [0.10, 0.30]', '0.15 [0.05, 0.25]', '120', '40', '12'),)
    """
    needed = ["group", "term", "naive", "naive_ci_low", "naive_ci_high", "estimate", "ci_low", "ci_high", "method"]
    counts = ["n_items", "n_coded", "n_agencies"]
    require(shares, [*needed, *counts], made_by="corrected_shares")
    shares = shares[shares["method"].notna()]
    methods = list(dict.fromkeys(shares["method"]))
    keys = [column for column in _KEYS if column in shares.columns]
    several = "role" in keys and shares["role"].nunique() > 1
    rows, titles = [], [_title(row, lang, role=several) for _, row in shares.iterrows()]
    for _, cell in shares.groupby(keys, sort=False, dropna=False):
        first = cell.iloc[0]
        by_method = {row["method"]: row for _, row in cell.iterrows()}
        corrected = [_shown(by_method[method], "estimate", "", digits) for method in methods if method in by_method]
        held = [number(int(first[count])) for count in counts]
        rows.append((_title(first, lang, role=several), _shown(first, "naive", "naive_", digits), *corrected, *held))
    header = ["", named("naive", lang), *(named(_OTHERWISE.get(method, method), lang) for method in methods)]
    header += [named(count.removeprefix("n_"), lang) for count in counts]
    said = "; ".join(f"{named(_OTHERWISE.get(each, each), lang)}: {word('method', each, lang)}" for each in methods)
    n = number(count_coded(shares))
    note = word("note", "corrected-shares", lang, n=n, methods=said)
    notes = (note, *_reasons(shares, titles, lang))
    return PaperTable(name, word("title", "corrected-shares", lang), tuple(header), tuple(rows), notes=notes)


def count_coded(estimates: pd.DataFrame) -> int:
    """Return how many hand-coded items correct a frame: those of all, or of its groups together.

    Examples
    --------
    >>> count_coded(pd.DataFrame({"group": ["市级", "县级", "县级"], "term": "firm", "n_coded": [40, 30, 70],
    ...     "reference": [None, None, "市级"]}))
    70
    """
    if "std_error" in estimates.columns or estimates["group"].eq("all").any():
        return int(estimates["n_coded"].max()) if len(estimates) else 0
    groups = estimates[estimates["reference"].isna()] if "reference" in estimates.columns else estimates
    groups = groups.assign(role=groups["role"].fillna("") if "role" in groups.columns else "")
    groups = groups.drop_duplicates([column for column in _KEYS if column in groups.columns])
    by_term = groups.groupby(["role", "term"])["n_coded"].sum()
    return int(by_term.groupby("role").max().sum())


def _title(row: pd.Series, lang: Lang, *, role: bool) -> str:
    groups = [_group(row["group"], lang)]
    if "reference" in row.index and not pd.isna(row["reference"]):
        groups.append(_group(row["reference"], lang))
    term = str(row["term"])
    name = label("substance", term, lang)
    if name == term:
        named_so = row["label"] if "label" in row.index and not pd.isna(row["label"]) else None
        name = named_so or named(_OTHERWISE.get(term, term), lang)
    before = f"{label('role', row['role'], lang)}{'，' if lang == 'zh' else ', '}" if role else ""
    return f"{before}{name}{'：' if lang == 'zh' else ': '}{' − '.join(groups)}"


def _group(group: object, lang: Lang) -> str:
    parts = str(group).split(" × ")
    return " × ".join(named(part, lang) if part == "all" else label("level", part, lang) for part in parts)


def _shown(row: pd.Series, estimate: str, prefix: str, digits: int) -> str:
    if pd.isna(row[estimate]):
        return MISSING
    value = number(float(row[estimate]), digits)
    bounds = [row[f"{prefix}{side}"] for side in ("ci_low", "ci_high")]
    if any(pd.isna(bound) for bound in bounds):
        return value
    return f"{value} [{', '.join(number(float(bound), digits) for bound in bounds)}]"
