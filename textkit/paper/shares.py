"""Shares beside each other: as the program coded, and corrected from a hand-coded sample."""

from __future__ import annotations

import pandas as pd

from textkit.labels import Lang, label
from textkit.paper.table import MISSING, PaperTable
from textkit.paper.wording import named, number, word
from textkit.records import require

_KEYS = ("role", "term", "group", "reference")
"""What tells the estimates of a frame apart."""
_OTHERWISE = {"coded": "by_hand", "substantive": "is_substantive"}
"""Codes that are called otherwise here than in other tables."""


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
    rows = []
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
    return PaperTable(name, word("title", "corrected-shares", lang), tuple(header), tuple(rows), notes=(note,))


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
