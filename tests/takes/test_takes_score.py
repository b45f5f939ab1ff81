"""What takes are worth, by what was done to them."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sung_curves import RATE_HZ, meant, sung, together, with_sound

from tonmeister.knowledge import UnknownGenre, genres
from tonmeister.knowledge.take_weights import take_costs
from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.aligned import ReferenceNote
from tonmeister.listening.takes.criteria.declare import criteria
from tonmeister.listening.takes.measured import measure
from tonmeister.producer.takes import score_takes, told_moments

NOTES = meant()
RNG = np.random.default_rng(5)
OFF = RNG.standard_normal(len(NOTES))


def scored(*takes, kind="voice", genre=None, notes=NOTES):
    aligned = together(dict(enumerate(takes, 1)), notes, kind)
    return {s.take: s for s in score_takes(aligned, genre=genre)}


def seen(score, check):
    return [f for p in score.phrases for f in p.findings if f.check == f"takes/{check}"]


def test_takes_rank_by_how_far_their_notes_are_off():
    sizes = (20.0, 5.0, 35.0, 12.0)
    found = scored(*(sung(n, NOTES, cents=size * np.roll(OFF, n), ms=size * np.roll(OFF, -n))
                     for n, size in enumerate(sizes, 1)))  # fmt: skip
    assert [found[n].rank for n in (1, 2, 3, 4)] == [3, 1, 4, 2]


def test_25_cents_cost_as_much_as_30_ms():
    up = np.where(np.arange(len(NOTES)) % 2, 25.0, -25.0)
    found = scored(sung(1, NOTES, cents=up), sung(2, NOTES, ms=30.0 / 25.0 * up))
    assert found[1].cost_score == pytest.approx(1.0, abs=0.1)
    assert found[2].cost_score == pytest.approx(1.0, abs=0.1)


def test_accuracy_and_precision_are_told_apart():
    flat = sung(1, NOTES, cents=-30.0)
    loose = sung(2, NOTES, cents=30.0 * np.where(np.arange(len(NOTES)) % 2, 1, -1))
    found = scored(flat, loose, sung(3, NOTES), sung(4, NOTES), sung(5, NOTES))
    assert found[1].facts["pitch_lean_cents"] == pytest.approx(-30.0, abs=2)
    assert found[1].facts["pitch_loose_cents"] < 2
    assert abs(found[2].facts["pitch_off_cents"] - 30.0) < 2
    assert found[2].facts["pitch_loose_cents"] == pytest.approx(30.0, abs=2)


def test_without_a_band_a_voice_may_have_its_own_tuning_and_drift():
    drifting = np.linspace(-60.0, 30.0, len(NOTES))
    free = scored(*(sung(n, NOTES, cents=c, rigid=False) for n, c in ((1, drifting), (2, 0.0))))
    tied = scored(*(sung(n, NOTES, cents=c) for n, c in ((1, drifting), (2, 0.0), (3, 0.0))))
    assert free[1].facts["pitch_off_cents"] < 5
    assert free[1].facts["drift_cents"] == pytest.approx(90.0, abs=15)
    assert tied[1].facts["pitch_off_cents"] > 20


def test_scoops_are_shown_and_not_punished():
    def scoop(since, length_s):
        return -150.0 * np.exp(-since / 0.04)

    found = scored(sung(1, NOTES, bend=scoop), sung(2, NOTES), sung(3, NOTES))
    assert found[1].facts["scoop_cents"] > 90
    assert all("scoop" not in p.costs for p in found[1].phrases)
    assert found[1].facts["pitch_off_cents"] < 5


def test_an_octave_error_is_no_wrong_note_and_a_wrong_note_is():
    octave, wrong = np.zeros(len(NOTES)), np.zeros(len(NOTES))
    octave[3], wrong[3] = -1200.0, 200.0
    found = scored(sung(1, NOTES, cents=octave), sung(2, NOTES, cents=wrong), sung(3, NOTES))
    assert not seen(found[1], "wrong_note")
    (heard,) = seen(found[2], "wrong_note")
    assert heard.facts["off_cents"] == pytest.approx(200, abs=5)
    assert heard.facts["direction"] == "sharp"
    assert heard.where.start_s == pytest.approx(NOTES[3].start_s)


def test_vibrato_is_measured_and_leaves_the_pitch_alone():
    notes = meant((60, 64, 67))
    notes = tuple(type(n)(n.start_s * 2, n.start_s * 2 + 0.9, n.pitch) for n in notes)

    def shake(since, length_s):
        return 40.0 * np.sin(2 * np.pi * 5.8 * since)

    found = scored(sung(1, notes, bend=shake), sung(2, notes), notes=notes)
    assert found[1].facts["vibrato_hz"] == pytest.approx(5.8, abs=0.3)
    assert found[1].facts["vibrato_cents"] == pytest.approx(40.0, abs=8)
    assert found[1].facts["pitch_off_cents"] < 8
    assert found[2].facts["vibrato_percent"] == 0


def test_behind_the_beat_and_loose_are_two_things():
    found = scored(sung(1, NOTES, ms=25.0), sung(2, NOTES, ms=25.0 * np.sign(OFF)), sung(3, NOTES),
                   sung(4, NOTES))  # fmt: skip
    assert found[1].facts["behind_ms"] == pytest.approx(25, abs=3)
    assert found[1].facts["timing_loose_ms"] < 6
    assert found[2].facts["timing_loose_ms"] > 20


def test_left_out_notes_cost_and_are_named():
    found = scored(sung(1, NOTES, left_out=(2, 3, 4)), sung(2, NOTES), sung(3, NOTES))
    (hole,) = seen(found[1], "missing")
    assert hole.facts["missing_count"] == 3
    assert found[1].phrases[0].facts["missing_percent"] == pytest.approx(37.5)
    assert found[1].rank == 3
    assert "3 of the notes in bars 1-2 are left out" in " ".join(told_moments(found[1]))


def test_equal_takes_are_tied_and_a_clear_difference_is_no_tie():
    found = scored(sung(1, NOTES, cents=10 * OFF), sung(2, NOTES, cents=10 * OFF[::-1]),
                   sung(3, NOTES, cents=60 * OFF))  # fmt: skip
    assert found[1].tied_with == (2,)
    assert found[2].tied_with == (1,)
    assert found[3].tied_with == ()


def test_the_genre_says_what_counts():
    late, flat = sung(1, NOTES, ms=30.0 * np.abs(OFF)), sung(2, NOTES, cents=25.0 * OFF)
    cost = {g: scored(late, flat, sung(3, NOTES), sung(4, NOTES), sung(5, NOTES), genre=g)
            for g in ("pop", "rock", "jazz")}  # fmt: skip
    assert cost["rock"][2].cost_score < cost["pop"][2].cost_score
    assert cost["jazz"][1].cost_score < cost["pop"][1].cost_score
    with pytest.raises(UnknownGenre, match="no genre 'polka'; there are"):
        scored(late, genre="polka")


@cache
def measured_facts():
    """Every fact that is told about voices and drums, held notes and takes without a clock."""
    held = tuple(ReferenceNote(2 * n.start_s, 2 * n.start_s + 0.8, n.pitch) for n in NOTES[:8])
    facts = set()
    for kind, notes in (("voice", NOTES), ("drums", NOTES), ("voice", held)):
        takes = {n: sung(n, notes, cents=n * OFF[: len(notes)], rigid=n < 4) for n in range(2, 5)}
        takes[1] = sung(1, notes, ms=10 * OFF[: len(notes)], left_out=(1,))
        for known in measure(together(takes, notes, kind)).values():
            facts |= set(known.facts)
    return facts


@pytest.mark.parametrize("genre", [None, *genres()])
def test_every_weight_says_how_we_know_and_weighs_a_fact_that_is_measured(genre):
    for cost in take_costs(genre, "voice"):
        assert cost.fact in measured_facts()
        assert cost.source
        assert cost.grade in ("standard", "published", "measured", "practice", "guess")


def test_every_criterion_says_what_it_hears_and_whence_it_comes():
    assert len(criteria()) >= 12
    for one in criteria().values():
        assert one.title
        assert one.hears
        assert one.matters
        assert one.source
        assert one.kinds


def test_the_same_takes_get_the_same_marks():
    takes = [sung(n, NOTES, cents=5.0 * n * OFF) for n in (1, 2, 3)]
    assert scored(*takes) == scored(*takes)


def test_a_take_in_which_nothing_is_sung_is_last_and_not_trusted():
    silent = sung(2, NOTES, left_out=range(len(NOTES)), sound=np.zeros((1, RATE_HZ * 13)))
    found = scored(sung(1, NOTES, cents=30 * OFF), silent, sung(3, NOTES))
    assert found[2].rank == 3
    assert found[2].confidence == 0
    assert np.isfinite(found[2].cost_score)


def test_a_fifth_of_a_second_and_a_single_take_get_marks_too():
    short = with_sound(sung(1, meant((60,))), np.zeros((1, RATE_HZ // 5)))
    found = scored(short, notes=meant((60,)))
    assert found[1].rank == 1
    assert np.isfinite(found[1].cost_score)
    alone = scored(sung(1, NOTES, cents=20 * OFF))
    assert alone[1].cost_score > 0.4
    assert alone[1].tied_with == ()


def test_a_voice_whose_pitch_nobody_heard_is_judged_by_the_rest_and_not_trusted():
    heard, lies = sung(2, NOTES)
    unheard = replace(heard, pitch=PitchCurve(np.zeros(0), np.zeros(0)))
    found = scored(sung(1, NOTES), (unheard, lies), sung(3, NOTES))
    assert found[2].confidence == 0
    assert "pitch_off_cents" not in found[2].facts
    assert found[2].facts["timing_off_ms"] < 1


def test_no_takes_and_no_phrases_give_no_marks():
    assert score_takes(together({}, ()), genre=None) == ()
    (only,) = score_takes(together({1: sung(1, ())}, ()), genre=None)
    assert only.phrases == ()
    assert only.confidence == 0
