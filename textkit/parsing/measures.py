"""The measures that one sentence of running text lists: behind its lead-in, before its closing words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textkit.genre import Genre
from textkit.parsing.acts import group_clauses
from textkit.parsing.sentences import Span, pieces, trim

TIME = re.compile(
    r"^(?:(?:我们|我[局委办厅县市区镇乡站馆])?在(?:今年|以后|今后|明年|来年|下一?年度?|新的一年|20\d\d年)(?:里|度)?的?[^，,。；;]{0,8}中"
    r"|(?:努力|改进|整改)(?:的)?方向(?:主要)?(?:是|为|有)"
    r"|20\d\d年(?:度)?的?(?:政府|政务)?(?:信息)?公开工作(?=[，,])"
    r"|在?(?:下一?步|下一?阶段|今后|接下来|来年|明年|新的一年里?|下一?年度?|20\d\d年(?:度)?(?!\d{1,2}月))(?:的?工作)?(?:中|里)?)"
    r"[，,：:]?\s*"
)
SUBJECT = re.compile(
    r"^(?:[^，,。；;：:]{0,10}?(?:我|本|全|各)?[^，,。；;：:、]{0,10}?(?:的?(?:打算|计划|安排|思路)(?:是|为|如下)[：:]|将|拟|计划|打算|会(?![同商议计员])|准备|考虑|(?<![主重需必])要(?![求点素件]))(?:将|会|继续(?=按照))?|我们)"
)
# Whoever will act, in so many words; a bare 将 is the measure's own.
_WHO = re.compile(r"^(?:我|本)[^，,。；;：:、]{1,10}?将(?!近)")
# Clauses behind a lead that only say on what ground: 按照上级部署，立足实际，始终坚持以……为导向.
GROUNDS = re.compile(
    r"^(?:(?:(?:继续|始终|严格|紧紧|切实)*(?:按照|根据|立足|围绕|结合|坚持以[^，,]{2,20}为|以[^，,]{2,20}为)[^，,。；;]{0,40}"
    r"|坚持(?:问题|目标|结果|需求|效果|、|和)+导向"
    r"|在[^，,。；;]{2,24}(?:领导|指导|支持|帮助)下"
    r"|(?:继续|始终|认真|深入|全面|严格|切实)*(?:学习|贯彻|落实|、)+[^，,。；;]{2,40}(?:精神|要求|部署|》(?=[，,]以)))[，,]\s*)+"
)
GROUND = re.compile(
    r"^针对第[一二三四五六七八九十](?:点|项|条|个问题|个方面)?[，,]\s*|"
    r"^(?:针对|根据|按照|对照|结合|围绕|对|为|为了)[^，,。；;：:]{0,24}(?:以上|上述|这些|问题|不足|此)[^，,。；;：:]{0,10}[，,]\s*"
)
# A lead of its own before the remedy of a pair: 下一步，我站将; 对此，下步. (今后将 without a comma is the remedy's.)
APART = re.compile(
    r"^(?:对此|为此)[，,]\s*(?:下一?步|今后)|^(?:(?:对此|为此)[，,]\s*)?(?:下一?步|下一?阶段|今后|接下来|明年|来年)[，,]\s*(?:(?:我|本)[^，,。；;：:、]{1,8}?(?:将(?!近)|拟(?!定|订)))?"
)
# An aim in front of whoever will act: 为了改进服务，我站将…….
AIM = re.compile(r"^为(?:了)?[^，,。；;：:]{2,30}[，,](?=[^，,。；;：:]{0,14}(?:将(?!近)|拟(?!定|订)|打算|计划))")
# What joins a measure to the one before is part of neither: 并增设窗口; 同时，核对价目. (并入 and 并联 are verbs.)
_LINK = re.compile(r"^(?:此外|另外|并且|并(?![联入轨行重网案发])|同时(?![段期代]|[^，,]{1,8}同时))[，,]?\s*")
_LEVEL = re.compile(
    r"(?![^，,]*(?:及时|准确|时效|实效|全面|自觉|主动|积极)性)"
    r"(?:不断|进一步|切实|全面|有效)*(?:提高|提升|增强)[^，,]*(?:水平|能力|率|度|质量|实效|效果|素质|影响力|性)"
    r"|(?:更好|充分|切实|不断|有效|进一步)*(?:地)?满足[^，,]*(?:需求|需要|期待|要求)"
    r"|(?:更好|切实|不断|有效)*(?:地)?服务(?:于)?(?:人民|广大|社会)*(?:群众|公众|百姓|民生|社会|企业)"
    r"|(?:力争|力求)做到[^，,]*"
    r"|(?:推动|促进|确保)(?:各项)?(?:任务|工作|措施|要求|制度)(?:要求|任务)?(?:落地|落实|见效|到位)[^，,]*"
    r"|(?:更好|切实|不断|有效)+(?:地)?为[^，,]{1,14}服务"
    r"|(?:争取|力求|努力)?(?:为|给)[^，,]{1,14}提供[^，,]{0,6}(?:更|优质|便捷|高效)[^，,]*服务"
)
# A clause that has no object of its own takes that of the clause before: ……，认真抓好抓落实.
_SEEN_TO = re.compile(
    r"(?:切实|认真|真正|持续|坚持|始终|一项一项|逐一)*(?:(?:抓紧|抓好|抓实|抓细|抓牢|抓落实|抓出成效|办好|落实好|落到实处|常抓不懈|一抓到底)、?)+"
)
# A state wanted beside the one that the clause before ensures: 保证公开及时准确，受理规范公正.
_STATE = r"(?:及时|准确|全面|完整|规范|公正|公平|透明|有序|高效|清晰|方便|便捷|顺畅|畅通|到位)"
_ENSURED = re.compile(rf"(?:保证|确保|保障|做到|使)[^，,]*{_STATE}$")
_ALSO = re.compile(rf"[^，,]{{2,8}}?{_STATE}{{1,2}}$")


def split_measures(text: str, start: int, end: int, genre: Genre) -> list[Span]:
    """Cut a sentence that is no enumerated item into its measures.

    Parts between semicolons are one measure each, else clauses with their own verb and object; a purpose stays
    with what it closes. Lead-ins, words that join and closings are none.

    Returns
    -------
    list of (start, end)
        Empty where the sentence only announces measures or closes.

    Examples
    --------
    >>> from textkit.genre import load_genre
    >>> text = "下一步，我站将重印价目表，提高查询率，并增设窗口"
    >>> [text[a:b] for a, b in split_measures(text, 0, len(text), load_genre())]
    ['重印价目表，提高查询率', '增设窗口']
    """
    start = behind_lead(text, start, end, genre)
    colon = re.match(r"[^；;。：:《]{2,45}[：:](?=[^；;]+[；;，,])", text[start:end])
    if colon:  # 我局开出“处方”：……；……: what stands before the colon only leads in
        start = trim(text, start + colon.end(), end)[0]
    said = text[start:end]
    if not said or (genre.leads["announce"].search(said) and len(said) < 40):
        return []
    parts = pieces(text, start, end, "；;")
    if len(parts) == 1:
        parts = _acts(text, start, end)
    if len(parts) > 1 and (who := _WHO.match(said)):  # 我局将A，B: who will act governs them all
        parts[0] = (start + who.end(), parts[0][1])
    measures: list[Span] = []
    for a, b in parts:
        b = _before_closing(text, a, b, genre)
        a, b = trim(text, _behind_links(text, a, b), b)
        if b > a and not genre.leads["vague"].fullmatch(text, a, b):
            measures.append((a, b))
    return measures


def _acts(text: str, start: int, end: int) -> list[Span]:
    """The acts of a sentence; a level raised, or seen to, is part of the act before it; slogans lead to one."""
    acts: list[Span] = []
    leads = False
    for group in group_clauses(text[start:end]):
        a, b = start + group[0].start, start + group[-1].end
        first = re.split("[，,]", text[a:b])[0]
        goes_on = _LEVEL.fullmatch(first) or _SEEN_TO.fullmatch(first) or _beside(text, acts, first)
        if acts and (goes_on or leads):
            acts[-1] = (acts[-1][0], b)
        else:
            acts.append((a, b))
        # 看清形势，与时俱进，以公开促服务: a row of four characters each, before anything is done
        leads = len(acts) == 1 and len(group) > 1 and all(clause.part == "qualifier" for clause in group)
    return acts


def _beside(text: str, acts: list[Span], clause: str) -> bool:
    """Whether a clause names a state beside the one that the act before it ensures."""
    last = re.split("[，,]", text[slice(*acts[-1])])[-1] if acts else ""
    return bool(_ENSURED.match(last) and _ALSO.match(clause))


def _before_closing(text: str, start: int, end: int, genre: Genre) -> int:
    """Where a measure ends before closing words: …，推动公开工作迈上新台阶."""
    while found := genre.leads["closing"].search(text[start:end]):
        comma = max(text.rfind(mark, start, end) for mark in "，,")
        if comma <= start or found.group() == text[start:end]:
            return start
        end = comma
    return end


def _behind_links(text: str, start: int, end: int) -> int:
    """Step over what joins a measure to others, and over the problem it points back to."""
    said = text[start:end]
    moved = 0
    while found := _LINK.match(said[moved:]) or GROUND.match(said[moved:]):
        moved += found.end()
    return start + moved


def behind_lead(text: str, start: int, end: int, genre: Genre) -> int:
    """Step over 下一步，我局将 and 针对以上问题，; a bare 我们将 or 将 is the measure's own.

    Examples
    --------
    >>> from textkit.genre import load_genre
    >>> behind_lead("下一步，我站将增设窗口", 0, 11, load_genre())
    7
    """
    said = text[start:end]
    at = _past(said, 0, (TIME, GROUND, AIM, _LINK), genre)
    if subject := SUBJECT.match(said[at:]):
        behind = at + subject.end()
        if at or _past(said, behind, (TIME, GROUNDS), genre) > behind:
            at = behind
    return start + (_past(said, at, (TIME, GROUNDS), genre) if at else 0)


def _past(said: str, at: int, leads: Sequence[re.Pattern[str]], genre: Genre) -> int:
    """Step over `leads` and over clauses that say no more than that something will be done: 采取有力措施，."""
    while True:
        first = re.compile("[^，,。；;：:]*[，,]").match(said, at)
        if first and genre.leads["vague"].fullmatch(said, at, first.end() - 1):
            at = first.end()
        elif found := next((found for lead in leads if (found := lead.match(said[at:]))), None):
            at += found.end()
        else:
            return at
