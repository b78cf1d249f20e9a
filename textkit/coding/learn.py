"""Train the models on coded items, and score them on voices they have not seen.

All tasks are the same pipeline: `Vectorizer`, then ridge regression on a table of 0 and 1. Ridge regression has
one solution, found without chance, and on some 1,500 items it beat logistic regression and the linear support
vector machine.

- ``themes``: items coded by people, and the cues of the codebook as items of their own with little weight.
- ``levels``: acts of measures; whether they say anything of their own, and whether they leave something that could
  be looked up.

Words, role, elaboration, neighbours and the cues as features were tried and left out, as were models of role and
status beside what structure and wording say: ``tests/benchmarks/bench_learning.py`` gives the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from textkit.coding.codebook import Codebook
from textkit.coding.combining import choose_further, join_scores, logistic, softmax, with_rules
from textkit.coding.features import Vectorizer
from textkit.coding.levels import HARD, LEAST, ruled_levels
from textkit.coding.models import Model, Scorer
from textkit.coding.substance import score_substance
from textkit.coding.tables import theme_table
from textkit.coding.themes import tag_themes
from textkit.records import SUBSTANCES, require

Scores = NDArray[np.float64]

FOLDS = 8
CUE_WEIGHT = 0.1
"""The weight of a cue of the codebook as a training item."""
_DECIMALS = 4


class Settings(NamedTuple):
    """How a task is learned: the vectoriser's settings and the penalty of the ridge."""

    vectorizer: Mapping[str, Any]
    alpha: float


SETTINGS: Mapping[str, Settings] = {
    "themes": Settings({"fields": (("text", 1.0), ("head", 0.3)), "longest": 3, "min_df": 2}, 0.6),
    "levels": Settings({"longest": 3, "min_df": 2}, 0.6),
}
"""Chosen by cross-validation grouped by voice."""
ENOUGH = 20
"""How many acts that are substantive, and how many that are not, it takes to learn which are."""


class Coded(NamedTuple):
    """What is learned from.

    Attributes
    ----------
    items
        `item_id`, `start`, `text`, `head`, `role`, `voice` (who wrote it: what is held out together), and
        where known `report_id`, `position`, `pair_id`.
    themes
        `item_id`, `theme`, `rank`.
    acts
        `item_id`, `start`, `end`, `level_of_substance`; offsets as in `items`.
    """

    items: pd.DataFrame
    themes: pd.DataFrame
    acts: pd.DataFrame


class Lesson(NamedTuple):
    """One task: a row per case, its table of 0 and 1, its weight, voice and item; a cue has no voice."""

    table: pd.DataFrame
    target: NDArray[np.float32]
    outputs: tuple[str, ...]
    weights: NDArray[np.float64]
    voices: NDArray[Any]
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
    return Lesson(
        table=pd.concat([theme_table(items), theme_table(said)], ignore_index=True),
        target=np.concatenate([target, meant]),
        outputs=(*(f"primary:{theme}" for theme in themes), *(f"any:{theme}" for theme in themes)),
        weights=np.r_[np.ones(len(items)), np.full(len(cues), CUE_WEIGHT)],
        voices=np.array([*items["voice"], *[""] * len(cues)], dtype=object),
        items=np.array([*items["item_id"], *[""] * len(cues)], dtype=object),
    )


def level_lesson(coded: Coded) -> tuple[Lesson, NDArray[np.bool_]]:
    """Return the acts that the program cuts; outputs are ``general`` and ``substantive``: of that level or higher.

    Beside the lesson stands what the rules say of each. Where one coded act covers several of them, as the one level
    of a measure in a coder's sheet does, it is open which of them is substantive, and none is learned from.
    ``substantive`` is left out unless there are `ENOUGH` acts of either kind.
    """
    measures = coded.items[coded.items["item_id"].isin(coded.acts["item_id"])]
    acts = score_substance(measures.assign(role="measure")).acts
    ranks, alone = _levels_on(acts, coded.acts)
    known = (ranks >= 0) & (alone | (ranks < HARD))
    hard = ranks[known] >= HARD
    outputs = tuple(LEAST) if min(hard.sum(), (~hard).sum()) >= ENOUGH else ("general",)
    owners = acts["item_id"].to_numpy(dtype=object)
    voices = coded.items.set_index("item_id")["voice"].reindex(owners).to_numpy(dtype=object)
    target = np.column_stack([ranks >= LEAST[output] for output in outputs]).astype(np.float32)
    ruled = ruled_levels(acts)
    lesson = Lesson(acts[["text"]], target, outputs, known.astype(np.float64), voices, owners)
    return lesson, np.column_stack([ruled[output] for output in outputs])


def _levels_on(found: pd.DataFrame, coded: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The rank of the strongest coded act on each found one, half of the shorter stretch shared, else -1.

    And whether that coded act lies on no other found one.
    """
    by_item: dict[str, list[tuple[int, int, int, int]]] = {}
    columns = coded[["item_id", "start", "end", "level_of_substance"]]
    for at, (item, start, end, level) in enumerate(columns.itertuples(index=False, name=None)):
        by_item.setdefault(item, []).append((SUBSTANCES.index(level), at, start, end))
    ranks, which = [], []
    for item, start, end in found[["item_id", "start", "end"]].itertuples(index=False, name=None):
        shared = [
            (rank, at)
            for rank, at, begin, stop in by_item[item]
            if 2 * (min(end, stop) - max(start, begin)) >= min(end - start, stop - begin)
        ]
        rank, at = max(shared, default=(-1, -1))
        ranks.append(rank)
        which.append(at)
    coded_on = pd.Series(which)
    return np.array(ranks, dtype=np.int64), ~coded_on.duplicated(keep=False).to_numpy()


def fit_scorer(lesson: Lesson, settings: Settings, calibration: Mapping[str, list[float]]) -> Scorer:
    """Fit a task on all its rows; weights are rounded to half precision, as they are stored."""
    fitted = _fit(lesson, np.arange(len(lesson.weights)), settings)
    coef = np.atleast_2d(fitted["ridge"].coef_).T.astype("<f2").astype(np.float32)
    return Scorer(fitted["features"], np.ascontiguousarray(coef), lesson.outputs, calibration)


def _fit(lesson: Lesson, rows: NDArray[Any], settings: Settings) -> Pipeline:
    rows = rows[lesson.weights[rows] > 0]
    target = lesson.target[rows]
    return pipeline(settings).fit(
        lesson.table.iloc[rows],
        target if target.shape[1] > 1 else target.ravel(),
        ridge__sample_weight=lesson.weights[rows],
    )


def held_out_scores(lesson: Lesson, settings: Settings, *, folds: int = FOLDS) -> Scores:
    """Return the scores of every row by models that saw no row of its voice; missing for cues.

    Folds are those of scikit-learn's GroupKFold over the voices; where there are fewer voices than `folds`, each is
    a fold.
    """
    asked = np.flatnonzero(lesson.voices != "")
    cues = np.flatnonzero(lesson.voices == "")
    scores = np.full(lesson.target.shape, np.nan)
    voices = lesson.voices[asked].astype(str)
    for train, test in GroupKFold(min(folds, len(set(voices)))).split(asked, groups=voices):
        fitted = _fit(lesson, np.r_[asked[train], cues], settings)
        found = fitted.decision_function(lesson.table.iloc[asked[test]])
        scores[asked[test]] = np.asarray(found).reshape(len(test), -1)
    return scores


# --- from scores to probabilities -----------------------------------------------------------------------


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


def further_threshold(shares: Scores, belongs: NDArray[Any], primary: NDArray[np.int64]) -> float:
    """Return the probability from which a further theme is named: where sets agree best by MASI."""
    from textkit.coding.agreement import masi_distance

    gold = [frozenset(np.flatnonzero(row)) for row in belongs]

    def similarity(threshold: float) -> float:
        named = [choose_further(row, first, threshold) for row, first in zip(shares, primary, strict=True)]
        return -float(np.mean([masi_distance(frozenset(a), b) for a, b in zip(named, gold, strict=True)]))

    return float(max(np.arange(0.2, 0.9, 0.05).round(2), key=similarity))


def calibrate_themes(lesson: Lesson, scores: Scores, coded: Coded, codebook: Codebook) -> dict[str, list[float]]:
    """Fit temperature, Platt's curve and threshold of the themes on held-out scores."""
    asked = lesson.voices != ""
    target = lesson.target[asked]
    items = coded.items.set_index("item_id").loc[lesson.items[asked]].reset_index()
    n = target.shape[1] // 2
    rules = tag_themes(items, codebook=codebook, model=None)
    primary, belonging = join_scores(scores[asked], items, rules, [theme.id for theme in codebook.themes])
    temperature = fit_temperature(primary, target[:, :n].argmax(axis=1))
    curve = fit_logistic(belonging.ravel(), target[:, n:].ravel())
    threshold = further_threshold(logistic(belonging, *curve), target[:, n:], primary.argmax(axis=1))
    return {"temperature": [temperature], "curve": curve, "threshold": [threshold]}


def calibrate_levels(lesson: Lesson, scores: Scores, ruled: NDArray[np.bool_]) -> dict[str, list[float]]:
    """Fit a curve for each output on the strongest act of each item, since it gives the item its level."""
    asked = lesson.weights > 0
    curves = {}
    for at, output in enumerate(lesson.outputs):
        joined = with_rules(scores[:, at], ruled[:, at], output)
        rows = pd.DataFrame({"item": lesson.items, "score": joined, "right": lesson.target[:, at]})[asked]
        best = rows.groupby("item")[["score", "right"]].max()
        curves[output] = fit_logistic(best["score"].to_numpy(), best["right"].to_numpy())
    return curves


def train_model(coded: Coded, codebook: Codebook, *, about: Mapping[str, Any] | None = None) -> Model:
    """Train all tasks, calibrated on scores of voices held out in turn.

    Parameters
    ----------
    coded
        The items to learn from; at least `FOLDS` voices.
    codebook
        Names the themes.
    about
        Kept with the model: sources, scores.

    Raises
    ------
    ValueError
        If there is too little to learn from; all that lacks is named.
    """
    require(coded.items, ("item_id", "start", "text", "role", "voice"), made_by="coded_items")
    lacking = [] if coded.items["voice"].nunique() >= FOLDS else [f"reports by {FOLDS} voices or more"]
    if coded.themes["theme"].nunique() < 2:
        lacking.append("items of two themes or more")
    if not {"general", "boilerplate"} <= set(coded.acts["level_of_substance"]):
        lacking.append("measures with general and with boilerplate acts")
    elif coded.items.loc[coded.items["item_id"].isin(coded.acts["item_id"]), "voice"].nunique() < 2:
        lacking.append("measures by two voices or more")
    if lacking:
        raise ValueError(f"too little to learn from: there must be {', '.join(lacking)}")
    # one thread: the last bits of the weights do not depend on the machine, and small systems are solved sooner
    with threadpool_limits(1, user_api="blas"):
        themes = theme_lesson(coded, codebook)
        scores = held_out_scores(themes, SETTINGS["themes"])
        calibration = calibrate_themes(themes, scores, coded, codebook)
        scorers = {"themes": fit_scorer(themes, SETTINGS["themes"], calibration)}
        levels, ruled = level_lesson(coded)
        scores = held_out_scores(levels, SETTINGS["levels"])
        scorers["levels"] = fit_scorer(levels, SETTINGS["levels"], calibrate_levels(levels, scores, ruled))
    meta = {"name": codebook.meta.name, "version": codebook.meta.version, "sha256": codebook.sha256}
    return Model(meta, scorers, dict(about or {}))
