"""Which words set groups apart, copies counted once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.compare.columns import check_columns
from textkit.compare.design import cluster_codes
from textkit.records import require
from textkit.words import tokenize

COLUMNS = {
    "term": "string",
    "group": "string",
    "log_odds": "Float64",
    "z": "Float64",
    "g2": "Float64",
    "p_value": "Float64",
    "frequency": "Int64",
    "other_frequency": "Int64",
    "n_agencies": "Int64",
    "n_reports": "Int64",
    "p_adjusted": "Float64",
    "reason": "string",
}
_TERM = re.compile("[\u3400-\u9fff]{2,}")
_NO_WORDING = re.compile(r"[\W\d_]+")
_REPORT = 1 << 32

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Every word of a corpus: its term as a number, and the item it stands in."""

    term: Whole
    item: Whole
    names: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class _Users:
    """How many use each term: agencies and reports of the group, agencies outside."""

    agencies: Whole
    outside: Whole
    reports: Whole


def compare_words(
    items: pd.DataFrame,
    *,
    by: str,
    reuse: pd.DataFrame | None = None,
    prior: float | None = None,
    min_frequency: int = 5,
    min_agencies: int = 2,
) -> pd.DataFrame:
    """Compare the words of each group with those of all others.

    A passage that stands in several reports is counted once, for the earliest year and, of equal ones, the first
    report id: repeating it is no evidence of a way of writing. Words are jieba's, of two ideographs or more.

    Parameters
    ----------
    items
        With columns ``item_id report_id agency_id year start end text`` and the column named by `by`; of one
        role, as a rule.
    by
        A column whose values are the groups; items without one are left out.
    reuse
        Frame ``reuse``: spans that also stand in an earlier report among `items`, and the mandated template,
        are not counted. Without it, only items whose wording is the same throughout, numbers aside, are
        counted once.
    prior
        How many words the prior is worth; it spreads them as the corpus does. By default the mean number
        of words in a report.
    min_frequency, min_agencies
        Terms that are rarer in all groups together are not listed, nor those used by fewer agencies on the
        side that uses them more: they tell of an agency, not of its group. They count for the totals.

    Returns
    -------
    DataFrame
        ``term group log_odds z g2 p_value frequency other_frequency n_agencies n_reports p_adjusted reason``, a
        row per term and group, groups in order, terms by falling `z`. `log_odds` is the log-odds ratio with an
        informative Dirichlet prior, above 0 for words of the group, and `z` what it is in standard deviations
        (Monroe, Colaresi & Quinn 2008); `g2` the log-likelihood ratio of the table term × group (Dunning
        1993) with its `p_value` and, over the terms of a group, Benjamini & Hochberg's `p_adjusted`;
        `n_agencies` and `n_reports` count who uses the term in the group. Words of one agency are not
        independent, so p-values are too small where few agencies use a term: read them beside `n_agencies`. A
        group without words, or without another group, has one row without a term and with a reason.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> items = pd.DataFrame({
    ...     "item_id": ["a#1", "b#1", "c#1"], "report_id": ["a", "b", "c"], "agency_id": ["甲局", "乙局", "丙局"],
    ...     "year": 2021, "start": 1, "end": 9, "level": ["city", "city", "county"],
    ...     "text": ["加强业务培训工作", "开展业务培训工作", "栏目更新工作滞后"]})
    >>> found = compare_words(items, by="level", min_frequency=2)
    >>> found.loc[found["group"] == "city", ["term", "frequency", "other_frequency"]].values.tolist()
    [['业务培训', 2, 0]]
    """
    needed = ["item_id", "report_id", "agency_id", "year", "start", "end", "text"]
    require(items, needed, made_by="extract_items")
    check_columns(items, [by])
    used = items[items[by].notna() & items["text"].notna()].sort_values(["report_id", "start"], ignore_index=True)
    if used.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    copied = _same_wording(used) if reuse is None else _copied_characters(used, reuse)
    words = _tokens(used, copied)
    groups = sorted(used[by].unique().tolist())
    group = used[by].map({value: number for number, value in enumerate(groups)}).to_numpy(np.int64)
    counts = np.bincount(
        group[words.item] * len(words.names) + words.term, minlength=len(groups) * len(words.names)
    ).reshape(len(groups), -1)
    owners = cluster_codes(used, "agency_id")
    agencies = _spread(owners, group, words, len(groups))
    reports = _spread(cluster_codes(used, "report_id"), group, words, len(groups))
    frequent = counts.sum(axis=0) >= min_frequency
    worth = float(prior if prior is not None else max(counts.sum() / used["report_id"].nunique(), 1.0))
    found = []
    for number, value in enumerate(groups):
        outside = _spread(owners, (group != number).astype(np.int64), words, 2)[1]
        users = _Users(agencies[number], outside, reports[number])
        found.append(_one_group(str(value), counts, number, frequent, worth, words.names, users, min_agencies))
    return pd.concat(found, ignore_index=True).reindex(columns=list(COLUMNS)).astype(COLUMNS)


def log_odds(counts: Floats, others: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Return the log-odds ratio of each term and its z, with an informative Dirichlet prior.

    Parameters
    ----------
    counts, others
        Frequencies in the group and outside, of all terms.
    prior
        Pseudo-counts of the terms, above 0.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' Words, Political Analysis 16(4), equations 15, 16, 18 and 22.

    Examples
    --------
    >>> ratio, z = log_odds(np.array([3.0, 1.0]), np.array([1.0, 3.0]), np.ones(2))  # 培训、更新
    >>> ratio.round(2).tolist(), z.round(2).tolist()
    ([1.39, -1.39], [1.6, -1.6])
    """
    ours, theirs = counts + prior, others + prior
    ratio = np.log(ours / (ours.sum() - ours)) - np.log(theirs / (theirs.sum() - theirs))
    return ratio, ratio / np.sqrt(1 / ours + 1 / theirs)


def likelihood_ratio(counts: Floats, others: Floats) -> Floats:
    """Return G² of the two-by-two table of each term: this term or another, in the group or outside.

    References
    ----------
    Dunning (1993), Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19(1).

    Examples
    --------
    >>> likelihood_ratio(np.array([3.0, 1.0]), np.array([1.0, 3.0])).round(3).tolist()  # 培训、更新
    [2.093, 2.093]
    """
    total, other_total = counts.sum(), others.sum()
    table = np.stack([counts, others, total - counts, other_total - others])
    term, both = counts + others, total + other_total
    expected = np.stack([term * total, term * other_total, (both - term) * total, (both - term) * other_total]) / both
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(table > 0, table * np.log(table / expected), 0.0)
    g2: Floats = np.maximum(2 * parts.sum(axis=0), 0.0)
    return g2


def _one_group(
    name: str,
    counts: Whole,
    number: int,
    frequent: Flags,
    worth: float,
    terms: NDArray[np.object_],
    users: _Users,
    min_agencies: int,
) -> pd.DataFrame:
    ours = counts[number].astype(float)
    total = counts.sum(axis=0).astype(float)
    others = total - ours
    if not ours.sum() or not others.sum() or len(terms) < 2:
        reason = "no words in the group" if not ours.sum() else "no other words to compare with"
        return pd.DataFrame({"group": [name], "reason": [reason]})
    ratio, z = log_odds(ours, others, worth * total / total.sum())
    listed = frequent & (np.where(ratio > 0, users.agencies, users.outside) >= min_agencies)
    if not listed.any():
        return pd.DataFrame({"group": [name], "reason": ["no term is frequent enough"]})
    g2 = likelihood_ratio(ours, others)
    from scipy import stats

    p_values = stats.chi2.sf(g2[listed], 1)
    found = pd.DataFrame(
        {
            "term": terms[listed],
            "group": name,
            "log_odds": ratio[listed],
            "z": z[listed],
            "g2": g2[listed],
            "p_value": p_values,
            "frequency": counts[number][listed],
            "other_frequency": (counts.sum(axis=0) - counts[number])[listed],
            "n_agencies": users.agencies[listed],
            "n_reports": users.reports[listed],
            "p_adjusted": stats.false_discovery_control(p_values),
        }
    )
    order = np.lexsort((found["term"].to_numpy(), -found["z"].round(9).to_numpy()))
    return found.iloc[order]


def _tokens(items: pd.DataFrame, copied: Flags) -> _Tokens:
    """Return the words none of whose characters is copied."""
    known: dict[str, list[str]] = {}
    words: list[str] = []
    sizes = []
    for text in items["text"].to_numpy(object):
        found = known.get(text)
        if found is None:
            found = known[text] = tokenize(text)
        words += found
        sizes.append(len(found))
    item = np.repeat(np.arange(len(items)), sizes)
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
    starts = np.concatenate([np.zeros(min(len(ends), 1), np.int64), ends[:-1]])
    before = np.concatenate([[0], np.cumsum(copied)])
    term, names = pd.factorize(np.array(words, dtype=object))
    proper = np.fromiter((_TERM.fullmatch(name) is not None for name in names), bool, len(names))
    kept = (before[ends] == before[starts]) & proper[term] if len(words) else np.zeros(0, bool)
    new, term = np.unique(term[kept], return_inverse=True)
    return _Tokens(term.astype(np.int64), item[kept], np.asarray(names, object)[new])


def _spread(owner: NDArray[np.integer], group: Whole, words: _Tokens, groups: int) -> Whole:
    """Count in each group the owners (agencies, reports) of each term."""
    terms = len(words.names)
    key = (group[words.item] * terms + words.term) * (int(owner.max()) + 1) + owner[words.item]
    cells = pd.unique(key) // (int(owner.max()) + 1)
    return np.bincount(cells, minlength=groups * terms).reshape(groups, terms)


def _order(items: pd.DataFrame) -> pd.Series:
    """Rank the reports by year, unknown ones last, then by id: the first of those that share words counts."""
    reports = items[["report_id", "year"]].drop_duplicates("report_id").sort_values(["year", "report_id"])
    return pd.Series(range(len(reports)), index=reports["report_id"].astype(object))


def _same_wording(items: pd.DataFrame) -> Flags:
    """Mark the characters of items whose wording stands in an item before them."""
    rank = items["report_id"].astype(object).map(_order(items)).to_numpy()
    wording = items["text"].map(lambda text: _NO_WORDING.sub("", text))
    order = np.lexsort((np.arange(len(items)), rank))
    again = np.zeros(len(items), bool)
    again[order] = wording.iloc[order].duplicated().to_numpy()
    return np.repeat(again, items["text"].str.len().to_numpy(np.int64))


def _copied_characters(items: pd.DataFrame, reuse: pd.DataFrame) -> Flags:
    """Mark the characters, of all items laid end to end, that stand in an earlier report or in the template.

    Of two reports that share words the later one is marked, whichever of them the row is about: so a passage
    stays in the first report even where every report names another as its source.
    """
    needed = ["report_id", "start", "end", "kind", "source_report_id", "source_start", "source_end"]
    require(reuse, needed, made_by="find_reuse")
    rank = _order(items)
    ours = reuse["report_id"].astype(object).map(rank)
    theirs = reuse["source_report_id"].astype(object).map(rank)
    template = ours.notna() & reuse["kind"].eq("template")
    ours_later = ours.notna() & theirs.notna() & (ours > theirs)
    theirs_later = ours.notna() & theirs.notna() & (ours < theirs)
    own = reuse[(template | ours_later).to_numpy(bool)]
    source = reuse[theirs_later.to_numpy(bool)]
    report = np.concatenate([own["report_id"].to_numpy(object), source["source_report_id"].to_numpy(object)])
    starts = np.concatenate([own["start"].to_numpy(np.int64), source["source_start"].to_numpy(np.int64)])
    ends = np.concatenate([own["end"].to_numpy(np.int64), source["source_end"].to_numpy(np.int64)])
    places = _Places(items)
    change = np.zeros(places.size + 1, np.int64)
    np.add.at(change, places.of(report, starts), 1)
    np.add.at(change, places.of(report, ends), -1)
    return np.cumsum(change)[:-1] > 0


class _Places:
    """From an offset in a report to the place of the character among those of all items, laid end to end."""

    def __init__(self, items: pd.DataFrame) -> None:
        codes, self._reports = pd.factorize(items["report_id"].to_numpy(object), sort=True)
        lengths = items["text"].str.len().to_numpy(np.int64)
        self._key = codes.astype(np.int64) * _REPORT + items["start"].to_numpy(np.int64)
        self._end = self._key + lengths
        self._base = np.concatenate([[0], np.cumsum(lengths)])
        self.size = int(self._base[-1])

    def of(self, reports: NDArray[np.object_], offsets: Whole) -> Whole:
        """Return the place of each offset, or of the next character of an item behind it."""
        codes = pd.Index(self._reports).get_indexer(pd.Index(reports)).astype(np.int64)
        wanted = codes * _REPORT + offsets
        at = np.searchsorted(self._key, wanted, side="right") - 1
        first = np.maximum(at, 0)
        inside = np.minimum(wanted, self._end[first]) - self._key[first]
        return np.where(at < 0, 0, self._base[first] + np.maximum(inside, 0))
