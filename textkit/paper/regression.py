"""The regression table of a paper: models side by side, naive beside corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textkit.labels import Lang, label
from textkit.paper.table import MISSING, PaperTable
from textkit.paper.wording import SEPARATORS, named, number, word
from textkit.records import require

Key = tuple[str, str | None]
_COUNTS = ("items", "reports", "agencies", "coded")


@dataclass(frozen=True, slots=True)
class _Model:
    """A column of the table: a frame of coefficients and the prefix of the columns that are shown."""

    name: str
    data: pd.DataFrame
    prefix: str = ""


def regression_table(
    models: Mapping[str, pd.DataFrame], *, lang: Lang = "en", name: str = "regression", digits: int = 2
) -> PaperTable:
    """Set the coefficients of models side by side, each with its interval below.

    Parameters
    ----------
    models
        Name of a model → its frame, as made by `fit_model` or `corrected_model`; of the latter the naive and the
        corrected estimates stand beside each other.
    name
        Of the table's files.
    digits
        Decimals.

    Returns
    -------
    PaperTable
        Coefficients that a model does not have, or could not be estimated, are a dash; a note says why.

    Raises
    ------
    ValueError
        If a frame lacks a column.

    Examples
    --------
    >>> model = pd.DataFrame({"term": ["level"], "group": ["county"], "reference": ["city"], "estimate": [-0.25],
    ...     "ci_low": [-0.4], "ci_high": [-0.1], "n_items": [120], "n_agencies": [12], "test": ["linear"]})
    >>> table = regression_table({"实质性": model}, lang="zh")
    >>> table.rows[:2]
    (('层级：县级', '−0.25'), ('', '[−0.40, −0.10]'))
    """
    columns = [column for model, data in models.items() for column in _columns(model, data, lang)]
    keys = list(dict.fromkeys(key for column in columns for key in _keys(column.data)))
    rows: list[tuple[str, ...]] = []
    for key in keys:
        cells = [_cell(column, key, digits) for column in columns]
        rows.append((_title(key, lang), *(estimate for estimate, _ in cells)))
        if any(interval for _, interval in cells):
            rows.append(("", *(interval for _, interval in cells)))
    first = len(rows)
    for count in _COUNTS:
        cells_of = [_count(column, f"n_{count}") for column in columns]
        if any(cell != MISSING for cell in cells_of):
            rows.append((named(count, lang), *cells_of))
    header = ("", *(column.name for column in columns))
    notes = (word("note", "regression", lang), *dict.fromkeys(_notes(models, lang)))
    rules = (first,) if 0 < first < len(rows) else ()
    return PaperTable(name, word("title", "regression", lang), header, tuple(rows), rules, notes)


def _columns(model: str, data: pd.DataFrame, lang: Lang) -> list[_Model]:
    require(data, ["term", "estimate", "ci_low", "ci_high", "n_items"], made_by="fit_model or corrected_model")
    if "naive" not in data.columns:
        return [_Model(model, data)]
    return [
        _Model(f"{model}, {named('naive', lang)}", data, "naive"),
        _Model(f"{model}, {named('corrected', lang)}", data),
    ]


def _keys(data: pd.DataFrame) -> list[Key]:
    groups = data["group"] if "group" in data.columns else [None] * len(data)
    return [
        (str(term), None if pd.isna(group) else str(group)) for term, group in zip(data["term"], groups, strict=True)
    ]


def _title(key: Key, lang: Lang) -> str:
    term, group = key
    if group is None:
        return named(term, lang)
    return f"{named(term, lang)}{'：' if lang == 'zh' else ': '}{_group(term, group, lang)}"


def _group(term: str, group: str, lang: Lang) -> str:
    return ":".join(label(kind, part, lang) for kind, part in zip(term.split(":"), group.split(":"), strict=False))


def _cell(column: _Model, key: Key, digits: int) -> tuple[str, str]:
    place = _keys(column.data).index(key) if key in _keys(column.data) else None
    if place is None:
        return MISSING, ""
    row: dict[Any, Any] = column.data.iloc[place].to_dict()
    naive = column.prefix == "naive"
    estimate = row["naive" if naive else "estimate"]
    bounds = [row.get(f"naive_{side}" if naive else side) for side in ("ci_low", "ci_high")]
    shown = MISSING if pd.isna(estimate) else number(estimate, digits)
    known = [number(bound, digits) for bound in bounds if bound is not None and not pd.isna(bound)]
    return shown, f"[{', '.join(known)}]" if len(known) == len(bounds) else ""


def _count(column: _Model, name: str) -> str:
    if name not in column.data.columns or (column.prefix == "naive" and name == "n_coded"):
        return MISSING
    known = column.data[name].dropna()
    return number(int(known.max())) if len(known) else MISSING


def _notes(models: Mapping[str, pd.DataFrame], lang: Lang) -> Iterator[str]:
    for data in models.values():
        for key, reference in zip(_keys(data), data.get("reference", [None] * len(data)), strict=True):
            if reference is not None and not pd.isna(reference):
                shown = _group(key[0], str(reference), lang)
                yield word("note", "against", lang, term=named(key[0], lang), reference=shown)
    for model, data in models.items():
        for test in data["test"].dropna().unique() if "test" in data.columns else ():
            yield word("note", "errors", lang, model=model, test=test)
        if "n_coded" in data.columns and data["n_coded"].notna().any():
            yield word("note", "corrected", lang, n=number(int(data["n_coded"].max())))
        reasons = data["reason"] if "reason" in data.columns else pd.Series(pd.NA, index=data.index)
        for reason in reasons.dropna().unique():
            terms = [
                _title(key, lang) for key, said in zip(_keys(data), reasons.eq(reason), strict=True) if said is True
            ]
            yield word("note", "missing", lang, model=model, term=SEPARATORS[lang].join(terms), reason=reason)
