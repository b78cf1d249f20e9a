"""The coded section of a report → its items: problems, measures, causes, achievements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from textkit.genre import Genre, load_genre
from textkit.parsing.acts import split_acts
from textkit.parsing.outline import Node, enumerators, outline
from textkit.parsing.sections import body_of, parse_sections, part_role
from textkit.parsing.sentences import Sentence, Span, pieces, sentences, split_problems, trim
from textkit.parsing.status import apply_status_sentence, lead_status, status_of
from textkit.records import ROLES, Item, Report, Role, Section, Status

# Date, signature or attachment behind the last sentence of the section.
_STOP = r"(?<=[。；;！\s）)])\s*"
_YEAR = r"(?:二[○〇Ｏ０零0Oo]|20)[一二三四五六七八九十○〇Ｏ０零\dOo]{2}年"
_DAY = r"[ \d一二三四五六七八九十]{1,4}"
_TAIL = re.compile(
    rf"{_STOP}(?:[^\s，。；：]{{2,24}}[ \t　\n]*)?[（(]?{_YEAR}{_DAY}月{_DAY}日[）)]?[ \t　]*"
    r"(?=\n|$|附|\s|[^\s，。；]{2,30}统计表)"
    rf"|{_STOP}(?:附件|附表|附：|附:|相关附件|相关链接|扫一扫|打印本页|关闭窗口|责任编辑|【)"
    rf"|{_STOP}[^\s，。；：]{{2,30}}统计表(?=\s)"
)
_SIGNATURE = re.compile(
    r"(?<=[。；;！])\s*[^\s，。；：、！]{4,24}(?:政府|办公室|办公厅|局|委|委员会|厅|部|处|中心|街道|办事处|院)\s*$"
)
_TIME = re.compile(
    r"^(?:在?(?:下一?步|下一?阶段|今后|接下来|来年|明年|新的一年里?|下一?年度?|20\d\d年(?:度)?)(?:的?工作)?(?:中|里)?[，,：:]?\s*)"
)
_SUBJECT = re.compile(
    r"^(?:[^，。；：]{0,10}?(?:我|本|全|各)?[^，。；：、]{0,10}?(?:将|拟|计划|打算)(?:会)?)"
)
_AGAINST = re.compile(
    r"^(?:针对|对于|就|围绕|关于|对)(?P<problem>[^。；;：:]{3,80}?)(?:等)?(?:的)?(?:这一|这个|一)?(?:突出)?(?:问题|不足|情况|现象|短板)[，,：:]\s*"
)
_GROUND = re.compile(
    r"^针对第[一二三四五六七八九十](?:点|项|条|个问题|个方面)?[，,]\s*|"
    r"^(?:针对|根据|按照|对照|结合|围绕|对|为|为了)[^，。；：]{0,24}(?:以上|上述|这些|问题|不足|此)[^，。；：]{0,10}[，,]\s*"
)
_REMEDY = re.compile(
    r"^(?:【)?(?:具体|主要)?(?:(?:改进|整改|解决|应对)(?:的)?(?:措施|情况|办法|方向|打算|计划)?|[已待]改)(?:】)?[：:]\s*|^(?:对策|措施|举措|打算|下一?步(?:打算|措施|工作)?|改进)[：:]\s*"
)
_REMEDY_INSIDE = re.compile(
    r"(?<=[。；;，,\n\s])(?:【)?(?:具体|主要)?(?:(?:改进|整改|解决|应对)(?:的)?(?:措施|情况|办法|方向|打算|计划)?|[已待]改|对策|措施|举措|下一?步(?:打算|措施|工作))(?:】)?[：:]\s*"
)
_PLANS = re.compile(r"措施|打算|计划|安排|思路|举措|方向|对策")
# Early in a sentence, these say that it tells a remedy: 社区干部已……, 下步要…….
_ACTS = re.compile(r"已(?!有)|将(?!近)|下一?步|今后|往后|正在|拟(?!定|订)|后续|明年|来年")
_BOTH = re.compile(r"(?:问题|不足|短板)(?:与|和|及|、)(?:改进|整改|下一?步)?(?:的)?(?:对策|措施|打算|举措)")
_FAULT = re.compile(r"^(?:【)?(?:存在(?:的)?)?(?:主要)?(?:问题|不足|短板|表现)(?:表现)?(?:】)?[：:]\s*")


@dataclass(slots=True)
class _Draft:
    """An item in the making."""

    role: Role
    start: int
    end: int
    lead: Status | None = None
    pair: int | None = None  # index of the draft of the problem it answers
    part: int = 0  # which part of the section it stands in
    account: bool = False  # whether that part may tell what was done


class _Reader:
    """Reads one coded section from left to right; what has been said so far decides what follows."""

    def __init__(self, report: Report, genre: Genre) -> None:
        self.report = report
        self.text = report.text
        self.genre = genre
        self.drafts: list[_Draft] = []
        self.role: Role | None = None
        self.lead: Status | None = None
        self.account = True
        self.part_number = 0
        self.status_sentences: list[tuple[int, str]] = []

    # -- the parts of a stretch ---------------------------------------------------------------------

    def read(self, start: int, end: int) -> None:
        """Read a stretch: prose and lists in turn."""
        lists = outline(self.text, start, end, self._turns(start, end))
        at = start
        for number, nodes in enumerate(lists):
            self.prose(at, nodes[0].start, before_list=True)
            at = self.nodes(nodes, last=number + 1 == len(lists))
        self.prose(at, end, before_list=False)

    def _turns(self, start: int, end: int) -> list[Span]:
        """Sentences that turn to another part; a list behind one is not inside the item before it."""
        turns = []
        for sentence in sentences(self.text, start, end):
            first = next((n for n in enumerators(self.text, *sentence) if n.ordinal == 1), None)
            said = self.text[sentence.start : first.start if first else sentence.end]
            before = self.text[max(start, sentence.start - 1) : sentence.start]
            stop = sentence.start + len(said)
            may_turn = before in ("", "\n") or (before in "。；;！ " and self.role != "measure")
            colon = max(said.rfind("："), said.rfind(":"))
            if self._label(said) or self._turns_to(said) or (may_turn and self._announces(said, stop)):
                turns.append((sentence.start, stop))
            elif colon >= 0 and self._label(re.split(r"[。；;，,]", said[:colon])[-1]):
                # 四是……。改进措施：1.…: a label that runs into its list
                turns.append((sentence.start, sentence.start + colon))
        return turns

    def _announces(self, said: str, stop: int) -> bool:
        """Whether a sentence, before a list, says what the list will be about.

        It names a part (问题, 措施, 原因) and is open at its end, or says so: 有以下几点.
        """
        is_open = said.rstrip()[-1:] in "：:，," or self.text[stop : stop + 1] in "：:，,"
        return bool(self.genre.part_named(said)) and (is_open or bool(self.genre.leads["announce"].search(said)))

    # -- prose --------------------------------------------------------------------------------------

    def prose(self, start: int, end: int, *, before_list: bool) -> None:
        """Read running text; its last sentence leads into a list where one follows."""
        found = sentences(self.text, start, end)
        for number, sentence in enumerate(found):
            self._sentence(sentence, leads=before_list and number + 1 == len(found))

    def _sentence(self, sentence: Sentence, *, leads: bool) -> None:
        start, end = sentence
        said = self.text[start:end]
        genre = self.genre
        if role := self._label(said):
            self._enter(role, lead_status(said, genre), account=not _PLANS.search(said))
            return
        if label := self._run_in_label(said):
            self._enter(label[0], account=not _PLANS.search(said[: label[1]]))
            self._sentence(Sentence(*trim(self.text, start + label[1], end)), leads=leads)
            return
        if genre.leads["past"].search(said) and self._promises_of_past(start, end):
            return
        if leads:
            self._lead_in(said)
            return
        if genre.leads["past"].search(said):
            return
        if genre.leads["none"].search(said):
            return
        turn = self._turns_to(said)
        if turn:
            self._enter("measure", lead_status(said, genre))
        wrong = genre.signs["problem"].search(said)
        if genre.leads["closing"].search(said) and not wrong:
            return
        if genre.signs["cause"].match(said) and self.role != "measure":
            self._add("cause", *trim(self.text, start + self._behind_reason(said), end))
        elif self.role == "measure":
            if genre.leads["status"].match(said) and self._says_status(said) and self._measures():
                self.status_sentences.append((len(self.drafts), said))
                return
            self._measures_of(start, end)
        elif self.role in ("cause", "achievement"):
            self._add(self.role, start, end)
        elif _AGAINST.match(said):
            self._against([list(part) for part in pieces(self.text, start, end, "；;")])
        elif self.role is None and not wrong:
            # What went well is an item only where it says something: 全年回复来信103封.
            if re.search(r"\d", said) and not genre.leads["announce"].search(said):
                self._add("achievement", start, end)
        else:
            self._problems_of(start, end)

    def _lead_in(self, said: str) -> None:
        """A sentence before a list gives the list its role and status."""
        role = "measure" if self._turns_to(said) else self.genre.part_named(said)
        if self.genre.leads["past"].search(said):
            self._enter("measure", "done")
        elif _BOTH.search(said):
            self.role = self.lead = None
        elif role == "measure":
            self._enter("measure", lead_status(said, self.genre))
        elif role and (role != "achievement" or self.role is None):
            self._enter(role)
        elif self.role == "measure":
            self.lead = lead_status(said, self.genre) or self.lead

    def _promises_of_past(self, start: int, end: int) -> bool:
        """Last year's problems, quoted, are no items; what was done about its promises is: ……已兑现：……."""
        colon = re.search("[：:]", self.text[start:end])
        if (
            colon
            and colon.end() < end - start
            and self.genre.status["done"].search(self.text[start : start + colon.start()])
        ):
            self._enter("measure", "done")
            self._measures_of(*trim(self.text, start + colon.end(), end))
            self.role = self.lead = None
            return True
        return False

    def _behind_reason(self, said: str) -> int:
        found = re.match(rf"(?:{self.genre.signs['cause'].pattern})[：:，,]?", said)
        return found.end() if found else 0

    def _problems_of(self, start: int, end: int) -> None:
        for a, b in split_problems(self.text, start, end, self.genre):
            self._add("problem", a, b)

    def _measures_of(self, start: int, end: int) -> None:
        start = self._behind_lead(start, end)
        colon = re.match(r"[^；;。：:“《]{2,45}[：:](?=[^；;]+[；;，,])", self.text[start:end])
        if colon:  # 我局开出“处方”：……；……: what stands before the colon only leads in
            start = trim(self.text, start + colon.end(), end)[0]
        said = self.text[start:end]
        if not said or (self.genre.leads["announce"].search(said) and len(said) < 40):
            return
        parts = pieces(self.text, start, end, "；;")
        if len(parts) == 1:
            parts = [(start + a, start + b) for a, b in split_acts(said)]
        for a, b in parts:
            if not self.genre.leads["closing"].search(self.text[a:b]):
                ground = _GROUND.match(self.text[a:b])
                self._add("measure", *trim(self.text, a + (ground.end() if ground else 0), b))

    def _behind_lead(self, start: int, end: int) -> int:
        """Step over 下一步，我局将 and 针对以上问题，; a bare 我们将 or 将 is the measure's own."""
        said = self.text[start:end]
        moved = 0
        while found := _TIME.match(said[moved:]) or _GROUND.match(said[moved:]):
            moved += found.end()
        if moved and (subject := _SUBJECT.match(said[moved:])):
            moved += subject.end()
        return start + moved

    # -- lists --------------------------------------------------------------------------------------

    def nodes(self, nodes: Sequence[Node], *, last: bool) -> int:
        """Read a list; return where the prose behind it begins."""
        after = nodes[-1].end
        bounds = [[node.body, node.end] for node in nodes]
        if any(self._part_label(node) for node in nodes):
            for node in nodes:
                self._part(node)
            return after
        bounds[-1][1] = after = self._paragraph_end(bounds, nodes[-1])
        remedies = self._remedies(bounds)
        paired = any(remedy is not None for remedy in remedies)
        role = None if paired else self._role_of(nodes)
        if not paired and (
            cut := self._turn_inside(bounds[-1], role, before_list=not last)
        ) is not None:
            bounds[-1][1] = after = cut
        if role in (None, "problem") and not paired and self._answers(bounds):
            self._against(bounds)
            return after
        for (start, end), remedy in zip(bounds, remedies, strict=True):
            if paired and remedy is not None:
                self._pair(start, remedy, end)
            else:
                self._node(start, end, role)
        if role == "measure":
            self.role = "measure"
        return after

    def _paragraph_end(self, bounds: list[list[int]], last: Node) -> int:
        """Where the last node ends: at its paragraph, if each of the others is a paragraph of its own."""
        while last.lists:
            last = last.lists[-1][-1]
        start, end = last.body, bounds[-1][1]
        single = all("\n" not in self.text[a:b].strip() for a, b in bounds[:-1])
        lines = all(self.text[b - 1 : b] == "\n" or self.text[a:b].endswith("\n") for a, b in bounds[:-1])
        paragraph = re.search(r"(?<=[。；;！])[ \t]*\n", self.text[start:end])
        if len(bounds) > 1 and single and lines and paragraph:
            return start + paragraph.end()
        return end

    def _node(self, start: int, end: int, role: Role | None) -> None:
        start, end = trim(self.text, start, end)
        said = self.text[start:end]
        if not said or (self.genre.leads["none"].search(said) and len(said) < 20):
            return
        self._add(role or self._role_by_wording(said), start, end)

    def _pair(self, start: int, remedy: int, end: int) -> None:
        """A problem and its remedy in one item."""
        a, b = trim(self.text, start, remedy)
        if found := _FAULT.search(self.text[a:b]):
            a += found.end()
        problem = self._add("problem", *trim(self.text, a, b))
        said = self.text[remedy:end]
        lead = lead_status(said[:30], self.genre) if self._turns_to(said) else None
        if found := _REMEDY.match(said) or _GROUND.match(said):
            remedy += found.end()
        self._add("measure", *trim(self.text, remedy, end), lead=lead, pair=problem)

    def _answers(self, bounds: list[list[int]]) -> bool:
        """Whether the nodes have the form 针对……的问题，…… and no problems were named before."""
        if any(draft.role == "problem" for draft in self.drafts):
            return False
        matched = [_AGAINST.match(self.text[a:b]) for a, b in bounds]
        return sum(m is not None for m in matched) * 2 > len(matched)

    def _against(self, bounds: list[list[int]]) -> None:
        """Read stretches of the form 针对……的问题，……: a problem and its remedy each."""
        for start, end in bounds:
            found = _AGAINST.match(self.text[start:end])
            if not found:
                self._node(start, end, "measure")
                continue
            problem = self._add(
                "problem", *trim(self.text, start + found.start("problem"), start + found.end("problem"))
            )
            self._add("measure", *trim(self.text, start + found.end(), end), pair=problem)

    def _part(self, node: Node) -> None:
        """A node that only names a part: its role holds for what is inside."""
        label = self._part_label(node)
        if label:
            self._enter(label[0], account=not _PLANS.search(self.text[node.body : label[1]]))
            self.read(label[1], node.end)
        else:
            self._node(node.body, node.end, self.role)

    def _part_label(self, node: Node) -> tuple[Role, int] | None:
        """The role and end of a node's head where the head is a label: （一）主要问题."""
        line = self.text[node.body : node.end]
        head = re.match(r"[^\n。；;：:，,]*", line)
        stop = head.end() if head else 0
        if node.lists:
            stop = min(stop, node.lists[0][0].start - node.body)
        role = self._label(line[:stop])
        if role and stop < len(line.rstrip()) and not (_FAULT.match(line) and _REMEDY_INSIDE.search(line)):
            return role, node.body + stop
        return None

    def _role_of(self, nodes: Sequence[Node]) -> Role | None:
        """The role of a whole list: what structure said; else the wording of most of its items.

        ``None`` leaves it to each item: problems and measures in one list.
        """
        heads = [self.text[node.body : node.end] for node in nodes]
        if self.role == "problem" and all(self._turns_to(head) for head in heads):
            return "measure"
        if self.role:
            return self.role
        votes = [self._role_by_wording(head) for head in heads]
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
        found = [self._remedy(*bound) for bound in bounds]
        counted = found[:-1] or found
        if sum(remedy is not None for remedy in counted) * 2 < len(counted):
            return [None] * len(bounds)
        for number, (start, end) in enumerate(bounds):
            said = sentences(self.text, start, end)
            if found[number] is None and len(said) == 2:
                found[number] = said[1].start
        return found

    def _remedy(self, start: int, end: int) -> int | None:
        """Where one node turns from its problem to the remedy."""
        if inside := _REMEDY_INSIDE.search(self.text, start, end):
            return inside.start()
        found = sentences(self.text, start, end)
        named = any(self.genre.signs["problem"].search(self.text[s.start : s.end]) for s in found[:1])
        first = self.text[found[0].start : found[0].end] if found else ""
        if not named and (_ACTS.search(first[:12]) or self.genre.signs["measure"].match(first)):
            return None
        for sentence in found[1:]:
            said = self.text[sentence.start : sentence.end]
            if self._turns_to(said) or _ACTS.search(said[:12]) or (named and self._plain_remedy(said)):
                return sentence.start
        return None

    def _plain_remedy(self, said: str) -> bool:
        """A sentence that acts and names nothing wrong: 将丰富解读手段; 已组织清理."""
        head = re.split(r"[，,：:]", said)[0]
        wrong = self.genre.signs["problem"].search(head)
        acts = self.genre.signs["measure"].match(said) or self.genre.status["plan"].match(said)
        return bool(acts) and not wrong

    def _turn_inside(self, bound: list[int], role: Role | None, *, before_list: bool) -> int | None:
        """Where the last node of a list stops: at a turn, a status sentence or a closing behind it."""
        start, end = bound
        leads = self.genre.leads
        found = sentences(self.text, start, end)
        for sentence in found[1:]:
            said = self.text[sentence.start : sentence.end]
            opened = self.text[max(start, sentence.start - 1) : sentence.start] == "\n"
            turned = self._turns_to(said) and (role != "measure" or opened)
            dated = role == "measure" and leads["status"].match(said) and self._says_status(said)
            closed = leads["closing"].search(said) and (opened or leads["closing"].match(said))
            announced = before_list and sentence is found[-1] and self._announces(said, sentence.end)
            caused = role == "problem" and self.genre.signs["cause"].match(said)
            if turned or dated or closed or announced or caused or self._label(said):
                return sentence.start
        return None

    def _says_status(self, said: str) -> bool:
        return any(self.genre.status[key].search(said) for key in ("done", "ongoing")) or "见效" in said

    # -- judgements ---------------------------------------------------------------------------------

    def _enter(self, role: Role, lead: Status | None = None, *, account: bool = True) -> None:
        """Begin a part; it may be an account of what was done unless its name speaks of plans."""
        if role == "measure" and self.role == "measure":
            account = account and self.account
        self.role, self.lead, self.account = role, lead, account
        self.part_number += 1

    def _label(self, said: str) -> Role | None:
        """The role that a label names: 主要问题, 改进措施：."""
        return self.genre.role_of_label(re.sub(r"^[（(【\s]+|[）)】：:。\s]+$", "", said))

    def _run_in_label(self, said: str) -> tuple[Role, int] | None:
        """The role and length of a label at the head of a sentence: 主要问题：人员不足."""
        colon = re.match(r"[^：:，,。；]{2,16}[：:]", said)
        role = self._label(colon.group()) if colon else None
        return (role, colon.end()) if colon and role and colon.end() < len(said) else None

    def _turns_to(self, said: str) -> bool:
        """Whether a sentence turns to what is to be done, or was done, about the problems."""
        if not self.genre.leads["measure"].match(said):
            return False
        named = self.genre.part_named(said)
        problem = named == "problem" and self.genre.leads["problem"].search(said)
        return not problem or bool(self.genre.status["plan"].search(said))

    def _role_by_wording(self, said: str) -> Role:
        """Used only where structure is silent: the head's wording, then the rest's."""
        head = re.split(r"[，,；;。：:]", said)[0]
        signs = self.genre.signs
        if signs["cause"].match(head):
            return "cause"
        if signs["problem"].search(head):
            return "problem"
        if signs["measure"].match(head) or self.genre.leads["measure"].match(head):
            return "measure"
        if signs["achievement"].search(said):
            return "achievement"
        return "problem" if signs["problem"].search(said) else "measure"

    def _measures(self) -> bool:
        return any(draft.role == "measure" for draft in self.drafts)

    def _add(
        self, role: Role, start: int, end: int, *, lead: Status | None = None, pair: int | None = None
    ) -> int:
        if end > start:
            self.drafts.append(
                _Draft(role, start, end, lead or self.lead, pair, self.part_number, self.account)
            )
        return len(self.drafts) - 1


def extract_items(
    report: Report, sections: Sequence[Section] | None = None, *, genre: Genre | None = None
) -> list[Item]:
    r"""Take the items out of the coded section of a report, by the coding rules 1 and 2.

    Enumerated stretches are one item each, with all they hold; where the outer level only names a part, as
    in （一）主要问题, the inner level gives the items. Running text is cut at semicolons, else where
    each clause names its own problem or has its own verb and object. Lead-ins, turns, closings, signatures and status
    sentences are no items. The section's structure decides the role before the wording does.

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
    reader = _Reader(report, genre)
    for section in sections:
        if section.section != genre.coded:
            continue
        start, end = body_of(section, report.text)
        end = _without_tail(report.text, start, end)
        role = part_role(section, genre)
        if role:
            reader._enter(role, account=not _PLANS.search(section.heading))
        first = len(reader.drafts)
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
        return "no section on problems and improvement found"
    bodies = [report.text[slice(*body_of(section, report.text))].strip() for section in coded]
    if not any(re.search(r"\w", re.sub(r"[（(][^）)]*[）)]", "", body)) for body in bodies):
        return "the section on problems is blank"
    if any(genre.leads["none"].search(body) for body in bodies):
        return "the section on problems says that there are none"
    return "the section on problems names neither a problem nor a measure"


def _without_tail(text: str, start: int, end: int) -> int:
    """Return where the section's words end, before date, signature and attachments."""
    found = _TAIL.search(text, start, end)
    if found:
        end = found.start()
    signed = _SIGNATURE.search(text, start, end)
    return signed.start() if signed else end


def _finish(reader: _Reader, first: int, before: Sequence[Item]) -> list[Item]:
    """Turn the drafts of one section into items with status, position and pair."""
    counts = {role: sum(item.role == role for item in before) for role in ROLES}
    items: list[Item] = []
    for draft in reader.drafts[first:]:
        counts[draft.role] += 1
        items.append(_item(reader, draft, counts[draft.role]))
    items = _told(reader, reader.drafts[first:], items)
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


def _told(reader: _Reader, drafts: Sequence[_Draft], items: list[Item]) -> list[Item]:
    """Bare verbs among measures told as done are done too, where nothing plans them."""
    plan, ongoing = reader.genre.status["plan"], reader.genre.status["ongoing"]
    told: dict[int, list[bool]] = {}
    for draft, item in zip(drafts, items, strict=True):
        if draft.role == "measure" and draft.account and draft.lead is None:
            told.setdefault(draft.part, []).append(item.status == "done")
    done = {part for part, said in told.items() if any(said) and sum(said) * 2 >= len(said)}
    return [
        replace(item, status="done")
        if item.status == "planned"
        and draft.part in done
        and not plan.search(item.text)
        and not ongoing.search(item.text)
        else item
        for draft, item in zip(drafts, items, strict=True)
    ]


def _item(reader: _Reader, draft: _Draft, position: int) -> Item:
    text = reader.text[draft.start : draft.end]
    item = Item(
        report_id=reader.report.report_id,
        section=reader.genre.coded,  # type: ignore[arg-type]  # a genre may name further kinds
        role=draft.role,
        status=None,
        position=position,
        start=draft.start,
        end=draft.end,
        head=re.split(r"[，,；;。：:\n]", text, maxsplit=1)[0],
        text=text,
        answers=reader.drafts[draft.pair].start if draft.pair is not None else None,
    )
    if draft.role != "measure":
        return item
    return replace(item, status=status_of(text, draft.lead, reader.genre))
