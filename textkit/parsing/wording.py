"""What the words of a sentence or label say of its place in the coded section.

Judgements on wording alone: whether it is a label, announces a list, turns to what will be done, names what
is wrong. What follows from them is decided by the reader, which knows what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textkit.genre import Genre
from textkit.parsing.outline import Node
from textkit.parsing.sentences import Span, pieces, sentences
from textkit.records import Role

AGAINST = re.compile(
    r"^(?:针对|对于|就|围绕|关于|对(?!照|标|比|接|外|内))(?P<problem>[^。；;：:]{3,80}?)(?:等)?(?:的)?(?:这一|这个|一)?(?:突出)?(?:问题|不足|情况|现象|短板)[，,：:]\s*"
)
REMEDY = re.compile(
    r"^(?:【)?(?:具体|主要)?(?:(?:改进|整改|解决|应对)(?:的)?(?:措施|情况|办法|方向|打算|计划)?|[已待]改)(?:】)?[：:]\s*|^【[^】]{2,8}】\s*|^(?:对应|相应)?(?:的)?(?:对策|措施|举措|打算|下一?步(?:打算|措施|工作)?|改进)[：:]\s*"
)
PLANS = re.compile(r"措施|打算|计划|安排|思路|举措|方向|对策")
# The reason of a list of problems (…等，其原因是…); that of a single one stays with it.
ITS_REASON = re.compile(
    r"(?:(?<=等)|(?<=等问题)|(?<=等不足)|；)[，,；;]?(?:其|究其)?(?:主要)?(?:原因|根源)(?:主要)?(?:是|在于|为)[：:，,]?"
)
SHOWN = re.compile(
    r"(?:主要|具体|突出|集中)*(?:表现|体现|反映)(?:在|为)?(?:以下|如下|下列)?(?:[几一二三四五六\d]*个?(?:方面|点|问题))?[：:，,]?"
)
# What points back to the problems that a reason explains is no part of it: 造成上述问题，主要原因在于.
BACK_REASON = re.compile(
    r"(?:造成|产生|出现|存在|导致)(?:这些|上述|以上)(?:问题|不足)(?:[^，,。；;：:]{0,6}[，,]|的(?=(?:主要)?原因))"
    r"(?:(?:其)?(?:主要)?(?:原因|根源|缘由)(?:主要)?(?:是|在于|为|有)[：:，,]?)?"
)
BOTH = re.compile(
    r"(?:问题|不足|短板)(?:与|和|及|、)(?:改进|整改|下一?步)?(?:的)?(?:对策|措施|打算|举措|思路|办法|方向)"
)
# The brackets, marks and lone ordinal around a label: （二）改进措施：.
_AROUND_LABEL = re.compile(
    r"^[（(【\s]*[）)】]?(?:[一二三四五六七八九十\d]{1,2}(?:[）)、]|[.．](?!\d))\s*)?|[）)】：:。，,\s]+$"
)
_REMEDY_INSIDE = re.compile(
    r"(?<=[。；;，,\n\s])(?:【)?(?:具体|主要)?(?:(?:改进|整改|解决|应对)(?:的)?(?:措施|情况|办法|方向|打算|计划)?|[已待]改|对策|措施|举措|下一?步(?:打算|措施|工作))(?:】[：:]?|[：:])\s*"
)
# What says of a pair, without a lead of its own, that the remedy follows: ……，为此公布房源.
HENCE = re.compile("[，,；;](?:为此|对此)[，,]?\\s*")
_ACTS = re.compile(r"已(?!有)|将(?!近)|下一?步|今后|往后|正在|拟(?!定|订)|后续|明年|来年")
_TURN = re.compile(
    r"[，,；;](?=(?:在)?(?:今后|以后|下一?步|下一?阶段|下一?年度?|明年|来年|接下来)(?:的)?(?:工作)?(?:中|里)?[，,]?(?:(?:我|本)[^，,。；;：:、]{1,8}?)?"
    r"(?:将|打算|拟(?!定|订)|(?<!需)(?<!主)要(?![求点素件])|准备|计划)"
    r"|(?:对|为)此[，,]|(?:我|本)[^，,。；;：:、]{1,8}?(?:将(?!近|要面)|拟(?!定|订)|打算))"
)
# A last clause that finds a lack, whatever the first one does: 主动公开的内容与需求有距离，时效需要进一步加强.
_FOUND = re.compile(r"(?:有待|需|亟待)(?:要)?(?:进一步|继续|不断)?[一-鿿]{2,4}$|不够[一-鿿]{0,3}$")
_BACK = re.compile(r"(?:针对|对于?|面对)?(?:以上|上述|这[些几])")
_POINTS_BACK = re.compile(r"(?:针对|对此|为此|根据|按照|面对|围绕|对照)[^，,。；;：:]{0,14}(?:[，,]|$)")
_EAGER = re.compile("^(?:进一步|继续|不断|积极|认真|切实|努力|扎实|着力)+")
_SLOGAN = 4
_RESOLVE = re.compile("进一步|继续|不断|持续|切实|着力|大力|努力")
_HARDER = re.compile(
    r"(?:进一步|继续|不断|积极|认真|切实|努力|扎实|着力)*(?:推动|促进|加强|强化|深化|推进|做好|抓好|加大|提高|提升|增强|改进|完善|以|按照|根据)"
    r"(?:(?:我|本)[^，,]{1,4}?)?(?:政府|政务)?(?:信息)?(?:公开)?(?:各项)?(?:工作)?(?:的)?(?:(?:力度|水平|质量|效益|实效|成效)和?)*(?:再[^，,]*)?(?:[，,]|$)"
)
NEXT_YEAR = re.compile(r"(?:在)?(20\d\d)年(?:度)?(?:以来|起)?[，,]")
# A year that opens a clause and tells of it: 2023年我局狠抓整改.
YEAR_OF_CLAUSE = re.compile(r"(?:^|(?<=[，,]))(?:在)?(20\d\d)年(?![^，,]{0,12}(?:基础|问题|不足|情况))")
FAULT = re.compile(r"^(?:【)?(?:存在(?:的)?)?(?:主要)?(?:问题|不足|短板|表现)(?:表现)?(?:】)?[：:]\s*")


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of one report, judged by its genre."""

    text: str
    genre: Genre

    def label(self, said: str) -> Role | None:
        """The role that a label names: 主要问题, 改进措施：."""
        return self.genre.role_of_label(_AROUND_LABEL.sub("", said))

    def run_in_label(self, said: str) -> tuple[Role, int] | None:
        """The role and length of a label at the head of a sentence: 主要问题：人员不足."""
        colon = re.match(r"[^：:，,。；;]{2,16}[：:]", said)
        role = self.label(colon.group()) if colon else None
        return (role, colon.end()) if colon and role and colon.end() < len(said) else None

    def part_label(self, node: Node) -> tuple[Role, int] | None:
        """The role and end of a node's head where the head is a label: （一）主要问题."""
        line = self.text[node.body : node.end]
        head = re.match(r"[^\n。；;：:，,]*", line)
        stop = head.end() if head else 0
        if node.lists:
            stop = min(stop, node.lists[0][0].start - node.body)
        role = self.label(line[:stop])
        if role and stop < len(line.rstrip()) and not (FAULT.match(line) and _REMEDY_INSIDE.search(line)):
            return role, node.body + stop
        return None

    def topic(self, node: Node) -> bool:
        """Whether a node only names a topic over a list of its own: （一）公开质量方面：1.……."""
        head = self.text[node.body : node.lists[0][0].start] if node.lists else ""
        return bool(re.fullmatch(r"(?:在)?[^，,。；;：:]{2,12}方面[。：:，,\s]*", head))

    def turns_to(self, said: str) -> bool:
        """Whether a sentence turns to what is to be done, or was done, about the problems."""
        if not self.genre.leads["measure"].match(said):
            return False
        if _POINTS_BACK.match(said):
            return True
        named = self.genre.part_named(said)
        problem = named == "problem" and self.genre.leads["problem"].search(said)
        return not problem or bool(self.genre.status["plan"].search(said))

    def announces(self, said: str, stop: int) -> bool:
        """Whether a sentence, before a list, says what the list will be about.

        It names a part (问题, 措施, 原因) and is open at its end, or says so: 有以下几点.
        """
        is_open = said.rstrip()[-1:] in "：:，," or self.text[stop : stop + 1] in "：:，,"
        return bool(self.genre.part_named(said)) and (is_open or bool(self.genre.leads["announce"].search(said)))

    def tells(self, label: str) -> bool:
        """Whether a label says that the past year is told: 改进情况, not 改进措施."""
        bare = re.sub(r"[）)】：:。，,\s]+$", "", label)
        return bool(self.genre.status["account"].search(bare))

    def says_status(self, said: str) -> bool:
        """Whether a sentence says how far something is: 已开通, 正在进行, 见效."""
        return any(self.genre.status[key].search(said) for key in ("done", "ongoing")) or "见效" in said

    def turn_inside(self, span: Span) -> re.Match[str] | None:
        """The comma behind which a sentence turns from what is wrong to what will be done: …不足，今后将…."""
        found = _TURN.search(self.text, *span)
        if not found:
            return None
        before = self.text[span[0] : found.start()]
        return found if self.genre.signs["problem"].search(before) and not _BACK.match(before) else None

    def dates(self, said: str) -> bool:
        """Whether a sentence behind measures says how far they are, and nothing that is still wrong."""
        if not (self.genre.leads["status"].match(said) and self.says_status(said)):
            return False
        last = re.split(r"[，,；;]", said)[-1]
        return not self.is_problem(said) or bool(self.genre.status["done"].search(last))

    def role_by_wording(self, said: str) -> Role:
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

    def wrong(self, span: Span) -> bool:
        """Whether a stretch has the wording of a problem."""
        return bool(self.genre.signs["problem"].search(self.text, *span))

    def is_problem(self, said: str) -> bool:
        """Whether a sentence of running text goes back to what is wrong: its first clause says so."""
        head = re.split(r"[，,；;：:]", NEXT_YEAR.sub("", said))[0]
        acts = _ACTS.search(said[:12]) or self.genre.signs["measure"].match(head)
        return bool(self.genre.signs["problem"].search(head)) and not acts

    def lacks(self, said: str) -> bool:
        """Whether a sentence ends in a lack: 与……的要求相比，仍需提升."""
        return bool(_FOUND.search(re.split(r"[，,；;]", said)[-1]))

    def finds(self, said: str) -> bool:
        """Whether a sentence names what is wrong, if only behind a contrast: 做了不少工作，但版面还不够清楚."""
        contrast = re.search("但|仍|却", said)
        return self.is_problem(said) or bool(contrast and self.genre.signs["problem"].search(said, contrast.start()))

    def promises(self, clauses: Sequence[str]) -> bool:
        """Whether clauses promise more than to work harder: two at least, and not in four characters each.

        进一步丰富公开内容，加强培训 does; 加大力度，拓展渠道，完善机制 only leads to what will be done.
        """
        acts = [each for each in clauses if self.genre.signs["measure"].match(each) and not _HARDER.match(each)]
        return len(acts) > 1 and any(len(_EAGER.sub("", re.split("[，,]", each)[0])) > _SLOGAN for each in acts)

    def resolves(self, said: str) -> bool:
        """Whether a sentence among problems begins like a resolve: 进一步丰富公开内容."""
        return bool(_RESOLVE.match(said) and self.genre.signs["measure"].match(said) and "了" not in said)

    def names_problem(self, said: str) -> bool:
        """Whether a sentence before a list names one problem of its own: 也有目录陈旧的问题."""
        named = re.search(r"(?:存在|还有|仍有|也有|有着?)(?P<what>[^，,；;：:、]{4,24})的(?:问题|不足|现象)$", said)
        return named is not None and bool(self.genre.signs["problem"].search(named["what"]))

    def plain_remedy(self, said: str) -> bool:
        """A sentence that acts and names nothing wrong: 将丰富解读手段; 已组织清理."""
        clauses = re.split(r"[，,：:]", said)
        wrong = self.genre.signs["problem"].search(clauses[0]) or self.lacks(clauses[-1])
        acts = self.genre.signs["measure"].match(said) or self.genre.status["plan"].match(said)
        contrast = re.search("但|仍|却", said) and self.genre.signs["problem"].search(said)
        return bool(acts) and not wrong and not contrast

    def parts(self, start: int, end: int) -> list[Span]:
        """The sentences of a node, or the parts between semicolons where it is one sentence."""
        found = sentences(self.text, start, end)
        return pieces(self.text, *found[0], "；;") if len(found) == 1 else [(s.start, s.end) for s in found]

    def remedy(self, bound: list[int], parts: list[Span]) -> int | None:
        """Where one node turns from its problem to the remedy."""
        if inside := _REMEDY_INSIDE.search(self.text, *bound):
            return inside.start()
        if hence := HENCE.search(self.text, *bound):
            return hence.start()
        if not parts:
            return None
        first = self.text[slice(*parts[0])]
        named = self.wrong(parts[0])
        if not named and (_ACTS.search(first[:12]) or self.genre.signs["measure"].match(first)):
            return None
        if turn := self.turn_inside(parts[0]):
            return turn.end()
        for start, end in parts[1:]:
            said = self.text[start:end]
            told = _ACTS.search(said[:12]) and not re.search("但|仍|却", said)
            if self.turns_to(said) or told or (named and self.plain_remedy(said)):
                return start
        return None
