"""The chapter on data limits: the projection of 2024 rebuilt, figure tables, verdicts and headline results."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from vega_reader import in_vega

from headroom.evidence import UnknownError, World
from headroom.evidence.columns import plain, rows_in
from headroom.report import claims, notebook
from headroom.report.data_limits import figures, live
from headroom.report.data_limits.results import (
    caps,
    crossing,
    headlines,
    laws,
    models,
    passages,
    prices,
    scores,
    sets,
    stock,
)
from headroom.report.data_limits.results.cells import of_model
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run, runs
from headroom.report.headline import headline_numbers, inputs
from headroom.report.headline import headlines as registered
from headroom.report.pages import import_chapters
from headroom.report.prose import passages as told

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "data-limits.ipynb"
import_chapters()
WORLD = World()
SPRING_2025 = World(as_of="2025-05-01")
CLAIMS = WORLD.table("claims").query("chapter == 'data_limits'")["id"].tolist()


def test_the_stock_is_that_of_the_study():
    found = stock.stocks(WORLD)
    raw = found["raw"].quantile([0.025, 0.5, 0.975])
    usable = found["usable"].quantile([0.025, 0.5, 0.975])
    effective = found["effective"].quantile([0.05, 0.5, 0.95])
    assert raw == pytest.approx([1.3e14, 5.1e14, 2.1e15], rel=0.12)  # Table 1
    assert usable == pytest.approx([2.2e13, 1.0e14, 5.0e14], rel=0.12)
    assert effective == pytest.approx([1e14, 3e14, 1e15], rel=0.35)  # stated to one digit
    growth = WORLD.parameter("text-stock-growth")  # of the coded inputs, by a run of their own
    assert found["growth"].quantile(0.5) == pytest.approx(1 + growth.value, abs=0.005)
    assert found["growth"].value == pytest.approx(1 + growth.value, abs=0.005)


def test_the_central_stock_is_the_formula_of_central_inputs():
    pages, size, token = (
        WORLD.parameter(name).value for name in ("pages-indexed-code", "bytes-per-page", "bytes-per-token")
    )
    raw = stock.stocks(WORLD)["raw"]
    assert raw.value == pytest.approx(pages * size / token)
    assert raw.value == pytest.approx(raw.quantile(0.5), rel=0.15), "the central value is near the median"
    assert {row.id for row in raw.rows} == {"pages-indexed-code", "bytes-per-page", "bytes-per-token"}


@pytest.mark.parametrize(
    ("overtraining", "expected"),
    [(1.0, (2027.4, 2029.1, 2031.3)), (5.0, (2026.4, 2028.1, 2030.1)), (100.0, (2024.6, 2026.1, 2027.9))],
)
def test_past_growth_meets_the_stock_when_an_independent_run_of_the_model_says(overtraining, expected):
    years = crossing.crossings(WORLD, overtraining)["historical"]
    assert years.quantile([0.1, 0.5, 0.9]) == pytest.approx(expected, abs=0.25)


def test_the_projection_contains_that_of_the_study():
    found, stated = crossing.crossing_estimate(WORLD), WORLD.row("text_stocks", "exhaustion-range")
    assert stated["low"] <= found.value <= stated["high"]
    shares = plain(crossing.crossing_density(WORLD)).groupby("branch")["share"].sum()
    assert (shares > 0.95).all() and (shares <= 1).all()


def test_demand_that_grows_no_faster_than_the_stock_never_meets_it():
    years = crossing.crossings(WORLD)["compute"]
    tokens, growth = crossing.demand(WORLD)["compute"]
    slower = (growth <= stock.stocks(WORLD)["growth"]).samples
    assert np.isinf(years.samples[slower]).all() and np.isfinite(years.samples[~slower]).all()
    assert {row.table for row in years.rows} == {"parameters", "trends", "training_runs", "models", "scaling_laws"}


def test_bands_are_ordered():
    bands = plain(stock.stock_bands(WORLD))
    assert (bands["tokens_low"] < bands["tokens"]).all() and (bands["tokens"] < bands["tokens_high"]).all()
    by_kind = bands.pivot(index="year", columns="kind", values="tokens")
    assert (by_kind["usable"] < by_kind["effective"]).all() and (by_kind["effective"] < by_kind["raw"]).all()


def test_records_rise_and_are_disclosed():
    table = plain(sets.training_sets(WORLD))
    records = table[table["record"]]
    assert records["tokens"].is_monotonic_increasing and records["disclosed"].all()
    assert sets.largest(SPRING_2025, text_only=True)["id"] == "qwen3-235b-a22b"
    assert sets.largest(SPRING_2025)["id"] == "llama-4-scout"


def test_the_largest_rests_on_all_that_it_was_compared_with():
    tokens = sets.largest(WORLD, text_only=True)["tokens"]
    assert len(tokens.rows) == len(sets.disclosed_sets(WORLD, text_only=True)) and tokens.is_point
    run = largest_run(WORLD).flop
    assert {row.id for row in run.rows} >= set(runs(WORLD).dropna(subset=["training_flop"])["id"]) and run.is_point
    with pytest.raises(LookupError, match="training_sets"):
        sets.largest(WORLD, by=1900.0)


def test_a_cell_is_its_number_with_its_row():
    written = WORLD.cell("data_findings", "llama3-human-ft", "low")
    assert written.value == WORLD.row("data_findings", "llama3-human-ft")["low"] and written.is_point
    assert [(row.table, row.id) for row in written.rows] == [("data_findings", "llama3-human-ft")]
    published = WORLD.cell("text_stocks", "exhaustion-range")
    assert (published.low, published.value, published.high, published.level) == (2026, 2028, 2032, 0.8)
    run = WORLD.cell("training_runs", "2025-gpt45", "training_flop")
    assert run.low < run.value < run.high and run.as_of == date(2025, 2, 27)
    with pytest.raises(LookupError, match="no unique_tokens of 'llama-3-8b'"):
        WORLD.cell("training_sets", "llama-3-8b", "unique_tokens")


def test_constants_of_a_law_stay_together():
    fitted = laws.fit(WORLD, "muennighoff2023-c4")
    assert fitted["params_exponent"].value == laws.fit(WORLD, laws.REPEATED)["tokens_exponent"].value
    for law in laws.PARAMETRIC:
        found = laws.fit(WORLD, law)
        assert set(found) == set(laws.SYMBOLS.values())
        assert all(one.is_point and len(one.rows) == 1 for one in found.values())
    with pytest.raises(UnknownError, match="besiroglu2024"):
        laws.constants(WORLD, "besiroglu-2024")
    assert "hoffmann2022-rounded" not in laws.PARAMETRIC, "rounded constants never allocate"


def test_every_law_gives_chinchilla_within_a_factor_of_two():
    table = plain(laws.allocation(WORLD, (5.76e23,))).set_index("law")
    assert len(table) == 7
    assert table["params"].between(35e9, 140e9).all()
    assert table.loc[laws.DEFAULT, "params"] == pytest.approx(7.225e10, rel=1e-3)
    assert (6 * table["params"] * table["tokens"]).to_numpy() == pytest.approx(5.76e23)


def test_known_models_stand_where_published_counts_put_them():
    table = plain(models.sized_models(WORLD)).set_index("model_id")
    assert table.loc["gpt-3-175b", "tokens_per_param"] == pytest.approx(1.714, abs=0.001)
    assert table.loc["chinchilla-70b", "tokens_per_param"] == 20
    assert table.loc["deepseek-v3", "params"] == 37e9, "of a mixture of experts the parameters in use count"
    assert not {"t5-11b", "mt5-xxl", "switch-1.6t"} & set(table.index), "encoder-decoders follow another rule"
    assert "gpt-4" not in table.index, "its size is not known"
    assert (table["overpay"] >= 1 - 1e-9).all() and (table["excess"] >= -1e-12).all()
    assert not table.index.has_duplicates


def test_both_tables_of_runs_agree_on_tokens():
    sets, runs = (WORLD.table(t).dropna(subset=["model_id", "tokens"]) for t in ("training_sets", "training_runs"))
    both = sets.merge(runs[runs["kind"] == "pretraining"], on="model_id", suffixes=("", "_run"))
    differ = both[np.abs(np.log(both["tokens"] / both["tokens_run"])) > np.log(1.1)]
    assert len(both) > 30
    assert set(differ["model_id"]) == set(), differ[["model_id", "tokens", "tokens_run"]].to_string()


def test_overpay_spans_the_laws():
    table = models.overpay(WORLD)
    paid = plain(table)
    assert (paid["overpay_low"] <= paid["overpay"]).all() and (paid["overpay"] <= paid["overpay_high"]).all()
    small = of_model(table, "llama-3-8b")["overpay"]
    assert (small.low, small.high, small.level) == pytest.approx((2.5, 5.5, None), abs=0.1)
    named = {row.id.rpartition(".")[0] for row in small.rows if row.table == "scaling_laws"}
    assert named == set(laws.PARAMETRIC), "all laws that make the range"
    assert {row.id for row in small.rows if row.table == "models"} == {"llama-3-8b"}
    with pytest.raises(UnknownError, match="llama-3-8b"):
        of_model(table, "llama-3-8")


def test_the_small_llama_is_expected_to_be_worse():
    table = plain(models.small_against_big(WORLD)).set_index("law")
    assert table.loc[laws.DEFAULT, "gap"] == pytest.approx(0.0574, abs=0.001)
    assert np.isnan(table.loc[laws.DEFAULT, "tokens_needed"]), "no amount of text is enough"
    assert table.loc["hoffmann2022-unrounded", "tokens_needed"] == pytest.approx(1.7e14, rel=0.1)
    assert table.loc[laws.DEFAULT, "params_needed"] == pytest.approx(25e9, rel=0.02)


def test_serving_more_asks_for_smaller_models():
    table = plain(models.serving_sizes(WORLD))
    assert table["size_ratio"].is_monotonic_decreasing and table["saving"].is_monotonic_increasing
    assert table["size_ratio"].iloc[0] < 1 and table["saving"].between(0, 1).all()


def test_caps_order_the_curves():
    table = plain(caps.curves(WORLD))
    wide = table.pivot_table(index="flop", columns=["cap", "use"], values="loss")
    free = table[table["use"] == "unlimited"].set_index("flop")["loss"]
    for cap in caps.CAPS:
        assert (wide[(cap, "again")] <= wide[(cap, "once")] + 1e-9).all()
        assert (wide[(cap, "again")] >= free - 1e-9).all()
    assert (wide[(15e12, "again")] >= wide[(100e12, "again")] - 1e-9).all()
    at = wide.loc[np.isclose(wide.index, 1e28)].iloc[0]
    assert at[(15e12, "again")] == pytest.approx(1.90256, abs=1e-4)


def test_an_epoch_loses_worth():
    for _, table in plain(caps.epochs(WORLD)).groupby("label"):
        assert table["effective"].is_monotonic_increasing and table["worth"].is_monotonic_decreasing
        assert (table["effective"] <= table["epochs"]).all()


def test_leaders_lead_and_errors_are_shares():
    table = plain(scores.by_date(SPRING_2025))
    for _, part in table.groupby("benchmark"):
        assert part[part["leader"]]["score"].is_monotonic_increasing
        assert part["score"].max() == part[part["leader"]]["score"].max()
    removed = plain(scores.errors_removed(SPRING_2025)).set_index(["benchmark", "kind"])["removed"]
    assert removed["gpqa-diamond", "reasoning models"] == pytest.approx((0.758 - 0.33) / 0.67)
    assert removed.between(0, 1).all()
    assert len(scores.small_and_big(WORLD)) == 12


def test_the_ladder_of_prices_is_the_published_one():
    table = plain(prices.ladder(WORLD)).set_index("label")
    assert table["usd"].is_monotonic_increasing
    assert table.loc["Simon & Schuster", "usd"] == pytest.approx(0.36)
    assert table.loc["HarperCollins", "set_usd"] == pytest.approx(6e11)
    assert prices.back_list(WORLD)["token_price"].value == pytest.approx(0.36)
    assert {row.table for row in rows_in(prices.ladder(WORLD))} == {
        "text_prices",
        "training_sets",
        "data_findings",
        "prices",
    }
    assert WORLD.table("text_prices").dropna(subset=["usd_per_token_low"])["short_name"].notna().all()


def test_generated_text_follows_the_rent_of_the_chip():
    rent, now = WORLD.price("h100-sxm", "cloud_on_demand"), prices.synthetic_price(WORLD)
    assert now.value == pytest.approx(rent.value / 2.5e6) and now.samples == pytest.approx(rent.samples / 2.5e6)
    assert now.interval == "spread of sellers" and rent.rows < now.rows
    old = prices.synthetic_price(WORLD, date(2024, 6, 30))
    assert old.as_of <= date(2024, 6, 30) < now.as_of and old.value != now.value
    made = headlines.synthetic_trillion(WORLD)
    assert (made.value, made.as_of) == (pytest.approx(1e12 * now.value), WORLD.as_of)


def test_every_claim_of_the_chapter_has_a_verdict():
    assert len(CLAIMS) == 10 and set(CLAIMS) <= set(claims.declared())


@pytest.mark.parametrize("claim", CLAIMS)
def test_verdicts_are_complete(claim):
    found = claims.verdict(claim, WORLD)
    for finding in (found.then, found.now):
        assert finding.outcome in claims.STYLE
        if finding.estimate:
            assert np.isfinite(finding.estimate.value)
            for key in finding.estimate.sources:
                WORLD.source(key)
    assert found.reason.endswith(".") and found.test.endswith(".") and "nan" not in found.reason
    assert f'id="claim-{claim}"' in claims.html(found, WORLD)


THEN = {
    "larger-than-necessary": "holds",  # eight of the ten largest models of spring 2023 by the default law
    "data-exhausted": "does not hold",  # 18T of about 100T
    "llama3-10x-data": "holds in part",  # 7.5 by the cards, 8.3 by the paper
    "smallest-equals-biggest": "holds in part",  # two of seven base and five of five chat benchmarks
    "pretraining-plateau": "does not hold",
    "gpt4-unbeaten": "holds",  # fewer than half of the errors gone in two of three cases
    "simon-schuster": "cannot be tested",
}


@pytest.mark.parametrize(("claim", "outcome"), THEN.items())
def test_outcomes_when_stated(claim, outcome):
    assert claims.verdict(claim, WORLD).then.outcome == outcome


def test_a_hundredfold_depends_on_where_one_starts():
    found = claims.verdict("data-100x", WORLD)
    assert found.then.estimate.value > 5 * found.now.estimate.value
    assert found.now.outcome == "holds"


def test_stale_scores_are_not_a_verdict_on_today():
    assert claims.verdict("gpt4-unbeaten", World(as_of="2026-07-01")).now.outcome == "cannot be tested"
    assert claims.verdict("gpt4-unbeaten", SPRING_2025).now.outcome != "cannot be tested"


def test_a_share_is_the_set_over_the_stock():
    shares = stock.knowledge_shares(SPRING_2025)
    at, biggest = sets.year(SPRING_2025.as_of), sets.largest(SPRING_2025, text_only=True)["tokens"]
    web = stock.stock_on(SPRING_2025, "raw", at)
    assert shares["the indexed web"].samples == pytest.approx(biggest.value / web.samples)
    assert shares["the indexed web"].rows == biggest.rows | web.rows
    assert (shares["its usable part"] > shares["the indexed web"]).samples.all()


def test_headlines_are_finite_and_have_ranges():
    found = registered("data_limits")
    assert 6 <= len(found) <= 10
    for result in found:
        estimate = result.compute(WORLD)
        assert np.isfinite(estimate.value) and estimate.sources, result.id
        assert estimate.low is not None or result.id in ("data_limits.disclosed-growth", "data_limits.law-band")


def opened() -> dict[str, float]:
    """The inputs of the live figure as it opens."""
    return {slider.param: slider.value for slider in inputs("data_limits", WORLD)}


def test_the_live_crossing_moves_with_its_inputs():
    found = live.crossing(WORLD, opened())
    assert 2026 < found["cross_year"].value < 2040
    slower = live.crossing(WORLD, opened() | {"demand_growth": 1.5})
    larger = live.crossing(WORLD, opened() | {"stock_tokens": 10 * opened()["stock_tokens"]})
    assert slower["cross_year"].value > found["cross_year"].value
    assert larger["cross_tokens"].value > found["cross_tokens"].value


def test_the_crossing_of_the_page_is_that_of_the_live_figure_with_its_rows():
    met = live.crossing(WORLD, live.defaults(WORLD))["cross_year"]
    assert met.value == live.crossing(WORLD, opened())["cross_year"].value and met.is_point
    assert {row.table for row in met.rows} == {"parameters", "trends", "training_sets"}


def test_where_they_meet_the_browser_finds_on_the_demand_what_python_finds_on_the_stock():
    spec = figures.stock_and_demand(WORLD).to_dict()
    for moved in ({}, {"demand_growth": 1.6, "stock_tokens": 2e15}, {"training_set": 5e12, "overtraining": 40.0}):
        values = opened() | moved
        expected = {name: found.value for name, found in live.crossing(WORLD, values).items()}
        assert in_vega(spec, ["cross_year", "cross_tokens"], values) == pytest.approx(expected, rel=1e-9)


def test_the_law_switch_in_the_browser_is_the_law():
    spec = figures.laws_compared(WORLD).to_dict()
    for place, law in enumerate(laws.PARAMETRIC):
        for flop in (1e22, 3.8e25):
            found = in_vega(spec, ["best_params", "best_tokens", "best_ratio"], {"law": float(place), "compute": flop})
            assert found == pytest.approx(live.best(WORLD, law, flop), rel=1e-9)


def test_a_later_world_never_shrinks_the_record():
    sizes = [
        sets.largest(World(as_of=day))["tokens"].value
        for day in ("2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01")
    ]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


@pytest.mark.parametrize("early", [World(scenario="spring-2024"), World(as_of="2024-08-30")], ids=["spring", "summer"])
def test_results_work_in_early_worlds(early):
    for result in registered("data_limits"):
        assert np.isfinite(result.compute(early).value), result.id
    for claim in CLAIMS:
        assert claims.verdict(claim, early).reason


def test_what_a_visible_cell_computes_stands_in_the_text(monkeypatch):
    shown = []
    monkeypatch.setattr(notebook, "show", lambda what, kind="number": shown.append(Estimate.of(what, kind).text))
    first, *others = (c for c in json.loads(PAGE.read_text("utf-8"))["cells"] if c["cell_type"] == "code")
    scope = {}
    for cell in (first, *(cell for cell in others if not cell["metadata"].get("tags"))):
        exec("".join(cell["source"]), scope)
    numbers = headline_numbers("data_limits", WORLD).numbers
    for passage in told("data_limits").values():
        numbers = numbers | passage(WORLD).numbers
    keys = ["effective", "disclosed-growth", "overpay-8b", None, "epochs", "less", "chinchilla-third", "gap"]
    keys += ["synthetic-trillion"]
    assert [None if key is None else numbers[key].text for key in keys] == [*shown[:3], None, *shown[4:]]
    takeaway = figures.inference_aware_size(WORLD).to_dict()["usermeta"]["figure"]["takeaway"]
    assert f"should have {shown[3]} of the compute-optimal size" in takeaway


@pytest.mark.parametrize(
    ("draw", "passage", "assumed"),
    [
        (figures.crossing_years, None, {"overtraining": 5.0}),
        (figures.training_text, passages.meeting, {"years": 3}),
        (figures.growth_of_text, passages.meeting, {"years": 3}),
        (figures.tokens_per_parameter, None, {"n": 5}),
        (figures.compute_optimal_frontier, None, {"years": 2}),
        (figures.overpay, passages.overtraining, {"law": "hoffmann2022-unrounded"}),
        (figures.inference_aware_size, passages.serving, {"params": 8e9}),
        (figures.inference_aware_size, passages.serving, {"served": 1e14}),
        (figures.worth_of_an_epoch, passages.repetition, {"limit": 5.0}),
        (figures.loss_under_caps, passages.wall, {"disputed": True}),
        (figures.laws_compared, None, {"disputed": True}),
        (figures.price_of_text, None, {"kind": "cloud_reserved"}),
        (figures.synthetic_by_date, None, {"kind": "cloud_reserved"}),
    ],
)
def test_a_reader_s_assumption_reaches_figure_and_text(draw, passage, assumed):
    drawn = [chart.to_dict()["usermeta"]["figure"] for chart in (draw(WORLD), draw(WORLD, **assumed))]
    assert drawn[0]["takeaway"] != drawn[1]["takeaway"]
    if passage:
        assert passage(WORLD).numbers != passage(WORLD, **assumed).numbers


@pytest.mark.parametrize(
    ("passage", "assumed"), [(passages.trust, {"flop": 1e25}), (passages.precision, {"weight_bits": 8.0})]
)
def test_a_reader_s_assumption_reaches_the_text(passage, assumed):
    assert passage(WORLD).numbers != passage(WORLD, **assumed).numbers
