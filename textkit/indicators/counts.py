"""Frames → the numerators and denominators of the indicators, a row per report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from textkit.indicators.readability import count_wording
from textkit.records import SLOTS, STATUSES

if TYPE_CHECKING:
    from textkit.analysis import Analysis

HARD = ("requests", "disputes", "vetting", "oversight")
"""Themes of problems that touch what an agency can be held to."""
CONTEST = ("requests", "disputes")
_SUBSTANTIVE = ("checkable", "firm")
_KINDS = ("template", "own_last", "own_past", "other_agencies", "novel")
_OLD_RULES = 2018
"""The last reported year for which all had until 31 March."""
_UP_FROM_COUNTY = ("central", "province", "city", "county")


def count_report(
    analysis: Analysis, *, section: str, hard: Collection[str], rarefied: pd.DataFrame | None
) -> pd.DataFrame:
    """Count, for every report, what indicators are made of.

    Parameters
    ----------
    analysis
        The frames of a run.
    section
        The kind of section that is coded.
    hard
        The themes of `hard_problem_share`.
    rarefied
        What `textkit.reuse.rarefy_other_agencies` gave for the items; ``None`` if nothing was compared.

    Returns
    -------
    DataFrame
        A row per report that is no duplicate, indexed by ``report_id``; columns as `resources/indicators.toml`
        names them, all floats, missing where a count cannot be made.
    """
    reports = analysis.analysed()
    index = pd.Index(reports["report_id"], name="report_id")
    counts = {
        **_items(analysis, hard),
        **_reuse(analysis, index, rarefied),
        **_themes_again(analysis, reports),
        **_wording(analysis, section),
        **_tables(analysis, index),
        **_publication(reports),
    }
    return pd.DataFrame({name: column.reindex(index) for name, column in counts.items()}, dtype=float)


def _items(analysis: Analysis, hard: Collection[str]) -> dict[str, pd.Series]:
    """Problems, measures and acts by report; 0 where there are none."""
    every = pd.Index(analysis.reports["report_id"])

    def by_report(rows: pd.DataFrame, weights: str | None = None) -> pd.Series:
        grouped = rows.groupby("report_id")
        return (grouped[weights].sum() if weights else grouped.size()).astype(float).reindex(every, fill_value=0.0)

    items = analysis.items[["item_id", "report_id", "role", "status"]]
    measures = items[items["role"] == "measure"].merge(analysis.substance[["item_id", "substance"]], on="item_id")
    acts = analysis.acts.merge(items[["item_id", "report_id"]], on="item_id")
    found = {
        "problems": by_report(items[items["role"] == "problem"]),
        "measures": by_report(items[items["role"] == "measure"]),
        "acts": by_report(acts),
        "substantive": by_report(measures[measures["substance"].isin(_SUBSTANTIVE)]),
        "firm": by_report(measures[measures["substance"] == "firm"]),
        "acts_substantive": by_report(acts[acts["level_of_substance"].isin(_SUBSTANTIVE)]),
        "acts_firm": by_report(acts[acts["level_of_substance"] == "firm"]),
        **{f"acts_{slot}": by_report(acts[acts[slot].fillna(False)]) for slot in SLOTS},
    }
    for status in STATUSES:
        some = measures[measures["status"] == status]
        found[f"measures_{status}"] = by_report(some)
        found[f"substantive_{status}"] = by_report(some[some["substance"].isin(_SUBSTANTIVE)])
        found[f"firm_{status}"] = by_report(some[some["substance"] == "firm"])
    themes = analysis.themes.merge(items[["item_id", "report_id", "role"]], on="item_id")
    for role in ("problem", "measure"):
        of_role = themes[themes["role"] == role]
        for theme in analysis.labels:
            found[f"{role}s:{theme}"] = by_report(of_role[of_role["theme"] == theme], "weight")
    problems = themes[themes["role"] == "problem"]
    if set(hard) & set(analysis.labels):
        found["problems_hard"] = by_report(problems[problems["theme"].isin(hard)], "weight")
    if set(CONTEST) & set(analysis.labels):
        found["names_contest"] = (by_report(problems[problems["theme"].isin(CONTEST)]) > 0).astype(float)
    return found


def _reuse(analysis: Analysis, index: pd.Index, rarefied: pd.DataFrame | None) -> dict[str, pd.Series]:
    """Characters of items by where else they stand; missing where nothing was compared."""
    if rarefied is None:
        return {}
    shares = analysis.reuse_shares.merge(analysis.items[["item_id", "report_id"]], on="item_id")
    empty = pd.Series(0.0, index.difference(pd.Index(shares["report_id"])))
    found: dict[str, pd.Series] = {"leftovers": analysis.leftovers.groupby("report_id").size().reindex(index).fillna(0)}
    for kind in _KINDS:
        known = shares.loc[shares[kind].notna(), ["report_id", kind, "n_chars"]]
        chars = (known[kind] * known["n_chars"]).astype(float).groupby(known["report_id"]).sum()
        found[f"chars_{kind}"] = chars
        found[f"chars_of_{kind}"] = pd.concat([known.groupby("report_id")["n_chars"].sum().astype(float), empty])
    compared = shares[shares["own_past"].notna() | shares["other_agencies"].notna()]
    found["chars_compared"] = pd.concat([compared.groupby("report_id")["n_chars"].sum().astype(float), empty])
    spans = analysis.reuse.dropna(subset=["item_id", "source_report_id"])
    by_source = spans.groupby(["report_id", "source_report_id"])["n_chars"].sum()
    largest = by_source.groupby(level=0).max().astype(float)
    # spans of one source may touch the same characters twice, at the bound of an edit
    found["chars_max_source"] = largest.reindex(index).fillna(0.0).clip(upper=found["chars_compared"].reindex(index))
    # on the characters of `other_agencies`: an item too short to be measured counts in neither
    drawn = rarefied.merge(shares.loc[shares["other_agencies"].notna(), ["item_id"]], on="item_id")
    drawn = drawn.dropna(subset=["other_agencies_rarefied"])
    chars = drawn["other_agencies_rarefied"].astype(float) * drawn["n_chars"].astype(float)
    found["chars_rarefied"] = chars.groupby(drawn["report_id"]).sum()
    of_drawn = drawn.groupby("report_id")["n_chars"].sum().astype(float)
    found["chars_of_rarefied"] = pd.concat([of_drawn, empty])
    return found


def _themes_again(analysis: Analysis, reports: pd.DataFrame) -> dict[str, pd.Series]:
    """How many of the problem themes of the agency's year before are named again."""
    problems = analysis.items.loc[analysis.items["role"] == "problem", ["item_id", "report_id", "agency_id", "year"]]
    named = problems.merge(analysis.themes[["item_id", "theme"]], on="item_id").dropna(subset=["agency_id", "year"])
    of_year = {key: set(rows) for key, rows in named.groupby(["agency_id", "year"])["theme"]}
    of_report = {key: set(rows) for key, rows in named.groupby("report_id")["theme"]}
    rows = []
    known = reports.dropna(subset=["agency_id", "year"])
    for report_id, agency, year in zip(known["report_id"], known["agency_id"], known["year"], strict=True):
        before = of_year.get((agency, year - 1), set())
        if before:
            rows.append((report_id, len(before & of_report.get(report_id, set())), len(before)))
    found = pd.DataFrame(rows, columns=["report_id", "again", "before"]).set_index("report_id").astype(float)
    return {"themes_again": found["again"], "themes_before": found["before"]}


def _wording(analysis: Analysis, section: str) -> dict[str, pd.Series]:
    """Characters, clauses, sentences and function words of the coded section."""
    coded = analysis.sections[analysis.sections["section"] == section]
    rows = [
        {"report_id": report_id, **count_wording(analysis.texts[report_id][start:end])}
        for report_id, start, end in zip(coded["report_id"], coded["start"], coded["end"], strict=True)
        if report_id in analysis.texts
    ]
    if not rows:
        return {}
    summed = pd.DataFrame(rows).groupby("report_id").sum().astype(float)
    return {str(name): summed[name] for name in summed.columns}


def _tables(analysis: Analysis, index: pd.Index) -> dict[str, pd.Series]:
    """Figures of the tables of requests and disputes, and how many of their checks fail."""
    cells = analysis.tables
    if "part" in cells:
        cells = cells[cells["part"].fillna(1) == 1]
    named = cells["table"] + "." + cells["row"] + "." + cells["column"]
    values = {name: rows.set_index("report_id")["value"].astype(float) for name, rows in cells.groupby(named)}

    def cell(table: str, row: str, column: str) -> pd.Series:
        found = values.get(f"{table}.{row}.{column}", pd.Series(dtype=float))
        return found[~found.index.duplicated()].reindex(index)

    new, granted = cell("requests", "new", "total"), cell("requests", "granted", "total")
    found = {
        "requests_new": new,
        "requests_granted": granted,
        "requests_granted_partly": granted + cell("requests", "partly_granted", "total"),
        "requests_decided": cell("requests", "total", "total"),
    }
    for name, rows in (("review", ["review"]), ("suit", ["suit_direct", "suit_after_review"])):
        total, pending, corrected = (
            sum((cell("disputes", row, column) for row in rows), start=pd.Series(0.0, index))
            for column in ("total", "pending", "corrected")
        )
        found |= {f"{name}_closed": total - pending, f"{name}_corrected": corrected, f"{name}_total": total}
    lost = pd.DataFrame([found["review_corrected"], found["suit_corrected"]]).sum(min_count=1)
    contested = pd.DataFrame([new, found["review_total"], found["suit_total"]]).sum(min_count=1)
    checks = analysis.checks[~analysis.checks["warning"].fillna(False)].dropna(subset=["ok"])
    return found | {
        "loses": (lost > 0).astype(float).where(lost.notna()),
        "contested": (contested > 0).astype(float).where(contested.notna()),
        "checks_evaluable": checks.groupby("report_id").size().astype(float),
        "checks_failed": checks[~checks["ok"]].groupby("report_id").size().reindex(index).fillna(0.0),
    }


def _publication(reports: pd.DataFrame) -> dict[str, pd.Series]:
    """Days after the deadline; missing where the date, or what the deadline depends on, is unknown."""
    known = reports.dropna(subset=["published", "year"])
    days = {}
    names = ("report_id", "published", "year", "level", "body")
    columns = (known[name].astype(object).where(known[name].notna(), None) for name in names)
    for report_id, published, year, level, body in zip(*columns, strict=True):
        due = _deadline(int(year), level, body)
        try:
            days[report_id] = float((dt.date.fromisoformat(published) - due).days) if due else None
        except ValueError:  # a date that a metadata file gives in another way
            continue
    late = pd.Series(days, dtype=float).dropna()
    return {"days_late": late, "dated": late.notna().astype(float)}


def _deadline(year: int, level: str | None, body: str | None) -> dt.date | None:
    if year <= _OLD_RULES:
        return dt.date(year + 1, 3, 31)
    if body is None or (body == "government" and level is None):
        return None
    long = body == "government" and level in _UP_FROM_COUNTY
    return dt.date(year + 1, 3, 31) if long else dt.date(year + 1, 1, 31)
