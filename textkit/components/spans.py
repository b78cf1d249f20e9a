"""Marked stretches as groups of spans: tokens are split where one begins or ends; displaCy's options for them."""

import itertools
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span, SpanGroup


class Mark(NamedTuple):
    """A stretch of a document with its label and what else is known of it."""

    start: int
    end: int
    label: str
    id: str = ""
    known: tuple[tuple[str, Any], ...] = ()


def write_spans(doc: Doc, groups: Mapping[str, tuple[Sequence[Mark], Sequence[str]]]) -> None:
    """Write groups of spans; tokens in which one begins or ends are split."""
    _split_tokens(doc, {bound for marks, _ in groups.values() for mark in marks for bound in (mark.start, mark.end)})
    for key, (marks, labels) in groups.items():
        spans = []
        for mark in marks:
            span = _span(doc, mark)
            for name, value in mark.known:
                span._.set(name, value)
            spans.append(span)
        doc.spans[key] = SpanGroup(doc, name=key, attrs={"labels": list(labels)}, spans=spans)


def _span(doc: Doc, mark: Mark) -> Span:
    """The span of a mark; where its last blanks are no tokens, it ends before them."""
    end = mark.end
    span = doc.char_span(mark.start, end, label=mark.label, span_id=mark.id)
    if span is None:
        end = mark.start + len(doc.text[mark.start : mark.end].rstrip())
        span = doc.char_span(mark.start, end, label=mark.label, span_id=mark.id)
    assert span is not None, f"characters {mark.start} to {end} are no tokens"
    return span


def _split_tokens(doc: Doc, bounds: set[int]) -> None:
    """Split the tokens that a bound falls into; spans that were there keep their characters."""
    cuts: dict[int, list[int]] = {}
    starts = [token.idx for token in doc]
    for bound in sorted(bounds):
        at = bisect_right(starts, bound) - 1
        if at >= 0 and starts[at] < bound < starts[at] + len(doc[at].text):
            cuts.setdefault(at, []).append(bound)
    if not cuts:
        return
    kept = {
        key: (group.attrs, [(s.start_char, s.end_char, s.label_, s.kb_id_, s.id_) for s in group])
        for key, group in doc.spans.items()
    }
    with doc.retokenize() as retokenizer:
        for at, places in cuts.items():
            token = doc[at]
            edges = [0, *(place - token.idx for place in places), len(token.text)]
            orths = [token.text[a:b] for a, b in itertools.pairwise(edges)]
            head = (token, 0) if token.head == token else token.head
            retokenizer.split(token, orths, heads=[head, *[(token, 0)] * (len(orths) - 1)])
    for key, (attrs, spans) in kept.items():
        again = [doc.char_span(a, b, label=label, kb_id=kb, span_id=its) for a, b, label, kb, its in spans]
        doc.spans[key] = SpanGroup(doc, name=key, attrs=attrs, spans=[span for span in again if span is not None])


_WRITERS = {
    "sections": "textkit_sections",
    **dict.fromkeys(("items", "acts", "slots"), "textkit_items"),
    **dict.fromkeys(("themes", "cues"), "textkit_themes"),
}
"""Group → the component that writes it."""


def span_options(doc: Doc, key: str = "items") -> dict[str, Any]:
    r"""Return the options with which displaCy draws one of our groups: its key, and a colour for each label.

    The colours of a group are the same in every document.

    Raises
    ------
    KeyError
        If the document has no such group; those it has are named, and the component that writes the group.

    Examples
    --------
    >>> import spacy
    >>> from spacy import displacy
    >>> nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "textkit.jieba"}}})
    >>> _ = nlp.add_pipe("textkit_items")
    >>> doc = nlp("五、存在的主要问题及改进情况\n一是人员不足；二是更新慢。")
    >>> span_options(doc, "items")["colors"]["problem"]
    '#cfe5f3'
    >>> html = displacy.render(doc, style="span", options=span_options(doc, "items"), jupyter=False)
    >>> "problem" in html
    True
    """
    from textkit.render import palette

    if key not in doc.spans:
        missing = f": add {_WRITERS[key]} to the pipeline" if key in _WRITERS else ""
        raise KeyError(f"no doc.spans[{key!r}]{missing}; there are {', '.join(doc.spans) or 'none'}")
    group = doc.spans[key]
    labels = group.attrs.get("labels") or sorted({span.label_ for span in group})
    return {"spans_key": key, "colors": palette(labels)}
