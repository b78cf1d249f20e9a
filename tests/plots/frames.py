"""Made-up frames for every plot: ordinary, of one row, with long labels, of forty agencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit import plots
from textkit.plots.colours import OUTCOME_COLOURS, REUSE_COLOURS, SUBSTANCE_COLOURS, TALK_COLOURS
from textkit.records import LEVELS, RESULTS, SLOTS

PLACES = ("澄湖市", "云泽省", "青岚县", "白鹭区石桥镇", "高新技术产业开发区")
OFFICES = (
    *("办公室", "教育局", "卫生健康委员会", "住房和城乡建设局"),
    *("市场监督管理局", "自然资源和规划局", "农业局", "财政局"),
)
AGENCIES = [f"{place}{office}" for place in PLACES for office in OFFICES]
LONG = ["白鹭区石桥镇自然资源和规划局不动产登记事务中心", "高新技术产业开发区管理委员会综合行政执法大队"]
THEMES = ("主动公开内容", "时效更新", "标准化规范化与目录", "信息管理与审核", "互动回应与公众参与")
TERMS = ("栏目", "培训", "解读", "答复", "专职", "法律顾问", "公众号", "目录", "考核", "乡镇", "审查", "征集")


def spread(*numbers: float) -> float:
    """A share that depends on its place and looks like chance."""
    turned = sum(n * step for n, step in zip(numbers, (0.618, 0.377, 0.754), strict=False)) % 1.0
    return round(0.05 + 0.85 * turned, 3)


def estimates(groups: Sequence[Any], terms: Sequence[str], **more: Any) -> pd.DataFrame:
    rows = []
    for g, group in enumerate(groups):
        for t, term in enumerate(terms):
            value = spread(g, t)
            rows.append((group, term, value, max(value - 0.08, 0), min(value + 0.1, 1), 40 + 7 * g + t, 9 + g, None))
    columns = ["group", "term", "estimate", "ci_low", "ci_high", "n_items", "n_agencies", "reason"]
    return pd.DataFrame(rows, columns=columns).astype({"reason": "string"}).assign(**more)


def roles(themes: Sequence[str]) -> pd.DataFrame:
    made = [estimates([role], themes, role=role).assign(estimate=[spread(n, t) / 3 for t in range(len(themes))])
            for n, role in enumerate(("problem", "measure"))]  # fmt: skip
    found = pd.concat(made, ignore_index=True)
    return found.assign(label=found["term"], ci_low=found["estimate"] * 0.8, ci_high=found["estimate"] * 1.2)


def shares(groups: Sequence[Any], part: str, parts: Sequence[str]) -> pd.DataFrame:
    rows = []
    for g, group in enumerate(groups):
        weights = np.array([spread(g, p) for p in range(len(parts))])
        rows += [(group, p, float(w), 30 + g) for p, w in zip(parts, weights / weights.sum(), strict=True)]
    return pd.DataFrame(rows, columns=["group", part, "share", "n"])


def pairs(agencies: Sequence[str]) -> pd.DataFrame:
    rows = [
        (one, other, spread(a, b) ** 4, one, other)
        for a, one in enumerate(agencies)
        for b, other in enumerate(agencies)
        if a != b and (a * b) % 3 == 1
    ]
    return pd.DataFrame(rows, columns=["agency_id", "source_agency_id", "share", "agency", "source_agency"])


def curves() -> pd.DataFrame:
    rows = [
        (n, least, 4 / n / least, 90_000 // (n * least) if least < 40 else 0)
        for n in (6, 10, 15, 20, 30)
        for least in (2, 4, 9, 19, 40)
    ]
    return pd.DataFrame(rows, columns=["n", "min_agencies", "share", "n_phrases"])


def answers(themes: Sequence[str]) -> pd.DataFrame:
    rows = [(p, m, int(20 * spread(i, j)), p, m) for i, p in enumerate(themes) for j, m in enumerate(themes)]
    return pd.DataFrame(rows, columns=["problem", "measure", "n", "problem_label", "measure_label"])


def strips(names: Sequence[Any], length: int = 400) -> pd.DataFrame:
    kinds = list(REUSE_COLOURS)
    rows = []
    for s, name in enumerate(names):
        edges = [0, 20, 20 + int(length * spread(s) * 0.5), length * 9 // 10, length + 13 * s]
        rows += [(name, a, b, kinds[(s + k) % 4]) for k, (a, b) in enumerate(pairwise(edges))]
    return pd.DataFrame(rows, columns=["strip", "start", "end", "reuse"]).assign(of="澄湖市教育局")


def report(length: int = 400) -> pd.DataFrame:
    text = "一是专职人员不足，变动频繁；二是栏目更新不及时。" * (length // 20 + 1)
    rows = strips(["a"], length).drop(columns="strip")
    cut = [text[a:b] for a, b in zip(rows["start"], rows["end"], strict=True)]
    return rows.assign(text=cut, of="chenghu-edu/2021")


def keyness(groups: Sequence[Any], terms: Sequence[str] = TERMS) -> pd.DataFrame:
    rows = [
        (term, 6 * spread(g, t) - 2, 3 * spread(g, t) - 1, int(3 + 200 * spread(g, t) ** 3), 2 + t, group)
        for g, group in enumerate(groups)
        for t, term in enumerate(terms)
    ]
    return pd.DataFrame(rows, columns=["term", "z", "log_odds", "frequency", "n_agencies", "group"])


def values(groups: Sequence[Any], each: int = 12) -> pd.DataFrame:
    rows = [
        (f"{group}/{n}", group, "substantive_share", spread(g, n), "实质性措施比例")
        for g, group in enumerate(groups)
        for n in range(each)
    ]
    return pd.DataFrame(rows, columns=["report_id", "level", "indicator", "value", "label"])


def flow(reasons: Sequence[str]) -> pd.DataFrame:
    rows: list[tuple[str, str | None, int]] = [("files", None, 160), ("reports", None, 150)]
    rows += [("reports", reason, 5 - n if n < 4 else 1) for n, reason in enumerate(reasons)]
    rows += [("with_items", None, 140), ("with_items", "问题一节写明没有问题", 10), ("whole", None, 140)]
    return pd.DataFrame(rows, columns=["step", "reason", "n"])


def choices() -> pd.DataFrame:
    options = {"unit": ("items", "acts"), "threshold": ("substantive", "firm"), "weighting": ("pooled", "report")}
    rows = []
    for place in range(8):
        value = spread(place)
        chosen = [values[place >> bit & 1] for bit, values in enumerate(options.values())]
        rows.append(("substantive", value, value - 0.05, value + 0.06, *chosen))
    return pd.DataFrame(rows, columns=["term", "estimate", "ci_low", "ci_high", *options])


def failed(groups: Sequence[Any], years: Sequence[int] = range(2016, 2025)) -> pd.DataFrame:
    rows = [(g, y, spread(i, y) / 5, 100 + i) for i, g in enumerate(groups) for y in years if (i + y) % 5]
    return pd.DataFrame(rows, columns=["group", "year", "share", "n"])


def coverage(agencies: Sequence[str], years: Sequence[int] = range(2015, 2025)) -> pd.DataFrame:
    rows = [
        (agency, LEVELS[row * 5 // len(agencies)], year, RESULTS[(row + year) % 6])
        for row, agency in enumerate(agencies)
        for year in years
        if (row + year) % 7
    ]
    return pd.DataFrame(rows, columns=["agency", "level", "year", "result"])


@dataclass(frozen=True)
class Case:
    """One plot with its frames."""

    plot: Callable[..., Axes]
    ordinary: pd.DataFrame
    value: str
    long: pd.DataFrame | None = None
    forty: pd.DataFrame | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def one(self) -> pd.DataFrame:
        return self.ordinary.iloc[:1]

    @property
    def empty(self) -> pd.DataFrame:
        return self.ordinary.iloc[:0]

    @property
    def missing(self) -> pd.DataFrame:
        held = self.ordinary.assign(**{self.value: pd.NA})
        bounds = [column for column in ("ci_low", "ci_high") if column in held.columns]
        return held.assign(**dict.fromkeys(bounds, pd.NA))


LEVEL_LIST, YEARS = list(LEVELS), list(range(2015, 2025))
CASES = [
    Case(plots.plot_problems_measures, roles(THEMES), "estimate", roles(LONG), roles(AGENCIES)),
    Case(plots.plot_theme_heatmap, estimates(YEARS, THEMES), "estimate", estimates(LONG, LONG),
         estimates(AGENCIES, THEMES), {"by": "agency"}),
    Case(plots.plot_substance_by_reuse, estimates(LEVEL_LIST, list(REUSE_COLOURS)), "estimate",
         estimates(LONG, list(REUSE_COLOURS)), estimates(AGENCIES, list(REUSE_COLOURS))),
    Case(plots.plot_years, estimates(YEARS, ["substantive", "reused"]), "estimate",
         options={"formats": [2019, 2021]}),
    Case(plots.plot_coverage, coverage(AGENCIES[:12]), "result", coverage(LONG), coverage(AGENCIES)),
    Case(plots.plot_substance, shares(LEVEL_LIST, "substance", list(SUBSTANCE_COLOURS)), "share",
         shares(LONG, "substance", list(SUBSTANCE_COLOURS)), shares(AGENCIES, "substance", list(SUBSTANCE_COLOURS))),
    Case(plots.plot_answers, answers(THEMES), "n", answers(LONG)),
    Case(plots.plot_slots, estimates(["all"], list(SLOTS)), "estimate", estimates(LONG, list(SLOTS)),
         estimates(AGENCIES, list(SLOTS))),
    Case(plots.plot_keyness, keyness(["city", "county"]), "z", keyness(LONG, [name[:14] for name in LONG]),
         keyness(AGENCIES)),
    Case(plots.plot_keyness_scatter, keyness(["city", "county"]), "z", keyness(LONG, [name[:14] for name in LONG])),
    Case(plots.plot_reuse_shares, shares(YEARS, "reuse", list(REUSE_COLOURS)), "share",
         shares(LONG, "reuse", list(REUSE_COLOURS)), shares(AGENCIES, "reuse", list(REUSE_COLOURS))),
    Case(plots.plot_phrases, curves(), "share"),
    Case(plots.plot_phrases, curves(), "n_phrases", options={"shown": "n_phrases"}),
    Case(plots.plot_network, pairs(AGENCIES[:12]), "share", pairs([*LONG, *AGENCIES[:3]]), pairs(AGENCIES)),
    Case(plots.plot_strips, strips(YEARS), "reuse", strips(LONG), strips(AGENCIES)),
    Case(plots.plot_report, report(), "reuse", report(6000)),
    Case(plots.plot_distribution, values(LEVEL_LIST), "value", values(LONG), values(AGENCIES)),
    Case(plots.plot_sample_flow, flow(["扫描件，没有文字层", "不认识的格式"]), "n", flow([*LONG, *AGENCIES[:8]])),
    Case(plots.plot_sensitivity, choices(), "estimate", choices().assign(label=" − ".join(LONG))),
    Case(plots.plot_request_outcomes, shares(LEVEL_LIST, "outcome", list(OUTCOME_COLOURS)), "share",
         shares(LONG, "outcome", list(OUTCOME_COLOURS)), shares(AGENCIES, "outcome", list(OUTCOME_COLOURS))),
    Case(plots.plot_talk_outcomes, shares(LEVEL_LIST, "talk_outcome", list(TALK_COLOURS)), "share",
         shares(LONG, "talk_outcome", list(TALK_COLOURS)), shares(AGENCIES, "talk_outcome", list(TALK_COLOURS))),
    Case(plots.plot_failed_checks, failed(LEVEL_LIST), "share", failed(LONG), failed(AGENCIES)),
]  # fmt: skip
