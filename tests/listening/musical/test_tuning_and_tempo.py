"""What a song is tuned to, who is not, and where its tempo wanders."""

from __future__ import annotations

import numpy as np
import pytest
from sung_song import RATE_HZ, ROLES, SONG, mix, sources, stems, times, tone

from tonmeister.listening import features_of, listen
from tonmeister.listening.drift import pace
from tonmeister.listening.finished import hear_finished
from tonmeister.listening.level_steps import moved
from tonmeister.listening.tuning import apart_cents, tuning
from tonmeister.signal import Audio


def chord(reference_hz: float) -> Audio:
    ratio = reference_hz / 440.0
    sound = sum(tone(hz * ratio, 6) for hz in (220.0, 277.18, 329.63, 440.0)) * 0.1
    return Audio(np.stack([sound, sound]), RATE_HZ)


@pytest.mark.parametrize("reference_hz", [432.0, 438.0, 440.0, 443.0])
def test_the_reference_is_read_within_two_cents(reference_hz: float) -> None:
    sound = chord(reference_hz)
    tuned = tuning(sound, np.ones(400, bool))
    assert tuned is not None
    assert apart_cents(tuned.off_cents, 1200.0 * np.log2(reference_hz / 440.0)) == pytest.approx(
        0.0, abs=2.0
    )
    assert tuned.sure > 10.0


def test_noise_is_tuned_to_nothing() -> None:
    noise = 0.1 * np.random.default_rng(2).standard_normal((2, 20 * RATE_HZ))
    tuned = tuning(Audio(noise, RATE_HZ), np.ones(200, bool))
    assert tuned is None or tuned.sure < 5.0


@pytest.mark.parametrize("cents", [-30.0, 30.0])
def test_the_part_that_is_out_of_tune_is_named(cents: float) -> None:
    ratio = 2.0 ** (cents / 1200.0)
    off = (tone(220.0 * ratio) + tone(277.18 * ratio) + tone(329.63 * ratio)) * 0.06
    guitar = (tone(220.0) + tone(330.0)) * 0.05
    parts = stems() | {"keys": np.stack([off, off]), "guitar": np.stack([guitar, guitar])}
    told = hear_finished(
        Audio(mix(parts), RATE_HZ), stems=sources(parts),
        roles=ROLES | {"guitar": "electric guitar"}, song=SONG,
    )  # fmt: skip
    (found,) = listen(told, only=["song/out_of_tune"])
    assert found.strip == "keys"
    assert found.facts["off_cents"] == pytest.approx(cents, abs=5.0)
    assert found.facts["direction"] == ("sharp" if cents > 0 else "flat")


def beaten(warp: float) -> Audio:
    """Strokes at 120 BPM; from 15 to 25 s the tempo rises by so much and falls again."""
    at_s = times()
    turn = np.clip((at_s - 15.0) / 10.0, 0.0, 1.0)
    heard_s = at_s + warp * 10.0 / (2.0 * np.pi) * (1.0 - np.cos(2.0 * np.pi * turn))
    noise = np.random.default_rng(4).standard_normal(at_s.size)
    sound = 0.3 * noise * np.exp(-25.0 * (heard_s % 0.5))
    return Audio(np.stack([sound, sound]), RATE_HZ)


def test_a_steady_tempo_is_called_steady() -> None:
    (found,) = listen(hear_finished(beaten(0.0), song=SONG), only=["song/drift"])
    assert found.weight == "info"
    assert found.facts["wander_percent"] < 0.3
    assert found.facts["tempo_bpm"] == pytest.approx(120.0, abs=0.5)


def test_a_stretch_that_runs_is_heard_where_it_runs() -> None:
    (found,) = listen(hear_finished(beaten(0.04), song=SONG), only=["song/drift"])
    assert found.weight == "note"
    assert found.where.start_s == pytest.approx(15.0, abs=2.0)
    assert found.where.end_s == pytest.approx(25.0, abs=2.0)
    assert found.facts["wander_percent"] == pytest.approx(4.0, abs=1.5)


def test_the_pulse_is_found_without_a_tempo() -> None:
    local = pace(features_of(beaten(0.0)), None)
    assert local is not None
    assert (local.again_s / 0.5) % 1.0 == pytest.approx(0.0, abs=0.03)


def test_a_moved_fader_is_told_from_drums_that_stop() -> None:
    whole = mix()
    faded, thinned = whole.copy(), whole.copy()
    span = slice(16 * RATE_HZ, 28 * RATE_HZ)
    faded[:, span] *= 0.5
    thinned[:, span] -= stems()["kit"][:, span]
    (found,) = moved(features_of(Audio(faded, RATE_HZ)))
    assert found.step_db == pytest.approx(-6.0, abs=0.7)
    assert found.where.start_s == pytest.approx(16.0, abs=0.3)
    assert found.where.end_s == pytest.approx(28.0, abs=0.3)
    assert moved(features_of(Audio(thinned, RATE_HZ))) == []


def test_a_song_of_one_tone_is_not_accused() -> None:
    sound = np.stack([tone(220.0), tone(220.0)]) * 0.2
    found = listen(hear_finished(Audio(sound, RATE_HZ)), only=["song/drift", "form/jump"])
    assert all(f.weight == "info" for f in found)
