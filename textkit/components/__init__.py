"""spaCy: a tokenizer and three components, a view on the same functions.

spaCy imports this module whenever a pipeline is built anywhere textkit is installed, so it imports nothing but
spaCy itself; all else waits until a component of ours is made. Components parse the text first and tokenize last:
where a section, item, act, slot or cue begins or ends inside a token, the token is split, so that every one is a
span.

What they write:

=====================  ==================================================================================
``doc.spans``          label of each span
=====================  ==================================================================================
``sections``           kind of section
``items``              role; ``span.id_`` is the item's id, ``span._.status`` and ``span._.level`` its codes
``acts``               level of substance; ``span._.level`` too
``slots``              slot
``themes``             theme, a span over the whole item for each of its themes, the primary one first
``cues``               theme, a span over the characters that earned it
=====================  ==================================================================================
"""

# No `from __future__ import annotations`: spaCy checks the settings of a component against these annotations.
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from textkit.components.spans import Mark, span_options, write_spans

if TYPE_CHECKING:
    from textkit.records import Item, Report

__all__ = [
    "JiebaTokenizer",
    "create_items",
    "create_sections",
    "create_themes",
    "create_tokenizer",
    "make_doc",
    "span_options",
]

_DOC_EXTENSIONS = ("report_id", "agency", "year")
_SPAN_EXTENSIONS = ("status", "level", "answers", "themes")
_PEOPLE = ("ORG", "PERSON")

for _name in _DOC_EXTENSIONS:
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
for _name in _SPAN_EXTENSIONS:
    if not Span.has_extension(_name):
        Span.set_extension(_name, default=None)


# --- the tokenizer --------------------------------------------------------------------------------------


class JiebaTokenizer(DummyTokenizer):  # type: ignore[misc,unused-ignore]
    r"""Words as `textkit.words.tokenize` gives them; spaces and line ends are tokens of their own.

    Examples
    --------
    >>> import spacy
    >>> doc = JiebaTokenizer(spacy.blank("zh").vocab)("依申请公开 答复\n不规范")
    >>> [token.text for token in doc]
    ['依申请公开', ' ', '答复', '\n', '不', '规范']
    >>> doc.text
    '依申请公开 答复\n不规范'
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the words of `text` as a document; joined they give it back."""
        from textkit.words import tokenize

        words = tokenize(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


def create_tokenizer() -> Callable[[Language], JiebaTokenizer]:
    """Make the tokenizer ``textkit.jieba``: jieba's words with the user dictionary of textkit.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "textkit.jieba"}}})
    >>> [token.text for token in nlp("三审三校不严")]
    ['三审三校', '不严']
    """

    def make(nlp: Language) -> JiebaTokenizer:
        return JiebaTokenizer(nlp.vocab)

    return make


# where textkit is importable but not installed there are no entry points
registry.tokenizers.register("textkit.jieba", func=create_tokenizer)


def make_doc(nlp: Language, report: "Report") -> Doc:
    """Return the text of a report as a document that knows its id, agency and year, for `nlp` or `nlp.pipe`.

    Examples
    --------
    >>> import spacy
    >>> from textkit.records import Report
    >>> make_doc(spacy.blank("zh"), Report("甲局/2021", "一是人员不足。", year=2021))._.year
    2021
    """
    doc = nlp.make_doc(report.text)
    for name in _DOC_EXTENSIONS:
        doc._.set(name, getattr(report, name))
    return doc


def _report(doc: Doc) -> "Report":
    from textkit.records import Report

    return Report(report_id=doc._.report_id or "", text=doc.text, agency=doc._.agency, year=doc._.year)


# --- the components -------------------------------------------------------------------------------------


class _Batched:
    """A component that works on several documents at once."""

    def __call__(self, doc: Doc) -> Doc:
        self.annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        rest = iter(stream)
        while docs := list(itertools.islice(rest, batch_size)):
            self.annotate(docs)
            yield from docs

    def annotate(self, docs: Sequence[Doc]) -> None:
        raise NotImplementedError


class SectionFinder(_Batched):
    """Writes ``doc.spans["sections"]``; see `create_sections`."""

    def __init__(self, genre: str) -> None:
        from textkit.genre import load_genre

        self.genre = load_genre(genre)

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Find the sections of each document."""
        from textkit.parsing import parse_sections

        kinds = [kind for kind, _ in self.genre.headings]
        for doc in docs:
            found = parse_sections(_report(doc), genre=self.genre)
            write_spans(doc, {"sections": ([Mark(s.start, s.end, s.section) for s in found], kinds)})


class ItemFinder(_Batched):
    """Writes the groups ``items``, ``acts`` and ``slots``; see `create_items`."""

    def __init__(self, genre: str, model: str, actors: str | None, actor_labels: Sequence[str]) -> None:
        from textkit.coding.codebook import load_codebook
        from textkit.coding.lexicon import load_lexicon
        from textkit.coding.models import choose_model
        from textkit.genre import load_genre

        self.genre = load_genre(genre)
        self.lexicon = load_lexicon(self.genre.lexicon)
        self.model = None if model == "none" else choose_model(model, load_codebook(self.genre.codebook))
        self.actors = actors
        self.actor_labels = frozenset(actor_labels)

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Find the items of each document and score the acts of its measures."""
        from textkit.coding.substance import score_substance
        from textkit.parsing import extract_items
        from textkit.records import ROLES, SLOTS, SUBSTANCES

        items = [extract_items(_report(doc), genre=self.genre) for doc in docs]
        # several documents may have no id: in the frames they are told apart by their place in the batch
        actors = self._actors(docs, items) if self.actors else None
        scored = score_substance(_item_frame(items), lexicon=self.lexicon, model=self.model, actors=actors)
        levels = dict(zip(scored.substance["item_id"], scored.substance["substance"], strict=True))
        acts: dict[int, list[Mark]] = {}
        for act_id, start, end, level in _rows(scored.acts, "act_id", "start", "end", "level_of_substance"):
            acts.setdefault(_place(act_id), []).append(Mark(start, end, level, known=(("level", level),)))
        slots: dict[int, list[Mark]] = {}
        for act_id, slot, start, end in _rows(scored.slots, "act_id", "slot", "start", "end"):
            slots.setdefault(_place(act_id), []).append(Mark(start, end, slot))
        for at, (doc, its) in enumerate(zip(docs, items, strict=True)):
            marks = [_item_mark(item, levels.get(_key(at, item.start))) for item in its]
            groups = {
                "items": (marks, ROLES),
                "acts": (acts.get(at, []), SUBSTANCES),
                "slots": (slots.get(at, []), SLOTS),
            }
            write_spans(doc, groups)

    def _actors(self, docs: Sequence[Doc], items: Sequence[Sequence["Item"]]) -> dict[str, list[tuple[int, int]]]:
        """The actors that an earlier component named in each item; the agency itself is none."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, (doc, its) in enumerate(zip(docs, items, strict=True)):
            if self.actors != "ents" and self.actors not in doc.spans:
                raise ValueError(
                    f"no doc.spans[{self.actors!r}]: add the component that writes it before textkit_items"
                )
            named = doc.ents if self.actors == "ents" else doc.spans[self.actors]
            spans = [s for s in named if s.label_ in self.actor_labels and s.text != doc._.agency]
            for item in its:
                within = [(s.start_char, s.end_char) for s in spans if item.start <= s.start_char < item.end]
                found[_key(at, item.start)] = within
        return found


class ThemeTagger(_Batched):
    """Writes the groups ``themes`` and ``cues``; see `create_themes`."""

    def __init__(self, codebook: str, model: str) -> None:
        from textkit.coding.codebook import load_codebook
        from textkit.coding.models import choose_model

        self.codebook = load_codebook(codebook)
        self.model = choose_model(model, self.codebook)

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Give the items of each document their themes."""
        import pandas as pd

        from textkit.coding.themes import tag_themes

        for doc in docs:
            if "items" not in doc.spans:
                raise ValueError("no doc.spans['items']: add textkit_items to the pipeline before textkit_themes")
        found = tag_themes(_span_frame(docs), codebook=self.codebook, model=self.model)
        ends = {_key(at, s.start_char): s.end_char for at, doc in enumerate(docs) for s in doc.spans["items"]}
        weights: dict[str, dict[str, float]] = {}
        cues: dict[int, list[Mark]] = {}
        for key, theme, weight, start, end in _rows(found, "item_id", "theme", "weight", "start", "end"):
            weights.setdefault(key, {})[theme] = float(weight)
            if start is not pd.NA:
                cues.setdefault(_place(key), []).append(Mark(start, end, theme))
        themes: dict[int, list[Mark]] = {}
        for key, its in weights.items():
            start = int(key.rpartition("#")[2])
            known = (("themes", its),)
            themes.setdefault(_place(key), []).extend(Mark(start, ends[key], theme, known=known) for theme in its)
        labels = [theme.id for theme in self.codebook.themes]
        for at, doc in enumerate(docs):
            write_spans(doc, {"themes": (themes.get(at, []), labels), "cues": (cues.get(at, []), labels)})


@Language.factory("textkit_sections", assigns=["doc.spans"], default_config={"genre": "disclosure"})
def create_sections(nlp: Language, name: str, genre: str) -> SectionFinder:
    r"""Make the component ``textkit_sections``, which writes ``doc.spans["sections"]``.

    Parameters
    ----------
    genre
        Whose headings name the sections: a built-in genre or the path of a TOML file. Give `textkit_items` the same.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "textkit.jieba"}}})
    >>> _ = nlp.add_pipe("textkit_sections")
    >>> doc = nlp("一、总体情况\n公开3件。\n五、存在的主要问题及改进情况\n人员不足。")
    >>> [section.label_ for section in doc.spans["sections"]]
    ['overview', 'problems']
    """
    return SectionFinder(genre)


@Language.factory(
    "textkit_items",
    assigns=["doc.spans"],
    default_config={"genre": "disclosure", "model": "auto", "actors": None, "actor_labels": list(_PEOPLE)},
)
def create_items(
    nlp: Language, name: str, genre: str, model: str, actors: str | None, actor_labels: list[str]
) -> ItemFinder:
    r"""Make the component ``textkit_items``, which writes the groups ``items``, ``acts`` and ``slots``.

    Parameters
    ----------
    genre
        Which section is cut into items, and by which lexicon their acts are scored: a built-in genre or the path of a
        TOML file. The component finds the sections itself; `textkit_sections` need not come before it.
    model
        Tells general acts from boilerplate: ``auto``, the built-in one if it belongs to the codebook of the genre;
        ``none``, the lexicon alone; or the folder of a model.
    actors
        Where a pipeline of your own names actors: ``ents`` for `doc.ents`, or a key of `doc.spans`, written by a
        component that comes before this one. They come beside those of the lexicon and raise the levels of acts
        where the coding rules say so: see `textkit.coding.actors.add_actors`. Not given, the lexicon alone names
        them.
    actor_labels
        The labels of those that count.

    Raises
    ------
    ValueError
        By the component, if a document has no spans under the key that `actors` names.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "textkit.jieba"}}})
    >>> _ = nlp.add_pipe("textkit_items")
    >>> doc = nlp("五、存在的主要问题及改进情况\n一是人员不足；二是更新慢。下一步，6月底前修订公开指南。")
    >>> [(item.label_, item._.status, item._.level, item.text) for item in doc.spans["items"]]
    [('problem', None, None, '人员不足'), ('problem', None, None, '更新慢'),
     ('measure', 'planned', 'firm', '6月底前修订公开指南')]
    >>> [(slot.label_, slot.text) for slot in doc.spans["slots"]]
    [('act', '修订'), ('object', '公开指南'), ('deadline', '6月底前')]
    """
    return ItemFinder(genre, model, actors, actor_labels)


@Language.factory(
    "textkit_themes",
    assigns=["doc.spans"],
    requires=["doc.spans"],
    default_config={"codebook": "disclosure", "model": "auto"},
)
def create_themes(nlp: Language, name: str, codebook: str, model: str) -> ThemeTagger:
    r"""Make the component ``textkit_themes``, which writes the groups ``themes`` and ``cues``.

    Parameters
    ----------
    codebook
        A built-in codebook or the path of a TOML file; for another genre its own, since this component sees items
        alone.
    model
        Chooses among the themes: ``auto``, the built-in one if it was made under this very codebook; ``none``, cues
        alone; or the folder of a model made under it.

    Raises
    ------
    ValueError
        By the component, if no `textkit_items` came before it.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "textkit.jieba"}}})
    >>> _ = nlp.add_pipe("textkit_items"), nlp.add_pipe("textkit_themes", config={"model": "none"})
    >>> doc = nlp("五、存在的主要问题及改进情况\n一是专职人员不足；二是政策解读形式单一。")
    >>> [(theme.label_, theme.text) for theme in doc.spans["themes"]]
    [('staffing', '专职人员不足'), ('interpretation', '政策解读形式单一')]
    """
    return ThemeTagger(codebook, model)


# --- frames of a batch ----------------------------------------------------------------------------------


def _key(at: int, start: int) -> str:
    from textkit.records import item_id

    return item_id(str(at), start)


def _place(key: str) -> int:
    """Return the place in the batch that an id of a frame begins with."""
    return int(key.partition("#")[0])


def _rows(frame: Any, *columns: str) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = frame[list(columns)].itertuples(index=False, name=None)
    return rows


def _item_frame(batch: Sequence[Sequence["Item"]]) -> Any:
    from textkit.records import frame

    rows = [
        {"item_id": _key(at, item.start), "role": item.role, "start": item.start, "head": item.head, "text": item.text}
        for at, items in enumerate(batch)
        for item in items
    ]
    return frame("items", rows)


def _span_frame(docs: Sequence[Doc]) -> Any:
    """The items of a batch as `tag_themes` takes them, read back from their spans."""
    import re

    from textkit.records import frame

    rows = []
    for at, doc in enumerate(docs):
        for span in doc.spans["items"]:
            answers = span._.answers
            rows.append(
                {
                    "item_id": _key(at, span.start_char),
                    "role": span.label_,
                    "start": span.start_char,
                    "head": re.split(r"[，,；;。：:\n]", span.text, maxsplit=1)[0],
                    "text": span.text,
                    "pair_id": None if answers is None else _key(at, answers),
                }
            )
    return frame("items", rows)


def _item_mark(item: "Item", level: str | None) -> Mark:
    known = {"status": item.status, "level": level, "answers": item.answers}
    given = tuple((name, value) for name, value in known.items() if value is not None)
    return Mark(item.start, item.end, item.role, item.item_id, given)
