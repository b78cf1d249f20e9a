"""What the learned models read, and what was left out: ``python tests/benchmarks/bench_learning.py``.

Cross-validation grouped by voice on the voices of the training gold that are not held out; nothing here has seen a test
voice. The first column is the model alone, the second the model joined with the cues and the paired item. It printed::

    primary theme of 4195 items                alone  joined
    text and head (shipped)                   0.859  0.890
    text alone                                0.856  0.889
    words instead of characters               0.821  0.865
    words beside                              0.859  0.889
    elaboration apart                         0.854  0.887
    role                                      0.860  0.890
    cues of the codebook as marks             0.839  0.856
    items before and behind                   0.861  0.892
    paired item read, not its scores          0.875  0.890

    primary theme by text and head, without cues   alone
    ridge regression (shipped)                     0.851
    logistic regression                            0.850
    linear support vector machine                  0.853

                                                rules  model
    role by wording, no structure               0.872  0.955
    status by wording, no structure             0.959  0.944
    the same, what the rule says read too       0.959  0.961

Words, elaboration and role change the primary theme by no more than one item in two hundred; the cues do better beside
the model than in it. The items before and behind and the paired one gain as little, and would be read once or twice more.
Where structure is silent a model tells the role better than wording does, but the parser leaves hardly an item to wording
alone; the status gains nothing. So neither role nor status has a model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rjieba
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from textkit.coding.codebook import load_codebook
from textkit.coding.combining import join_scores
from textkit.coding.features import Vectorizer
from textkit.coding.learn import FOLDS, SETTINGS, Coded, Lesson, Settings, held_out_scores, pipeline, theme_lesson
from textkit.coding.tables import counterparts
from textkit.coding.themes import tag_themes
from textkit.genre import load_genre
from textkit.handcoding.training import coded_items, held_out_voices, of_voices
from textkit.parsing.status import status_of
from textkit.parsing.wording import Wording
from textkit.records import STATUSES

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
BOOK = load_codebook("disclosure")
THEMES = [theme.id for theme in BOOK.themes]
SHIPPED: tuple[tuple[str, float], ...] = SETTINGS["themes"].vectorizer["fields"]
PRIVATE = 0xE000
"""From here on, a code point stands for a word, so that runs of code points are runs of words."""

Columns = Mapping[str, list[Any]]


def further_columns(items: pd.DataFrame, cues: list[str]) -> Columns:
    """Return what might be read beside text and head, a value per item and then per cue (empty, or 0)."""
    texts = items["text"].tolist()
    heads = items["head"].fillna("").tolist()
    behind = [text.removeprefix(head) for text, head in zip(texts, heads, strict=True)]
    places = items.reset_index().sort_values("position").groupby(["report_id", "role"])["index"].agg(list)
    beside = [""] * len(items)
    for row in places:
        for at, place in enumerate(row):
            beside[place] = "。".join(texts[near] for near in (*row[max(at - 1, 0) : at], *row[at + 1 : at + 2]))
    paired = [texts[place] if place >= 0 else "" for place in counterparts(items)[0]]
    named = tag_themes(items, codebook=BOOK, model=None)
    first = named[named["rank"] == 1].set_index("item_id")["theme"].reindex(items["item_id"]).tolist()
    lexicon: dict[str, str] = {}

    def words(text: str) -> str:
        return "".join(lexicon.setdefault(word, chr(PRIVATE + len(lexicon))) for word in rjieba.cut(text))

    columns: dict[str, list[Any]] = {
        "elaboration": [*behind, *[""] * len(cues)],
        "beside": [*beside, *[""] * len(cues)],
        "paired": [*paired, *[""] * len(cues)],
        "words": [words(text) for text in (*texts, *cues)],
        "problem": [*(items["role"] == "problem").astype(float), *[0.0] * len(cues)],
    }
    for theme in THEMES:
        columns[f"cue {theme}"] = [*(float(found == theme) for found in first), *[0.0] * len(cues)]
    return columns


def theme_scores(
    lesson: Lesson, items: pd.DataFrame, columns: Columns, fields: tuple[tuple[str, float], ...], marks: list[str]
) -> tuple[float, float]:
    """Return the shares of primary themes that the model names alone, and joined with cues and pairs."""
    asked = [field for field, _ in fields if field in columns] + marks
    table = lesson.table.assign(**{name: columns[name] for name in asked})
    table = table[[*(field for field, _ in fields), *marks]]
    settings = Settings({"fields": fields, "longest": 3, "min_df": 2}, SETTINGS["themes"].alpha)
    scores = held_out_scores(lesson._replace(table=table), settings)[: len(items)]
    right = lesson.target[: len(items), : len(THEMES)].argmax(axis=1)
    rules = tag_themes(items, codebook=BOOK, model=None)
    joined, _ = join_scores(scores, items, rules, THEMES)
    alone = scores[:, : len(THEMES)].argmax(axis=1)
    return float((alone == right).mean()), float((joined.argmax(axis=1) == right).mean())


def print_features(coded: Coded) -> None:
    """Print what reading more or less than text and head does to the primary theme."""
    lesson = theme_lesson(coded, BOOK)
    asked = lesson.voices != ""
    items = coded.items.set_index("item_id").loc[lesson.items[asked]].reset_index()
    columns = further_columns(items, lesson.table.loc[~asked, "text"].tolist())
    text = (("text", 1.0),)
    rows: list[tuple[str, tuple[tuple[str, float], ...], list[str]]] = [
        ("text and head (shipped)", SHIPPED, []),
        ("text alone", text, []),
        ("words instead of characters", (("words", 1.0),), []),
        ("words beside", (*SHIPPED, ("words", 0.7)), []),
        ("elaboration apart", (*SHIPPED, ("elaboration", 0.5)), []),
        ("role", SHIPPED, ["problem"]),
        ("cues of the codebook as marks", SHIPPED, [name for name in columns if name.startswith("cue ")]),
        ("items before and behind", (*SHIPPED, ("beside", 0.4)), []),
        ("paired item read, not its scores", (*SHIPPED, ("paired", 0.4)), []),
    ]
    print(f"primary theme of {len(items)} items{'':14}  alone  joined")
    for name, fields, marks in rows:
        alone, joined = theme_scores(lesson, items, columns, fields, marks)
        print(f"{name:40}  {alone:.3f}  {joined:.3f}", flush=True)


def folded(frame: pd.DataFrame, table: pd.DataFrame, target: np.ndarray, model: Callable[[], Pipeline]) -> np.ndarray:
    """Return what a model of its own for each fold predicts for the voices it has not seen."""
    found = np.empty(len(frame), dtype=object)
    for train, test in GroupKFold(FOLDS).split(frame, groups=frame["voice"]):
        found[test] = model().fit(table.iloc[train], target[train]).predict(table.iloc[test])
    return found


def print_estimators(coded: Coded) -> None:
    """Print ridge regression beside other linear models, for the primary theme by text and head."""
    first = coded.themes[coded.themes["rank"] == 1].set_index("item_id")["theme"]
    items = coded.items[coded.items["item_id"].isin(first.index)].reset_index(drop=True)
    right = first.loc[items["item_id"]].to_numpy(dtype=object)
    table = items[["text", "head"]].fillna("")
    vectorizer = dict(SETTINGS["themes"].vectorizer)
    estimators: Mapping[str, Any] = {
        "ridge regression (shipped)": pipeline(SETTINGS["themes"])["ridge"],
        "logistic regression": OneVsRestClassifier(LogisticRegression(C=10, max_iter=300)),
        "linear support vector machine": LinearSVC(C=0.5),
    }
    print("\nprimary theme by text and head, without cues   alone")
    for name, estimator in estimators.items():

        def model(estimator: Any = estimator) -> Pipeline:
            return Pipeline([("features", Vectorizer(**vectorizer)), ("estimator", estimator)])

        print(f"{name:45}  {(folded(items, table, right, model) == right).mean():.3f}", flush=True)


def print_role_and_status(coded: Coded) -> None:
    """Print what wording alone tells of role and status: rules beside a model of the same text."""
    genre = load_genre()
    wording = Wording("", genre)
    items = coded.items[coded.items["role"].isin(["problem", "measure"])].reset_index(drop=True)
    measures = items[items["role"] == "measure"].reset_index(drop=True)
    ruled_role = items["text"].map(wording.role_by_wording)
    ruled_status = measures["text"].map(lambda text: status_of(text, None, genre))
    marks = pd.DataFrame({name: (ruled_status == name).astype(float) for name in STATUSES})

    def model() -> Pipeline:
        return pipeline(Settings({"longest": 3, "min_df": 2, "marks": 0.6}, 0.6))

    rows = [
        ("role by wording, no structure", items, ruled_role, "role", items[["text"]]),
        ("status by wording, no structure", measures, ruled_status, "status", measures[["text"]]),
        ("the same, what the rule says read too", measures, ruled_status, "status", measures[["text"]].join(marks)),
    ]
    print(f"\n{'':42}  rules  model")
    for name, frame, ruled, column, table in rows:
        right = frame[column].to_numpy(dtype=object)
        found = folded(frame, table, right, model)
        print(f"{name:42}  {(ruled.to_numpy(object) == right).mean():.3f}  {(found == right).mean():.3f}", flush=True)


def main() -> None:
    """Print all tables."""
    coded = of_voices(coded_items(GOLD, codebook=BOOK), held_out_voices(GOLD), inside=False)
    print_features(coded)
    print_estimators(coded)
    print_role_and_status(coded)


if __name__ == "__main__":
    main()
