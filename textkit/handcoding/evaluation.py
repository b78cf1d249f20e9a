"""Codes of people beside those of the program, or of each other: one long table of scores."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import pandas as pd

from textkit.coding.agreement import DRAWS, Kind, agreement, class_scores, confusion_table
from textkit.handcoding.codes import FIELDS, NO_ITEM
from textkit.handcoding.codings import CODE
from textkit.handcoding.overrides import HUMAN
from textkit.records import ROLES, STATUSES, SUBSTANCES, require

if TYPE_CHECKING:
    from textkit.analysis import Analysis

Of = Literal["item", "theme", "substance", "substantive", "role", "status", "code"]

OF: tuple[Of, ...] = get_args(Of)
PROGRAM = "program"
ITEM = "item"
ALL = "all"
SUBSTANTIVE = ("not_substantive", "substantive")
_HARD = ("checkable", "firm")
_COLUMNS = (
    "coder", "against", "of", "measure", "class", "other_class", "estimate", "ci_low", "ci_high", "n_items",
    "n_clusters", "weighted",
)  # fmt: skip

Codes = Mapping[str, str]
"""`item_id` → code; of themes the primary first, parted by blanks."""


class LearnedItemsWarning(UserWarning):
    """Scores on items that the model of the run has learned from."""


def evaluate_codes(
    analysis: Analysis,
    codes: pd.DataFrame,
    *,
    missed: Sequence[str] | None = None,
    of: Sequence[Of] = OF,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Compare the codes of each coder with those of the program.

    Warns where the model of the run has learned from items of `codes`, which tell nothing of how it does on others.
    What an `overrides.csv` set is no code of the program and is left out. Intervals (95 %) draw whole agencies, or
    whole reports where the agency is unknown. Where the codes come from a sample with unequal chances, each item
    counts 1/`pi`, so that the scores are those to be expected on all items that could have been drawn.

    Parameters
    ----------
    analysis
        The run.
    codes
        As in `textkit.handcoding.codings.Coding`.
    missed
        Where coders marked up whole reports: the ids of the items that the program did not find, each beginning
        with its report.
    of
        What is compared: ``item`` is whether what the program found is an item (coders give the role ``none`` to
        what is none), ``theme`` the primary one, ``substantive`` whether a measure is firm or checkable.

    Returns
    -------
    pandas.DataFrame
        A row per score: `coder`, `against` (``program``), `of`, `measure`, `class`, `other_class`, `estimate`,
        `ci_low`, `ci_high`, `n_items`, `n_clusters`, `weighted`. Measures: ``agreement`` (accuracy), ``alpha``
        (Krippendorff 2011; ordinal for substance), ``alpha_sets`` (themes as sets, MASI), ``ac1`` (Gwet 2008); per
        class, and for ``macro`` and ``micro``, ``precision`` (`n_items`: found), ``recall`` and ``f1`` (`n_items`:
        coded); ``confusion``: how many items the coder gave `class` and the program `other_class`. Of ``item``
        there is the ``precision`` alone, and with `missed` ``recall`` and ``f1``. What is no item counts against the
        precision of the role that the program gave it.

    Raises
    ------
    ValueError
        If a column is missing.
    CodesError
        If a class is none of the run's.

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> found = textkit.analyze(folder, compare=False)
    >>> codes = pd.DataFrame({"item_id": found.items["item_id"], "coder": "甲", "theme": ["staffing", "content"]})
    >>> scores = evaluate_codes(found, codes, of=["theme"], draws=20)
    >>> scores.loc[scores["measure"] == "agreement", ["coder", "estimate", "n_items"]].values.tolist()
    [['甲', 0.5, 2]]
    """
    require(codes, ("item_id", "coder"), made_by="read_coding")
    if learned := learned_items(analysis, codes):
        of_all = f"{len(learned)} of the {codes['item_id'].nunique()} items coded"
        message = f"the model learned from {of_all}: the scores say nothing of how it does on others"
        warnings.warn(message, LearnedItemsWarning, stacklevel=2)
    clusters = _agencies(analysis, missed or ())
    rows: list[dict[str, Any]] = []
    for coder, said in codes.groupby("coder", sort=True):
        for name in of:
            left_out = _overridden(analysis, name)
            by_hand = {item: code for item, code in coded_as(said, name).items() if item not in left_out}
            terms = _Terms(clusters, _weights(said), draws, random_state)
            if name == ITEM:
                rows += _found_items(str(coder), by_hand, missed, terms)
                continue
            program = {item: code for item, code in program_codes(analysis, name).items() if item in by_hand}
            sides = {str(coder): by_hand, PROGRAM: program}
            rows += _compared(sides, name, _classes(name, tuple(analysis.labels), sides), terms)
    return _long(rows)


def learned_items(analysis: Analysis, codes: pd.DataFrame) -> list[str]:
    """Return the coded items from which the model of the run has learned: there it does better than on unseen ones.

    Examples
    --------
    >>> from textkit.analysis import Analysis, empty_frames
    >>> run = Analysis(**empty_frames(), manifest={"learned_from": ["甲#9"]})
    >>> learned_items(run, pd.DataFrame({"item_id": ["甲#9", "甲#30"]}))
    ['甲#9']
    """
    learned = set(analysis.manifest.get("learned_from", ()))
    return [item for item in dict.fromkeys(codes["item_id"].astype(str)) if item in learned]


def agree_codes(
    codes: pd.DataFrame,
    *,
    themes: Sequence[str],
    of: Sequence[Of] = OF,
    clusters: Codes | None = None,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Compare the codes of every two coders, and of all where there are more than two.

    Parameters
    ----------
    codes
        As in `textkit.handcoding.codings.Coding`.
    themes
        The themes that could be given.
    clusters
        `item_id` → what intervals draw as a whole; by default the report, which the id begins with.

    Returns
    -------
    pandas.DataFrame
        As of `evaluate_codes`, without precision, recall and F1; `against` is the other coder, and `coder` is
        ``all`` where all coders are compared at once.

    Raises
    ------
    ValueError
        If no item was coded by two coders.

    Examples
    --------
    >>> codes = pd.DataFrame({"item_id": ["年报#1", "年报#7"] * 2, "coder": ["甲", "甲", "乙", "乙"],
    ...                       "theme": ["content", "skills", "content", "staffing"]})
    >>> scores = agree_codes(codes, themes=["content", "skills", "staffing"], draws=20)
    >>> scores.loc[scores["measure"] == "agreement", ["coder", "against", "of", "estimate"]].values.tolist()
    [['乙', '甲', 'theme', 0.5]]
    """
    require(codes, ("item_id", "coder"), made_by="read_coding")
    coders = sorted(set(codes["coder"].astype(str)))
    said = {name: {coder: coded_as(codes[codes["coder"] == coder], name) for coder in coders} for name in of}
    rows: list[dict[str, Any]] = []
    terms = _Terms(clusters or {}, _weights(codes), draws, random_state)
    for name, sides in said.items():
        if name == ITEM and not any(NO_ITEM in each.values() for each in sides.values()):
            continue
        classes = _classes(name, themes, sides)
        for one, other in combinations(coders, 2):
            both = sides[one].keys() & sides[other].keys()
            pair = {
                coder: {item: sides[coder][item] for item in sides[coder] if item in both} for coder in (one, other)
            }
            rows += _compared(pair, name, classes, terms, per_class=False)
        if len(coders) > 2:
            rows += _summary(sides, name, classes, terms)
    if not rows:
        raise ValueError(f"no item was coded by two coders: {_what_each_coded(codes)}")
    return _long(rows)


def _what_each_coded(codes: pd.DataFrame) -> str:
    """Each coder's fields and how many items they coded in them."""
    fields = [name for name in (*FIELDS, CODE) if name in codes.columns]
    counts = codes.groupby(codes["coder"].astype(str))[fields].count()
    names = {CODE: "code (of no field)"}
    said = (
        (coder, ", ".join(f"{names.get(str(name), name)} of {n}" for name, n in row.items() if n))
        for coder, row in counts.iterrows()
    )
    return "; ".join(f"{coder}: {fields or 'nothing'}" for coder, fields in said)


def coded_as(codes: pd.DataFrame, of: Of) -> dict[str, str]:
    """Return `item_id` → what one coder said, themes parted by blanks; items left open are missing.

    Examples
    --------
    >>> coded_as(pd.DataFrame({"item_id": ["甲#1"], "substance": ["firm"]}), "substantive")
    {'甲#1': 'substantive'}
    """
    column = {"substantive": "substance", ITEM: "role"}.get(of, of)
    if column not in codes.columns:
        return {}
    known = codes.loc[codes[column].notna(), ["item_id", column]]
    said = dict(zip(known["item_id"].astype(str), known[column].astype(str), strict=True))
    if of == ITEM:
        return {item: NO_ITEM if role == NO_ITEM else ITEM for item, role in said.items()}
    return _whether_hard(said) if of == "substantive" else said


def program_codes(analysis: Analysis, of: Of) -> dict[str, str]:
    """Return `item_id` → what the program said, themes parted by blanks, the primary first."""
    if of == "theme":
        ranked = analysis.themes.sort_values(["item_id", "rank"], kind="stable")
        return {str(item): " ".join(names) for item, names in ranked.groupby("item_id", sort=False)["theme"]}
    return coded_as(analysis.substance if of in ("substance", "substantive") else analysis.items, of)


def _whether_hard(levels: Codes) -> dict[str, str]:
    return {item: SUBSTANTIVE[level in _HARD] for item, level in levels.items()}


def _overridden(analysis: Analysis, of: Of) -> set[str]:
    """The items whose code was set by hand."""
    if HUMAN not in analysis.items.columns:
        return set()
    field = {"substantive": "substance", ITEM: "role"}.get(of, of)
    fields = analysis.items[HUMAN].fillna("").str.split()
    return {item for item, names in zip(analysis.items["item_id"], fields, strict=True) if field in names}


def _agencies(analysis: Analysis, missed: Sequence[str]) -> dict[str, str]:
    owners = [
        dict(zip(each[key], each["agency_id"].fillna(each["report_id"]), strict=True))
        for each, key in ((analysis.items, "item_id"), (analysis.reports, "report_id"))
    ]
    of_missed = {item: owners[1].get(item.rpartition("#")[0]) for item in missed}
    return owners[0] | {item: owner for item, owner in of_missed.items() if owner}


def _weights(codes: pd.DataFrame) -> dict[str, float] | None:
    """1/pi of every item, or none where all are alike or one is not known."""
    if "pi" not in codes.columns:
        return None
    chances = codes[["item_id", "pi"]].dropna().drop_duplicates("item_id")
    unequal = chances["pi"].nunique() > 1 and len(chances) == codes["item_id"].nunique()
    return dict(zip(chances["item_id"], 1 / chances["pi"].astype(float), strict=True)) if unequal else None


_Sides = Mapping[str, Codes]
"""Who said → what was said; of two, the first is what the second is measured by."""


class _Terms(NamedTuple):
    """How intervals are drawn."""

    clusters: Codes
    weights: Mapping[str, float] | None
    draws: int
    random_state: int

    def of(self, sides: _Sides) -> _Terms:
        """The terms of some items; an item without cluster is drawn with its report, which its id begins with."""
        items = {item for codes in sides.values() for item in codes}
        owners = {item: self.clusters.get(item) or item.rpartition("#")[0] or item for item in items}
        return self._replace(clusters=owners)


def _classes(of: Of, themes: Sequence[str], sides: _Sides) -> tuple[str, ...]:
    classes: dict[Of, Sequence[str]] = {
        "item": (ITEM, NO_ITEM),
        "theme": themes,
        "substance": SUBSTANCES,
        "substantive": SUBSTANTIVE,
        "role": (*ROLES, NO_ITEM),
        "status": STATUSES,
        "code": sorted({code for codes in sides.values() for code in codes.values()}),
    }
    return tuple(classes[of])


def _first(codes: Codes) -> dict[str, str]:
    return {item: code.split()[0] for item, code in codes.items()}


def _votes(sides: _Sides) -> pd.DataFrame:
    rows = [(item, code, coder) for coder, codes in sides.items() for item, code in codes.items()]
    return pd.DataFrame(rows, columns=["item_id", "code", "coder"])


def _summary(sides: _Sides, of: Of, classes: Sequence[str], terms: _Terms) -> Iterator[dict[str, Any]]:
    """Agreement, alpha and AC1 of two or more sets of codes; of themes the alpha of sets as well."""
    if not any(sides.values()):
        return
    coder, against = sides if len(sides) == 2 else (ALL, "")
    about = {"coder": coder, "against": against, "of": of, "weighted": terms.weights is not None}
    drawn: Any = terms.of(sides)._asdict()
    kind: Kind = "ordinal" if of == "substance" else "nominal"
    firsts = {name: _first(codes) for name, codes in sides.items()}
    tables = [agreement(_votes(firsts), kind=kind, order=classes, **drawn)]
    if of == "theme":
        sets = agreement(_votes(sides), kind="set", **drawn)
        tables.append(sets[sets["measure"] == "alpha"].assign(measure="alpha_sets"))
    for row in pd.concat(tables).to_dict("records"):
        yield about | {str(name): row[name] for name in row if name in _COLUMNS} | {"estimate": row["value"]}


def _compared(
    sides: _Sides, of: Of, classes: Sequence[str], terms: _Terms, *, per_class: bool = True
) -> Iterator[dict[str, Any]]:
    """The summary of two sets of codes, the scores of each class, and the confusion table."""
    (coder, one), (against, other) = ((name, _first(codes)) for name, codes in sides.items())
    if not one:
        return
    yield from _summary(sides, of, classes, terms)
    drawn: Any = terms.of(sides)._asdict()
    about: dict[str, Any] = {"coder": coder, "against": against, "of": of, "weighted": terms.weights is not None}
    about["n_clusters"] = len(set(drawn["clusters"].values()))
    # what is no item is found in vain, but is no class that could be found
    items = {item: "" if code == NO_ITEM else code for item, code in one.items()}
    scores = class_scores(items, other, classes=classes, **drawn).to_dict("records") if per_class else []
    for row in scores:
        for measure, n in (("precision", "n_found"), ("recall", "n_gold"), ("f1", "n_gold")):
            bounds = {"ci_low": row[f"{measure}_low"], "ci_high": row[f"{measure}_high"]}
            score = {"measure": measure, "class": row["class"], "estimate": row[measure], "n_items": row[n]}
            yield about | score | bounds
    counts = confusion_table(one, other, order=classes).to_numpy()
    for (said, at), (found, to) in product(zip(classes, range(len(classes)), strict=True), repeat=2):
        if times := int(counts[at, to]):
            cell = {"measure": "confusion", "class": said, "other_class": found}
            yield about | cell | {"estimate": times, "n_items": times}


def _found_items(coder: str, coded: Codes, missed: Sequence[str] | None, terms: _Terms) -> Iterator[dict[str, Any]]:
    """Which of the items found are items, and which of the items are found."""
    if not coded:
        return
    gold = {item: "" if code == NO_ITEM else ITEM for item, code in coded.items()} | dict.fromkeys(missed or (), ITEM)
    drawn: Any = terms.of({coder: gold})._asdict()
    row = class_scores(gold, dict.fromkeys(coded, ITEM), classes=[ITEM], **drawn).iloc[0]
    about: dict[str, Any] = {"coder": coder, "against": PROGRAM, "of": ITEM, "weighted": terms.weights is not None}
    about["n_clusters"] = len(set(drawn["clusters"].values()))
    for measure, n in (("precision", "n_found"), ("recall", "n_gold"), ("f1", "n_gold"))[: 1 if missed is None else 3]:
        bounds = {"ci_low": row[f"{measure}_low"], "ci_high": row[f"{measure}_high"]}
        yield about | {"measure": measure, "estimate": row[measure], "n_items": int(row[n])} | bounds


def _long(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    data = pd.DataFrame(rows, columns=list(_COLUMNS))
    text = dict.fromkeys(("coder", "against", "of", "measure", "class", "other_class"), "string")
    numbers = dict.fromkeys(("estimate", "ci_low", "ci_high"), "Float64")
    return data.astype({**text, **numbers, "n_items": "Int64", "n_clusters": "Int64", "weighted": "boolean"})
