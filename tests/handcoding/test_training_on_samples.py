"""A model from a coder's own sample."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import textkit
from textkit.analysis import Analysis
from textkit.cli import main
from textkit.cli.train import card
from textkit.coding.codebook import load_codebook
from textkit.coding.learn import SETTINGS, Coded, fit_scorer, theme_lesson
from textkit.coding.models import Model, save_model
from textkit.coding.tables import theme_table
from textkit.handcoding import training
from textkit.handcoding.evaluation import evaluate_codes, learned_items, program_codes
from textkit.handcoding.training import coded_items, coded_sample, of_voices
from textkit.results import write_results

GOLD = Path(__file__).parents[2] / "corpora" / "gold"


def codes_of(found: Analysis) -> pd.DataFrame:
    themes, levels = program_codes(found, "theme"), program_codes(found, "substance")
    data = found.items[["item_id"]].assign(coder="甲")
    return data.assign(theme=data["item_id"].map(themes), substance=data["item_id"].map(levels))


def test_a_sample_is_something_to_learn_from(found: Analysis) -> None:
    coded = coded_sample(codes_of(found), found)
    assert set(coded.items["voice"]) == set(found.items["agency_id"].fillna(found.items["report_id"]))
    ours = found.themes[["item_id", "theme", "rank"]].astype(object)
    pd.testing.assert_frame_equal(coded.themes.astype(object), ours, check_dtype=False)
    assert len(coded.acts) == len(found.substance)
    texts = found.items.set_index("item_id")["text"]
    assert (coded.acts["end"] - coded.acts["start"] == texts[coded.acts["item_id"]].str.len().to_numpy()).all()


def test_one_item_by_two_coders_is_named(found: Analysis) -> None:
    codes = codes_of(found)
    with pytest.raises(ValueError, match="coded by several coders"):
        coded_sample(pd.concat([codes, codes.head(1).assign(coder="乙")]), found)


def test_what_coders_say_is_learned(found: Analysis) -> None:
    """Codes that no rule would give: a learner fitted to them gives them on the same items."""
    book = load_codebook()
    swap = {"timeliness": "disputes", "disputes": "timeliness", "skills": "requests"}
    first = codes_of(found)["theme"].str.split().str[0]
    codes = codes_of(found).assign(theme=first.map(lambda theme: swap.get(theme, theme)))
    coded = coded_sample(codes, found)
    scorer = fit_scorer(theme_lesson(coded, book), SETTINGS["themes"], {})
    best = scorer.scores(scorer.features(theme_table(coded.items)))[:, : len(book.themes)].argmax(axis=1)
    named = [book.themes[at].id for at in best]
    assert (pd.Series(named) == codes["theme"].to_numpy()).mean() > 0.9


def test_agencies_unknown_are_parted_by_report(found: Analysis) -> None:
    frames = {**found.frames(), "items": found.items.assign(agency_id=None)}
    assert coded_sample(codes_of(found), Analysis(**frames)).items["voice"].nunique() == 8


def test_scores_hold_agencies_out(found: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[set[str]] = []

    def watch(coded: Coded, codebook: object) -> None:
        taught.append(set(coded.items["voice"]))

    monkeypatch.setattr(training, "train_model", watch)
    scores = training.cross_validated(coded_sample(codes_of(found), found), load_codebook())["test"]
    assert len(taught) == training.SCORED
    everyone = set.union(*taught)
    assert all(len(each) < len(everyone) for each in taught)
    assert set.union(*(everyone - each for each in taught)) == everyone
    assert scores["items"] == 48


def test_what_is_no_item_teaches_nothing(found: Analysis) -> None:
    codes = codes_of(found).assign(role=None)
    codes.loc[:2, ["role", "theme", "substance"]] = "none", None, None
    coded = coded_sample(codes, found)
    assert len(coded.items) == 45
    assert set(coded.items["item_id"]) == set(codes["item_id"].iloc[3:])


def test_gold_is_learned_from_in_every_fold_and_own_agencies_are_scored(
    found: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[Coded] = []
    monkeypatch.setattr(training, "train_model", lambda coded, codebook: taught.append(coded))
    gold = of_voices(coded_items(GOLD), ["g1a", "g2a"])
    own = coded_sample(codes_of(found), found)
    scored = training.cross_validated(own, load_codebook(), gold)
    assert scored["folds"] == len(taught) == 3
    assert scored["test"]["items"] == 48
    for each in taught:
        assert {"g1a", "g2a"} < set(each.items["voice"])
        assert not set(own.items["voice"]) <= set(each.items["voice"])
        assert each.items["item_id"].is_unique


def test_measures_may_come_from_fewer_voices_than_folds(found: Analysis) -> None:
    frames = {**found.frames(), "items": found.items.assign(agency_id=None)}  # 8 reports, each a voice
    run = Analysis(**frames)
    codes = codes_of(found).assign(substance=None, role=None)
    measures = found.items[found.items["role"] == "measure"]
    some = measures["report_id"].isin(measures["report_id"].unique()[:3])
    codes["substance"] = [
        ("general", "boilerplate")[at % 2] if item in set(measures.loc[some, "item_id"]) else None
        for at, item in enumerate(codes["item_id"])
    ]
    model = training.train_on_sample(codes, run, load_codebook())
    assert set(model.scorers) == {"themes", "levels"}
    assert model.scorers["levels"].outputs == ("general",)


def test_a_model_without_scores_says_why(found: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "train_model", lambda *_, about: Model({}, {}, about))
    one = found.items.loc[found.items["agency"] == "澄湖市教育局", "item_id"]
    codes = codes_of(found)
    model = training.train_on_sample(codes[codes["item_id"].isin(one)], found, load_codebook(), gold=GOLD)
    assert "test" not in model.about
    assert model.about["from_sheets"] == len(one) < model.about["items"]
    assert "no scores of this model" in card(model.about)
    assert "all of one agency" in card(model.about)


def test_items_it_learned_from_are_no_test_of_a_model(
    found: Analysis, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = codes_of(found)
    voices = Analysis(**{**found.frames(), "items": found.items.assign(agency_id=None)})  # each report one
    monkeypatch.setattr(training, "cross_validated", lambda *_: {})
    save_model(training.train_on_sample(codes[::2], voices, load_codebook()), tmp_path / "model")
    moved = tmp_path / "moved" / "reports"
    shutil.copytree(corpus, moved)
    run = textkit.analyze(moved.parent, model=tmp_path / "model", compare=False)
    ours = codes.assign(item_id="reports/" + codes["item_id"])
    assert learned_items(run, ours) == ours["item_id"][::2].tolist()
    with pytest.warns(UserWarning, match="the model learned from 24 of the 48 items coded"):
        evaluate_codes(run, ours, of=["theme"], draws=2)
    evaluate_codes(run, ours[1::2], of=["theme"], draws=2)  # a warning would be an error
    evaluate_codes(found, codes, of=["theme"], draws=2)
    write_results(run, tmp_path / "results")
    ours[:20].to_csv(tmp_path / "甲.csv", index=False)
    result = CliRunner().invoke(main, ["evaluate", str(tmp_path / "results"), str(tmp_path / "甲.csv"), "--draws", "2"])
    assert result.exit_code == 0
    assert result.stderr.startswith("the model has learned from 10 of the 20 coded items")
    assert len(result.stderr.splitlines()) == 1
    corrected = [
        "compare",
        str(tmp_path / "results"),
        "--by",
        "year",
        "--of",
        "substantive",
        "--codes",
        str(tmp_path / "甲.csv"),
    ]
    assert "learned from 10 of the 20 coded items" in CliRunner().invoke(main, corrected).stderr


def test_themes_without_an_item_are_named(
    corpus: Path, found: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train_model", lambda *_, about: Model({}, {}, about))
    monkeypatch.setattr(training, "cross_validated", lambda *_: {})
    book = load_codebook()
    themes = [theme.id for theme in book.themes]
    codes = codes_of(found).assign(theme=[f"{themes[n % 13]} other" for n in range(48)])
    assert training.train_on_sample(codes, found, book).about["untaught"] == ["oversight", "other"]
    codes["theme"] = [themes[n % 15] for n in range(48)]
    assert "untaught" not in training.train_on_sample(codes, found, book).about
    codes["theme"] = [themes[n % 14] for n in range(48)]
    codes.to_csv(tmp_path / "甲.csv", index=False)
    said = CliRunner().invoke(
        main, ["train", str(tmp_path / "甲.csv"), "--corpus", str(corpus), "-o", str(tmp_path / "model")]
    )
    assert said.exit_code == 0
    assert said.stderr.endswith("has this theme for its primary theme, so that the model can hardly name it: other\n")
    assert "for its primary theme: other. It can" in said.stdout.replace("\n", " ")
