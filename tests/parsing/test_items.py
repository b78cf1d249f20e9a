"""Items, roles and statuses on marked-up examples: <P> problem, <M> measure, <C> cause, <A> achievement.

A status stands in the tag: <M done>. Only what is marked may come out.
"""

from __future__ import annotations

import re

import pytest

from textkit.parsing import extract_items, parse_sections, why_no_items
from textkit.records import Item, Report

ROLE = {"P": "problem", "M": "measure", "C": "cause", "A": "achievement"}
HEADING = "五、存在的主要问题及改进情况\n"
END = "\n六、其他需要报告的事项\n无。"
_TAG = re.compile(r"<(/?)([PMCA])(?: (\w+))?>")

EXAMPLES = {
    "two inline lists": (
        "过去一年仍存在一些不足。一是<P>窗口人员对答复口径吃不准</P>；二是<P>栏目三个月没有更新</P>。\n"
        "下一步，我局将从两个方面改进：一是<M>请律师到窗口讲课</M>；二是<M>每月初补齐栏目</M>。"
    ),
    "labels and brackets": (
        "（一）主要问题\n1.<P>公开的预算表缺少说明</P>。\n2.<P>村务公开栏破损</P>。\n"
        "（二）改进措施\n1.<M>给预算表附上说明</M>。\n2.<M>换新公开栏。由驻村干部每周巡看</M>。"
    ),
    "run-in labels": "主要问题：<P>指南两年没有修订</P>；<P>咨询电话无人接听</P>。改进措施：<M>修订指南</M>；<M>把电话转到值班室</M>。",
    "nested list is one item": (
        "存在以下问题：一是<P>监督偏软</P>；二是<P>力量偏弱</P>。为此，我们考虑做好以下工作：\n"
        "（一）<M>压实责任。明确分管领导</M>。\n（二）<M>规范流程：1、统一台账；2、统一文书；3、统一时限</M>。"
    ),
    "paired by label": (
        "1.问题：<P>表格里的错别字多</P>。改进：<M done>已请人复核全部表格</M>。\n"
        "2.问题：<P>附件打不开</P>。改进：<M>将换用通用格式</M>。"
    ),
    "paired by turn": (
        "现将问题与对策一并报告如下。\n（一）<P>解读材料照抄文件</P>。<M>今后将请基层干部执笔</M>。\n"
        "（二）<P>群众来信答复太慢</P>。<M>将限定三天内回信</M>。"
    ),
    "paired as 针对……的问题": (
        "（一）针对<P>乡镇信息员更换频繁</P>的问题，<M>将推行老带新</M>。\n（二）针对<P>目录编排混乱</P>的问题，<M done>已重新编排</M>。"
    ),
    "first, next, last": (
        "还有以下不足：首先，<P>公开事项底数不清</P>。其次，<P>考核流于形式</P>。最后，<P>网站检索不便</P>。\n"
        "今后，首先，<M>把事项逐条理清</M>。其次，<M>考核改为抽查</M>。最后，<M>给网站加上检索框</M>。"
    ),
    "circled numbers and causes": (
        "短板集中在两处：①<P>依申请答复不够严谨</P>；②<P>解读数量偏少</P>。究其缘由，一是<C>条例学得不深</C>；二是<C>人手不足</C>。"
        "明年，我局将着力做好：①<M>答复文书交叉复核</M>；②<M>政策出台时同步解读</M>。"
    ),
    "unenumerated problems in a list": "工作中还有一些不足，如<P>信息发得慢</P>、<P>公开内容单一</P>、<P>经办人业务不熟</P>等。",
    "unenumerated clauses": "我镇公开工作还存在不少问题：<P>更新不及时</P>，<P>人员流动性大</P>。下一步，我镇将<M>加强培训</M>，<M>充实人员</M>。",
    "reason stays with its problem": "存在的问题有：一是<P>由于人手少，更新不够及时</P>；二是<P>培训次数偏少，导致业务不熟</P>。",
    "status sentence": (
        "（一）存在问题\n<P>原有目录不能适应机构改革后的需要</P>。\n（二）改进情况\n针对上述问题，我委采取以下措施：一是<M done>开设“河湖名录”专栏</M>；"
        "二是<M ongoing>调整公开目录结构</M>。\n目前，“河湖名录”专栏已开通，公开目录结构调整正在进行。"
    ),
    "status by ordinal": (
        "主要改进安排：（1）<M done>上线查询页</M>；（2）<M ongoing>编发口袋书</M>；（3）<M ongoing>设立代收窗口</M>。\n"
        "以上三项中，第一项已于年初办妥，其余正在推进。"
    ),
    "done list": "改进情况：一是<M done>开展了两次业务培训</M>；二是<M done>更换了破损的公示牌</M>；三是<M done>补发信息六十条</M>。",
    "planned wins over done lead": "针对上述不足，我局及时作了整改。一是<M done>补齐了空白栏目</M>；二是<M>将在五月修订指南</M>。",
    "closing is no item": (
        "下一步，我们将做好以下工作：\n1.<M>办好政务公开专区</M>。\n2.<M>加强业务学习</M>。\n努力推动我区政务公开工作迈上新台阶。"
    ),
    "signature and attachment": "一是<P>公开不够及时</P>；二是<P>形式较为单一</P>。\n某某县水务局\n2022年1月20日\n附件：统计表",
    "last year quoted": (
        "上一年度报告中提出的答复不规范等问题已有好转。当前主要存在：一是<P>解读不够通俗</P>；二是<P>人员不足</P>。"
    ),
    "two sections": (
        "一是<P>检索不便</P>；二是<P>更新滞后</P>。\n六、下一步改进措施\n（一）<M>优化检索功能</M>。\n（二）<M>定期更新栏目</M>。"
    ),
    "achievements by label": (
        "工作成效：\n1、<A>全年公开信息三千条</A>；\n2、<A>网站访问量突破百万</A>。\n存在问题：\n1、<P>互动栏目冷清</P>；\n2、<P>解读偏少</P>。"
    ),
    "ordinal inside a word": "存在的不足：一是<P>各单位标准不统一是突出的难题</P>；二是<P>在第一时间回应关切做得不够</P>。",
    "numbers inside items": "存在问题：1.<P>全年退件2.5%，高于上年1.2个百分点，把关不严</P>；2.<P>第3季度漏报12条</P>。",
}


def parsed(example: str) -> tuple[Report, list[tuple[str, str | None, str]], list[Item]]:
    text, wanted = "", []
    at = 0
    for tag in _TAG.finditer(example):
        text += example[at : tag.start()]
        at = tag.end()
        if tag[1]:
            role, status, start = wanted.pop()
            wanted.append((role, status, text[start:]))  # type: ignore[arg-type]
        else:
            role = ROLE[tag[2]]
            wanted.append((role, (tag[3] or "planned") if role == "measure" else None, len(text)))  # type: ignore[arg-type]
    text += example[at:]
    report = Report("example", HEADING + text + END)
    return report, wanted, extract_items(report)  # type: ignore[return-value]


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    report, wanted, items = parsed(EXAMPLES[name])
    assert [(item.role, item.status, item.text) for item in items] == wanted
    for item in items:
        assert report.text[item.start : item.end] == item.text


MUTATIONS = {
    "the name": lambda text: text.replace("我局", "本委").replace("我镇", "本街道"),
    "full-width enumerators": lambda text: re.sub(r"(\d)\.(?!\d)", r"\1．", text),
    "the ordinals": lambda text: re.sub("（([一二三])）", r"\1、", text),
    "all line breaks": lambda text: text.replace("\n", ""),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize(
    "name",
    ["two inline lists", "labels and brackets", "run-in labels", "nested list is one item", "done list"],
)
def test_mutated_copies_give_the_same_counts(name: str, mutation: str) -> None:
    example = EXAMPLES[name]
    _, wanted, _ = parsed(example)
    _, _, items = parsed(MUTATIONS[mutation](example))
    assert [(item.role, item.status) for item in items] == [(role, status) for role, status, _ in wanted]


@pytest.mark.parametrize(
    "body", ["无。", "本年度不存在问题。", "我镇公开工作开展正常，未发现存在问题。", "（文字描述）", ""]
)
def test_no_problem_no_item(body: str) -> None:
    report = Report("example", HEADING + body + END)
    assert extract_items(report) == []
    assert "section on problems" in why_no_items(report, parse_sections(report))


def test_positions_count_within_role() -> None:
    _, _, items = parsed(EXAMPLES["two inline lists"])
    assert [(item.role, item.position) for item in items] == [
        ("problem", 1),
        ("problem", 2),
        ("measure", 1),
        ("measure", 2),
    ]


def test_pairs_name_their_problem() -> None:
    _, _, items = parsed(EXAMPLES["paired by turn"])
    assert [item.answers for item in items if item.role == "measure"] == [items[0].start, items[2].start]
