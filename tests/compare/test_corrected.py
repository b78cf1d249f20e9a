"""Corrected estimates: unbiased where the naive ones are not, and equal to their formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textkit.compare.corrected import METHODS, corrected_model, corrected_shares


def population(rng: np.random.Generator, *, agencies: int = 40, per_agency: int = 40) -> pd.DataFrame:
    """Items whose codes err more often in counties than in cities, of which some are coded by people."""
    n = agencies * per_agency
    agency = np.repeat(np.arange(agencies), per_agency)
    county = agency % 2 == 1
    chance = np.clip(np.where(county, 0.3, 0.5) + rng.normal(0, 0.08, agencies)[agency], 0.02, 0.98)
    truth = rng.random(n) < chance
    missed, invented = np.where(county, 0.35, 0.05), np.where(county, 0.02, 0.15)
    machine = np.where(truth, rng.random(n) >= missed, rng.random(n) < invented)
    pi = np.where(machine, 0.3, 0.15)
    drawn = rng.random(n) < pi
    return pd.DataFrame(
        {
            "agency_id": agency.astype(str),
            "level": np.where(county, "county", "city"),
            "truth": truth.astype(float),
            "machine": machine.astype(float),
            "human": np.where(drawn, truth.astype(float), np.nan),
            "pi": np.where(drawn, pi, np.nan),
        }
    )


def test_unbiased_where_the_naive_is_not() -> None:
    found, models = [], []
    for seed in range(40):
        data = population(np.random.default_rng(seed))
        shares = corrected_shares(data, "machine", "human", by="level")
        true = {"all": data["truth"].mean(), **data.groupby("level")["truth"].mean()}
        shares["off"] = shares["estimate"] - shares["group"].map(true)
        shares["naive_off"] = shares["naive"] - shares["group"].map(true)
        found.append(shares[["group", "method", "off", "naive_off"]])
        logit = corrected_model(data, "machine", "human", ["level"], kind="logit").iloc[1]
        share = data.groupby("level")["truth"].mean()
        odds = np.log(share / (1 - share))
        models.append(
            (logit["estimate"] - (odds["county"] - odds["city"]), logit["naive"] - (odds["county"] - odds["city"]))
        )
    mean = pd.concat(found).groupby(["method", "group"])[["off", "naive_off"]].agg(["mean", "sem"])
    for method in ("dsl", "ppi", "coded"):
        for group in ("all", "city", "county"):
            off = mean.loc[(method, group), "off"]
            assert abs(off["mean"]) < 4 * off["sem"], (method, group)
    assert mean.loc[("dsl", "county"), ("naive_off", "mean")] < -0.06
    assert mean.loc[("dsl", "city"), ("naive_off", "mean")] > 0.03
    # Rogan-Gladen takes errors for alike in every group, which they are not
    assert abs(mean.loc[("rogan_gladen", "county"), ("off", "mean")]) > 0.03
    logits = np.array(models, float)
    assert abs(logits[:, 0].mean()) < 4 * logits[:, 0].std() / np.sqrt(len(logits))
    assert logits[:, 1].mean() < -0.4


def test_formulas_by_hand() -> None:
    data = population(np.random.default_rng(3), agencies=6, per_agency=30)
    coded = data["human"].notna()
    corrected = data["machine"] + np.where(coded, (data["human"] - data["machine"]) / data["pi"], 0)
    found = corrected_shares(data, "machine", "human").set_index("method")
    assert found.loc["dsl", "estimate"] == pytest.approx(corrected.mean())
    assert found.loc["dsl", "naive"] == pytest.approx(data["machine"].mean())
    weight = 1 / data.loc[coded, "pi"]
    sample = data[coded]
    assert found.loc["coded", "estimate"] == pytest.approx(np.average(sample["human"], weights=weight))
    of = sample["human"] == 1
    sensitivity = np.average(sample.loc[of, "machine"], weights=weight[of])
    specificity = 1 - np.average(sample.loc[~of, "machine"], weights=weight[~of])
    by_hand = (data["machine"].mean() + specificity - 1) / (sensitivity + specificity - 1)
    assert found.loc["rogan_gladen", "estimate"] == pytest.approx(by_hand)


def test_everything_coded_without_error_changes_nothing() -> None:
    data = population(np.random.default_rng(4), agencies=8)
    data = data.assign(machine=data["truth"], human=data["truth"], pi=1.0)
    found = corrected_shares(data, "machine", "human", by="level")
    assert found["estimate"].to_numpy(float) == pytest.approx(found["naive"].to_numpy(float))
    model = corrected_model(data, "machine", "human", ["level"], kind="logit")
    assert model["estimate"].to_numpy(float) == pytest.approx(model["naive"].to_numpy(float))
    assert model["ci_low"].to_numpy(float) == pytest.approx(model["naive_ci_low"].to_numpy(float))


def test_everything_coded_gives_the_truth() -> None:
    data = population(np.random.default_rng(5), agencies=8)
    data = data.assign(human=data["truth"], pi=1.0)
    found = corrected_shares(data, "machine", "human", methods=["dsl", "coded"])
    assert found["estimate"].to_numpy(float) == pytest.approx(data["truth"].mean())


def test_intervals_of_shares_stay_in_their_range() -> None:
    data = population(np.random.default_rng(11), agencies=2, per_agency=12)
    found = corrected_shares(data, "machine", "human")
    bounds = found[["ci_low", "ci_high", "naive_ci_low", "naive_ci_high"]].astype(float)
    assert bounds.notna().any(axis=None) and ((bounds >= 0) | bounds.isna()).all(axis=None)
    assert ((bounds <= 1) | bounds.isna()).all(axis=None)
    counts = data.assign(machine=data["machine"] * 50, human=data["human"] * 50)
    wide = corrected_shares(counts, "machine", "human", methods=["dsl"])
    assert float(wide["naive_ci_high"].iloc[0]) > 1


def test_shares_that_fall_outside_say_so() -> None:
    """A single agency with few codes: every missing interval has a reason, and every estimate outside 0-1."""
    outside = 0
    for seed in range(30):
        data = population(np.random.default_rng(seed), agencies=1, per_agency=40)
        data["human"] = data["human"].where(data["human"].notna().cumsum() <= 4)
        data["pi"] = 0.1
        found = corrected_shares(data, "machine", "human")
        beyond = ~found["estimate"].astype(float).dropna().between(0, 1)
        told = found.loc[beyond.index, "reason"].str.contains("outside 0 to 1", na=False)
        assert told.tolist() == beyond.tolist()
        assert found.loc[found["ci_low"].isna(), "reason"].notna().all()
        outside += int(beyond.sum())
    assert outside


def test_codes_as_text_and_classes() -> None:
    data = population(np.random.default_rng(6), agencies=8)
    text = {1.0: "firm", 0.0: "general"}
    as_text = data.assign(machine=data["machine"].map(text), human=data["human"].map(text))
    found = corrected_shares(as_text, "machine", "human", classes={"substantive": ["firm", "checkable"]})
    plain = corrected_shares(data, "machine", "human")
    assert found["estimate"].to_numpy(float) == pytest.approx(plain["estimate"].to_numpy(float))
    each = corrected_shares(as_text, "machine", "human", methods=["dsl"])
    assert each["term"].tolist() == ["firm", "general"]
    assert each["estimate"].sum() == pytest.approx(1)


def test_reasons() -> None:
    data = population(np.random.default_rng(7), agencies=4)
    data["level"] = np.where(data["agency_id"] == "0", "central", data["level"])
    data.loc[data["level"] == "county", ["human", "pi"]] = np.nan
    found = corrected_shares(data, "machine", "human", by="level").set_index(["group", "method"])
    assert found.loc[("county", "dsl"), "reason"] == "no hand-coded item"
    assert found.loc[("central", "dsl"), "reason"] == "one agency"
    assert not pd.isna(found.loc[("central", "dsl"), "estimate"])
    none = data.assign(human=np.nan, pi=np.nan)
    shares = corrected_shares(none, "machine", "human")
    assert shares["estimate"].isna().all() and shares["reason"].notna().all()
    assert corrected_model(none, "machine", "human", ["level"], kind="linear")["reason"].eq("no hand-coded item").all()
    empty = corrected_shares(data.head(0), "machine", "human")
    assert len(empty) == len(METHODS) and empty["reason"].notna().all()


@pytest.mark.parametrize("value", [np.nan, 0.0, 1.5, -0.2])
def test_faulty_probabilities_are_named(value: float) -> None:
    data = population(np.random.default_rng(8), agencies=4)
    row = data.index[data["human"].notna()][0]
    data["item_id"] = [f"r#{n}" for n in data.index]
    data.loc[row, "pi"] = value
    with pytest.raises(ValueError, match=rf"pi is no probability above 0 for 1 hand-coded items: r#{row}"):
        corrected_shares(data, "machine", "human")


def test_an_item_coded_twice_is_refused() -> None:
    data = population(np.random.default_rng(8), agencies=4).head(3).assign(item_id=["a#1", "a#9", "a#9"])
    with pytest.raises(ValueError, match="more than one row for 1 items, as a#9"):
        corrected_shares(data, "machine", "human")


def test_unknown_names() -> None:
    data = population(np.random.default_rng(9), agencies=4)
    with pytest.raises(ValueError, match="no column 'people'"):
        corrected_shares(data, "machine", "people")
    with pytest.raises(ValueError, match="no method 'dls'; there are dsl, ppi"):
        corrected_shares(data, "machine", "human", methods=["dls"])
    with pytest.raises(ValueError, match="corrected logit"):
        corrected_model(data, "machine", "human", ["level"], kind="logit", effects=["agency_id"])
