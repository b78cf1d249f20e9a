"""How often 95 % intervals hold the truth: ``python tests/benchmarks/bench_coverage.py [SIMULATIONS] [SEED]``.

Items nest in reports, reports in agencies, as in a corpus: agencies lean (standard deviation 0.6 on the logit
scale), so do their reports (0.4); an agency has 1 to 6 reports, a report some 2 to 20 items. A group's true share is
35 % or 9 %, that of the group compared with it 0.5 higher on the logit scale. With N agencies, a share is that of
one group of N, a difference that of two groups of N/2. Printed: the share of intervals that hold the true value, of
those that are given, and how many are missing because no agency has a case; then what plain percentiles would do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from textkit.compare.intervals import Sums, difference_interval, ratio_interval
from textkit.resample import bootstrap_ratios, percentile_interval

AGENCY, REPORT = 0.6, 0.4
SIZES = (12, 20, 40, 100)
LEANINGS = {"35 %": -0.7, "9 %": -2.5}
STEP = 0.5


def logistic(values: np.ndarray) -> np.ndarray:
    """Return shares of logits."""
    return 1 / (1 + np.exp(-values))


def truth(leaning: float) -> float:
    """Return the share that a leaning means over all agencies and reports, by quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    return float(weights @ logistic(leaning + np.hypot(AGENCY, REPORT) * nodes) / weights.sum())


def simulate(chance: np.random.Generator, agencies: int, leaning: float, *, first: int = 0) -> dict[str, Sums]:
    """Return the sums of agencies of one group, pooled and report-weighted."""
    reports = chance.integers(1, 7, agencies)
    agency = np.repeat(np.arange(agencies), reports)
    lean = leaning + chance.normal(0, AGENCY, agencies)[agency] + chance.normal(0, REPORT, len(agency))
    items = 1 + chance.poisson(np.exp(chance.normal(1.6, 0.4, len(agency))))
    held = chance.binomial(items, logistic(lean))

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(agency, values, agencies)

    names = np.arange(agencies) + first
    pooled = Sums(names, total(held), total(items), total(held), total(held), total(items))
    squares = total(held / items**2)
    by_report = Sums(names, total(held / items), reports.astype(float), squares, squares, total(1 / items))
    return {"pooled": pooled, "report": by_report}


def intervals(chance: np.random.Generator, size: int, leaning: float) -> Iterator[tuple[str, float, float]]:
    """Yield name, low and high of the intervals of one simulated corpus."""
    group = simulate(chance, size, leaning)
    for weighting, sums in group.items():
        found = ratio_interval(sums, share=True)
        yield f"share, {weighting}", found.low, found.high
    sums = group["pooled"]
    drawn = bootstrap_ratios(sums.numerator[:, None], sums.denominator[:, None])[:, 0]
    if 0 < sums.ratio < 1:
        yield "(plain percentiles)", *percentile_interval(drawn)
    low, high = (
        simulate(chance, size // 2, side, first=first) for side, first in ((leaning, 0), (leaning + STEP, 1000))
    )
    for weighting in low:
        found = difference_interval(high[weighting], low[weighting], share=True)
        yield f"difference, {weighting}", found.low, found.high


def main() -> None:
    """Print coverage by true share, number of agencies and kind of interval."""
    simulations = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for name, leaning in LEANINGS.items():
        share, higher = truth(leaning), truth(leaning + STEP)
        for size in SIZES:
            chance = np.random.default_rng([seed, size])
            held: dict[str, list[bool | None]] = {}
            for _ in range(simulations):
                for kind, low, high in intervals(chance, size, leaning):
                    true = higher - share if kind.startswith("difference") else share
                    held.setdefault(kind, []).append(None if np.isnan(low) else bool(low <= true <= high))
            for kind, each in held.items():
                given = [hit for hit in each if hit is not None]
                print(f"{name:5} {size:4} {kind:20} {np.mean(given):.4f}  missing {len(each) - len(given)}", flush=True)


if __name__ == "__main__":
    main()
