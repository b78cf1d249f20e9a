"""Sentences of running text: where they end, what kind they are, and the problems one of them lists."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from textkit.genre import Genre

Span = tuple[int, int]

_END = re.compile(r"[。！!？?]+[”’」』）)]?|\n+")
_EDGE = " \t\n\r　，,；;。.、：:！!？?"
_QUOTED = re.compile(r"《[^》\n]*》|“[^”\n]*”|（[^）\n]*）|\([^)\n]*\)")
_REMARK = re.compile(
    r"^(?:等等?)?[，,]?(?:均|都|这些|上述|以上|需要|有待|亟待|应|须)[^，,]{0,24}(?:解决|改进|重视|完善|加强|克服|提高)?$"
    r"|^(?:与|和|同|离|距)[^，,]{2,24}(?:差距|距离)$"
)
_REASON = re.compile(
    r"^(?:由于|因为|因(?!此|而)|受|随着|面对|虽然|虽|尽管|在[^，,]{1,20}(?:方面|上|中|下)$|对(?:于)?[^，,]{1,16}方面$|从[^，,]{1,16}看$)"
)
_RESULT = re.compile(r"^(?:导致|致使|造成|使得?|以致|因此|因而|从而|影响|进而|引起|给|让|难以|无法|不能)")
# A clause that begins like this has no subject of its own: it goes on with the one before.
_HANGING = re.compile(
    r"(?:常|往往|经常|时常|有时|还|也|又|且|并|而|甚至|以[致至]|难|无[法从]|不|使|让|给|未|没|仅|只|主要|尤其|特别是|其中|事后|哪"
    r"|谁|想|一[有到]|看|听|找|需|有待|从而|与|跟|和|对|在|到|被|多|少|大多|大都|更|却|但|再|就|才|均|都|仍|满足于|习惯于|停留)"
)
_OWN = 8
_TIME = re.compile(
    r"(?:此外|另外|加之|同时|但|也)?[，,]?(?:当前|目前|现阶段|此外|另外|加之|回顾[^，,。；;]{0,10}|过去(?:的)?一年|一年来|20\d\d年|总(?:的|体)(?:来)?看"
    r"|(?:(?:根据|按照)[^，,。；;]{2,16}[，,])?(?:[经通][^，,。；;]{0,12}|[^，,。；;]{0,20}(?:进行|开展|作)了[^，,。；;]{0,4})(?:自查|自评|梳理|检查|评估|复盘)(?:发现)?"
    r"|总体上|具体(?:来)?(?:讲|说|看)|从[^，,。；;]{1,12}看|对照[^，,。；;]{1,16}|(?:在)?[^，,。；;：:]{2,8}方面|也?(?:要|应|应当|必须)?(?:清醒)?(?:地)?看到)[，,：:](?:主要(?=在))?"
)
# The field in which something is wrong: 渠道方面，只靠黑板；人手方面，空岗一个.
_FIELD = re.compile(r"(?:在)?[^，,。；;：:]{2,8}方面[，,：:]")
_ETC = re.compile(
    r"(?<![干苦空坐着])等+(?:方面)?(?:的)?(?:一些)?(?:问题|不足|情况|现象|方面)?(?:和(?:问题|不足))?(?:仍然?|还|依然)?(?:存在|有待[^，,。；;]{0,8}|需[^，,。；;]{0,10})?$"
)
_SUCH_AS = re.compile(
    r"^(?:比如|例如|譬如|诸如|如|像|(?:还|仍|也)?存在(?:着)?(?=[^，,；;]{4,}$)|(?:主要|具体|突出|集中)(?:是|有|包括|(?:表现|体现|反映)(?:在|为))|包括|一些)(?:说)?[：:，,]?"
)
# A reason told behind its problem stays with it: …较少，这主要是由于…; …不足，主要原因是….
_ITS_REASON = re.compile(
    r"^(?:(?:这|其)(?:主要|也)?是?(?:由于|因为|由)|(?:主要|多)?是(?:由于|因为)|主要由于|(?:其|究其|这其中)?(?:主要)?原因)"
)
_SHOWN = re.compile(
    r"(?:主要|具体|突出|集中|如)*(?:表现|体现|反映)?(?:在|为|是|有|如下|于)?(?:以下|如下)?(?:[几一二三四五\d]个?(?:方面|点))?(?:[：:]|$|(?<=[在为是]))"
)
_HAS = re.compile(r"(?:存在|还有|仍有|面临)(?:着)?")
# A subject that says no more than whose report it is: 我镇在信息公开方面.
_OWNER = re.compile(
    r"(?:目前)?[，,]?(?:(?:我|本|全)[^，,在]{1,6}|[^，,、在]{2,8}(?=(?:政府|政务)?(?:信息)?公开工作))?(?:的)?(?:政府)?(?:(?:信息|政务)公开)?(?:工作)?(?:中|在[^，,]{2,10}(?:方面|中|上))?(?:主要|还|也|仍|尚)*"
)
_BARE = re.compile(
    r"(?:.{0,12}(?:存在|还有|仍有|有))?(?:一定的?|一些|不少|若干)?(?:的)?"
    r"(?:差距|问题|不足|短板|困难)(?:[和的](?:差距|问题|不足|短板|困难))?(?:等)?"
)
_CONTRAST = re.compile(
    r"(?:但(?:是)?|然而|不过)[，,]?(?:同时)?(?:也|还|仍然?|依然)?(?:要看到|应看到|应当看到)?[，,]?(?:存在着?|有)?(?=[^，,。]{3})"
)
_NAMES = re.compile(
    r"(?:问题|不足|差距|短板|困难|薄弱环节|欠缺)(?:主要|具体)?(?:是|有|为|在于|包括|(?:表现|体现|反映|集中)(?:在|为|于)|(?:主要)?如(?!下|何|期))(?!以下|如下)[：:]?(?=[^，,。；;：:]{2})"
)
_MEMBER = re.compile(r"存在[^，,；;：:]{4,}(?:等|的)(?:问题|不足)")
_SAID_OF = re.compile("的?(?:问题|不足|现象|情况)$")
_NAMED = 4
_OF_PROBLEM = re.compile(r"([^，,；;]{4,24})的(?:问题|不足|现象|情况)")


class Sentence(NamedTuple):
    """A sentence with its bounds trimmed of spaces; the closing mark is outside."""

    start: int
    end: int


def trim(text: str, start: int, end: int) -> Span:
    """Move the bounds inward past spaces and punctuation."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def sentences(text: str, start: int, end: int) -> list[Sentence]:
    """Cut ``text[start:end]`` at full stops and line ends; quotations do not cut.

    Examples
    --------
    >>> text = "更新不及时。人员不足！"
    >>> [text[s.start:s.end] for s in sentences(text, 0, len(text))]
    ['更新不及时', '人员不足']
    """
    result = []
    at = start
    for stop in _END.finditer(text, start, end):
        result.append(Sentence(*trim(text, at, stop.start())))
        at = stop.end()
    result.append(Sentence(*trim(text, at, end)))
    return [sentence for sentence in result if sentence.end > sentence.start]


def pieces(text: str, start: int, end: int, marks: str) -> list[Span]:
    """Cut ``text[start:end]`` at any of `marks` that stands outside quotations, titles and brackets."""
    hidden = [match.span() for match in _QUOTED.finditer(text, start, end)]
    cuts = [
        at
        for at in (match.start() for match in re.finditer(f"[{marks}]", text[start:end]))
        if not any(a <= at + start < b for a, b in hidden)
    ]
    bounds = [start, *(cut + start + 1 for cut in cuts), end + 1]
    spans = [trim(text, a, b - 1) for a, b in itertools.pairwise(bounds)]
    return [(a, b) for a, b in spans if b > a]


def split_problems(text: str, start: int, end: int, genre: Genre) -> list[Span]:
    """Cut a sentence that is no enumerated item into its problems.

    Parts between semicolons are one problem each. Without semicolons the clauses, or the members of a list
    (如…、…), are split where each names its own problem; a reason stays with what follows it, a consequence
    with what it follows, a clause without a problem of its own with its neighbour.

    Returns
    -------
    list of (start, end)
        Empty where the sentence only announces that there are problems.
    """
    start, end = _listed(text, start, end, genre)
    if _BARE.fullmatch(text[start:end]):
        return []
    if end <= start:
        return []
    if etc := re.search(r"等(?:问题|不足)[，,](?=[与和同离距][^，,；;]{2,24}(?:差距|距离)$)", text[start:end]):
        end = start + etc.start()
    parts = pieces(text, start, end, "；;")
    sign = genre.signs["problem"]
    if len(parts) > 1:
        parts = [_without(_FIELD, text, *part) for part in parts if not _REMARK.match(text[part[0] : part[1]])]
        return [_without_etc(text, *part, sign) for part in parts]
    inner_end = _without_etc(text, start, end, sign)[1]
    clauses: list[Span] = []
    for clause in pieces(text, start, inner_end, "，,"):
        clauses += _members(text, *clause, sign)
    problems = _grouped(text, clauses, sign)
    if len(problems) > 1:  # 目录陈旧，窗口偏少的问题: 的问题 is said of all
        last = text[slice(*problems[-1])]
        problems[-1] = (problems[-1][0], problems[-1][0] + len(re.sub("的(?:问题|不足|现象)$", "", last)))
    return problems


def _members(text: str, start: int, end: int, sign: re.Pattern[str]) -> list[Span]:
    """The members of a list: subjects stay with the predicate they share, and predicates with their subject.

    样式、版面单一、窗口偏少 are two; 公开不全面、不及时、栏目陈旧 are two.
    """
    members: list[Span] = []
    subject = False
    for a, b in pieces(text, start, end, "、"):
        wrong = bool(sign.search(text, a, b))
        if members and (subject or (not wrong and b == end) or re.match("[不未没欠][^的]{1,3}(?:的|$)", text[a:b])):
            members[-1] = (members[-1][0], b)
        else:
            members.append((a, b))
        subject = not sign.search(text, *members[-1])
    return members


def _grouped(text: str, clauses: list[Span], sign: re.Pattern[str]) -> list[Span]:
    problems: list[Span] = []
    pending: int | None = None
    for a, b in clauses:
        clause = text[a:b]
        if _REMARK.match(clause):
            continue
        wrong = bool(sign.search(clause))
        own = wrong or (bool(problems) and b - a >= _OWN and not _HANGING.match(clause))
        if problems and pending is None and (_RESULT.match(clause) or _ITS_REASON.match(clause) or not own):
            problems[-1] = (problems[-1][0], b)
        elif _REASON.match(clause) or not own:
            pending = a if pending is None else pending
        else:
            problems.append((a if pending is None else pending, b))
            pending = None
    if not problems and pending is not None and clauses:
        return []
    return [_without_etc(text, *_without_such_as(text, *problem), sign) for problem in problems]


def _listed(text: str, start: int, end: int, genre: Genre) -> Span:
    """Step behind what only says that there are problems: …但还存在一些不足，如 / …不足主要是 / …有两点不足：."""
    lead, sign = genre.leads["problem"], genre.signs["problem"]
    at = start
    contrast = _CONTRAST.search(text, start, end)
    if contrast and not sign.search(text[start : contrast.start()]):
        at = contrast.end()
    announced = False
    for a, b in pieces(text, at, end, "，,；;：:"):
        clause = text[a:b]
        found = lead.search(clause)
        if named := _NAMES.search(clause):
            # 存在的主要问题是……, 不足如……: what is named follows in the same clause
            at, announced = a + named.end(), True
            break
        if found and _ETC.search(clause) and "、" in clause:
            break
        shown = _SHOWN.match(clause)
        if announced and shown and 0 < shown.end() < b - a:
            at = a + shown.end()
            break
        if _BARE.fullmatch(clause) or (found and found.end() >= b - a - 14 and not _MEMBER.search(clause)):
            at, announced = b, True
        elif (announced and shown and shown.end()) or (
            not announced and not sign.search(clause) and _followed_by_lead(text, b, end, lead)
        ):
            at = b
        else:
            break
    inner = trim(text, at, end)
    if announced:
        return _without_such_as(text, *_without(_TIME, text, *inner)) if inner[1] > inner[0] else (end, end)
    # 街道的不足不外两点：A；B: what stands before a colon only names the list
    if colon := re.match(r"[^；;。：:]{2,45}[：:]", text[inner[0] : end]):
        return _without_such_as(text, *trim(text, inner[0] + colon.end(), end))
    listed = _HAS.search(text, *inner)
    tail = _ETC.search(text[inner[0] : inner[1]])
    if listed and tail and inner[0] + tail.start() > listed.end():
        members = text[listed.end() : inner[0] + tail.start()]
        if re.search("[、，,]", members) and not sign.search(text[inner[0] : listed.start()]):
            return trim(text, listed.end(), inner[0] + tail.start())
    if listed and _OWNER.fullmatch(text[inner[0] : listed.start()]):
        first = re.split("[，,；;、]", text[listed.end() : inner[1]])[0]
        bare = _SAID_OF.sub("", first)
        if len(bare) >= _NAMED and sign.search(bare):
            alone = listed.end() + len(first) == inner[1]
            return trim(text, listed.end(), listed.end() + len(bare) if alone else inner[1])
    if contrast and at == contrast.end() and (single := _OF_PROBLEM.fullmatch(text[inner[0] : inner[1]])):
        if not sign.search(single[1]):
            return end, end  # 但也存在一些不容忽视的问题
        return trim(text, inner[0] + single.start(1), inner[0] + single.end(1))
    return _without(_TIME, text, *inner)


def _followed_by_lead(text: str, start: int, end: int, lead: re.Pattern[str]) -> bool:
    """Whether a clause behind `start` says that there are problems."""
    return any(lead.search(text[a:b]) for a, b in pieces(text, start, end, "，,；;：:"))


def _without(lead: re.Pattern[str], text: str, start: int, end: int) -> Span:
    found = lead.match(text[start:end])
    return (start + found.end(), end) if found else (start, end)


def _without_etc(text: str, start: int, end: int, sign: re.Pattern[str]) -> Span:
    found = _ETC.search(text[start:end])
    if not found or found.start() <= 1:
        return start, end
    last = re.split("[，,；;]", text[start : start + found.start()])[-1]
    if re.search("有待|需", found.group()) and not sign.search(last):
        return start, end  # 时效、版式等需要改进: what is wrong stands behind 等
    return trim(text, start, start + found.start())


def _without_such_as(text: str, start: int, end: int) -> Span:
    found = _SUCH_AS.match(text[start:end])
    return trim(text, start + found.end(), end) if found and found.end() < end - start else (start, end)
