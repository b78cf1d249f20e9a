"""How far two or more sets of codes agree: scores per class, alpha, AC1, each with an interval.

Codes are long: a row per item and coder, with `item_id`, `code`, `coder`. A code that is a set lists its
members, parted by blanks, in any order. Intervals are percentiles of a bootstrap that draws whole clusters
(voices, agencies): items of one hand are not independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.coding.codes import COLUMNS, check_codes

Kind = Literal["nominal", "ordinal", "set"]
Floats = NDArray[np.float64]

DRAWS = 1000


def masi_distance(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Return the MASI distance of two sets (Passonneau 2006): 0 where equal, 1 where disjoint.

    ``1 - J · M``: J is the Jaccard similarity; M is 1 for equal sets, 2/3 where one holds the other, 1/3
    where they share something, else 0.

    Examples
    --------
    >>> round(masi_distance(frozenset({"content"}), frozenset({"content", "platform"})), 3)
    0.667
    """
    shared = one & other
    if one == other:
        return 0.0
    monotonic = 2 / 3 if shared and shared in (one, other) else 1 / 3 if shared else 0.0
    return 1 - len(shared) / len(one | other) * monotonic


def _nominal(counts: Floats) -> Floats:
    return 1 - np.eye(len(counts))


def _ordinal(counts: Floats) -> Floats:
    """Krippendorff's (2011) metric: the codes that lie between two, half of their own included, squared."""
    upto = np.cumsum(counts) - counts / 2
    distances: Floats = (upto[:, None] - upto[None, :]) ** 2
    return distances


def _of_sets(classes: Sequence[str]) -> Callable[[Floats], Floats]:
    sets = [frozenset(name.split()) for name in classes]
    table = np.array([[masi_distance(one, other) for other in sets] for one in sets])
    return lambda counts: table


# --- coefficients ---------------------------------------------------------------------------------------


class Votes(NamedTuple):
    """How many coders gave each item (row) each class (column)."""

    counts: Floats
    items: tuple[str, ...]
    classes: tuple[str, ...]


def count_votes(codes: pd.DataFrame, *, kind: Kind = "nominal", order: Sequence[str] | None = None) -> Votes:
    """Count the codes of each item; `order` ranks the classes of an ordinal code, lowest first.

    Raises
    ------
    CodesError
        If an item has two codes by one coder, or a code is not in `order`.
    ValueError
        If an ordinal code has no `order`.
    """
    if kind == "ordinal" and order is None:
        raise ValueError("an ordinal code needs the order of its classes")
    check_codes(codes, classes=order)
    said = codes["code"].astype(str)
    if kind == "set":
        said = said.map(lambda code: " ".join(sorted(set(code.split()))))
    classes = tuple(order) if order is not None else tuple(sorted(set(said)))
    table = pd.crosstab(codes["item_id"], said).reindex(columns=list(classes), fill_value=0)
    return Votes(table.to_numpy(dtype=np.float64), tuple(map(str, table.index)), classes)


def krippendorff_alpha(codes: pd.DataFrame, *, kind: Kind = "nominal", order: Sequence[str] | None = None) -> float:
    """Return Krippendorff's alpha (2011): 1 is perfect, 0 is chance.

    Any number of coders; items with fewer than two codes do not count. ``set`` uses the MASI distance
    (Passonneau 2006) as its metric.

    Parameters
    ----------
    codes
        With `item_id`, `code`, `coder`.
    kind
        ``nominal``, ``ordinal`` (with `order`, lowest first) or ``set``.

    Returns
    -------
    float
        At most 1; missing where there is no second code, or only one class.

    Examples
    --------
    >>> codes = pd.DataFrame({"item_id": list("ababcc"), "coder": list("甲甲乙乙甲乙"),
    ...                       "code": ["firm", "general", "firm", "general", "firm", "general"]})
    >>> round(krippendorff_alpha(codes), 3)
    0.444
    """
    votes = count_votes(codes, kind=kind, order=order)
    return _alpha(votes.counts, np.ones(len(votes.items)), _metric(votes, kind))


def gwet_ac1(codes: pd.DataFrame, *, classes: Sequence[str] | None = None) -> float:
    """Return Gwet's AC1 (2008), which one dominant class does not pull down.

    Parameters
    ----------
    codes
        With `item_id`, `code`, `coder`; any number of coders.
    classes
        All classes that could have been given; by default those that were.

    Examples
    --------
    >>> codes = pd.DataFrame({"item_id": list("ababcc"), "coder": list("甲甲乙乙甲乙"),
    ...                       "code": ["firm", "general", "firm", "general", "firm", "general"]})
    >>> round(gwet_ac1(codes), 3)
    0.333
    """
    votes = count_votes(codes, order=classes)
    return _ac1(votes.counts, np.ones(len(votes.items)))


def _metric(votes: Votes, kind: Kind) -> Callable[[Floats], Floats]:
    return {"nominal": _nominal, "ordinal": _ordinal, "set": _of_sets(votes.classes)}[kind]


def _alpha(counts: Floats, weights: Floats, metric: Callable[[Floats], Floats]) -> float:
    given = counts.sum(axis=1)
    used = given > 1
    counts, weights = counts[used], weights[used] / (given[used] - 1)
    together = counts.T @ (counts * weights[:, None])
    together[np.diag_indices_from(together)] -= weights @ counts
    totals = together.sum(axis=1)
    distances = metric(totals)
    expected = (np.outer(totals, totals) - np.diag(totals)) * distances
    n = totals.sum()
    if n <= 1 or expected.sum() == 0:
        return float("nan")
    return float(1 - (n - 1) * (together * distances).sum() / expected.sum())


def _ac1(counts: Floats, weights: Floats) -> float:
    given = counts.sum(axis=1)
    pairs = given > 1
    if not (weights[pairs]).sum() or counts.shape[1] < 2:
        return float("nan")
    agreed = (counts * (counts - 1)).sum(axis=1)[pairs] / (given * (given - 1))[pairs]
    observed = np.average(agreed, weights=weights[pairs])
    shares = np.average(counts / given[:, None], axis=0, weights=weights)
    chance = (shares * (1 - shares)).sum() / (counts.shape[1] - 1)
    return float((observed - chance) / (1 - chance))


def _percent(counts: Floats, weights: Floats) -> float:
    given = counts.sum(axis=1)
    pairs = given > 1
    if not weights[pairs].sum():
        return float("nan")
    agreed = (counts * (counts - 1)).sum(axis=1)[pairs] / (given * (given - 1))[pairs]
    return float(np.average(agreed, weights=weights[pairs]))


# --- tables ---------------------------------------------------------------------------------------------


def agreement(
    codes: pd.DataFrame,
    *,
    kind: Kind = "nominal",
    order: Sequence[str] | None = None,
    clusters: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Return observed agreement, Krippendorff's alpha and Gwet's AC1 with 95 % intervals.

    Parameters
    ----------
    codes
        With `item_id`, `code`, `coder`.
    kind, order
        See `krippendorff_alpha`.
    clusters
        `item_id` → what is drawn as a whole; by default each item is drawn for itself. Of one cluster alone
        there is no interval.
    weights
        `item_id` → how many items of the corpus it stands for, up to a factor: 1 divided by its chance to be
        sampled. By default all count alike.
    draws
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        `measure` (agreement, alpha, ac1), `value`, `ci_low`, `ci_high`, `n_items` (with two codes or more),
        `n_coders`, `n_clusters`. For sets, agreement and ac1 are those of identical sets.

    Examples
    --------
    >>> codes = pd.DataFrame({"item_id": list("abcabc"), "coder": list("甲甲甲乙乙乙"),
    ...                       "code": ["content", "platform", "skills"] * 2})
    >>> agreement(codes, draws=20)[["measure", "value", "n_items"]].values.tolist()
    [['agreement', 1.0, 3], ['alpha', 1.0, 3], ['ac1', 1.0, 3]]
    """
    votes = count_votes(codes, kind=kind, order=order)
    metric = _metric(votes, kind)
    measures: dict[str, Callable[[Floats], float]] = {
        "agreement": lambda weights: _percent(votes.counts, weights),
        "alpha": lambda weights: _alpha(votes.counts, weights, metric),
        "ac1": lambda weights: _ac1(votes.counts, weights),
    }
    asked = _weights(votes.items, weights)
    drawn = [asked * times for times in _draws(votes.items, clusters, draws, random_state)]
    about = {
        "n_items": int((votes.counts.sum(axis=1) > 1).sum()),
        "n_coders": codes["coder"].nunique(),
        "n_clusters": len(set(_clusters(votes.items, clusters))),
    }
    rows = []
    for name, measure in measures.items():
        low, high = _interval([measure(each) for each in drawn])
        value = measure(asked)
        rows.append({"measure": name, "value": value, "ci_low": low, "ci_high": high, **about})
    return pd.DataFrame(rows)


def class_scores(
    gold: Mapping[str, str],
    found: Mapping[str, str],
    *,
    classes: Sequence[str] | None = None,
    clusters: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Return precision, recall and F1 of every class with 95 % intervals.

    Parameters
    ----------
    gold, found
        `item_id` → code. A code of several members counts under each of them. Items of `gold` without a code
        in `found` count as not found.
    classes
        What could be given, in order; by default what `gold` gives, in the order of the alphabet.
    clusters, weights, draws
        See `agreement`.

    Returns
    -------
    pandas.DataFrame
        `class`, `precision`, `recall`, `f1` (0-1; missing where nothing is to divide by), each with `_low` and
        `_high`, `n_gold`, `n_found` (never weighted), for each class that either side gives; then the rows
        ``macro`` (mean over the classes of `gold`) and ``micro``.

    Raises
    ------
    CodesError
        If `found` codes an item that `gold` does not, or a class is none of `classes`.

    Examples
    --------
    >>> gold = {"a": "content", "b": "content", "c": "skills"}
    >>> scores = class_scores(gold, gold | {"b": "skills"}, draws=20)
    >>> scores[["class", "precision", "recall"]].head(2).values.tolist()
    [['content', 1.0, 0.5], ['skills', 0.5, 1.0]]
    """
    items = list(gold)
    seen = {member for code in gold.values() for member in code.split()}
    allowed = sorted(seen) if classes is None else list(classes)
    for side, said in (("gold", gold), ("found", found)):
        rows = [(item, code, side) for item, code in said.items()]
        check_codes(pd.DataFrame(rows, columns=list(COLUMNS)), items=gold, classes=allowed)
    given = seen | {member for code in found.values() for member in code.split()}
    named = [name for name in allowed if name in given]
    marked = _members([gold[item] for item in items], named)
    told = _members([found.get(item, "") for item in items], named)
    parts = np.stack([marked * told, marked, told])  # both, gold, found

    def scores(weights: Floats) -> Floats:
        both, in_gold, in_found = parts.transpose(0, 2, 1) @ weights
        sums = both.sum(), in_gold.sum(), in_found.sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            table = np.array([both / in_found, both / in_gold, 2 * both / (in_gold + in_found)])
            micro = np.array([sums[0] / sums[2], sums[0] / sums[1], 2 * sums[0] / (sums[1] + sums[2])])
        drawn = in_gold > 0  # a draw without a class says nothing about it
        macro = np.nan_to_num(table[:, drawn]).mean(axis=1) if drawn.any() else np.full(3, np.nan)
        return np.column_stack([table, macro, micro])

    asked = _weights(items, weights)
    value = scores(asked)
    drawn = np.array([scores(asked * times) for times in _draws(items, clusters, draws, random_state)])
    columns: dict[str, Any] = {"class": [*named, "macro", "micro"]}
    for at, name in enumerate(("precision", "recall", "f1")):
        bounds = [_interval(drawn[:, at, each] if len(drawn) else []) for each in range(len(named) + 2)]
        columns |= {name: value[at], f"{name}_low": [low for low, _ in bounds], f"{name}_high": [h for _, h in bounds]}
    for name, members in (("n_gold", marked), ("n_found", told)):
        columns[name] = [*members.sum(axis=0).astype(int), *[int(members.sum())] * 2]
    return pd.DataFrame(columns)


def confusion_table(
    gold: Mapping[str, str], found: Mapping[str, str], *, order: Sequence[str] | None = None
) -> pd.DataFrame:
    """Count the codes of `found` (columns) for each code of `gold` (rows), over the items both have.

    Examples
    --------
    >>> table = confusion_table({"a": "firm", "b": "general"}, {"a": "general", "b": "general"})
    >>> int(table.loc["firm", "general"])
    1
    """
    both = [item for item in gold if item in found]
    classes = list(order) if order is not None else sorted({*gold.values(), *found.values()})
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    place = {name: at for at, name in enumerate(classes)}
    for item in both:
        counts[place[gold[item]], place[found[item]]] += 1
    names = [pd.Index(classes, name=side) for side in ("gold", "found")]
    return pd.DataFrame(counts, index=names[0], columns=names[1])


def _members(codes: Sequence[str], classes: Sequence[str]) -> Floats:
    place = {name: at for at, name in enumerate(classes)}
    table = np.zeros((len(codes), len(classes)))
    for row, code in enumerate(codes):
        for member in code.split():
            table[row, place[member]] = 1
    return table


def _clusters(items: Sequence[str], clusters: Mapping[str, str] | None) -> list[str]:
    return list(items) if clusters is None else [clusters[item] for item in items]


def _weights(items: Sequence[str], weights: Mapping[str, float] | None) -> Floats:
    """The weights of items, with mean 1: alpha corrects for the number of codes."""
    if weights is None or not items:
        return np.ones(len(items))
    asked = np.array([weights[item] for item in items], dtype=np.float64)
    scaled: Floats = asked / asked.mean()
    return scaled


def _draws(items: Sequence[str], clusters: Mapping[str, str] | None, draws: int, random_state: int) -> list[Floats]:
    """How often each item is drawn, draw by draw."""
    names, owner = np.unique(np.array(_clusters(items, clusters), dtype=str), return_inverse=True)
    if len(names) < 2:  # of one cluster nothing is known about others
        return []
    random = np.random.default_rng(random_state)
    found = []
    for _ in range(draws):
        drawn = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))
        found.append(drawn[owner].astype(np.float64))
    return found


def _interval(values: Sequence[float] | Floats) -> tuple[float, float]:
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
