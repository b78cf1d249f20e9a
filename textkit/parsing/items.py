"""The coded section of a report → its items: problems, measures, causes, achievements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from textkit.genre import Genre, load_genre
from textkit.parsing.reader import Draft, SectionReader
from textkit.parsing.sections import body_of, parse_sections, part_role
from textkit.parsing.status import apply_status_sentence, lead_status, status_of
from textkit.parsing.tasks import read_tasks
from textkit.records import ROLES, Item, Report, Section

_GOES_ON = re.compile("(?:^|(?<=[，,；;。]))(?:继续|持续|不断)")
_ALL_YEAR = re.compile("全年(?!共|累计)")
_COUNT = re.compile(r"\d[\d.,]*(?:余|多)?(?:人次|家次|条次|次|件|条|家|个|名|人|期|场|篇|份|处|块|轮|批|册|%|％|万)")


def extract_items(
    report: Report, sections: Sequence[Section] | None = None, *, genre: Genre | None = None
) -> list[Item]:
    r"""Take the items out of the coded section of a report, by the coding rules 1 and 2.

    Enumerated stretches are one item each, with all they hold; where the outer level only names a part, as
    in （一）主要问题, the inner level gives the items. Running text is cut at semicolons, else where
    each clause names its own problem or has its own verb and object. Lead-ins, turns, closings,
    signatures and status sentences are no items. The section's structure decides the role before the wording does.
    In a genre whose coded section has one role, each sentence is an item (`read_tasks`).

    Parameters
    ----------
    report
        A report with cleaned text.
    sections
        Its sections, as `parse_sections` gives them; found anew if not given.
    genre
        The kind of report; ``disclosure`` if not given.

    Returns
    -------
    list of Item
        In order; ``report.text[item.start:item.end] == item.text``. Empty where the section is missing, blank
        or says that there is no problem.

    Examples
    --------
    >>> text = "五、存在的主要问题及改进情况\n一是人员不足；二是更新慢。下一步，加强培训。"
    >>> report = Report("甲局/2021", text)
    >>> [(i.role, i.status, i.text) for i in extract_items(report)]
    [('problem', None, '人员不足'), ('problem', None, '更新慢'), ('measure', 'planned', '加强培训')]
    """
    genre = genre or load_genre()
    sections = parse_sections(report, genre=genre) if sections is None else sections
    items: list[Item] = []
    reader = SectionReader(report, genre)
    for section in sections:
        if section.section != genre.coded:
            continue
        start, end = body_of(section, report.text)
        first = len(reader.drafts)
        if genre.role:
            lead = lead_status(section.heading, genre)
            reader.drafts += [Draft(genre.role, *span, lead) for span in read_tasks(report.text, start, end, genre)]
        else:
            if role := part_role(section, genre):
                reader.enter(role, lead_status(section.heading, genre), label=section.heading)
            reader.read(start, end)
        items += _finish(reader, first, items)
    return items


def why_no_items(report: Report, sections: Sequence[Section], *, genre: Genre | None = None) -> str:
    r"""Say why a report gave no item: no section, a blank one, or one that names no problem.

    Examples
    --------
    >>> report = Report("甲局/2021", "五、存在的主要问题及改进情况\n无。")
    >>> why_no_items(report, parse_sections(report))
    'the section on problems says that there are none'
    """
    genre = genre or load_genre()
    coded = [section for section in sections if section.section == genre.coded]
    if not coded:
        return genre.reasons["missing"]
    bodies = [report.text[slice(*body_of(section, report.text))].strip() for section in coded]
    if not any(re.search(r"\w", re.sub(r"[（(][^）)]*[）)]", "", body)) for body in bodies):
        return genre.reasons["blank"]
    if any(genre.leads["none"].search(body) for body in bodies):
        return genre.reasons["none"]
    return genre.reasons["nothing"]


def _finish(reader: SectionReader, first: int, before: Sequence[Item]) -> list[Item]:
    """Turn the drafts of one section into items with status, position and pair."""
    counts = {role: sum(item.role == role for item in before) for role in ROLES}
    items: list[Item] = []
    for draft in reader.drafts[first:]:
        counts[draft.role] += 1
        items.append(_item(reader, draft, counts[draft.role]))
    items = _told(reader, reader.drafts[first:], _ahead(reader.genre, items))
    for at, sentence in reader.status_sentences:
        part = reader.drafts[at - 1].part
        reached = [
            index
            for index, draft in enumerate(reader.drafts[first:at])
            if draft.role == "measure" and draft.part == part
        ]
        dated = apply_status_sentence([items[index] for index in reached], sentence, reader.genre)
        for index, item in zip(reached, dated, strict=True):
            items[index] = item
    reader.status_sentences.clear()
    return items


def _ahead(genre: Genre, items: list[Item]) -> list[Item]:
    """Measures told before the first problem are those of the past year, unless their words say otherwise."""
    plan, ongoing = genre.status["plan"], genre.status["ongoing"]
    ahead = next((index for index, item in enumerate(items) if item.role == "problem"), 0)
    return [
        replace(item, status="done")
        if index < ahead and item.status == "planned" and not (plan.search(item.text) or ongoing.search(item.text))
        else item
        for index, item in enumerate(items)
    ]


def _told(reader: SectionReader, drafts: Sequence[Draft], items: list[Item]) -> list[Item]:
    """Date bare verbs where the past year is told: among done siblings, or with a count, they are done."""
    status = reader.genre.status
    bare: dict[int, list[int]] = {}
    done: dict[int, int] = {}
    for index, (draft, item) in enumerate(zip(drafts, items, strict=True)):
        if draft.role != "measure" or draft.lead is not None or not (draft.account or draft.told):
            continue
        said = reader.without_past_years(item.text)
        is_bare = item.status == "planned" and not (status["plan"].search(said) or status["ongoing"].search(said))
        if is_bare:
            bare.setdefault(draft.part, []).append(index)
        counted = is_bare and draft.told and "继续" not in said and _COUNT.search(said) is not None
        done[draft.part] = done.get(draft.part, 0) + (item.status == "done" or counted)
    for part, indices in bare.items():
        siblings = done[part] > 0 and (drafts[indices[0]].told or done[part] >= len(indices))
        for index in indices:
            if siblings or (drafts[index].told and _COUNT.search(items[index].text)):
                items[index] = replace(items[index], status="done")
    return items


def _item(reader: SectionReader, draft: Draft, position: int) -> Item:
    text = reader.text[draft.start : draft.end]
    lead = draft.lead
    said = reader.without_past_years(text)
    if lead is None and not draft.account:
        # under a label that speaks of plans: 改进措施：继续……; 全年培训2期
        said = _ALL_YEAR.sub("", _GOES_ON.sub("", said))
    return Item(
        report_id=reader.report.report_id,
        section=reader.genre.coded,  # type: ignore[arg-type]  # a genre may name further kinds
        role=draft.role,
        status=status_of(said, lead, reader.genre) if draft.role == "measure" else None,
        position=position,
        start=draft.start,
        end=draft.end,
        head=re.split(r"[，,；;。：:\n]", text, maxsplit=1)[0],
        text=text,
        answers=reader.drafts[draft.pair].start if draft.pair is not None else None,
    )
