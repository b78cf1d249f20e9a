"""Reads one coded section from left to right, each stretch in the light of what came before.

One class, and longer than most, because each step hangs on what was said before: the role, lead and part in force.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textkit.genre import Genre
from textkit.parsing.measures import APART, GROUND, SUBJECT, behind_lead, split_measures
from textkit.parsing.outline import Node, enumerators, outline
from textkit.parsing.sentences import Sentence, Span, pieces, sentences, split_problems, trim
from textkit.parsing.status import lead_status
from textkit.parsing.wording import (
    AGAINST,
    BACK_REASON,
    BOTH,
    FAULT,
    HENCE,
    ITS_REASON,
    NEXT_YEAR,
    PLANS,
    REMEDY,
    SHOWN,
    YEAR_OF_CLAUSE,
    Wording,
)
from textkit.records import Report, Role, Status


@dataclass(slots=True)
class Draft:
    """An item in the making."""

    role: Role
    start: int
    end: int
    lead: Status | None = None
    pair: int | None = None  # index of the draft of the problem it answers
    part: int = 0  # which part of the section it stands in
    account: bool = False  # whether that part may tell what was done
    told: bool = False  # whether its own label says that it does: 改进情况


class SectionReader:
    """Reads one coded section from left to right; what has been said so far decides what follows."""

    def __init__(self, report: Report, genre: Genre) -> None:
        self.report = report
        self.text = report.text
        self.genre = genre
        self.wording = Wording(report.text, genre)
        self.drafts: list[Draft] = []
        self.role: Role | None = None
        self.lead: Status | None = None
        self.account = True
        self.told = False
        self.listed = False  # whether a list of problems has been read
        self.acts_ahead = False  # whether the list that follows does nothing but act
        self.part_number = 0
        self.status_sentences: list[tuple[int, str]] = []

    # -- the parts of a stretch ---------------------------------------------------------------------

    def read(self, start: int, end: int) -> None:
        """Read a stretch: prose and lists in turn."""
        lists = outline(self.text, start, end, self._turns(start, end))
        at = start
        for number, nodes in enumerate(lists):
            nodes = self._with_first(at, nodes)
            heads = [self.text[node.body : node.end] for node in nodes]
            self.acts_ahead = all(self.wording.role_by_wording(head) == "measure" for head in heads)
            self.prose(at, nodes[0].start, before_list=True)
            at = self.nodes(nodes, last=number + 1 == len(lists))
        self.prose(at, end, before_list=False)

    def _with_first(self, at: int, nodes: list[Node]) -> list[Node]:
        """Return a list that opens at its second member with the first, which stands behind a colon: ：…；二是…."""
        first = nodes[0]
        if first.ordinal != 2:
            return nodes
        colon = max(self.text.rfind(mark, at, first.start) for mark in "：:")
        start, end = trim(self.text, colon + 1, first.start)
        if colon < 0 or end <= start or re.search("[。！!？?\n]", self.text[start:end]):
            return nodes
        if subject := SUBJECT.match(self.text[start:end]):
            start += subject.end()
        return [Node(first.style, 1, start, start, first.start), *nodes]

    def _turns(self, start: int, end: int) -> list[Span]:
        """Sentences that turn to another part; a list behind one is not inside the item before it."""
        turns = []
        for sentence in sentences(self.text, start, end):
            first = next((n for n in enumerators(self.text, *sentence) if n.ordinal <= 1), None)
            said = self.text[sentence.start : first.start if first else sentence.end]
            before = self.text[max(start, sentence.start - 1) : sentence.start]
            stop = sentence.start + len(said)
            may_turn = before in ("", "\n") or (before in "。；;！ " and self.role != "measure")
            colon = max(said.rfind("："), said.rfind(":"))
            if (
                self.wording.label(said)
                or self.wording.turns_to(said)
                or (may_turn and self.wording.announces(said, stop))
            ):
                turns.append((sentence.start, stop))
            elif colon >= 0 and self.wording.label(re.split(r"[。；;，,]", said[:colon])[-1]):
                # 四是……。改进措施：1.…: a label that runs into its list
                turns.append((sentence.start, sentence.start + colon))
        return turns

    # -- prose --------------------------------------------------------------------------------------

    def prose(self, start: int, end: int, *, before_list: bool) -> None:
        """Read running text; its last sentence leads into a list where one follows."""
        found = sentences(self.text, start, end)
        if before_list and len(found) > 1 and self._sums_up(*found[-2:]):
            self.prose(start, found[-2].start, before_list=False)
            self.enter("problem")
            found = found[-1:]
        leads = len(found) - 1
        if len(found) > 1 and self._turns_before(*found[-2:]):
            leads -= 1
        for number, sentence in enumerate(found):
            self._sentence(sentence, leads=before_list and number >= leads)

    def _turns_before(self, said: Sentence, last: Sentence) -> bool:
        """Whether a sentence turns to measures, and the last one only says that they follow: 主要做好三件事：."""
        announced = self.genre.leads["announce"].search(self.text[slice(*last)])
        return bool(announced) and self._turns_to(self.text[slice(*said)])

    def _sums_up(self, said: Sentence, last: Sentence) -> bool:
        """Whether a sentence says that there are problems, and the last one that they follow: 主要表现为以下几点."""
        found = self.genre.leads["problem"].search(self.text, *said)
        return found is not None and found.end() >= said.end - 6 and bool(SHOWN.fullmatch(self.text[slice(*last)]))

    def _sentence(self, sentence: Sentence, *, leads: bool, labelled: bool = False) -> None:
        start, end = sentence
        said = self.text[start:end]
        genre = self.genre
        if role := self.wording.label(said):
            self.enter(role, self._lead_status(said), label=said)
            return
        if label := self.wording.run_in_label(said):
            self.enter(label[0], label=said[: label[1]])
            rest, before = Sentence(*trim(self.text, start + label[1], end)), len(self.drafts)
            self._sentence(rest, leads=leads, labelled=True)
            silent = len(self.drafts) == before and not leads and self.role == label[0] == "problem"
            if silent and not genre.leads["problem"].search(self.text, *rest):
                self._add("problem", *rest)  # the label decides where the wording is silent
            return
        past = genre.leads["past"].search(said)
        if past and self._promises_of_past(start, end):
            return
        if leads:
            stops = self.acts_ahead and self.role != "measure" and self.text[end : end + 1] == "。"
            announces = genre.leads["announce"].search(said)
            stops = stops and not (announces or self.wording.turns_to(said))
            self._lead_in(said)
            if self.role == "measure" and not announces and self.text[end : end + 1] == "。":
                self._promised(start, end)
            if stops or (self.role == "problem" and self.wording.names_problem(said)):
                # 同时也有目录陈旧的问题。（一）……: what it names is an item, what follows speaks for itself
                self._problems_of(start, end)
                self.role = None
            return
        if past or genre.leads["none"].search(said):
            return
        turn = self._turns_to(said)
        if turn:
            self.enter("measure", self._lead_status(said))
        elif self._problems() and (year := NEXT_YEAR.match(said)) and not self.wording.finds(said):
            self.enter("measure", "done" if self._is_past(year[1]) else "planned")
            turn = True
        wrong = genre.signs["problem"].search(said)
        closing = genre.leads["closing"]
        if closing.fullmatch(said) or (not wrong and closing.match(said)):
            return
        if not wrong and self.role != "measure" and closing.search(said):
            return
        if genre.signs["cause"].match(said) and self.role != "measure":
            self._causes_of(start, end)
        elif self.role == "measure" and self._measures() and self.wording.dates(said):
            self.status_sentences.append((len(self.drafts), said))
        elif self.role == "measure" and not turn and not labelled and self.wording.is_problem(said):
            self.enter("problem")
            self._problems_of(start, end)
        elif self.role == "measure":
            self._measures_of(start, end)
        elif not wrong and self._resolves(start, end):
            self.enter("measure", self._lead_status(said))
            self._measures_of(start, end)
        elif self.role in ("cause", "achievement"):
            self._add(self.role, start, end)
        elif AGAINST.match(said):
            self._against([list(part) for part in pieces(self.text, start, end, "；;")])
        elif self.role is None and not wrong and genre.status["account"].search(said):
            self.enter("measure", label=said)  # 全年边查边改。……；……
        elif self.role is None and not wrong:
            # What went well is an item only where it says something: 全年回复来信103封.
            if re.search(r"\d", re.sub(r"20\d\d年", "", said)) and not genre.leads["announce"].search(said):
                self._add("achievement", start, end)
        else:
            self._problems_of(start, end)

    def _lead_in(self, said: str) -> None:
        """A sentence before a list gives the list its role and status."""
        role = "measure" if self._turns_to(said) else self._named(said)
        if self.genre.leads["past"].search(said):
            self.enter("measure", "done")
        elif BOTH.search(said):
            self.role = self.lead = None
        elif role == "measure":
            self.enter("measure", self._lead_status(said))
        elif role and (role != "achievement" or self.role is None):
            self.enter(role)
        elif self.role == "measure":
            self.lead = self._lead_status(said) or self.lead

    def _named(self, said: str) -> Role | None:
        """The role that a lead-in names; one that ends in a lack names problems: 与做好……的要求相比，仍需提升：."""
        role = self.genre.part_named(said)
        return "problem" if role == "measure" and self.wording.lacks(said.rstrip("：:")) else role

    def _promises_of_past(self, start: int, end: int) -> bool:
        """Last year's problems, quoted, are no items; what was done about its promises is: ……已兑现：……."""
        colon = re.search("[：:]", self.text[start:end])
        lead = self.text[start : start + colon.start()] if colon else ""
        told = self.genre.status["done"].search(lead) or self.genre.status["account"].search(lead)
        if colon and told and colon.end() < end - start:
            self.enter("measure", "done")
            self._measures_of(*trim(self.text, start + colon.end(), end))
            self.role = self.lead = None
            return True
        return False

    def _promised(self, start: int, end: int) -> None:
        """What a sentence before a list promises by itself, where it promises at least two things."""
        promised = split_measures(self.text, start, end, self.genre)
        if self.wording.promises([self.text[a:b] for a, b in promised]):
            for a, b in promised:
                self._add("measure", a, b)

    def _problems_of(self, start: int, end: int) -> None:
        if then := self.wording.turn_inside((start, end)):
            self._problems_of(start, then.start())
            self._sentence(Sentence(then.end(), end), leads=False)
            return
        if reason := ITS_REASON.search(self.text, start, end):
            self._problems_of(start, reason.start())
            self._add("cause", *trim(self.text, reason.end(), end))
            return
        for a, b in split_problems(self.text, start, end, self.genre):
            self._add("problem", a, b)

    def _causes_of(self, start: int, end: int) -> None:
        back = BACK_REASON.match(self.text, start, end)
        inner = trim(self.text, back.end() if back else start, end)
        for a, b in pieces(self.text, *inner, "；;"):
            self._add("cause", a, b)

    def _measures_of(self, start: int, end: int) -> None:
        for a, b in split_measures(self.text, start, end, self.genre):
            self._add("measure", a, b)

    # -- lists --------------------------------------------------------------------------------------

    def nodes(self, nodes: Sequence[Node], *, last: bool) -> int:
        """Read a list; return where the prose behind it begins."""
        after = nodes[-1].end
        bounds = [[node.body, node.end] for node in nodes]
        if any(self.wording.part_label(node) for node in nodes) or all(self.wording.topic(node) for node in nodes):
            for node in nodes:
                self._part(node)
            return after
        bounds[-1][1] = after = self._paragraph_end(bounds, nodes[-1])
        remedies = self._remedies(bounds)
        paired = any(remedy is not None for remedy in remedies)
        role = None if paired else self._role_of(nodes)
        if not paired and (cut := self._turn_inside(bounds[-1], role, before_list=not last)) is not None:
            bounds[-1][1] = after = cut
        if not paired and self._answers(bounds):
            self._against(bounds)
            return after
        self.listed = self.listed or role == "problem"
        for (start, end), remedy in zip(bounds, remedies, strict=True):
            if paired and remedy is not None:
                self._pair(start, remedy, end)
            else:
                self._node(start, end, role)
        if role == "measure":
            self.role = "measure"
        return after

    def _paragraph_end(self, bounds: list[list[int]], last: Node) -> int:
        """Where the last node ends: at its paragraph, if each of the others is a paragraph, or all stand in one."""
        while last.lists:
            last = last.lists[-1][-1]
        start, end = last.body, bounds[-1][1]
        single = all("\n" not in self.text[a:b].strip() for a, b in bounds[:-1])
        lines = all(self.text[a:b].endswith("\n") for a, b in bounds[:-1])
        lines = lines or not any("\n" in self.text[a:b] for a, b in bounds[:-1])
        paragraph = re.search(r"(?<=[。；;！])[ \t]*\n", self.text[start:end])
        if len(bounds) > 1 and single and lines and paragraph:
            return start + paragraph.end()
        return end

    def _node(self, start: int, end: int, role: Role | None) -> None:
        start, end = trim(self.text, start, end)
        said = self.text[start:end]
        if not said or (self.genre.leads["none"].search(said) and len(said) < 20):
            return
        first = sentences(self.text, start, end)[0]
        if role != "measure" and self._only_praises(first):
            self.enter("problem")
            self.read(first.end, end)
            return
        self._add(role or self.wording.role_by_wording(said), start, end)

    def _only_praises(self, sentence: Sentence) -> bool:
        """Whether a sentence says what went well and that there are problems, and names none: …，但仍有不足."""
        said = self.text[slice(*sentence)]
        leads = self.genre.signs["achievement"].search(said) and self.genre.leads["problem"].search(said)
        return bool(leads) and not split_problems(self.text, *sentence, self.genre)

    def _pair(self, start: int, remedy: int, end: int) -> None:
        """A problem and its remedy in one item."""
        a, b = trim(self.text, start, remedy)
        if found := FAULT.search(self.text[a:b]):
            a += found.end()
        problem = self._add("problem", *trim(self.text, a, b))
        said = self.text[remedy:end]
        lead = lead_status(said[:30], self.genre) if self.wording.turns_to(said) else None
        if found := HENCE.match(said) or REMEDY.match(said) or APART.match(said) or GROUND.match(said):
            remedy += found.end()
        self._add("measure", *trim(self.text, remedy, end), lead=lead, pair=problem)

    def _answers(self, bounds: list[list[int]]) -> bool:
        """Whether the nodes have the form 针对……的问题，…… and no problems were named before."""
        if any(draft.role == "problem" for draft in self.drafts):
            return False
        matched = [AGAINST.match(self.text[a:b]) for a, b in bounds]
        return sum(m is not None for m in matched) * 2 > len(matched)

    def _against(self, bounds: list[list[int]]) -> None:
        """Read stretches of the form 针对……的问题，……: a problem and its remedy each."""
        for start, end in bounds:
            found = AGAINST.match(self.text[start:end])
            if not found:
                self._node(start, end, "measure")
                continue
            problem = self._add(
                "problem", *trim(self.text, start + found.start("problem"), start + found.end("problem"))
            )
            self._add("measure", *trim(self.text, start + found.end(), end), pair=problem)

    def _part(self, node: Node) -> None:
        """A node that only names a part: its role holds for what is inside."""
        label = self.wording.part_label(node)
        if label:
            self.enter(label[0], label=self.text[node.body : label[1]])
            self.read(label[1], node.end)
        elif self.wording.topic(node):
            self.read(node.lists[0][0].start, node.end)
        else:
            self._node(node.body, node.end, self.role)

    def _role_of(self, nodes: Sequence[Node]) -> Role | None:
        """The role of a whole list: what structure said; else the wording of most of its items.

        ``None`` leaves it to each item: problems and measures in one list.
        """
        heads = [self.text[node.body : node.end] for node in nodes]
        if self.role == "problem" and all(self.wording.turns_to(head) for head in heads):
            return "measure"
        votes = [self.wording.role_by_wording(head) for head in heads]
        if self.role == "problem" and self.listed and votes.count("measure") * 4 >= len(votes) * 3:
            return "measure"  # the second list of a section, and nothing is wrong in it
        if self.role:
            return self.role
        # what comes first in the section are its problems, unless the wording is clearly against it
        needed = 3 if self.drafts else 2
        if votes.count("problem") * 4 >= len(votes) * needed:
            return "problem"
        if votes.count("measure") == len(votes):
            return "measure"
        return None

    def _remedies(self, bounds: list[list[int]]) -> list[int | None]:
        """Where, in each node, the remedy begins behind the problem; none unless most nodes are such pairs.

        The last node does not count, for what follows the list may look like its remedy.
        """
        parts = [self.wording.parts(*bound) for bound in bounds]
        found = [self.wording.remedy(bound, its) for bound, its in zip(bounds, parts, strict=True)]
        if len(bounds) == 1 and found[0] is not None and self.wording.turns_to(self.text[found[0] : bounds[0][1]]):
            return [None]  # what is promised behind a single problem is a part of its own
        counted = found[:-1] or found
        if sum(remedy is not None for remedy in counted) * 2 < len(counted):
            return [None] * len(bounds)
        wrong = [bool(its) and self.wording.wrong(its[0]) for its in parts]
        if self.role == "measure" and sum(wrong) * 2 < len(wrong):
            return [None] * len(bounds)
        return [
            its[1][0] if remedy is None and len(its) == 2 else remedy for remedy, its in zip(found, parts, strict=True)
        ]

    def _turn_inside(self, bound: list[int], role: Role | None, *, before_list: bool) -> int | None:
        """Where the last node of a list stops: at a turn, a status sentence or a closing behind it."""
        start, end = bound
        leads = self.genre.leads
        found = sentences(self.text, start, end)
        for sentence in found[1:]:
            said = self.text[sentence.start : sentence.end]
            opened = self.text[max(start, sentence.start - 1) : sentence.start] == "\n"
            turned = self.wording.turns_to(said) and (role != "measure" or opened)
            dated = role == "measure" and self.wording.dates(said)
            closed = leads["closing"].search(said) and (opened or leads["closing"].match(said))
            announced = before_list and sentence is found[-1] and self.wording.announces(said, sentence.end)
            caused = role == "problem" and self.genre.signs["cause"].match(said)
            if turned or dated or closed or announced or caused or self.wording.label(said):
                return sentence.start
        return None

    # -- what has been said so far ------------------------------------------------------------------

    def enter(self, role: Role, lead: Status | None = None, *, label: str = "") -> None:
        """Begin a part.

        A part of measures may be an account of what was done, unless its label or that of the part around
        it speaks of plans; a label 改进情况 says that it is one.
        """
        account, told = not PLANS.search(label), self.wording.tells(label)
        if role == "measure" and self.role == "measure":
            account = account and self.account
            told = told or (not label and self.told)
        self.role, self.lead, self.account = role, lead, account
        self.told = told and role == "measure"
        self.part_number += 1

    def _turns_to(self, said: str) -> bool:
        """Whether a sentence turns to measures; the report's own year tells so only behind problems."""
        year = NEXT_YEAR.match(said) if not self.drafts else None
        return self.wording.turns_to(said) and not (year and self._is_past(year[1]))

    def _lead_status(self, said: str) -> Status | None:
        """The status that a lead-in gives; one that opens with the report's own year, or an earlier one, tells."""
        opened = YEAR_OF_CLAUSE.search(said)
        bare = self.without_past_years(said)
        if opened and self._is_past(opened[1]):
            return "planned" if self.genre.status["plan"].search(bare) else "done"
        return lead_status(bare, self.genre)

    def without_past_years(self, said: str) -> str:
        """Words without the own year of the report and those before it, which no plan is for."""
        return re.sub(r"(20\d\d)年", lambda found: "" if self._is_past(found[1]) else found[0], said)

    def _is_past(self, year: str) -> bool:
        return self.report.year is not None and int(year) <= self.report.year

    def _problems(self) -> bool:
        return self.role == "problem" or (self.role is None and any(draft.role == "problem" for draft in self.drafts))

    def _resolves(self, start: int, end: int) -> bool:
        """Whether a sentence behind problems is about what will be done, though it does not turn to it."""
        named = any(draft.role == "problem" for draft in self.drafts)
        at = behind_lead(self.text, start, end, self.genre)
        return self.role == "problem" and named and self.wording.resolves(self.text[at:end])

    def _measures(self) -> bool:
        return any(draft.role == "measure" for draft in self.drafts)

    def _add(self, role: Role, start: int, end: int, *, lead: Status | None = None, pair: int | None = None) -> int:
        if end > start:
            self.drafts.append(
                Draft(role, start, end, lead or self.lead, pair, self.part_number, self.account, self.told)
            )
        return len(self.drafts) - 1
