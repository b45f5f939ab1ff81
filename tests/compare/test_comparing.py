"""The laws of comparing: nothing comes from nothing, and what was planted is found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from compare_sounds import RATE_HZ, band, belled
from numpy.typing import NDArray

from tonmeister.listening import features_of
from tonmeister.listening.comparing import (
    Difference,
    differences,
    meet,
    null,
    parts_apart,
    parts_together,
    side,
)
from tonmeister.listening.comparing.crest import crest_by_band_db
from tonmeister.listening.comparing.hearing import least_tone_db
from tonmeister.model import Section, SongMap, Span
from tonmeister.signal import Audio

SECTIONS = (Section(name="verse", where=Span(0.0, 5.0)), Section(name="chorus",
            where=Span(5.0, 10.0)))  # fmt: skip
SONG = SongMap(length_s=10.0, tempo=None, key=None, sections=SECTIONS, phrases=())


def _found(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Difference, ...]:
    a, b = side("a", Audio(x, RATE_HZ)), side("b", Audio(y, RATE_HZ))
    return differences(a, b, parts_together(a, b, SONG))


def test_a_mix_does_not_differ_from_itself() -> None:
    x = band().samples
    assert _found(x, x) == ()


def test_of_a_louder_copy_only_the_loudness_is_told() -> None:
    x = band().samples
    found = _found(x, x * 10.0 ** (3.0 / 20.0))
    assert [d.kind for d in found] == ["loudness_lu"]
    assert found[0].value == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize(("at_hz", "gain_db"), [(4000.0, 3.0), (250.0, -3.0), (1000.0, 4.0)])
def test_a_planted_bell_is_found_in_its_third_octave(at_hz: float, gain_db: float) -> None:
    x = band().samples
    found = [d for d in _found(x, belled(x, at_hz, gain_db)) if d.kind == "tone_db"]
    assert len(found) == 1
    assert found[0].peak_hz == pytest.approx(at_hz, rel=0.13)
    assert found[0].value == pytest.approx(gain_db, abs=0.5)
    assert found[0].low_hz <= found[0].peak_hz <= found[0].high_hz


def test_a_bell_too_small_to_hear_is_not_told() -> None:
    x = band().samples
    assert _found(x, belled(x, 4000.0, 0.5)) == ()


def test_swapping_the_two_turns_every_sign_and_nothing_else() -> None:
    x = band().samples
    y = belled(x, 2000.0, 4.0) * 0.7
    y = np.stack([y.mean(axis=0) + 0.3 * (y[0] - y[1]), y.mean(axis=0) - 0.3 * (y[0] - y[1])])
    there, back = _found(x, y), _found(y, x)
    assert len(there) == len(back) > 2
    for d, e in zip(there, back, strict=True):
        assert (d.kind, d.part, d.low_hz, d.high_hz, d.peak_hz) == (
            e.kind, e.part, e.low_hz, e.high_hz, e.peak_hz
        )  # fmt: skip
        assert (d.value, d.a, d.b) == pytest.approx((-e.value, e.b, e.a), abs=1e-9)
        assert d.steps_score == pytest.approx(e.steps_score, abs=1e-9)


def test_a_narrower_mix_is_called_narrower_by_what_was_taken() -> None:
    x = band().samples
    mid, apart = x.mean(axis=0), 0.5 * (x[0] - x[1]) * 0.5
    found = _found(x, np.stack([mid + apart, mid - apart]))
    narrower = [d for d in found if d.kind == "width_db"]
    assert narrower
    assert all(d.mean == pytest.approx(-6.02, abs=0.3) for d in narrower)


def test_a_louder_section_is_told_of_that_section() -> None:
    x = band().samples
    y = x.copy()
    y[:, y.shape[1] // 2 :] *= 10.0 ** (3.0 / 20.0)
    levels = {d.part: d.value for d in _found(x, y) if d.kind == "level_lu"}
    assert levels["chorus"] - levels.get("verse", 0.0) > 1.0


def test_squashed_strokes_are_found_in_their_band() -> None:
    x = band().samples
    open_ = crest_by_band_db(Audio(x, RATE_HZ))
    squashed = crest_by_band_db(Audio(np.tanh(12.0 * x), RATE_HZ))
    assert (np.nanmedian(open_, axis=1) - np.nanmedian(squashed, axis=1) > 1.0).any()
    assert any(d.kind == "crest_db" and d.value < 0 for d in _found(x, np.tanh(12.0 * x)))


@pytest.mark.parametrize("offset", [0, 1, 1234, -777, 44100, -100001])
@pytest.mark.parametrize("flip", [1.0, -1.0])
def test_the_offset_is_found_to_the_frame(offset: int, flip: float) -> None:
    a = band()
    x = a.samples * flip * 0.6
    if offset >= 0:
        y = np.concatenate([np.zeros((2, offset)), x], axis=1)
    else:
        y = np.ascontiguousarray(x[:, -offset:])
    b = Audio(y, RATE_HZ)
    met = meet(a, b, features_of(a), features_of(b))
    assert met.one_song
    assert met.offset_frames == offset
    assert met.flipped == (flip < 0)
    assert met.drift_frames == 0


def test_a_different_equaliser_does_not_move_the_offset() -> None:
    a = band()
    y = belled(belled(a.samples, 150.0, 9.0), 6000.0, -9.0)
    b = Audio(np.concatenate([np.zeros((2, 500)), y], axis=1), RATE_HZ)
    assert meet(a, b, features_of(a), features_of(b)).offset_frames == 500


def test_another_song_is_not_taken_for_the_same() -> None:
    a, b = band(1), band(7, tempo_bpm=118.0)
    assert not meet(a, b, features_of(a), features_of(b)).one_song


def test_two_rates_are_refused() -> None:
    a, b = band(1), band(1, rate_hz=48000)
    with pytest.raises(ValueError, match="44100 and 48000 Hz"):
        meet(a, b, features_of(a), features_of(b))


def test_the_null_of_a_scaled_copy_is_empty_and_of_noise_as_deep_as_the_noise() -> None:
    a = band()
    assert null(a, Audio(a.samples * -0.5, RATE_HZ)).depth_db < -130.0
    assert null(a, Audio(a.samples * -0.5, RATE_HZ)).gain_db == pytest.approx(6.02, abs=0.01)
    power = float(np.mean(a.samples**2))
    noise = np.random.default_rng(3).standard_normal(a.samples.shape) * np.sqrt(power * 1e-3)
    assert null(a, Audio(a.samples + noise, RATE_HZ)).depth_db == pytest.approx(-30.0, abs=0.2)


def test_two_songs_are_compared_in_their_loud_and_quiet_parts() -> None:
    a, b = side("a", band(1)), side("b", band(7))
    parts = parts_apart(a, b)
    assert [part.name for part in parts] == ["the whole", "loud parts", "quiet parts"]
    assert not (parts[1].on_a & parts[2].on_a).any()


def test_the_just_noticeable_step_grows_towards_both_ends() -> None:
    least = least_tone_db()
    assert least.min() == 1.0
    assert least[0] > least[5]
    assert least[-1] > least[20]


@dataclass(frozen=True)
class _Silence:
    rate_hz: int = RATE_HZ
    frames: int = RATE_HZ * 4

    def read(self, start: int, count: int) -> NDArray[np.float64]:
        return np.zeros((2, count))


def test_the_crest_of_silence_is_not_a_number_and_no_warning() -> None:
    assert np.isnan(crest_by_band_db(_Silence())).all()


def test_a_clock_that_runs_off_is_told_with_its_direction() -> None:
    a = band()
    t = np.arange(a.frames) * (1.0 + 1e-4)
    whole = np.arange(a.frames)
    slow = np.stack([np.interp(t, whole, row) for row in a.samples])
    b = Audio(slow, RATE_HZ)
    met = meet(a, b, features_of(a), features_of(b))
    assert met.one_song
    assert met.drift_frames == pytest.approx(-1e-4 * a.frames, rel=0.35)
