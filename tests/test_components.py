"""spaCy's view: the same items, slots and themes as the library's, as spans of any tokenizer's tokens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from textkit.coding.actors import add_actors
from textkit.coding.codebook import load_codebook
from textkit.coding.models import choose_model
from textkit.coding.substance import score_substance
from textkit.coding.themes import tag_themes
from textkit.components import JiebaTokenizer, make_doc, span_options
from textkit.parsing import extract_items, parse_sections
from textkit.records import Report, frame, item_id

JIEBA = {"nlp": {"tokenizer": {"@tokenizers": "textkit.jieba"}}}
TEXT = (
    "澄湖市教育局2021年政府信息公开工作年度报告\n"
    "一、总体情况\n主动公开信息 120 条。\n"
    "五、存在的主要问题及改进情况\n"
    "一是招生栏目长期未更新；二是专职人员不足。下一步，"
    "（一）6月底前印发《栏目更新清单》，由办公室每月通报；（二）进一步加强培训，提高认识。\n"
    "六、其他需要报告的事项\n无。"
)
REPORT = Report("澄湖市教育局/2021", TEXT, agency="澄湖市教育局", year=2021)


def pipeline(**config: Any) -> Language:
    nlp = spacy.blank("zh", config=JIEBA)
    nlp.add_pipe("textkit_sections")
    nlp.add_pipe("textkit_items", config={"model": "none", **config})
    nlp.add_pipe("textkit_themes", config={"model": "none"})
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(make_doc(nlp, REPORT))


def labelled(doc: Doc, key: str) -> list[tuple[int, int, str]]:
    return [(span.start_char, span.end_char, span.label_) for span in doc.spans[key]]


def items_of(report: Report) -> pd.DataFrame:
    rows = [
        {
            "item_id": item.item_id,
            "role": item.role,
            "start": item.start,
            "head": item.head,
            "text": item.text,
            "pair_id": None if item.answers is None else item_id(report.report_id, item.answers),
        }
        for item in extract_items(report)
    ]
    return frame("items", rows)


# --- tokenizer ------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text("依申请公开 \n\t　。a1", max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_tokenizer_gives_the_text_back(text: str) -> None:
    doc = JiebaTokenizer(spacy.vocab.Vocab())(text)
    assert doc.text == text
    assert [token.idx for token in doc] == [sum(map(len, [t.text for t in doc[:i]])) for i in range(len(doc))]


def test_the_tokenizer_is_registered(nlp: Language) -> None:
    assert isinstance(nlp.tokenizer, JiebaTokenizer)
    assert "textkit.jieba" in spacy.registry.tokenizers


# --- the same as the library ----------------------------------------------------------------------------


def test_sections_and_items_are_those_of_the_library(doc: Doc) -> None:
    assert doc.text == TEXT
    assert labelled(doc, "sections") == [(s.start, s.end, s.section) for s in parse_sections(REPORT)]
    items = extract_items(REPORT)
    assert labelled(doc, "items") == [(i.start, i.end, i.role) for i in items]
    assert [span.id_ for span in doc.spans["items"]] == [i.item_id for i in items]
    assert [span._.status for span in doc.spans["items"]] == [None, None, "planned", "planned"]


def test_acts_slots_and_themes_are_those_of_the_library(doc: Doc) -> None:
    items = items_of(REPORT)
    scored = score_substance(items)
    assert labelled(doc, "acts") == scored.acts[["start", "end", "level_of_substance"]].to_records(index=False).tolist()
    assert labelled(doc, "slots") == scored.slots[["start", "end", "slot"]].to_records(index=False).tolist()
    levels = [span._.level for span in doc.spans["items"] if span.label_ == "measure"]
    assert levels == scored.substance["substance"].tolist() == ["firm", "boilerplate"]
    themes = tag_themes(items)
    assert [(s.id_ or s.label_) for s in doc.spans["themes"]] == themes["theme"].tolist()
    cues = themes.dropna(subset=["start"])
    assert labelled(doc, "cues") == cues[["start", "end", "theme"]].to_records(index=False).tolist()
    assert doc.spans["items"][0]._.themes == {"timeliness": 1.0}


def test_the_model_chooses_as_in_the_library() -> None:
    nlp = spacy.blank("zh", config=JIEBA)
    nlp.add_pipe("textkit_items")
    nlp.add_pipe("textkit_themes")
    doc = nlp(make_doc(nlp, REPORT))
    items = items_of(REPORT)
    model = choose_model("auto", load_codebook())
    assert [s.label_ for s in doc.spans["themes"]] == tag_themes(items, model=model)["theme"].tolist()
    acts = score_substance(items, model=model).acts
    assert [s.label_ for s in doc.spans["acts"]] == acts["level_of_substance"].tolist()


def test_pipe_gives_what_one_by_one_gives(nlp: Language) -> None:
    texts = [TEXT, "", "没有标题的一句话。", TEXT.replace("招生", "学籍")]
    piped = list(nlp.pipe(texts, batch_size=3))
    assert [doc.text for doc in piped] == texts
    for text, found in zip(texts, piped, strict=True):
        alone = nlp(text)
        for key in ("sections", "items", "acts", "slots", "themes", "cues"):
            assert labelled(found, key) == labelled(alone, key)


def test_real_reports(real: Path, nlp: Language) -> None:
    from textkit.reading import read_corpus

    for report in read_corpus(real / "disclosure").reports:
        doc = nlp(make_doc(nlp, report))
        assert doc.text == report.text
        assert labelled(doc, "items") == [(i.start, i.end, i.role) for i in extract_items(report)]


def test_another_genre(tmp_path: Path) -> None:
    nlp = spacy.blank("zh", config=JIEBA)
    nlp.add_pipe("textkit_items", config={"genre": "work_report"})
    nlp.add_pipe("textkit_themes", config={"codebook": "work_report"})
    doc = nlp("二、2023年工作安排\n改造老旧小区88个。\n")
    assert [(s.label_, s.text) for s in doc.spans["themes"]] == [("urban", "改造老旧小区88个")]


# --- actors of one's own --------------------------------------------------------------------------------


@Language.component("find_archive")
def find_archive(doc: Doc) -> Doc:
    """Stand in for a trained pipeline: every 档案馆 is an organisation."""
    at = [(m.start(), m.end()) for m in re.finditer("档案馆|教育局", doc.text)]
    spans = [doc.char_span(a, b, label="ORG", alignment_mode="expand") for a, b in at]
    doc.set_ents(spans)
    doc.spans["people"] = spans
    return doc


@pytest.mark.parametrize("where", ["ents", "people"])
def test_a_pipeline_of_ones_own_names_actors(where: str) -> None:
    text = "五、存在的主要问题及改进情况\n一是更新慢；二是人手少。下一步，（一）档案馆加强学习；（二）加强学习。"
    found = {}
    for actors in (None, where):
        nlp = spacy.blank("zh", config=JIEBA)
        nlp.add_pipe("find_archive")
        nlp.add_pipe("textkit_items", config={"model": "none", "actors": actors})
        doc = nlp(text)
        levels = [s._.level for s in doc.spans["items"] if s.label_ == "measure"]
        found[actors] = (levels, [(s.label_, s.text) for s in doc.spans["slots"]])
    assert found[None] == (["general", "boilerplate"], [])
    assert found[where] == (["general", "boilerplate"], [("actor", "档案馆")])


def test_labels_and_the_agency_itself_are_heeded() -> None:
    text = "五、存在的主要问题及改进情况\n一是更新慢；二是人手少。下一步，（一）教育局加强学习；（二）档案馆加强学习。"
    for labels, expected in ((["ORG"], ["档案馆"]), (["PERSON"], [])):
        nlp = spacy.blank("zh", config=JIEBA)
        nlp.add_pipe("find_archive")
        nlp.add_pipe("textkit_items", config={"model": "none", "actors": "ents", "actor_labels": labels})
        doc = nlp(make_doc(nlp, Report("a", text, agency="教育局")))
        assert [s.text for s in doc.spans["slots"] if s.label_ == "actor"] == expected


def test_actors_make_an_act_firm_only_with_doing_object_and_mechanism() -> None:
    text = "财政所每月核查空白栏目并通报"
    items = pd.DataFrame([("甲#5", "measure", 5, text)], columns=["item_id", "role", "start", "text"])
    acts = score_substance(items).acts.assign(actor=False)
    for mechanism, level in ((True, "firm"), (False, "checkable")):
        given = acts.assign(act=True, object=True, mechanism=mechanism, level_of_substance="checkable")
        told, slots = add_actors(given, frame("slots"), {"甲#5": [(5, 8)]})
        assert told["level_of_substance"].tolist() == [level]
        assert slots.values.tolist() == [["甲#5/1", "actor", 5, 8, "财政所"]]
        assert told.dtypes.equals(acts.dtypes) or told["actor"].tolist() == [True]
    same, _ = add_actors(acts, frame("slots"), {"甲#5": [(0, 8)], "乙#1": [(5, 8)]})
    assert same["actor"].tolist() == [False]


def test_the_same_words_have_actors_of_their_own_in_each_item() -> None:
    rows = [("甲#0", "measure", 0, "办理室加强学习"), ("乙#0", "measure", 0, "办理室加强学习")]
    items = pd.DataFrame(rows, columns=["item_id", "role", "start", "text"])
    scored = score_substance(items, actors={"乙#0": [(0, 3)]})
    assert scored.acts["actor"].tolist() == [False, True]
    assert scored.substance["substance"].tolist()[1] == "general"


def test_actors_that_no_component_wrote() -> None:
    nlp = spacy.blank("zh", config=JIEBA)
    nlp.add_pipe("textkit_items", config={"model": "none", "actors": "people"})
    with pytest.raises(ValueError, match="people"):
        nlp("人员不足")


# --- tokens that cross bounds, and spans that were there before ------------------------------------------


def test_tokens_of_others_are_split_and_their_spans_stay() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("textkit_items", config={"model": "none"})
    nlp.add_pipe("textkit_themes", config={"model": "none"})
    doc = nlp.make_doc(TEXT)
    whole = len(doc)
    doc.spans["mine"] = [Span(doc, 2, 5, label="MINE"), Span(doc, len(doc) - 1, len(doc), label="END")]
    doc.spans["mine"].attrs["by"] = "me"
    before = labelled(doc, "mine")
    doc = nlp(doc)
    assert len(doc) > whole and doc.text == TEXT
    assert labelled(doc, "mine") == before
    assert doc.spans["mine"].attrs == {"by": "me"}
    assert labelled(doc, "items") == [(i.start, i.end, i.role) for i in extract_items(REPORT)]


def test_sentences_and_entities_survive_a_split() -> None:
    nlp = spacy.blank("en")
    text = "五、存在的主要问题及改进情况\n一是人员不足；二是更新慢。"
    nlp.add_pipe("sentencizer", config={"punct_chars": ["\n"]})
    doc = nlp(text)
    doc.set_ents([Span(doc, len(doc) - 1, len(doc), label="X")])
    before = [span.text for span in (*doc.ents, *doc.sents)]
    whole = len(doc)
    nlp.add_pipe("textkit_items", config={"model": "none"})
    doc = nlp.get_pipe("textkit_items")(doc)
    assert len(doc) > whole
    assert [span.text for span in (*doc.ents, *doc.sents)] == before


@given(
    st.lists(
        st.sampled_from(["一是人员不足；", "二是 更新慢。", "下一步，", "6月底前印发《规程》。", "\n", "x y "]),
        max_size=8,
    )
)
@settings(max_examples=30, deadline=None)
def test_every_stretch_is_a_span(parts: list[str]) -> None:
    text = "五、存在的主要问题及改进情况\n" + "".join(parts)
    for blank in (spacy.blank("en"), spacy.blank("zh", config=JIEBA)):
        blank.add_pipe("textkit_items", config={"model": "none"})
        doc = blank(text)
        assert labelled(doc, "items") == [(i.start, i.end, i.role) for i in extract_items(Report("", text))]


def test_themes_without_items_say_what_lacks() -> None:
    nlp = spacy.blank("zh", config=JIEBA)
    nlp.add_pipe("textkit_themes", config={"model": "none"})
    with pytest.raises(ValueError, match="textkit_items"):
        nlp("人员不足")


# --- keeping --------------------------------------------------------------------------------------------


def test_bytes_keep_spans_and_codes(nlp: Language, doc: Doc) -> None:
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    for key in doc.spans:
        assert labelled(again, key) == labelled(doc, key)
        assert again.spans[key].attrs == doc.spans[key].attrs
    assert [s._.level for s in again.spans["items"]] == [s._.level for s in doc.spans["items"]]
    assert again._.year == 2021
    kept = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (binned,) = DocBin().from_bytes(kept).get_docs(nlp.vocab)
    assert labelled(binned, "slots") == labelled(doc, "slots")


def test_a_pipeline_is_stored_and_loaded(nlp: Language, doc: Doc, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert again.pipe_names == ["textkit_sections", "textkit_items", "textkit_themes"]
    assert isinstance(again.tokenizer, JiebaTokenizer)
    other = again(make_doc(again, REPORT))
    for key in doc.spans:
        assert labelled(other, key) == labelled(doc, key)


# --- drawing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["sections", "items", "acts", "slots", "themes", "cues"])
def test_displacy_draws_each_group(doc: Doc, key: str) -> None:
    options = span_options(doc, key)
    html = displacy.render(doc, style="span", options=options, jupyter=False)
    for span in doc.spans[key]:
        assert span.label_ in html
        assert options["colors"][span.label_] in html


def test_colours_do_not_depend_on_the_document(nlp: Language, doc: Doc) -> None:
    assert span_options(nlp(""), "themes") == span_options(doc, "themes")
    with pytest.raises(KeyError, match="there are sections, items"):
        span_options(doc, "entities")


def test_a_group_that_is_missing_names_the_component_that_writes_it(nlp: Language) -> None:
    with nlp.select_pipes(enable=["textkit_items"]):
        some = nlp("五、存在的主要问题及改进情况\n一是人员不足。")
    for key, component in (("sections", "textkit_sections"), ("cues", "textkit_themes")):
        with pytest.raises(
            KeyError, match=rf"no doc.spans\['{key}'\]: add {component} to the pipeline; there are items"
        ):
            span_options(some, key)


# --- spaCy without us -----------------------------------------------------------------------------------


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.strip()


def test_a_blank_pipeline_loads_nothing_heavy_of_ours() -> None:
    code = (
        "import spacy, sys; nlp = spacy.blank('en'); assert len(nlp('a b')) == 2;"
        "ours = {m for m in sys.modules if m.startswith('textkit')};"
        "heavy = {'sklearn', 'numba', 'matplotlib', 'pandas', 'jieba', 'rjieba'} & set(sys.modules);"
        "print(sorted(ours), sorted(heavy))"
    )
    assert run(code) == "['textkit', 'textkit.components', 'textkit.components.spans'] []"


def test_entry_points_name_what_is_there() -> None:
    code = (
        "import spacy; from importlib.metadata import entry_points;"
        "found = [e for g in ('spacy_factories', 'spacy_tokenizers') for e in entry_points(group=g)"
        " if e.value.startswith('textkit')];"
        "print(sorted(e.name for e in found if callable(e.load())))"
    )
    assert run(code) == "['textkit.jieba', 'textkit_items', 'textkit_sections', 'textkit_themes']"
