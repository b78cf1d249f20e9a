"""Enumerators and the outline they give a stretch of text: 一是 … 二是 …, （一） … 1. … 2. … （二） …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HAN = "一二三四五六七八九十"
_DIGIT = {c: n for n, c in enumerate(_HAN, 1)}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PAREN_HAN = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "第三": 3, "然后": 3, "此外": 4, "另外": 4, "最后": 5}
_SIDES = {"一方面": 1, "另一方面": 2}

# Style → (rank, pattern). The rank says which style usually stands outside which: a list of a lower rank does
# not begin inside an item of a higher one. The group is the ordinal.
_STYLES: dict[str, tuple[int, str]] = {
    "han_dun": (1, rf"([{_HAN}]{{1,3}})(?:、|[.．](?!\d))\s*"),
    "paren_han": (2, rf"[（(]\s*([{_HAN}]{{1,3}})\s*[）)]\s*[、.．]?\s*(?:是(?!否))?"),
    "paren_one": (2, rf"([{_PAREN_HAN}])\s*[、.．]?\s*"),
    "digit": (3, r"(\d{1,2})(?:[.．](?:(?!\d)|(?=20\d\d年|\d{1,2}月))|、)\s*"),
    "paren_digit": (4, r"[（(]\s*(\d{1,2})\s*[）)]\s*[、.．]?\s*"),
    "digit_paren": (4, r"(\d{1,2})[）)]\s*"),
    "circled": (5, rf"([{_CIRCLED}])\s*[、.．]?\s*"),
    "rank": (6, rf"第([{_HAN}]{{1,2}})(?:[，,、：:是]|(?=是))\s*是?"),
    "order": (6, rf"({'|'.join(_ORDER)})(?:[，,、：:]\s*是?|是(?!否))|(?:首先|其次|再次)(?=[^，,、：:是要])"),
    "sides": (6, rf"({'|'.join(_SIDES)})(?:[，,、：:]|是(?!否))?\s*"),
    "of_them": (6, rf"其([{_HAN}])(?:[，,、：:]|是)\s*是?"),
    "is": (
        6,
        rf"([{_HAN}]{{1,3}}|\d{{1,2}}(?=是))(?:(?:[要则]?是)(?!否)(?:要(?=[^求点素闻]))?|要(?=[^求点素闻是]))[：:，,]?",
    ),
    "named": (5, rf"(?:问题|不足|短板|堵点|措施|举措|对策)([{_HAN}]{{1,2}})[：:，,、]\s*"),
    "dashes": (6, r"[—–]{2}\s*"),
    "label": (6, r"【(?:存在(?:的)?)?(?:主要|突出)?(?:问题|不足|短板)】[：:]?\s*"),
    "bullet": (6, r"(?:[•●◆■▪◇○★]|[-–](?![\d-])|—(?![\d—]))\s*"),
}
# A list right behind so few characters stands under them as under a label.
_LABEL = 12
# Styles that only count at the start of a line, and those for which a comma is boundary enough.
_LINE_ONLY = {"bullet", "label"}
_UNNUMBERED = {"bullet", "dashes", "label"}
_AFTER_COMMA = {"is", "sides", "order", "of_them", "rank", "circled", "digit", "paren_han", "paren_digit"}
_BOUNDARY = "\n。；;：:！!？?|　 \t"
# Words at the end of a label or lead-in behind which a first item may follow without any mark: 主要问题一是….
_NAMING = re.compile(
    "(?:(?:问题|不足|困难)有?|短板|原因|措施|打算|计划|安排|情况|举措|对策|思路|方向|重点|任务|方面|包括|(?:表现|体现|反映)[在为])$"
)
# A bare number at the start of a line, where its list has lost the mark behind it: 1、… 2由于… 3、….
_BARE = re.compile(
    r"(?<![^\n])[ \t　]*(\d{1,2})(?:[ \t　]+(?=[一-鿿])"
    r"|(?=[一-鿿])(?![年月日时号岁天件条个次名人家项份期场篇处块轮批册万亿元多余届级类章节款]))"
)


@dataclass(slots=True)
class Node:
    """One enumerated stretch: `start` at the enumerator, `body` behind it, `end` before the next."""

    style: str
    ordinal: int
    start: int
    body: int
    end: int = -1
    alone: bool = False  # whether it may stand without a second: behind a colon, a stop, at a line start
    lists: list[list[Node]] = field(default_factory=list)

    @property
    def rank(self) -> int:
        """How far inside its style usually stands: 1 (一、) to 6 (一是)."""
        return _STYLES[self.style][0]


_SCAN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (_, pattern) in _STYLES.items()))
_ORDINAL = re.compile("|".join([*_ORDER, *_SIDES]) + rf"|[{_HAN}]+|[{_CIRCLED}]|[{_PAREN_HAN}]|\d+")


def _number(text: str) -> int:
    """Return the ordinal that an enumerator's characters stand for; 0 for a bullet."""
    found = _ORDINAL.search(text)
    if not found:
        return 0
    word = found.group()
    if word in _ORDER or word in _SIDES:
        return _ORDER.get(word) or _SIDES[word]
    if word.isdecimal():
        return int(word)
    if word in _CIRCLED:
        return _CIRCLED.index(word) + 1
    if word in _PAREN_HAN:
        return _PAREN_HAN.index(word) + 1
    return han_number(word)


def han_number(word: str) -> int:
    """Return the number that Chinese digits stand for, up to 99; the last digit counts where there is no 十.

    Examples
    --------
    >>> han_number("五"), han_number("十二"), han_number("二十")
    (5, 12, 20)
    """
    tens, ten, ones = word.partition("十")
    if not ten:
        return _DIGIT.get(word[-1:], 0)
    return _DIGIT.get(tens, 1) * 10 + _DIGIT.get(ones, 0)


def enumerators(text: str, start: int, end: int) -> Iterator[Node]:
    """Yield every place in ``text[start:end]`` that looks like an enumerator, in order.

    Examples
    --------
    >>> [(n.style, n.ordinal) for n in enumerators("一是人员不足；二是更新不及时。统一是必要的", 0, 21)]
    [('is', 1), ('is', 2)]
    """
    at = start
    while found := _SCAN.search(text, at, end):
        style = found.lastgroup or ""
        before = text[found.start() - 1] if found.start() > start else "\n"
        line_start = not text[max(text.rfind("\n", start, found.start()) + 1, start) : found.start()].strip()
        allowed = (
            line_start
            or (style not in _LINE_ONLY and (before in _BOUNDARY or (before in "，,、" and style in _AFTER_COMMA)))
            or (
                style in {"han_dun", "paren_han", "digit", "paren_digit", "circled", "is"}
                and _glued(text, start, found, style)
            )
        )
        if allowed and found.end() > found.start():
            lead = found.start() - (before in "，,")
            alone = line_start or (
                (style in {"is", "order"} and before in "：:。")
                or (style == "is" and bool(_NAMING.search(text, start, lead)))
            )
            yield Node(style, _number(found.group()), found.start(), found.end(), alone=alone)
            at = found.end()
        else:
            at = found.start() + 1


def _glued(text: str, start: int, found: re.Match[str], style: str) -> bool:
    """An enumerator glued to a label: 主要问题（一）…, 公开行为1、…: text that lost its line breaks."""
    before = text[start : found.start()][-1:]
    if style in {"han_dun", "is"} and _number(found.group()) == 1 and _NAMING.search(text, start, found.start()):
        return True
    if style in {"han_dun", "is"}:
        return before in "）)”》" and style == "han_dun"
    if style in {"digit", "paren_digit"}:
        return "\u4e00" <= before <= "\u9fff" and before not in "第约共近达至到前年月" and style == "digit"
    if style == "paren_han":
        return "\u4e00" <= before <= "\u9fff" or before in "，,）”》"
    return True


def outline(text: str, start: int, end: int, turns: list[tuple[int, int]] | None = None) -> list[list[Node]]:
    """Order the enumerators of ``text[start:end]`` into lists of nodes with lists of their own.

    A list begins at an ordinal 1 and goes on at the next ordinals of its style; ordinals that do not follow
    (the 十 in 十、 of a table, a number in a sentence) are no enumerators. A new list is nested in the open
    node, unless a turn (下一步，我们将…) stands between them and the open node's list does not go on behind
    it, or its style usually stands outside the open one's.

    Parameters
    ----------
    turns
        Spans of sentences that turn from one part to the next.

    Returns
    -------
    list of list of Node
        The outermost lists in order; `Node.end` is set, `Node.lists` holds what is nested.
    """
    candidates = _with_bare(list(enumerators(text, start, end)), text, start, end)
    turns = turns or []
    outer: list[list[Node]] = []
    stack: list[list[Node]] = []
    for index, node in enumerate(candidates):
        level = _continues(stack, node, turns)
        if level is not None:
            del stack[level + 1 :]
            stack[level].append(node)
            continue
        if not _opens(candidates, index):
            continue
        while stack and not _nests(text, stack[-1][-1], node, candidates, index, turns):
            stack.pop()
        opened = [node]
        if stack:
            stack[-1][-1].lists.append(opened)
        else:
            outer.append(opened)
        stack.append(opened)
    _close(outer, end)
    return outer


def _with_bare(candidates: list[Node], text: str, start: int, end: int) -> list[Node]:
    """Add the bare numbers that stand where a list of marked ones lacks them, between n - 1 and n + 1."""
    digits = [node for node in candidates if node.style == "digit"]
    for found in _BARE.finditer(text, start, end):
        number, at = int(found[1]), found.start(1)
        before = next((node for node in reversed(digits) if node.start < at), None)
        after = next((node for node in digits if node.start > at), None)
        if before and after and before.ordinal == number - 1 and after.ordinal == number + 1:
            candidates.append(Node("digit", number, at, found.end(), alone=True))
    return sorted(candidates, key=lambda node: node.start)


def _continues(stack: list[list[Node]], node: Node, turns: list[tuple[int, int]]) -> int | None:
    """Return the level of the open list that `node` goes on, innermost first."""
    for level in range(len(stack) - 1, -1, -1):
        last = stack[level][-1]
        if last.style != node.style:
            continue
        if node.style in _UNNUMBERED:
            turned = any(last.body < start and end <= node.start for start, end in turns)
            return None if turned else level
        # a repeated or skipped ordinal is a slip of the writer; a jump further is another thing
        if last.ordinal <= node.ordinal <= last.ordinal + 2 and (node.ordinal > 1 or last.ordinal > 1):
            return level
        if node.style == "order" and node.ordinal >= last.ordinal:
            return level
    return None


def _opens(candidates: list[Node], index: int) -> bool:
    """A list opens at 1; at 2 only if 3 follows and the 1 was lost; a bullet needs a second bullet."""
    node = candidates[index]
    later = [other for other in candidates[index + 1 :] if other.style == node.style]
    if node.style in _UNNUMBERED:
        return bool(later)
    if node.ordinal == 1 and node.style in {"is", "order", "digit"} and node.alone:
        return True
    if node.ordinal == 1:
        return bool(later) or node.style not in {"rank", "order", "of_them", "is", "digit", "sides"}
    return node.ordinal == 2 and bool(later) and later[0].ordinal == 3


def _nests(
    text: str, parent: Node, node: Node, candidates: list[Node], index: int, turns: list[tuple[int, int]]
) -> bool:
    if parent.style == node.style:
        return False
    before = text[parent.body : node.start].strip()
    if _goes_on(parent, candidates, index) or (len(before) <= _LABEL and not re.search("[。；;！]", before)):
        return True
    for turn_start, turn_end in turns:
        # a lead-in right behind a label, （二）改进措施 下一步将……：1.…, is inside the part it names
        inside = not re.search("[。；;！]", text[parent.body : turn_start])
        if parent.body <= turn_start and turn_end <= node.start + 1 and not inside:
            return False
    return node.rank > parent.rank


def _goes_on(parent: Node, candidates: list[Node], index: int) -> bool:
    """Whether the list of `parent` has a further node behind the candidate at `index`."""
    for other in candidates[index + 1 :]:
        if other.style == parent.style:
            return other.ordinal == parent.ordinal + 1 if parent.style not in _UNNUMBERED else True
    return False


def _close(lists: list[list[Node]], end: int) -> None:
    """Set the end of every node: where the next of its list, the next list, or its parent's end begins."""
    for at, nodes in enumerate(lists):
        limit = lists[at + 1][0].start if at + 1 < len(lists) else end
        for number, node in enumerate(nodes):
            node.end = nodes[number + 1].start if number + 1 < len(nodes) else limit
            _close(node.lists, node.end)
