"""Train the models on coded items, and score them on voices they have not seen.

Every task is the same pipeline: `Vectorizer`, then ridge regression on a table of 0 and 1 (one column per
theme, level, role or status). Ridge regression has one solution, found without chance, and on some 1,500
items it beat logistic regression and the linear support vector machine. What it learns from:

- items coded by people, and, for themes, the cues of the codebook as items of their own with little weight;
- marks that rules leave (slots, the place in the report), but for items the rules were made with: there the
  rules are better than they are elsewhere, and a model would come to trust them too much.

The model decides; the rules are what it looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from textkit.coding.codebook import Codebook
from textkit.coding.features import Vectorizer
from textkit.coding.models import Model, Scorer, logistic, softmax
from textkit.coding.substance import score_substance
from textkit.coding.tables import act_table, counterparts, item_table, theme_table
from textkit.records import ROLES, STATUSES, SUBSTANCES, require

if TYPE_CHECKING:
    from collections.abc import Sequence

Scores = NDArray[np.float64]

FOLDS = 8
PARTNER = 0.6
"""The weight of the scores of the problem that a measure answers, and the other way round."""
CUE_WEIGHT = 0.1
"""The weight of a cue of the codebook as a training item."""
TUNED_WEIGHT = 0.5
"""The weight of an act the rules were made with."""
_DECIMALS = 4


class Settings(NamedTuple):
    """How a task is learned: the vectoriser's settings and the penalty of the ridge."""

    vectorizer: Mapping[str, Any]
    alpha: float


SETTINGS: Mapping[str, Settings] = {
    "themes": Settings({"fields": (("text", 1.0), ("head", 0.7)), "longest": 3, "min_df": 2}, 0.6),
    "substance": Settings({"longest": 2, "min_df": 2, "marks": 0.25}, 0.6),
    "role": Settings({"longest": 3, "min_df": 2, "marks": 0.7}, 0.3),
    "status": Settings({"longest": 3, "min_df": 2, "marks": 1.0}, 0.6),
}
"""Chosen by cross-validation grouped by voice."""


class Coded(NamedTuple):
    """What is learned from.

    Attributes
    ----------
    items
        `item_id`, `text`, `head`, `role`, `status`, `voice`, and where known `report_id`, `position`; further
        `found_role`, `found_status` (by the parser, from the place in the report; missing where it found no
        such item) and `tuned` (the rules were made with this item in view).
    themes
        `item_id`, `theme`, `rank`.
    acts
        `item_id`, `start`, `end` in the item's text, `level_of_substance`.
    """

    items: pd.DataFrame
    themes: pd.DataFrame
    acts: pd.DataFrame


class Lesson(NamedTuple):
    """One task: a row per case, its table of 0 and 1, its weight, its voice, and whether it only teaches."""

    table: pd.DataFrame
    target: NDArray[np.float32]
    outputs: tuple[str, ...]
    weights: NDArray[np.float64]
    voices: NDArray[Any]
    only_teaches: NDArray[np.bool_]
    items: NDArray[Any]


def pipeline(settings: Settings) -> Pipeline:
    """Return the estimator of a task, not yet fitted.

    Examples
    --------
    >>> data = pd.DataFrame({"text": ["更新慢", "更新滞后", "人员少", "人员不足"], "head": [""] * 4})
    >>> fitted = pipeline(SETTINGS["themes"]).fit(data, [[1, 0], [1, 0], [0, 1], [0, 1]])
    >>> fitted.predict(pd.DataFrame({"text": ["人员紧张"], "head": [""]})).tolist()
    [[0, 1]]
    """
    ridge = RidgeClassifier(alpha=settings.alpha, fit_intercept=False, solver="cholesky")
    return Pipeline([("features", Vectorizer(**settings.vectorizer)), ("ridge", ridge)])


def theme_lesson(coded: Coded, codebook: Codebook) -> Lesson:
    """Return items and cues; outputs are ``primary:theme`` and ``any:theme`` for all themes."""
    themes = [theme.id for theme in codebook.themes]
    place = {theme: at for at, theme in enumerate(themes)}
    named = coded.themes[coded.themes["item_id"].isin(coded.items["item_id"])]
    items = coded.items[coded.items["item_id"].isin(named["item_id"])].reset_index(drop=True)
    rows = {item: at for at, item in enumerate(items["item_id"])}
    target = np.zeros((len(items), 2 * len(themes)), dtype=np.float32)
    for item, theme, rank in named[["item_id", "theme", "rank"]].itertuples(index=False, name=None):
        target[rows[item], len(themes) + place[theme]] = 1
        if rank == 1:
            target[rows[item], place[theme]] = 1
    cues = [(cue, place[theme.id]) for theme in codebook.themes for cue in theme.cues]
    said = pd.DataFrame({"text": [cue for cue, _ in cues]})
    meant = np.zeros((len(cues), 2 * len(themes)), dtype=np.float32)
    for row, (_, at) in enumerate(cues):
        meant[row, [at, len(themes) + at]] = 1
    table = pd.concat([theme_table(items), theme_table(said)], ignore_index=True)
    return Lesson(
        table=table,
        target=np.concatenate([target, meant]),
        outputs=(*(f"primary:{theme}" for theme in themes), *(f"any:{theme}" for theme in themes)),
        weights=np.r_[np.ones(len(items)), np.full(len(cues), CUE_WEIGHT)],
        voices=np.array([*items["voice"], *[""] * len(cues)], dtype=object),
        only_teaches=np.r_[items["tuned"].to_numpy(dtype=bool), np.ones(len(cues), dtype=bool)],
        items=np.array([*items["item_id"], *[""] * len(cues)], dtype=object),
    )


def substance_lesson(coded: Coded) -> Lesson:
    """Return the acts that the program cuts, each with the level of the strongest act coded on its stretch.

    Outputs are ``general``, ``checkable``, ``firm``: at least so much.
    """
    measures = coded.items[coded.items["item_id"].isin(coded.acts["item_id"])]
    scored = score_substance(measures.assign(start=0, role="measure"))
    ranks = _levels_on(scored.acts, coded.acts)
    about = coded.items.set_index("item_id")
    tuned = about["tuned"].reindex(scored.acts["item_id"]).to_numpy(dtype=bool)
    table = act_table(scored)
    marks = [column for column in table.columns if column != "text"]
    table.loc[tuned, marks] = np.float32(0)
    return Lesson(
        table=table,
        target=(ranks[:, None] >= np.arange(1, len(SUBSTANCES))).astype(np.float32),
        outputs=SUBSTANCES[1:],
        weights=np.where(ranks < 0, 0.0, np.where(tuned, TUNED_WEIGHT, 1.0)),
        voices=about["voice"].reindex(scored.acts["item_id"]).to_numpy(dtype=object),
        only_teaches=tuned,
        items=scored.acts["item_id"].to_numpy(dtype=object),
    )


def _levels_on(found: pd.DataFrame, coded: pd.DataFrame) -> NDArray[np.int64]:
    """The rank of the strongest coded act on each found one, half of the shorter stretch shared; else -1."""
    by_item: dict[str, list[tuple[int, int, int]]] = {}
    columns = coded[["item_id", "start", "end", "level_of_substance"]]
    for item, start, end, level in columns.itertuples(index=False, name=None):
        by_item.setdefault(item, []).append((start, end, SUBSTANCES.index(level)))
    ranks = []
    for item, start, end in found[["item_id", "start", "end"]].itertuples(index=False, name=None):
        shared = [
            rank
            for begin, stop, rank in by_item[item]
            if 2 * (min(end, stop) - max(start, begin)) >= min(end - start, stop - begin)
        ]
        ranks.append(max(shared, default=-1))
    return np.array(ranks, dtype=np.int64)


def place_lesson(coded: Coded, column: str) -> Lesson:
    """Return the items that the parser found, for the task ``role`` or ``status``."""
    values: Sequence[str] = ROLES if column == "role" else STATUSES
    known = coded.items["found_role"].notna() & coded.items[column].notna()
    if column == "status":
        known &= (coded.items["role"] == "measure").fillna(False)
    items = coded.items[known.fillna(False).astype(bool)].reset_index(drop=True)
    codes = items[column].to_numpy(dtype=object)
    found = items.assign(role=items["found_role"], status=items["found_status"])
    return Lesson(
        table=item_table(found),
        target=(codes[:, None] == np.array(values, dtype=object)).astype(np.float32),
        outputs=tuple(values),
        weights=np.ones(len(items)),
        voices=items["voice"].to_numpy(dtype=object),
        only_teaches=items["tuned"].to_numpy(dtype=bool),
        items=items["item_id"].to_numpy(dtype=object),
    )


def fit_scorer(lesson: Lesson, settings: Settings, calibration: Mapping[str, list[float]]) -> Scorer:
    """Fit a task on all its rows; weights are rounded to half precision, as they are stored."""
    fitted = _fit(lesson, np.arange(len(lesson.weights)), settings)
    coef = fitted["ridge"].coef_.T.astype("<f2").astype(np.float32)
    return Scorer(fitted["features"], np.ascontiguousarray(coef), lesson.outputs, calibration)


def _fit(lesson: Lesson, rows: NDArray[Any], settings: Settings) -> Pipeline:
    rows = rows[lesson.weights[rows] > 0]
    return pipeline(settings).fit(
        lesson.table.iloc[rows], lesson.target[rows], ridge__sample_weight=lesson.weights[rows]
    )


def held_out_scores(lesson: Lesson, settings: Settings, *, folds: int = FOLDS) -> Scores:
    """Return the scores of every row by models that saw no row of its voice; missing where it only teaches.

    Folds are those of scikit-learn's GroupKFold over the voices.
    """
    asked = np.flatnonzero(~lesson.only_teaches)
    taught = np.flatnonzero(lesson.only_teaches)
    voices = lesson.voices[asked].astype(str)
    scores = np.full(lesson.target.shape, np.nan)
    for train, test in GroupKFold(min(folds, len(set(voices)))).split(asked, groups=voices):
        fitted = _fit(lesson, np.r_[asked[train], taught], settings)
        scores[asked[test]] = fitted.decision_function(lesson.table.iloc[asked[test]])
    return scores


# --- from scores to probabilities -----------------------------------------------------------------------


def with_partners(scores: Any, partners: NDArray[np.int64]) -> Any:
    """Return the scores of themes, those of the partner added by the weight `PARTNER`.

    Examples
    --------
    >>> with_partners(np.array([[1.0], [-1.0]]), np.array([1, -1])).tolist()
    [[0.4], [-1.0]]
    """
    return scores + PARTNER * np.where((partners >= 0)[:, None], scores[partners], 0)


def fit_temperature(scores: Scores, right: NDArray[np.int64]) -> float:
    """Return the temperature at which `softmax` gives the codes the largest likelihood (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        shares = softmax(scores, float(np.exp(log_temperature)))
        return -float(np.log(shares[np.arange(len(right)), right] + 1e-12).sum())

    return round(float(np.exp(minimize_scalar(loss, bounds=(-5, 3), method="bounded").x)), _DECIMALS)


def fit_logistic(scores: Scores, right: NDArray[Any]) -> list[float]:
    """Return slope and intercept of Platt's (1999) curve."""
    fitted = LogisticRegression(C=1e3).fit(scores.reshape(-1, 1), right)
    return [round(float(value), _DECIMALS) for value in (fitted.coef_[0, 0], fitted.intercept_[0])]


def strongest(scores: Scores, owners: NDArray[Any], items: Sequence[str]) -> Scores:
    """Return for each item the largest score of its acts, output by output.

    Examples
    --------
    >>> strongest(np.array([[1.0, -1.0], [0.5, 0.0]]), np.array(["a", "a"]), ["a"]).tolist()
    [[1.0, 0.0]]
    """
    place = {item: at for at, item in enumerate(items)}
    best = np.full((len(items), scores.shape[1]), -np.inf)
    np.maximum.at(best, np.array([place[owner] for owner in owners], dtype=np.int64), scores)
    return best


def further_threshold(shares: Scores, belongs: NDArray[Any], primary: NDArray[np.int64]) -> float:
    """Return the probability from which a further theme is named: where sets agree best by MASI."""
    from textkit.coding.agreement import masi_distance

    gold = [frozenset(np.flatnonzero(row)) for row in belongs]

    def similarity(threshold: float) -> float:
        named = [choose_further(row, first, threshold) for row, first in zip(shares, primary, strict=True)]
        return -float(np.mean([masi_distance(frozenset(a), b) for a, b in zip(named, gold, strict=True)]))

    return float(max(np.arange(0.2, 0.9, 0.05).round(2), key=similarity))


def choose_further(shares: NDArray[Any], primary: int, threshold: float) -> list[int]:
    """Return the primary theme and up to two more whose probability reaches the threshold.

    Examples
    --------
    >>> choose_further(np.array([0.9, 0.2, 0.6]), 0, 0.5)
    [0, 2]
    """
    more = [at for at in np.argsort(-shares, kind="stable") if at != primary and shares[at] >= threshold]
    return [primary, *(int(at) for at in more[:2])]


def calibrate_themes(lesson: Lesson, scores: Scores, coded: Coded) -> dict[str, list[float]]:
    """Fit temperature, Platt's curve and threshold of the themes on held-out scores."""
    asked = ~lesson.only_teaches
    scores, target = scores[asked], lesson.target[asked]
    items = coded.items.set_index("item_id").loc[lesson.items[asked]].reset_index()
    both = with_partners(scores, counterparts(items))
    n = target.shape[1] // 2
    temperature = fit_temperature(both[:, :n], target[:, :n].argmax(axis=1))
    curve = fit_logistic(both[:, n:].ravel(), target[:, n:].ravel())
    shares = logistic(both[:, n:], *curve)
    threshold = further_threshold(shares, target[:, n:], both[:, :n].argmax(axis=1))
    return {"temperature": [temperature], "curve": curve, "threshold": [threshold]}


def calibrate_substance(lesson: Lesson, scores: Scores) -> dict[str, list[float]]:
    """Fit a curve for each level on the strongest act of each item, by held-out scores."""
    asked = ~lesson.only_teaches & (lesson.weights > 0)
    owners = lesson.items[asked]
    items = sorted(set(owners))
    best = strongest(scores[asked], owners, items)
    reached = strongest(lesson.target[asked].astype(np.float64), owners, items)
    return {name: fit_logistic(best[:, at], reached[:, at]) for at, name in enumerate(lesson.outputs)}


def calibrate_place(lesson: Lesson, scores: Scores) -> dict[str, list[float]]:
    """Fit the temperature of role or status on held-out scores."""
    asked = ~lesson.only_teaches
    return {"temperature": [fit_temperature(scores[asked], lesson.target[asked].argmax(axis=1))]}


def lessons(coded: Coded, codebook: Codebook) -> dict[str, Lesson]:
    """Return all tasks."""
    require(coded.items, _NEEDED, made_by="coded_items")
    return {
        "themes": theme_lesson(coded, codebook),
        "substance": substance_lesson(coded),
        "role": place_lesson(coded, "role"),
        "status": place_lesson(coded, "status"),
    }


_NEEDED = ("item_id", "text", "role", "status", "voice", "found_role", "found_status", "tuned")


def train_model(
    coded: Coded, codebook: Codebook, *, about: Mapping[str, Any] | None = None
) -> tuple[Model, dict[str, Scores]]:
    """Train every task, calibrated on scores of voices held out in turn.

    Parameters
    ----------
    coded
        The items to learn from.
    codebook
        Names the themes.
    about
        Kept with the model: sources, scores.

    Returns
    -------
    model, scores
        The model, and by task the held-out scores of the rows of its lesson.
    """
    scorers: dict[str, Scorer] = {}
    held_out: dict[str, Scores] = {}
    for task, lesson in lessons(coded, codebook).items():
        settings = SETTINGS[task]
        scores = held_out[task] = held_out_scores(lesson, settings)
        if task == "themes":
            calibration = calibrate_themes(lesson, scores, coded)
        elif task == "substance":
            calibration = calibrate_substance(lesson, scores)
        else:
            calibration = calibrate_place(lesson, scores)
        scorers[task] = fit_scorer(lesson, settings, calibration)
    meta = {"name": codebook.meta.name, "version": codebook.meta.version, "sha256": codebook.sha256}
    return Model(meta, scorers, dict(about or {})), held_out
