"""Tuning moves what it should, and nothing else."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tune_sung import OFF_CENTS, RATE_HZ, Real, phrase, spans

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.listening.pitch import PitchCurve, pitch_curve
from tonmeister.listening.pitch.retuned import heard, retuned_note
from tonmeister.model import Edit, edit_id
from tonmeister.signal import Samples
from tonmeister.studio.pitch_model import pitch_model


@cache
def _hear(key: bytes, channels: int, rate_hz: int) -> PitchCurve:
    sound = np.frombuffer(key).reshape(channels, -1)
    return pitch_curve(sound, rate_hz, pitch_model())


def hear(sound: Samples, rate_hz: int) -> PitchCurve:
    return _hear(sound.tobytes(), len(sound), rate_hz)


HANDS = AtHand(pitch=hear)


def edit(start_s: float, end_s: float, shift_cents: float, **more: float) -> Edit:
    settings = {"shift_cents": shift_cents, "strength_percent": 100.0, "speed_ms": 60.0,
                "movement_percent": 100.0, **more}  # fmt: skip
    return Edit(id=edit_id("v", "tune", start_s), track="v", stage="tune", kind="tune",
                start_s=start_s, end_s=end_s, settings=settings, rule="tune.note",
                reason="so")  # fmt: skip


def all_edits() -> list[Edit]:
    return [edit(a, b, -off) for (a, b, _), off in zip(spans(), OFF_CENTS, strict=True)]


def cents_off(curve: PitchCurve, true_hz: Real, start_s: float, end_s: float) -> Real:
    span = curve.part(start_s, end_s)
    goal = true_hz[::5][span]
    both = (curve.f0_hz[span] > 0.0) & (goal > 0.0)
    return np.asarray(1200.0 * np.log2(curve.f0_hz[span][both] / goal[both]))


def test_at_full_strength_the_voice_lies_within_8_cents_and_nearly_all_within_20() -> None:
    sung, _ = phrase(out_of_tune=True)
    _, clean_hz = phrase(out_of_tune=False)
    played = play_edits(sung, RATE_HZ, all_edits(), HANDS)
    first, last = spans()[0][0], spans()[-1][1]
    before = np.abs(cents_off(hear(sung, RATE_HZ), clean_hz, first, last))
    after = np.abs(cents_off(hear(played, RATE_HZ), clean_hz, first, last))
    assert np.median(before) > 25.0
    assert np.median(after) <= 8.0
    assert np.percentile(after, 95) <= 20.0


def test_what_is_not_edited_stays_bit_by_bit() -> None:
    sung, _ = phrase(out_of_tune=True)
    one = all_edits()[3]
    played = play_edits(sung, RATE_HZ, [one], HANDS)
    a, b = round((one.start_s - 0.03) * RATE_HZ), round((one.end_s + 0.03) * RATE_HZ)
    assert np.array_equal(played[:, :a], sung[:, :a])
    assert np.array_equal(played[:, b:], sung[:, b:])
    assert not np.array_equal(played[:, a:b], sung[:, a:b])


def test_consonants_and_silence_inside_a_note_stay_bit_by_bit() -> None:
    sung, _ = phrase(out_of_tune=True)
    played = play_edits(sung, RATE_HZ, all_edits(), HANDS)
    curve = hear(sung, RATE_HZ)
    quiet = np.repeat(~curve.voiced, round(RATE_HZ * curve.step_s))[: sung.shape[1]]
    assert quiet.any()
    assert np.array_equal(played[0, : quiet.size][quiet], sung[0, : quiet.size][quiet])


def test_half_the_strength_moves_half_as_far() -> None:
    sung, _ = phrase(out_of_tune=True)
    start_s, end_s, _ = spans()[3]
    whole = hear(play_edits(sung, RATE_HZ, [edit(start_s, end_s, -55.0)], HANDS), RATE_HZ)
    half = hear(play_edits(sung, RATE_HZ, [edit(start_s, end_s, -55.0, strength_percent=50.0)],
                           HANDS), RATE_HZ)  # fmt: skip
    span = whole.part(start_s + 0.1, end_s - 0.1)
    came = float(np.nanmedian(hear(sung, RATE_HZ).midi[span]))
    assert 100.0 * (np.nanmedian(whole.midi[span]) - came) == pytest.approx(-55.0, abs=5.0)
    assert 100.0 * (np.nanmedian(half.midi[span]) - came) == pytest.approx(-27.5, abs=5.0)


def test_vibrato_stays_in_a_moved_note_and_goes_with_the_hard_effect() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    pitch_hz = 220.0 * 2.0 ** (0.4 * np.sin(2.0 * np.pi * 5.5 * t) / 12.0)
    phase = 2.0 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    partials = np.stack([np.sin(k * phase) / k for k in range(1, 12)])
    sound = np.ascontiguousarray(0.1 * partials.sum(axis=0)[None])
    span = slice(100, 340)

    def swing(movement_percent: float, speed_ms: float) -> float:
        one = edit(0.2, 1.9, 30.0, movement_percent=movement_percent, centre_semitones=57.0,
                   speed_ms=speed_ms)  # fmt: skip
        midi = hear(play_edits(sound, RATE_HZ, [one], HANDS), RATE_HZ).midi[span]
        return float(np.nanpercentile(midi, 95) - np.nanpercentile(midi, 5))

    came = hear(sound, RATE_HZ).midi[span]
    as_sung = float(np.percentile(came, 95) - np.percentile(came, 5))
    assert swing(100.0, 60.0) == pytest.approx(as_sung, rel=0.08)
    assert swing(0.0, 5.0) < 0.25 * as_sung


def test_both_sides_of_a_stereo_voice_move_alike() -> None:
    sung, _ = phrase(out_of_tune=True)
    stereo = np.concatenate([sung, 0.5 * sung])
    played = play_edits(stereo, RATE_HZ, all_edits(), HANDS)
    assert np.allclose(played[1], 0.5 * played[0], atol=1e-12)


def test_the_vowels_keep_their_colour() -> None:
    sung, _ = phrase(out_of_tune=True)
    played = play_edits(sung, RATE_HZ, all_edits(), HANDS)
    before = heard(sung, RATE_HZ, hear(sung, RATE_HZ))
    after = heard(played, RATE_HZ, hear(played, RATE_HZ))
    worst_db = 0.0
    for start_s, end_s, _ in spans():
        now = retuned_note(before, after, RATE_HZ, start_s, end_s)
        assert not now.harm
        worst_db = max(worst_db, now.tone_db)
    assert worst_db < 1.6


def test_the_same_edits_give_the_same_bits() -> None:
    sung, _ = phrase(out_of_tune=True)
    one = play_edits(sung, RATE_HZ, all_edits(), HANDS)
    other = play_edits(sung.copy(), RATE_HZ, all_edits(), HANDS)
    assert np.array_equal(one, other)


def test_silence_and_noise_are_left_alone() -> None:
    rng = np.random.default_rng(1)
    for sound in (np.zeros((1, RATE_HZ)), 0.1 * rng.standard_normal((1, RATE_HZ))):
        played = play_edits(sound, RATE_HZ, [edit(0.2, 0.8, 50.0)], HANDS)
        assert np.array_equal(played, sound)


@pytest.mark.parametrize(("rate_hz", "pitch_hz"), [(8000, 110.0), (48000, 80.0), (96000, 900.0)])
def test_low_and_high_voices_at_any_rate_land_where_they_should(
    rate_hz: int, pitch_hz: float
) -> None:
    t = np.arange(rate_hz) / rate_hz
    partials = [k for k in range(1, 30) if k * pitch_hz < 0.45 * rate_hz]
    sound = sum(np.sin(2.0 * np.pi * k * pitch_hz * t + k * k) / k for k in partials)
    made = np.ascontiguousarray(np.asarray(sound)[None] * 0.1)
    played = play_edits(made, rate_hz, [edit(0.1, 0.9, 60.0)], HANDS)
    curve = hear(played, rate_hz)
    span = curve.part(0.25, 0.75)
    got = 1200.0 * np.log2(np.median(curve.f0_hz[span]) / pitch_hz)
    assert got == pytest.approx(60.0, abs=4.0)
