"""How much the acts of a measure commit to: firm, checkable, general or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from textkit.coding.actors import Stretches, add_actors
from textkit.coding.levels import decide_levels, substantive_level
from textkit.coding.lexicon import Lexicon, load_lexicon
from textkit.coding.slots import slots_and_hedge
from textkit.parsing.acts import Clause, group_clauses
from textkit.records import SLOTS, SUBSTANCES, Slot, frame, require
from textkit.records import Substance as Level
from textkit.words import tagged

if TYPE_CHECKING:
    from textkit.coding.models import Model

# Nouns and names, not verbs used as nouns.
_NOUN = frozenset({"n", "nr", "ns", "nt", "nz"})
_WORD = re.compile("[一-鿿]{2}")
_NEEDED = ("item_id", "role", "start", "text")


class Substance(NamedTuple):
    """The frames `acts`, `slots` and `substance` of a set of measures."""

    acts: pd.DataFrame
    slots: pd.DataFrame
    substance: pd.DataFrame


def level_of_act(slots: Iterable[Slot], text: str, *, lexicon: Lexicon | None = None) -> Level:
    """Return the level of one act: the first rule that holds.

    ``firm`` is a doing on a specific object with a quantity, deadline, instrument, end state or an actor who
    checks by a mechanism, or a doing with quantity and deadline; ``checkable`` a doing on a specific object;
    ``boilerplate`` an act with no slot and no word of its own; ``general`` the rest.

    Parameters
    ----------
    slots
        The slots of the act, from `textkit.coding.slots.find_slots`.
    text
        The text of the act.
    lexicon
        Where the words of its own are named; the lexicon for disclosure reports unless given.

    Examples
    --------
    >>> level_of_act([], "加强学习培训"), level_of_act([], "拓宽公开渠道")
    ('boilerplate', 'general')
    """
    names = {slot.slot for slot in slots}
    if hard := substantive_level(names):
        return hard
    return "general" if names or has_own_words(text, lexicon or load_lexicon()) else "boilerplate"


def has_own_words(text: str, lexicon: Lexicon) -> bool:
    """Tell whether an act says anything that 档案工作 in place of 信息公开 would make nonsense of.

    True where a word of disclosure, a theme, a group or a concrete arrangement stands in it, or any noun that
    is not among the words of administration in general.

    Examples
    --------
    >>> [has_own_words(text, load_lexicon()) for text in ("健全信息公开工作机制", "健全舆情回应机制")]
    [False, True]
    >>> [has_own_words(text, load_lexicon()) for text in ("克服畏难情绪", "堵住砂石管理的漏洞")]
    [False, True]
    """
    wording = lexicon.wording
    known = wording.matcher.find_matches_as_indexes(text)
    if any(wording.own[index] for index, _, _ in known):
        return True
    unknown = list(text)
    for _, start, end in known:
        unknown[start:end] = " " * (end - start)
    left = "".join(unknown)
    return _WORD.search(left) is not None and _names_a_thing(text, left)


def _names_a_thing(text: str, left: str) -> bool:
    """Tell whether one of the nouns of a text stands in what is left of it."""
    begin = 0
    for word, tag in tagged(text):
        end = begin + len(word)
        if tag in _NOUN and end - begin > 1 and _WORD.search(left, begin, end):
            return True
        begin = end
    return False


def _moved(group: list[Clause], start: int) -> list[Clause]:
    """The clauses of an act with offsets in the act."""
    if start == 0:
        return group
    return [Clause(part.start - start, part.end - start, part.part, part.opens) for part in group]


def score_substance(
    items: pd.DataFrame,
    *,
    lexicon: Lexicon | None = None,
    model: Model | None = None,
    actors: Mapping[str, Stretches] | None = None,
) -> Substance:
    """Score the measures among `items`, act by act.

    Parameters
    ----------
    items
        With columns ``item_id role start text``, as made by ``extract_items``. Rows of other roles are passed
        over.
    lexicon
        Words and patterns that earn slots; the lexicon for disclosure reports unless given.
    model
        Decides beside the rules, as `textkit.coding.levels.decide_levels` says; without it they alone do.
    actors
        Item id → where a pipeline of your own names actors (units, posts), as (start, end) in characters of the
        report. They come beside those that the lexicon finds and raise levels as `add_actors` says. The agency
        itself is no actor: leave it out.

    Returns
    -------
    Substance
        Frames `acts` (``act_id`` is ``item_id/n``, n from 1), `slots` and `substance` (a row per measure; its
        level is that of its strongest act, ``n_checkable`` counts acts that are checkable or firm; ``method`` is
        ``rule`` or ``model``, ``probability`` the model's that the measure is boilerplate, general or substantive,
        whichever was found), in the order of `items`. Offsets are those of the report.

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> items = pd.DataFrame([("a#10", "measure", 10, "加强学习，6月底前修订公开指南")],
    ...                      columns=["item_id", "role", "start", "text"])
    >>> scored = score_substance(items)
    >>> scored.acts[["act_id", "start", "text", "level_of_substance"]].values.tolist()
    [['a#10/1', 10, '加强学习', 'boilerplate'], ['a#10/2', 15, '6月底前修订公开指南', 'firm']]
    >>> scored.substance.loc[0, "substance"]
    'firm'
    """
    require(items, _NEEDED, made_by="extract_items")
    lexicon = lexicon or load_lexicon()
    acts, slots = _by_rules(items, lexicon)
    chances: dict[str, float] | None = None
    if model is not None and not acts.empty:
        acts, slots, chances = decide_levels(acts, slots, model)
    if actors:
        acts, slots = add_actors(acts, slots, actors)
    return Substance(acts, slots, strongest_acts(acts, chances))


def _by_rules(items: pd.DataFrame, lexicon: Lexicon) -> tuple[pd.DataFrame, pd.DataFrame]:
    read: dict[str, tuple[list[Slot], Level, tuple[bool, ...]]] = {}
    acts: list[tuple[object, ...]] = []
    found: list[tuple[object, ...]] = []
    measures = items.loc[(items["role"] == "measure").fillna(False).astype(bool), list(_NEEDED)]
    for item_id, _, begin, text in measures.itertuples(index=False, name=None):
        for count, group in enumerate(group_clauses(text), start=1):
            start, end = group[0].start, group[-1].end
            act = text[start:end]
            if act not in read:
                slots, hedge = slots_and_hedge(act, _moved(group, start), lexicon)
                names = {slot.slot for slot in slots}
                flags = (hedge, *(name in names for name in SLOTS))
                read[act] = slots, level_of_act(slots, act, lexicon=lexicon), flags
            slots, level, flags = read[act]
            act_id = f"{item_id}/{count}"
            at = begin + start
            acts.append((act_id, item_id, at, begin + end, act, level, *flags))
            found += [(act_id, slot.slot, at + slot.start, at + slot.end, slot.text) for slot in slots]
    return frame("acts", acts), frame("slots", found)


def strongest_acts(acts: pd.DataFrame, probability: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the frame ``substance``: the level of the strongest act of each item, in the order of the acts.

    Parameters
    ----------
    acts
        With `item_id` and `level_of_substance`.
    probability
        Item id → the probability of its level, where a model had a say.

    Examples
    --------
    >>> acts = pd.DataFrame({"item_id": ["甲#1", "甲#1"], "level_of_substance": ["general", "firm"]})
    >>> strongest_acts(acts).values.tolist()
    [['甲#1', 'firm', 2, 1, 1, 'rule', <NA>]]
    """
    levels: dict[str, list[str]] = {}
    for item_id, level in zip(acts["item_id"], acts["level_of_substance"], strict=True):
        levels.setdefault(item_id, []).append(level)
    method = "rule" if probability is None else "model"
    rows: list[tuple[object, ...]] = []
    for item_id, each in levels.items():
        firm = each.count("firm")
        counts = len(each), firm + each.count("checkable"), firm
        rows.append((item_id, max(each, key=SUBSTANCES.index), *counts, method, (probability or {}).get(item_id)))
    return frame("substance", rows)
