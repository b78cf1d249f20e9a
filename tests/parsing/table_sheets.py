"""Official tables as sheets of boxes with spans, in the wordings that agencies print.

`sheets(tables, wording)` lays the values of `table_generator.Tables` out as a person fills in the form; what tears
them apart is in `table_breaker`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from table_generator import Key, Tables

APPLICANTS = ("natural_person", "business", "research", "charity", "legal_service", "other", "total")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
INSTANCES = ("review", "suit_direct", "suit_after_review")

HEADS: Mapping[str, tuple[str, ...]] = {
    "natural_person": ("自然人",),
    "business": ("商业企业",),
    "research": ("科研机构",),
    "charity": ("社会公益组织",),
    "legal_service": ("法律服务机构",),
    "other": ("其他", "其它"),
    "total": ("总计", "合计"),
    "upheld": ("结果维持",),
    "corrected": ("结果纠正",),
    "other_result": ("其他结果", "其它结果"),
    "pending": ("尚未审结",),
    "review": ("行政复议",),
    "suit_direct": ("未经复议直接起诉",),
    "suit_after_review": ("复议后起诉",),
    "made": ("本年新制作数量", "本年新\n制作数量"),
    "published": ("本年新公开数量", "本年新\n公开数量"),
    "published_total": ("对外公开总数量",),
    "issued": ("本年制发件数", "本年制发数"),
    "repealed": ("本年废止件数", "本年废止数"),
    "in_force": ("现行有效件数", "现行有效数"),
    "previous_items": ("上一年项目数量", "上一年\n项目数量"),
    "change": ("本年增/减", "本年增／减"),
    "decisions": ("处理决定数量",),
    "fees_collected": (
        "本年收费金额（单位：万元）",
        "本年收费金额(单位:万元)",
        "本年收费金额（万元）",
        "本年收费金额（单位：元）",
    ),
    "procurement_items": ("采购项目数量",),
    "procurement_amount": ("采购总金额", "采购总金额（万元）", "采购总金额（单位：元）"),
}
"""What stands over a column, the official wording first."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "rules": ("规章",),
    "normative_documents": ("行政规范性文件", "规范性文件"),
    "permits": ("行政许可",),
    "other_services": ("其他对外管理服务事项", "其它对外管理服务事项"),
    "penalties": ("行政处罚",),
    "compulsion": ("行政强制",),
    "fees": ("行政事业性收费",),
    "procurement": ("政府集中采购",),
    "new": ("本年新收政府信息公开申请数量", "本年新收政府信息公开申请数"),
    "carried_in": ("上年结转政府信息公开申请数量", "上年结转政府信息公开申请数"),
    "done": ("本年度办理结果",),
    "granted": ("予以公开",),
    "partly_granted": (
        "部分公开（区分处理的，只计这一情形，不计其他情形）",
        "部分公开(区分处理的,只计这一情形,不计其他情形)",
    ),
    "refused": ("不予公开",),
    "refused_state_secret": ("属于国家秘密",),
    "refused_law": ("其他法律行政法规禁止公开", "其他法律、行政法规禁止公开", "其它法律行政法规禁止公开"),
    "refused_security": ("危及“三安全一稳定”", "危及“三安全—稳定”", '危及"三安全一稳定"', "危及三安全一稳定"),
    "refused_third_party": ("保护第三方合法权益",),
    "refused_internal_affairs": ("属于三类内部事务信息",),
    "refused_process_information": ("属于四类过程性信息",),
    "refused_enforcement_files": ("属于行政执法案卷",),
    "refused_query_matters": ("属于行政查询事项",),
    "unavailable": ("无法提供",),
    "unavailable_not_held": ("本机关不掌握相关政府信息",),
    "unavailable_not_existing": ("没有现成信息需要另行制作", "没有现成信息，需要另行制作"),
    "unavailable_unclear": ("补正后申请内容仍不明确",),
    "not_processed": ("不予处理",),
    "not_processed_petition": ("信访举报投诉类申请", "信访、举报、投诉类申请"),
    "not_processed_repeated": ("重复申请",),
    "not_processed_publications": ("要求提供公开出版物",),
    "not_processed_excessive": ("无正当理由大量反复申请",),
    "not_processed_confirmation": ("要求行政机关确认或重新出具已获取信息",),
    "other_handling": ("其他处理", "其它处理"),
    "other_not_corrected": (
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "申请人无正当理由逾期不补正，行政机关不再处理其政府信息公开申请",
    ),
    "other_not_paid": (
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "申请人逾期未按收费通知要求缴纳费用，行政机关不再处理其政府信息公开申请",
    ),
    "other_other": ("其他", "其它"),
    "total": ("总计", "合计"),
    "carried_out": ("结转下年度继续办理", "结转下一年度继续办理"),
}
"""What stands before a row, the official wording first."""

_BLOCKS = {
    "2019": [
        ("一", ("rules", "normative_documents"), ("made", "published", "published_total")),
        ("五", ("permits", "other_services"), ("previous_items", "change", "decisions")),
        ("六", ("penalties", "compulsion"), ("previous_items", "change", "decisions")),
        ("八", ("fees",), ("previous_items", "change")),
        ("九", ("procurement",), ("procurement_items", "procurement_amount")),
    ],
    "2021": [
        ("一", ("rules", "normative_documents"), ("issued", "repealed", "in_force")),
        ("五", ("permits",), ("decisions",)),
        ("六", ("penalties", "compulsion"), ("decisions",)),
        ("八", ("fees",), ("fees_collected",)),
    ],
}
_GROUPS = {"refused": ("三", 8), "unavailable": ("四", 3), "not_processed": ("五", 5), "other": ("六", 3)}
_ONES = {"granted": "一", "partly_granted": "二", "other_handling": "六", "total": "七"}
_CIRCLED = "①②③④⑤⑥⑦⑧"
_BRACKETED = dict(zip("一二三四五六七", "㈠㈡㈢㈣㈤㈥㈦", strict=True))
ORDINALS: Mapping[str, Callable[[int], str]] = {
    "1.": lambda n: f"{n}.",
    "1．": lambda n: f"{'１２３４５６７８'[n - 1]}．",
    "1、": lambda n: f"{n}、",
    "1. ": lambda n: f"{n}. ",
    "①": lambda n: _CIRCLED[n - 1],
    "（1）": lambda n: f"（{n}）",
    "none": lambda n: "",
}


@dataclass(frozen=True)
class Box:
    """A cell of a sheet; `key` tells which value it prints, `head` that it belongs to the heading of columns."""

    text: str
    across: int = 1
    down: int = 1
    key: Key | None = None
    head: bool = False


Sheet = list[list[Box]]


@dataclass(frozen=True)
class Wording:
    """How an agency words and numbers its labels."""

    ordinal: str = "1."
    group: str = "（{}）"
    top: str = "{}、"
    chosen: Mapping[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Return the label of a row, without its number."""
        return self.chosen.get(name, LABELS[name][0])

    def head(self, name: str) -> str:
        """Return the heading of a column."""
        return self.chosen.get(f"head {name}", HEADS[name][0])

    def bracket(self, numeral: str, text: str) -> str:
        """Return a label of the second rank."""
        return (_BRACKETED[numeral] if self.group == "㈠" else self.group.format(numeral)) + text


def draw_wording(dice: random.Random, *, labels: bool = True, ordinals: bool = True) -> Wording:
    """Draw a wording: other words for labels, other numbering, or both."""
    chosen = {name: dice.choice(words) for name, words in LABELS.items()} if labels else {}
    if labels:
        chosen |= {f"head {name}": dice.choice(words) for name, words in HEADS.items()}
    if not ordinals:
        return Wording(chosen=chosen)
    return Wording(
        ordinal=dice.choice(list(ORDINALS)),
        group=dice.choice(["（{}）", "({})", "（{}） ", "㈠", "( {} )"]),
        top=dice.choice(["{}、", "{}.", "{} 、", "{}．"]),
        chosen=chosen,
    )


def sheets(tables: Tables, wording: Wording | None = None) -> dict[str, Sheet]:
    """Lay the three tables out."""
    wording = wording or Wording()
    return {
        "disclosure": _disclosure(tables, wording),
        "requests": _requests(tables, wording),
        "disputes": _disputes(tables, wording),
    }


def _disclosure(tables: Tables, wording: Wording) -> Sheet:
    sheet: Sheet = []
    for article, rows, columns in _BLOCKS[tables.layout]:
        last = 4 - len(columns)
        spans = [1] * (len(columns) - 1) + [last]
        sheet.append([Box(f"第二十条第（{article}）项", across=4, head=True)])
        heads = [_block_head(column, tables.layout, wording) for column in columns]
        boxes = [Box(text, across=across, head=True) for text, across in zip(heads, spans, strict=True)]
        sheet.append([Box("信息内容", head=True), *boxes])
        for row in rows:
            keys = [("disclosure", row, column) for column in columns]
            values = [Box(tables.printed[key], across=a, key=key) for key, a in zip(keys, spans, strict=True)]
            sheet.append([Box(wording.label(row)), *values])
    return sheet


def _block_head(column: str, layout: str, wording: Wording) -> str:
    head = wording.head(column)
    return f"本年{head}" if layout == "2021" and column == "decisions" else head


def _requests(tables: Tables, wording: Wording) -> Sheet:
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = list(dict.fromkeys(row for table, row, _ in tables.values if table == "requests"))
    heads = {name: Box(wording.head(name), head=True) for name in APPLICANTS}
    sheet: Sheet = [
        [Box(note, across=3, down=3, head=True), Box("申请人情况", across=7, head=True)],
        [
            replace(heads["natural_person"], down=2),
            Box("法人或其他组织", across=5, head=True),
            replace(heads["total"], down=2),
        ],
        [heads[name] for name in APPLICANTS[1:6]],
    ]
    inner = [row for row in rows if row not in ("new", "carried_in", "carried_out")]
    seen: set[str] = set()
    for row in rows:
        labels: list[Box] = []
        if row in ("new", "carried_in", "carried_out"):
            numeral = {"new": "一", "carried_in": "二", "carried_out": "四"}[row]
            labels.append(Box(wording.top.format(numeral) + wording.label(row), across=3))
        elif row == "granted":
            labels.append(Box(wording.top.format("三") + wording.label("done"), down=len(inner)))
        if row in _ONES:
            labels.append(Box(wording.bracket(_ONES[row], wording.label(row)), across=2))
        elif row in inner:
            labels += _grouped(row, seen, rows, wording)
        keys = [("requests", row, column) for column in APPLICANTS]
        sheet.append([*labels, *(Box(tables.printed[key], key=key) for key in keys)])
    return sheet


def _grouped(row: str, seen: set[str], rows: Sequence[str], wording: Wording) -> list[Box]:
    """Return the label of a row within a group, behind that of the group where it begins."""
    name = next(name for name in _GROUPS if row.startswith(name))
    numeral, size = _GROUPS[name]
    members = [other for other in rows if other.startswith(name)]
    labels = []
    if name not in seen:
        seen.add(name)
        text = wording.label("other_handling" if name == "other" else name)
        labels.append(Box(wording.bracket(numeral, text), down=size))
    ordinal = ORDINALS[wording.ordinal](members.index(row) + 1)
    return [*labels, Box(ordinal + wording.label(row))]


def outcome_heads(wording: Wording) -> list[str]:
    """Return the headings of the five outcomes of a review or suit."""
    return [wording.head("other_result" if name == "other" else name) for name in OUTCOMES]


def _disputes(tables: Tables, wording: Wording) -> Sheet:
    heads = [Box(text, head=True) for text in outcome_heads(wording)]
    direct, after = (Box(wording.head(name), across=5, head=True) for name in INSTANCES[1:])
    keys = [("disputes", row, column) for row in INSTANCES for column in OUTCOMES]
    return [
        [Box(wording.head("review"), across=5, head=True), Box("行政诉讼", across=10, head=True)],
        [*(replace(head, down=2) for head in heads), direct, after],
        [*heads, *heads],
        [Box(tables.printed[key], key=key) for key in keys],
    ]


def upright(tables: Tables, wording: Wording) -> Sheet:
    """Lay the disputes out with a row for each instance."""
    sheet: Sheet = [[Box("类别", head=True), *(Box(text, head=True) for text in outcome_heads(wording))]]
    for row in INSTANCES:
        values = [Box(tables.printed["disputes", row, c], key=("disputes", row, c)) for c in OUTCOMES]
        sheet.append([Box(wording.head(row)), *values])
    return sheet


def grid(sheet: Sheet, *, repeat: bool = False) -> list[list[str]]:
    """Spread the spans: places that a box covers are empty, or hold its text again."""
    width = max(sum(box.across for box in row) for row in sheet)
    filled: dict[tuple[int, int], str] = {}
    for y, row in enumerate(sheet):
        x = 0
        for box in row:
            while (y, x) in filled:
                x += 1
            for dy in range(box.down):
                for dx in range(box.across):
                    first = dy == dx == 0
                    again = repeat and (box.key is None)
                    filled[y + dy, x + dx] = box.text if first or again else ""
            x += box.across
    return [[filled.get((y, x), "") for x in range(width)] for y in range(len(sheet))]
