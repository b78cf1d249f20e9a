"""The learned model: shipped, trained anew, refused where it was changed, and how it joins with the rules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from textkit.cli import main
from textkit.cli.train import card
from textkit.coding.codebook import load_codebook
from textkit.coding.combining import softmax
from textkit.coding.learn import SETTINGS, fit_temperature, held_out_scores, level_lesson, pipeline, theme_lesson
from textkit.coding.levels import substantive_level
from textkit.coding.models import ARRAYS, CARD, HEADER, Model, ModelError, choose_model, load_model, save_model
from textkit.coding.substance import score_substance, strongest_acts
from textkit.coding.tables import theme_table
from textkit.coding.themes import tag_themes
from textkit.handcoding.training import coded_items, held_out_voices, of_voices, score_model, train_on
from textkit.records import SLOTS

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold"
SHIPPED = ROOT / "textkit" / "resources" / "models" / "disclosure"
TEXTS = ["栏目更新不及时", "专职人员偏少", "6月底前修订公开指南", "加强学习", "𠮷", "", "办件答复文书不严谨，措辞随意"]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("disclosure")


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    starts = np.cumsum([0, *(len(text) + 1 for text in TEXTS[:-1])])
    roles = ["problem", "problem", "measure", "measure", "problem", "measure", "problem"]
    return pd.DataFrame({"item_id": [f"a#{at}" for at in starts], "start": starts, "text": TEXTS, "role": roles})


def test_trained_anew_it_is_the_same(tmp_path: Path, model: Model) -> None:
    anew = train_on(GOLD, load_codebook())
    said, shipped = (
        json.loads((save_model(m, tmp_path / n) / HEADER).read_text()) for n, m in (("a", anew), ("b", model))
    )
    assert said["about"]["items_sha256"] == shipped["about"]["items_sha256"]
    assert said["about"]["test"]["theme"] == pytest.approx(shipped["about"]["test"]["theme"], abs=0.005)
    for task, scorer in anew.scorers.items():
        # the last digit of half precision may differ with the machine's linear algebra
        np.testing.assert_allclose(scorer.coef, model.scorers[task].coef, atol=2e-3)
        assert [list(v.keys) for v in scorer.vectorizer.vocabularies_] == [
            list(v.keys) for v in model.scorers[task].vectorizer.vocabularies_
        ]


def test_saved_and_loaded_it_is_the_same(tmp_path: Path, model: Model) -> None:
    folder = save_model(model, tmp_path / "m")
    assert (folder / ARRAYS).read_bytes() == (SHIPPED / ARRAYS).read_bytes()
    assert (folder / HEADER).read_bytes() == (SHIPPED / HEADER).read_bytes()
    assert card(model.about) == (SHIPPED / CARD).read_text(encoding="utf-8")


def test_held_out_better_than_rules(model: Model) -> None:
    test = of_voices(coded_items(GOLD), held_out_voices(GOLD))
    learned, rules = (score_model(each, test, load_codebook()) for each in (model, None))
    assert learned == {**model.about["test"]}
    assert learned["theme"] > rules["theme"] + 0.05
    assert learned["level"] > rules["level"] + 0.03
    assert learned["substantive"] > rules["substantive"]


def test_no_voice_in_its_own_folds() -> None:
    coded = of_voices(coded_items(GOLD), ["g1a", "g1b", "g2a", "g3a"])
    lesson = theme_lesson(coded, load_codebook())
    settings = SETTINGS["themes"]
    scores = held_out_scores(lesson, settings, folds=4)
    one = np.flatnonzero(lesson.voices == "g2a")
    others = np.flatnonzero(lesson.voices != "g2a")
    alone = pipeline(settings).fit(
        lesson.table.iloc[others], lesson.target[others], ridge__sample_weight=lesson.weights[others]
    )
    np.testing.assert_allclose(scores[one], alone.decision_function(lesson.table.iloc[one]), atol=1e-3)
    assert np.isnan(scores[lesson.voices == ""]).all()


def test_themes(items: pd.DataFrame, model: Model) -> None:
    before = items.copy()
    themes = tag_themes(items, model=model)
    pd.testing.assert_frame_equal(items, before)
    first = themes[themes["rank"] == 1]
    assert first["item_id"].tolist() == items["item_id"].tolist()
    assert first["theme"].tolist()[:2] == ["timeliness", "staffing"]
    assert set(themes["method"]) == {"model"}
    assert themes["probability"].between(0, 1).all()
    assert np.allclose(themes.groupby("item_id")["weight"].sum(), 1)
    corpus = "\n".join(TEXTS)
    cited = themes.dropna(subset=["cue"])
    assert [corpus[start:end] for start, end in zip(cited["start"], cited["end"], strict=True)] == list(cited["cue"])
    assert len(cited) >= 5


def test_evidence_without_a_cue_is_a_word(model: Model) -> None:
    texts = ["外地务工的事总也说不到一起", "的", "", "股室之间常各吹各的号"]
    scorer = model.scorer("themes")
    features = scorer.features(theme_table(pd.DataFrame({"text": texts})))
    for output in range(len(scorer.outputs)):
        found = scorer.weightiest(features, output, texts)
        assert found[1] is None and found[2] is None
        for text, said in zip(texts, found, strict=True):
            assert said is None or (said in text and len(said) > 1)
    coordination = scorer.weightiest(features, scorer.outputs.index("primary:coordination"), texts)[3]
    assert coordination in ("股室", "之间")


def test_order_of_items_does_not_matter(items: pd.DataFrame, model: Model) -> None:
    turned = tag_themes(items.iloc[::-1].reset_index(drop=True), model=model).sort_values(["item_id", "rank"])
    straight = tag_themes(items, model=model).sort_values(["item_id", "rank"])
    pd.testing.assert_frame_equal(turned.reset_index(drop=True), straight.reset_index(drop=True))


def test_levels_follow_from_slots_whoever_decides(model: Model) -> None:
    """Of voices that neither rules nor model have seen, so that the two differ."""
    gold = of_voices(coded_items(GOLD), held_out_voices(GOLD)).items
    measures = gold[gold["role"] == "measure"].reset_index(drop=True)
    rules, learned = score_substance(measures), score_substance(measures, model=model)
    hard = [scored.acts["level_of_substance"].isin(["checkable", "firm"]) for scored in (rules, learned)]
    assert (hard[1] & ~hard[0]).any()
    assert (hard[0] & ~hard[1]).any()
    texts, acts = measures.set_index("item_id"), learned.acts.set_index("act_id")
    starts, words = texts["start"].to_dict(), texts["text"].to_dict()
    owner = acts["item_id"].to_dict()
    named: dict[str, set[str]] = {act: set() for act in acts.index}
    for row in learned.slots.itertuples():
        item = owner[row.act_id]
        assert words[item][row.start - starts[item] : row.end - starts[item]] == row.text
        named[row.act_id].add(row.slot)
    for act, level, *flags in acts[["level_of_substance", *SLOTS]].itertuples(name=None):
        assert {slot for slot, on in zip(SLOTS, flags, strict=True) if on} == named[act]
        assert (level if level in ("checkable", "firm") else None) == substantive_level(named[act])
    assert learned.substance["method"].eq("model").all()
    assert learned.substance["probability"].between(0, 1).all()


def test_levels_doubted_are_oftener_wrong(model: Model) -> None:
    test = of_voices(coded_items(GOLD), held_out_voices(GOLD))
    scored = score_substance(test.items, model=model).substance.set_index("item_id")
    gold = strongest_acts(test.acts).set_index("item_id")["substance"].reindex(scored.index)
    same = scored["substance"] == gold
    sure = scored["probability"] > 0.8
    assert same[sure].mean() > same[~sure].mean() + 0.1


def test_few_substantive_acts_teach_nothing_of_them() -> None:
    coded = of_voices(coded_items(GOLD), [f"g1{letter}" for letter in "abcdefgh"])
    few = coded.acts["level_of_substance"].replace({"firm": "general", "checkable": "general"})
    assert level_lesson(coded)[0].outputs == ("general", "substantive")
    assert level_lesson(coded._replace(acts=coded.acts.assign(level_of_substance=few)))[0].outputs == ("general",)


def test_one_level_for_several_acts_teaches_no_substance() -> None:
    coded = of_voices(coded_items(GOLD), ["g1a"])
    levels = strongest_acts(coded.acts).set_index("item_id")["substance"]
    sheet = coded.items[["item_id", "start", "end"]].assign(level_of_substance=coded.items["item_id"].map(levels))
    lesson, _ = level_lesson(coded._replace(acts=sheet.dropna().reset_index(drop=True)))
    several = pd.Series(lesson.items).duplicated(keep=False).to_numpy()
    firm = np.array([levels[item] in ("firm", "checkable") for item in lesson.items])
    assert (several & firm).any()
    assert not lesson.weights[several & firm].any()
    assert lesson.weights[~several & firm].all()


def test_nothing_in_nothing_out(items: pd.DataFrame, model: Model) -> None:
    assert tag_themes(items.head(0), model=model).empty
    assert score_substance(items.head(0), model=model).acts.empty


def test_probabilities_are_calibrated(model: Model) -> None:
    test = of_voices(coded_items(GOLD), held_out_voices(GOLD))
    items = test.items[test.items["role"].isin(["problem", "measure"])].reset_index(drop=True)
    themes = tag_themes(items, model=model)
    first = themes[themes["rank"] == 1].set_index("item_id")
    gold = test.themes[test.themes["rank"] == 1].set_index("item_id")["theme"]
    right = (first["theme"] == gold.reindex(first.index)).to_numpy()
    assert abs(first["probability"].mean() - right.mean()) < 0.05
    sure = (first["probability"] > 0.9).to_numpy()
    assert right[sure].mean() > right[~sure].mean() + 0.1


def test_temperature_of_sure_scores_is_low() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0]] * 20)
    temperature = fit_temperature(scores, np.array([0, 1] * 20))
    assert softmax(scores, temperature)[0, 0] > 0.99


def _cut(folder: Path) -> None:
    (folder / ARRAYS).write_bytes((folder / ARRAYS).read_bytes()[:5000])


def _weight(folder: Path) -> None:
    data = bytearray((folder / ARRAYS).read_bytes())
    data[600] ^= 1
    (folder / ARRAYS).write_bytes(bytes(data))


def _edit(before: str, after: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        text = (folder / HEADER).read_text(encoding="utf-8")
        assert before in text
        (folder / HEADER).write_text(text.replace(before, after), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_cut, "cannot be read"),
        (_weight, "cannot be read|changed after"),
        (_edit('"threshold"', '"Threshold"'), "changed after it was written"),
        (_edit('"textkit": "', '"textkit": "9.'), "was made by textkit 9."),
        (_edit('"format": 1', '"format": 99'), "has format 99"),
        (lambda folder: (folder / HEADER).write_text("[" * 100_000), "not JSON"),
    ],
)
def test_changed_is_refused(tmp_path: Path, change: Callable[[Path], None], message: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    change(folder)
    with pytest.raises(ModelError, match=message):
        load_model(folder)


def test_model_of_another_codebook(tmp_path: Path) -> None:
    source = ROOT / "textkit" / "resources" / "codebooks" / "disclosure.toml"
    own = tmp_path / "disclosure.toml"
    own.write_text(source.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    book = load_codebook(own)
    assert choose_model("auto", book) is None
    with pytest.raises(ModelError, match="another codebook"):
        choose_model(SHIPPED, book)
    assert choose_model("none", load_codebook()) is None
    with pytest.raises(FileNotFoundError, match="no model"):
        choose_model(tmp_path, load_codebook())


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["train", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def gold_of(folder: Path, voices: int, measure: str) -> Path:
    for voice in range(voices):
        (folder / f"v{voice}").mkdir(parents=True)
        text = f'<section kind="problems">一是<problem theme="timeliness">栏目更新慢</problem>。{measure}</section>'
        (folder / f"v{voice}" / "a.xml").write_text(text, encoding="utf-8")
    return folder


def test_too_little_is_named(tmp_path: Path) -> None:
    status, said = run(gold_of(tmp_path / "one", 1, ""), "-o", tmp_path / "model")
    assert status == 2
    assert "8 voices" in said
    assert "two themes" in said
    assert "boilerplate" in said
    one = '<measure theme="skills" status="planned"><act level="boilerplate">加强学习</act></measure>。'
    status, said = run(gold_of(tmp_path / "many", 8, one), "-o", tmp_path / "model")
    assert status == 2
    assert "voices" not in said
    assert "general" in said
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("splits", ['test = "v1', 'test = "v1"', "test = [1]", "\udcff"])
def test_faulty_splits_name_their_file(tmp_path: Path, splits: str) -> None:
    gold = gold_of(tmp_path / "gold", 8, "")
    (gold / "splits.toml").write_bytes(splits.encode("utf-8", "surrogateescape"))
    status, said = run(gold, "-o", tmp_path / "model")
    assert status == 2
    assert "splits.toml" in said


def test_splits_without_test_hold_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "splits.toml").write_text('development = ["v1"]\n', encoding="utf-8")
    assert held_out_voices(tmp_path) == []


@pytest.mark.parametrize("name", ["README.md", "notes.txt"])
def test_other_files_are_not_written_over(tmp_path: Path, model: Model, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    status, said = run(GOLD, "-o", tmp_path)
    assert status == 2
    assert name in said
    with pytest.raises(ModelError, match="other files"):
        save_model(model, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_an_earlier_model_is_replaced(tmp_path: Path, model: Model) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    assert load_model(save_model(model, folder)).sha256 == model.sha256
