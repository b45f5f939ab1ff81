"""When another take pays, and when it does not."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest

from tonmeister.knowledge.voices import voice
from tonmeister.model import Phrase, PhraseScore, Remark, Span, TakeScore
from tonmeister.producer.takes.enough import enough
from tonmeister.producer.takes.enough_tired import SIGNS
from tonmeister.producer.takes.enough_trend import trend
from tonmeister.producer.takes.enough_worth import worth_score
from tonmeister.producer.takes.progress import progress

PHRASES = [Phrase(number=p, where=Span(10.0 * p, 10.0 * p + 8.0)) for p in range(1, 9)]


def session(
    costs: Sequence[float] | np.ndarray, facts: dict[str, Sequence[float]] | None = None
) -> list[TakeScore]:
    """Takes from their costs [takes] or [takes, phrases], and facts by take."""
    rows = np.asarray(costs, dtype=float)
    if rows.ndim == 1:
        rows = np.repeat(rows[:, None], len(PHRASES), axis=1)
    made = []
    for k, row in enumerate(rows):
        told = {name: values[k] for name, values in (facts or {}).items()}
        phrases = tuple(
            PhraseScore(take=k + 1, phrase=p, facts=told, costs={}, cost_score=float(c),
                        confidence=1.0)
            for p, c in enumerate(row, start=1)
        )  # fmt: skip
        made.append(
            TakeScore(take=k + 1, phrases=phrases, facts={}, cost_score=float(row.mean()),
                      confidence=1.0)
        )  # fmt: skip
    return made


def missing(*numbers: int) -> dict[int, tuple[int, Remark]]:
    return {
        n: (1, Remark(take=1, phrase=n, what="flat", facts={"off_cents": -60.0}, where=Span(0, 1)))
        for n in numbers
    }


def test_what_one_more_take_is_worth_agrees_with_drawing_bell_curves() -> None:
    rng = np.random.default_rng(3)
    best = np.maximum.accumulate(rng.standard_normal((400_000, 9)), axis=1).mean(axis=0)
    told = [worth_score(n) for n in range(1, 9)]
    assert told == pytest.approx(np.diff(best), abs=0.005)
    assert [round(w, 2) for w in told[:5]] == [0.56, 0.28, 0.18, 0.13, 0.10]


def test_the_chance_of_a_trend_is_that_of_all_orders() -> None:
    for row in ([1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [4, 3, 5, 1, 2]):
        score = abs(sum(np.sign(b - a) for i, a in enumerate(row) for b in row[i + 1 :]))
        every = [
            abs(sum(np.sign(b - a) for i, a in enumerate(p) for b in p[i + 1 :]))
            for p in permutations(row)
        ]
        assert trend(row).chance_ratio == pytest.approx(np.mean(np.array(every) >= score))
    assert trend([1.0, 2.0, 3.0, 4.0, 50.0]).slope_score == pytest.approx(1.0, abs=0.6)
    assert trend([1.0, np.nan, 3.0]).slope_score == 1.0
    assert trend([1.0]).chance_ratio == 1.0


def test_after_three_takes_with_a_phrase_open_it_says_go_on() -> None:
    advice = enough(session([1.0, 0.8, 0.9]), phrases=PHRASES, without_keeper=missing(4))
    assert advice.verdict == "push"
    assert [p.phrase.number for p in advice.punch] == [4]


def test_after_seven_even_takes_it_stops_and_punches_what_is_missing() -> None:
    costs = [0.9, 0.7, 0.8, 0.75, 0.85, 0.72, 0.81]
    open_ones = enough(session(costs), phrases=PHRASES, without_keeper=missing(2, 5))
    assert open_ones.verdict == "punch"
    assert open_ones.worth_score < 0.1
    assert enough(session(costs), phrases=PHRASES, without_keeper={}).verdict == "stop"


def test_takes_that_fall_twice_in_a_row_are_stopped_and_told_so() -> None:
    advice = enough(session([0.5, 0.55, 0.7, 0.85, 1.0]), without_keeper={})
    assert advice.verdict == "stop"
    assert "directing/falling" in [reason.rule for reason in advice.reasons]
    assert advice.trend.slope_score < -0.1


def test_takes_that_rise_are_worth_more_than_takes_that_stay() -> None:
    rising = enough(session([1.5, 1.3, 1.2, 0.9, 0.8, 0.6]), without_keeper={})
    staying = enough(session([1.0, 0.9, 1.05, 0.95, 1.0, 0.92]), without_keeper={})
    assert rising.worth_score > staying.worth_score
    assert rising.verdict == "push"
    assert rising.improving
    assert not staying.improving


def test_two_signs_of_a_tired_voice_ask_for_a_break_and_say_it_is_no_medicine() -> None:
    noise = [0.9, 0.7, 0.8, 0.75, 0.85]
    facts = {"sag_cents_s": [5, 12, 18, 31, 40], "tone_over_breath_db": [14, 13, 11.5, 11, 9]}
    advice = enough(session(noise, facts), without_keeper=missing(1))
    assert advice.verdict == "break"
    assert {s.name for s in advice.signs} == set(facts)
    assert (advice.signs[0].first, advice.signs[0].last) == (5.0, 40.0)
    assert "no medical advice" in voice("plain")["directing/break"]
    rested = {name: list(reversed(values)) for name, values in facts.items()}
    assert enough(session(noise, rested), without_keeper={}).verdict != "break"


def test_chance_alone_seldom_asks_for_a_break() -> None:
    rng = np.random.default_rng(11)
    asked = 0
    for _ in range(200):
        facts = {name: rng.standard_normal(6).tolist() for name in SIGNS}
        asked += enough(session(1.0 + 0.1 * rng.standard_normal(6), facts)).verdict == "break"
    assert asked <= 0.09 * 200


def test_the_punch_list_gives_the_band_two_bars_before_the_phrase() -> None:
    advice = enough(session([1.0, 0.9]), phrases=PHRASES, without_keeper=missing(1, 3), bar_s=2.5)
    assert [(p.phrase.number, p.pre_roll_s, p.pre_roll_bars_count) for p in advice.punch] == [
        (1, 5.0, 2),
        (3, 5.0, 2),
    ]
    free = enough(session([1.0]), phrases=PHRASES, without_keeper=missing(2)).punch[0]
    assert (free.pre_roll_s, free.pre_roll_bars_count) == (4.0, 0)
    early = [Phrase(number=1, where=Span(1.0, 4.0))]
    [first] = enough(session([1.0]), phrases=early, without_keeper=missing(1)).punch
    assert first.pre_roll_s == 1.0


def test_a_punched_take_with_one_phrase_does_not_upset_the_row() -> None:
    rows = np.full((6, 8), 0.8) + 0.05 * np.random.default_rng(2).standard_normal((6, 8))
    scores = session(rows)
    late = scores[-1]
    gone = [PhraseScore(take=6, phrase=p.phrase, facts={"missing_percent": 100.0}, costs={},
                        cost_score=4.0, confidence=0.0)
            if p.phrase != 2 else p for p in late.phrases]  # fmt: skip
    scores[-1] = TakeScore(take=6, phrases=tuple(gone), facts={}, cost_score=3.6, confidence=0.1)
    advice = enough(scores, without_keeper={})
    assert "directing/falling" not in [reason.rule for reason in advice.reasons]
    assert progress(scores).quality[-1] == pytest.approx(0.0, abs=0.2)


def drawn(kind: str, rng: np.random.Generator, takes: int = 14) -> np.ndarray:
    """Quality of takes: a shape, and a bell curve around it."""
    at = np.arange(takes)
    shape = {
        "steady": 0.0 * at,
        "learner": 0.25 * np.minimum(at, 5),
        "tiring": -0.25 * np.maximum(0, at - 4),
        "quick starter": -0.15 * at,
    }[kind]
    return np.asarray(shape + rng.standard_normal(takes))


def used(quality: np.ndarray) -> int:
    for count in range(3, quality.size):
        if enough(session(-quality[:count]), without_keeper={}).verdict in ("stop", "punch"):
            return count
    return int(quality.size)


def gain(kind: str, draws: int = 60) -> dict[str, float]:
    """Best take minus a tenth of the takes' spread for each take sung."""
    rng = np.random.default_rng(5)
    told: dict[str, list[float]] = {"rule": [], "3": [], "10": []}
    for _ in range(draws):
        q = drawn(kind, rng)
        for name, count in (("rule", used(q)), ("3", 3), ("10", 10)):
            told[name].append(float(q[:count].max()) - 0.1 * count)
    return {name: float(np.mean(values)) for name, values in told.items()}


@pytest.mark.parametrize("kind", ["steady", "tiring"])
def test_the_rule_gains_more_than_always_ten_and_always_three(kind: str) -> None:
    gains = gain(kind)
    assert gains["rule"] > gains["3"]
    assert gains["rule"] > gains["10"]


def test_the_rule_gains_much_more_than_three_takes_with_somebody_who_learns() -> None:
    gains = gain("learner")
    assert gains["rule"] > gains["3"] + 0.4


def test_with_somebody_who_is_best_at_first_it_loses_little_against_three_takes() -> None:
    gains = gain("quick starter")
    assert gains["rule"] > gains["10"] + 0.2
    assert gains["rule"] > gains["3"] - 0.15


def shaped(means: Sequence[float], noise: float = 0.15, seed: int = 0) -> list[TakeScore]:
    rng = np.random.default_rng(seed)
    line = 0.3 * rng.standard_normal(len(PHRASES))
    rows = 1.0 - np.asarray(means)[:, None] + line + noise * rng.standard_normal((len(means), 8))
    return session(rows)


@pytest.mark.parametrize(
    ("means", "shape"),
    [
        ([0.0, 0.3, 0.5, 0.8, 1.0, 1.3], "rising"),
        ([1.3, 1.0, 0.8, 0.5, 0.3, 0.0], "quick starter"),
        ([0.8, 0.6, 0.0, 0.5, 1.4, 0.5, 0.1], "double peak"),
    ],
)
def test_a_shape_that_is_there_is_named(means: list[float], shape: str) -> None:
    assert progress(shaped(means)).shape == shape


def test_even_takes_are_steady() -> None:
    assert progress(shaped([0.0] * 6, noise=0.05)).shape == "steady"


def test_chance_seldom_makes_a_shape() -> None:
    named = [progress(shaped([0.0] * 8, noise=0.6, seed=s)).shape for s in range(100)]
    assert sum(s in ("rising", "quick starter", "double peak") for s in named) <= 6


def test_few_takes_have_no_shape_yet() -> None:
    assert progress(shaped([0.0, 1.0, 2.0])).shape == "no clear shape yet"


def test_the_facts_of_a_session_are_told_in_order_with_their_trend() -> None:
    scores = session([1.0] * 5, {"pitch_off_cents": [30.0, 26.0, 21.0, 18.0, 12.0]})
    [along] = progress(scores).facts
    assert along.takes == (1, 2, 3, 4, 5)
    assert along.values == pytest.approx((30.0, 26.0, 21.0, 18.0, 12.0))
    assert along.trend.chance_ratio < 0.05
    assert along.trend.slope_score < 0.0
