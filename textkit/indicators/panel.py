"""A row per agency and year, with every indicator as a column: for statsmodels, R and Stata."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

from textkit.indicators.registry import load_indicators
from textkit.labels import Lang, labels_of
from textkit.reading import Registry
from textkit.reading.identity import path_identity

if TYPE_CHECKING:
    from textkit.analysis import Analysis

_KEYS = ["agency_id", "year"]
_IDENTITY = ["agency", "level", "body", "region"]
_STATA_NAME, _STATA_LABEL = 32, 80
_COLUMNS = {
    "names": ("agency_id", "agency", "level", "body", "region", "year", "state", "n_reports"),
    "en": (
        "agency id",
        "agency",
        "level",
        "body",
        "region",
        "reported year",
        "state of the report",
        "reports",
        "n of: ",
    ),
    "zh": ("机构编号", "机构", "层级", "性质", "地区", "报告年度", "报告状态", "报告数", "分母："),
}


def build_panel(analysis: Analysis, *, agencies: Registry | None = None) -> pd.DataFrame:
    r"""Return the indicators by agency and year, a row also for the agency-years that are expected and missing.

    Parameters
    ----------
    analysis
        The frames of a run.
    agencies
        The registry: its agencies are expected in every year of the corpus in which they existed. Without it
        every agency of the corpus is expected in every year of the corpus.

    Returns
    -------
    DataFrame
        ``agency_id agency level body region year state n_reports`` and a column per indicator, sorted by agency
        and year; for ratios also ``n_`` and its id, the denominator as a weight, unless that is a column already
        (n_problems, n_measures, n_acts) or the name would be longer than 32 characters. `state`: analysed; no_items
        (read, and nothing to code in it); unreadable (a file named for it could not be read); not_in_corpus.
        Several reports of one agency and year are pooled: numerators and denominators are summed. Reports without
        agency or year are left out.

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for name in ("2020_澄湖市教育局", "2021_澄湖市教育局", "2021_澄湖市民政局"):
    ...     _ = (folder / f"{name}.txt").write_text(
    ...         f"{name[5:]}{name[:4]}年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...         f"一是人员不足；二是更新慢。", encoding="utf-8")
    >>> build_panel(textkit.analyze(folder))[["agency", "year", "state"]].values.tolist()[:2]
    [['澄湖市教育局', 2020, 'analysed'], ['澄湖市教育局', 2021, 'analysed']]
    >>> build_panel(textkit.analyze(folder))["state"].tolist()[2:]
    ['not_in_corpus', 'analysed']
    """
    reports = analysis.analysed().dropna(subset=_KEYS)
    identity = reports.sort_values(["agency_id", "year"]).groupby("agency_id")[_IDENTITY].last()
    expected = _expected(reports, identity, agencies)
    rows = expected.merge(_found(analysis, reports), on=_KEYS, how="outer")
    rows = rows.merge(_pooled(analysis, reports), on=_KEYS, how="left").sort_values(_KEYS, ignore_index=True)
    rows["n_reports"] = rows["n_reports"].fillna(0).astype("Int64")
    unread = _unreadable(analysis, agencies)
    missing = rows["state"].isna()
    rows.loc[missing, "state"] = [
        "unreadable" if key in unread else "not_in_corpus"
        for key in zip(rows.loc[missing, "agency_id"], rows.loc[missing, "year"], strict=True)
    ]
    first = ["agency_id", *_IDENTITY, "year", "state", "n_reports"]
    return rows[[*first, *(column for column in rows if column not in first)]]


def _expected(reports: pd.DataFrame, identity: pd.DataFrame, agencies: Registry | None) -> pd.DataFrame:
    """The agency-years there should be, with what is known of the agency."""
    years = sorted(reports["year"].unique())
    listed = {
        agency.agency_id: (agency.name, agency.level, agency.body, agency.region, agency.first, agency.last)
        for agency in (agencies.agencies if agencies else ())
    }
    told = {agency_id: tuple(row) for agency_id, row in zip(identity.index, identity.to_numpy(object), strict=True)}
    rows = []
    for agency_id in {**listed, **told}:
        name, level, body, region, first, last = listed.get(agency_id, (*(None,) * 6,))
        own = told.get(agency_id, (None,) * 4)
        known = [
            mine if mine is not None else theirs for mine, theirs in zip((name, level, body, region), own, strict=True)
        ]
        if not listed or agency_id in listed:
            rows += [(agency_id, *known, year) for year in years if (first or year) <= year <= (last or year)]
    found = pd.DataFrame(rows, columns=["agency_id", *_IDENTITY, "year"])
    return found.astype(dict.fromkeys(["agency_id", *_IDENTITY], "string") | {"year": "Int64"})


def _found(analysis: Analysis, reports: pd.DataFrame) -> pd.DataFrame:
    """State and number of reports of the agency-years in the corpus."""
    items = analysis.items.groupby("report_id").size()
    told = reports[_KEYS].assign(items=reports["report_id"].map(items).fillna(0))
    grouped = told.groupby(_KEYS)["items"].agg(["size", "sum"]).reset_index()
    state = grouped["sum"].map(lambda n: "analysed" if n else "no_items").astype("string")
    return grouped[_KEYS].assign(state=state, n_reports=grouped["size"])


def _pooled(analysis: Analysis, reports: pd.DataFrame) -> pd.DataFrame:
    """Every indicator by agency and year, wide: of several reports numerators and denominators are summed."""
    scored = analysis.indicators.merge(reports[["report_id", *_KEYS]], on="report_id")
    grouped = scored.groupby(["indicator", *_KEYS])
    sums = grouped[["numerator", "denominator"]].sum(min_count=1).astype(float)
    codes = grouped["value"].agg(_either)
    columns: dict[str, pd.Series] = {}
    listed = load_indicators(analysis.labels)
    nothing = pd.DataFrame(columns=["numerator", "denominator", "value"], index=pd.MultiIndex.from_arrays([[], []]))
    counted = {each.numerator for each in listed if not each.denominator}
    for each in listed:
        of_it = sums.xs(each.id) if each.id in sums.index else nothing
        if each.mean_of:
            columns[each.id] = pd.DataFrame({part: columns[part] for part in each.mean_of}).mean(axis=1, skipna=False)
        elif each.classes:
            columns[each.id] = codes.xs(each.id) if each.id in codes.index else nothing["value"]
        elif each.denominator:
            columns[each.id] = of_it["numerator"] / of_it["denominator"].where(of_it["denominator"] > 0)
            if each.denominator not in counted and len(f"n_{each.id}") <= _STATA_NAME:
                columns[f"n_{each.id}"] = of_it["denominator"]
        else:
            columns[each.id] = of_it["numerator"]
    return pd.DataFrame(columns).astype("Float64").rename_axis(_KEYS).reset_index()


def _either(codes: pd.Series) -> float | None:
    """The code of several reports: named in any, losing in any."""
    known = [int(code) for code in codes.dropna()]
    return float(reduce(or_, known)) if known else None


def _unreadable(analysis: Analysis, agencies: Registry | None) -> set[tuple[str, int]]:
    """Agency-years that the name of a file speaks of which could not be read."""
    files = analysis.files()
    failed = files.loc[files["result"].isin(["failed", "skipped"]), "path"].dropna()
    ids = dict(zip(analysis.reports["agency"], analysis.reports["agency_id"], strict=True))
    found = set()
    for path in failed:
        name, year = path_identity(path)
        entry = agencies.find(name, year) if agencies else None
        agency_id = entry.agency_id if entry else ids.get(name)
        if agency_id and year:
            found.add((agency_id, year))
    return found


def panel_labels(analysis: Analysis, *, lang: Lang = "en") -> dict[str, str]:
    """Return column → label of the panel, of at most 80 characters, as Stata takes them.

    Examples
    --------
    >>> from textkit.analysis import Analysis, empty_frames
    >>> panel_labels(Analysis(**empty_frames()), lang="zh")["firm_share"]
    '明确承诺占比'
    """
    labels = {name: _COLUMNS[lang][place] for place, name in enumerate(_COLUMNS["names"])}
    for each in load_indicators(analysis.labels):
        told = each.label if lang == "zh" else each.label_en
        labels[each.id] = told[:_STATA_LABEL]
        labels[f"n_{each.id}"] = f"{_COLUMNS[lang][-1]}{told}"[:_STATA_LABEL]
    return labels


def panel_codes(lang: Lang = "en") -> dict[str, dict[float, str]]:
    """Return column → code → label of the columns that hold codes.

    Examples
    --------
    >>> panel_codes()["talk_outcome"][3]
    'Named and losing'
    """
    pairs = labels_of("talk_outcome").values()
    return {"talk_outcome": {code: pair[0 if lang == "zh" else 1] for code, pair in enumerate(pairs)}}
