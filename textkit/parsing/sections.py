"""A report → its sections, found by their headings whatever their numbering."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from textkit.genre import NEVER, OTHER_GENRE, Genre, genre_titled, load_genre
from textkit.parsing.outline import enumerators, han_number
from textkit.parsing.sentences import sentences
from textkit.parsing.tails import end_of_words
from textkit.records import ROLES, Report, Role, Section

_TOP = (
    r"(?:第?(?P<ordinal>[一二三四五六七八九十]{1,3})"
    r"(?:部分[、.．,，:： ]?|[、.．,，:：]|(?=[^条章项款十百])[ \t　]*)"
    r"|(?P<digits>\d{1,2})[、.．])"
)
_SPACE = r"[ \t　]*"
# Behind a heading that stands alone: page numbers of a contents list, a colon.
_ALONE = re.compile(r"[ \t　：:。|#*]*(?:[.…·\-—]{2,}[ \t]*\d{0,3}|\t?\d{1,3})?[ \t]*(?=\n|$)")
_UNNAMED = re.compile(rf"(?:^|\n)[ \t|#*　]*(?P<heading>{_TOP}{_SPACE}(?P<core>[^。；：:;\n\t]{{2,30}}))(?=\n|$)")
# What a sentence says that turns from what went well to what did not.
_STILL = re.compile("但|仍|还|目前|不过|然而|当前")
_HAN = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Heading:
    """A place that reads like a heading."""

    start: int
    end: int
    kind: str
    ordinal: int
    alone: bool


def parse_sections(report: Report, *, genre: Genre | None = None) -> list[Section]:
    r"""Find the sections of a report.

    A section runs from its heading to the next; the coded one ends before date, signature and attachments.
    Headings are told by their wording, at the start of a line or, in text that lost its lines, behind a full
    stop and with an ordinal; ordinals may be wrong, jump or repeat. A list of headings in a preamble or in a
    table of contents begins no section.

    Parameters
    ----------
    report
        A report with cleaned text.
    genre
        The kind of report; ``disclosure`` if not given.

    Returns
    -------
    list of Section
        In order, not overlapping. `part` counts the pieces of one kind. Text before the first heading
        belongs to no section, nor do attachments behind the coded one.

    Examples
    --------
    >>> report = Report("甲局/2021", "一、总体情况\n公开三件。\n五、存在的主要问题及改进情况\n一是人员不足。")
    >>> [(s.section, s.heading) for s in parse_sections(report)]
    [('overview', '一、总体情况'), ('problems', '五、存在的主要问题及改进情况')]
    """
    genre = genre or load_genre()
    text = report.text
    named = _named(text, genre)
    headings = _without_contents(named, text)
    if not any(heading.kind == genre.coded for heading in headings):
        lost = _in_title(text, genre) or _labelled(text, genre) or _unheaded(text, genre)
        headings = sorted([*headings, *lost], key=lambda h: h.start)
    headings = _with_unnamed(headings, named, text, genre)
    sections: list[Section] = []
    parts: dict[str, int] = {}
    for number, heading in enumerate(headings):
        end = headings[number + 1].start if number + 1 < len(headings) else len(text)
        parts[heading.kind] = parts.get(heading.kind, 0) + 1
        section = Section(
            report_id=report.report_id,
            section=heading.kind,  # type: ignore[arg-type]  # a genre may name further kinds
            part=parts[heading.kind],
            start=heading.start,
            end=end,
            heading=text[heading.start : heading.end].strip(" \t　|#*：:。"),
        )
        if heading.kind == genre.coded:
            section = replace(section, end=end_of_words(text, *body_of(section, text)))
        sections.append(section)
    return sections


def _named(text: str, genre: Genre) -> list[_Heading]:
    """Every heading whose wording the genre knows; where several match, the longest from the left."""
    found: list[_Heading] = []
    # line starts, and places behind a stop or a title where an ordinal follows
    starts = sorted({m.end() for m in _LINE.finditer(text)} | {m.end() for m in _STOP.finditer(text)})
    for kind, core in genre.headings:
        pattern = re.compile(rf"(?:{_TOP}{_SPACE})?(?P<core>{core.pattern})")
        matches = (pattern.match(text, start) for start in starts)
        found += filter(None, (_heading(text, match, kind) for match in matches if match))
    found.sort(key=lambda h: (h.start, -h.end))
    kept: list[_Heading] = []
    for heading in found:
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return kept


_LINE = re.compile(r"(?:^|\n)[ \t|#*　]*")
_STOP = re.compile(
    rf"(?:[。；;！!）)|\s\d]|(?<=报告)|(?<=年报))(?={_SPACE}(?:第?[{_HAN}]{{1,3}}(?:部分)?[、.．,，:：]))[ \t　]*"
)


def _heading(text: str, match: re.Match[str], kind: str) -> _Heading | None:
    numbered = bool(match["ordinal"])
    alone = _ALONE.match(text, match.end())
    line_start = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t　|#*")
    if alone and line_start and (numbered or match["digits"] or len(match["core"]) >= 2):
        return _Heading(match.start(), match.end(), kind, han_number(match["ordinal"] or ""), True)
    # Text runs on behind the heading: only an ordinal tells it from a sentence, and what follows must not
    # go on with the heading's own phrase (存在的问题主要是……).
    follows = text[match.end() : match.end() + 1]
    if numbered and follows and follows not in "、，,；;》”的是有在和及与":
        return _Heading(match.start(), match.end(), kind, han_number(match["ordinal"] or ""), False)
    return None


def _without_contents(headings: list[_Heading], text: str) -> list[_Heading]:
    """Drop headings that are only listed: hardly a word behind them, and the same kind again later."""
    kept = []
    for number, heading in enumerate(headings):
        following = headings[number + 1] if number + 1 < len(headings) else None
        body = text[heading.end : following.start if following else len(text)]
        again = any(other.kind == heading.kind for other in headings[number + 1 :])
        listed = len(re.sub(r"[\s.…·、，,。；;\d|\-—]", "", body)) < 8
        if following and again and listed:
            continue
        kept.append(heading)
    return kept


def _labelled(text: str, genre: Genre) -> list[_Heading]:
    """A section that lost its heading begins at its first label: （一）主要问题."""
    label = re.compile(
        rf"(?:[（(]?[{_HAN}\d]{{1,2}}[）)、.．]?{_SPACE})?(?P<label>[^\s，,。；;：:]{{2,16}}){_SPACE}(?=[:：\n])"
    )
    starts = sorted({m.end() for m in _LINE.finditer(text)} | {m.end() for m in re.finditer(r"[。；;]\s*", text)})
    for start in starts:
        match = label.match(text, start)
        if match and genre.role_of_label(match["label"]) in ("problem", "measure"):
            return [_Heading(match.start(), match.start(), genre.coded, 0, False)]
    return []


def _in_title(text: str, genre: Genre) -> list[_Heading]:
    """A report that is the section alone: its title ends in the heading, …年度报告存在的主要问题及改进措施."""
    core = dict(genre.headings)[genre.coded].pattern
    title = re.compile(rf"(?:^|\n)[^\n。]{{4,60}}?(?:报告|年报)(?P<core>{core})[ \t　]*(?=\n)")
    match = title.search(text[:2000])
    return [_Heading(match.start("core"), match.end("core"), genre.coded, 0, True)] if match else []


def _unheaded(text: str, genre: Genre) -> list[_Heading]:
    """A short report without headings: the section begins where problems are announced and something follows."""
    found = sentences(text, 0, len(text))
    for number, sentence in enumerate(found):
        said = text[sentence.start : sentence.end]
        if not (_STILL.search(said) and genre.leads["problem"].search(said)) or genre.leads["none"].search(said):
            continue
        later = [text[s.start : s.end] for s in found[number + 1 : number + 8]]
        if any(genre.leads["measure"].match(each) for each in later) or next(enumerators(text, *sentence), None):
            return [_Heading(sentence.start, sentence.start, genre.coded, 0, False)]
    return []


def _with_unnamed(headings: list[_Heading], named: list[_Heading], text: str, genre: Genre) -> list[_Heading]:
    """Add headings of wording unknown to the genre, which stand alone on a line.

    Inside a section 一、 二、 may number its items or the rows of a table; there only an ordinal that goes on
    with the section's own number, and not with the list inside, ends the section. In a genre whose coded
    section has one role, the headings inside are tasks, and only a named one ends it.
    """
    result = list(headings)
    taken = {heading.start for heading in named}
    expected: dict[int, int] = {}
    for match in _UNNAMED.finditer(text):
        start, number = match.start("heading"), han_number(match["ordinal"] or "")
        if not number or any(start <= other < match.end() for other in taken):
            continue
        at = bisect_left(headings, start, key=lambda heading: heading.start)
        around = headings[at - 1] if at else None
        if genre.role and around and around.kind == genre.coded:
            continue
        if around and around.ordinal:
            due = expected.get(around.start, 1)
            if number == due and not (number == around.ordinal + 1 and due == 1):
                expected[around.start] = due + 1
                continue
            if number != around.ordinal + 1:
                continue
        result.append(_Heading(start, match.end("heading"), "unknown", number, True))
    return sorted(result, key=lambda h: h.start)


def why_other_genre(report: Report, sections: Sequence[Section], *, genre: Genre | None = None) -> str | None:
    r"""Say why a text is hardly a report of the genre, ``None`` if it may well be one.

    A report of a genre has a title that says so, or the genre's headings: two that are not those of the coded section
    where the title says something else, any where there is no title.

    Examples
    --------
    >>> report = Report("甲市/2021", "一、上年工作\n修路三条。\n二、今年工作\n植树百亩。", title="甲市政府工作报告")
    >>> why_other_genre(report, parse_sections(report))
    'does not look like a report of this genre: “甲市政府工作报告” suits --genre work_report'
    """
    genre = genre or load_genre()
    if genre.titles is NEVER or (report.title and genre.titles.search(report.title)):
        return None
    others = {section.section for section in sections} - {genre.coded, "unknown"}
    if report.title is None:
        headed = any(section.heading for section in sections if section.section == genre.coded)
        if headed or others or genre.titles.search(report.text):
            return None
    elif len(others) > 1:
        return None
    better = genre_titled(report.title or "")
    found = f"“{report.title}” suits --genre {better.name}" if better else f"{genre.label}; name its kind with --genre"
    return f"{OTHER_GENRE}: {found}"


def body_of(section: Section, text: str) -> tuple[int, int]:
    """Return where the text of a section begins, behind its heading, and where it ends."""
    start = section.start + len(section.heading)
    while start < section.end and text[start] in " \t\n　：:。|#*、":
        start += 1
    return start, section.end


def part_role(section: Section, genre: Genre) -> Role | None:
    """Return the role a section's heading speaks of: problem or measure, ``None`` where both or neither."""
    roles: list[Role] = [role for role in ROLES[:2] if genre.parts[role].search(section.heading)]
    return roles[0] if len(roles) == 1 else None
