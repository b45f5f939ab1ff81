"""The ride, the pan and the space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from producer_songs import STEPS, band, findings_of, heard, sound, track

from tonmeister.effects import recall
from tonmeister.listening.features import HOP_S
from tonmeister.model import Span
from tonmeister.producer import decide
from tonmeister.producer.pan import named_side
from tonmeister.producer.ride import (
    BLOCK_STEPS,
    RIDE_MOST_DB,
    SLEW_DB_S,
    THIN_DB,
    ride_curve,
    thin,
)
from tonmeister.producer.space import RETURN_GAIN_DB


def decided(song, **more):
    asked = {"genre": song.genre, "reference": None, "amounts": {}} | more
    return decide(song, findings_of(song), **asked)


def sinking_vocal():
    """A vocal that lies 8 dB lower in the second half of the song."""
    song = band(10, "pop")
    vocal = song.strips["Vox"]
    gain = np.where(np.arange(STEPS) < STEPS // 2, 1.0, 10.0**-0.8).astype(np.float32)
    sunk = replace(
        vocal, power=vocal.power * gain, k_power=vocal.k_power * gain,
        left_right=vocal.left_right * gain, peak=vocal.peak * np.sqrt(gain),
    )  # fmt: skip
    return replace(song, strips={**song.strips, "Vox": sunk})


def test_a_vocal_that_sinks_is_ridden_up():
    sheet = decided(sinking_vocal())
    ride = next(d for d in sheet.strip("Vox").decisions if d.stage == "ride")
    points = np.array(ride.curves["gain_db"])
    first = points[points[:, 0] < 25.0, 1].mean()
    second = points[points[:, 0] > 35.0, 1].mean()
    assert second - first > 3.0
    assert np.abs(points[:, 1]).max() <= RIDE_MOST_DB
    slope = np.diff(points[:, 1]) / np.diff(points[:, 0])
    assert np.abs(slope).max() <= SLEW_DB_S + 0.3
    assert ride.effect == "fader"
    assert ride.settings["gain_db"] == 0.0


def test_without_a_finding_nobody_rides():
    song = sinking_vocal()
    calm = [f for f in findings_of(song) if not f.check.startswith("vocal/")]
    sheet = decide(song, calm, genre=song.genre, reference=None, amounts={})
    assert not [d for d in sheet.strip("Vox").decisions if d.stage == "ride"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5.0, 5.0), st.floats(0.0, 12.0))
def test_a_ride_stays_within_its_limits(seed, wanted, swing):
    chance = np.random.default_rng(seed)
    steps = 400
    vocal = 10.0 ** (chance.normal(-2.0, swing / 10.0, steps))
    rest = 10.0 ** (chance.normal(-2.0, 0.1, steps))
    sings = chance.random(steps) > 0.3
    curve = ride_curve(vocal, rest, sings, (Span(2.0, 12.0), Span(20.0, 33.0)), wanted)
    assert np.abs(curve).max() <= RIDE_MOST_DB + 1e-9
    assert np.abs(np.diff(curve)).max() <= SLEW_DB_S * HOP_S + 1e-9


def test_no_singing_no_ride():
    rest = np.ones(100)
    assert not ride_curve(np.zeros(100), rest, np.zeros(100, bool), (), 0.0).any()
    assert ride_curve(np.ones(2), np.ones(2), np.ones(2, bool), (), 0.0).size == 2 < BLOCK_STEPS


@given(st.lists(st.floats(-4.0, 4.0), min_size=2, max_size=120))
def test_a_thinned_ride_lies_within_half_a_db(values):
    curve = np.array(values)
    points = thin(curve)
    at = (np.arange(curve.size) + 0.5) * HOP_S
    again = np.interp(at, *zip(*points, strict=True))
    assert np.abs(again - curve).max() <= THIN_DB + 0.02


def test_low_and_leading_parts_stand_in_the_middle():
    sheet = decided(band(16))
    for name in ("Vox", "Kick", "Snare", "Bass DI"):
        assert not [d for d in sheet.strip(name).decisions if d.effect == "pan"]


def test_two_sides_of_one_source_stand_opposite():
    sheet = decided(band(16))
    left, right = (
        next(d for d in sheet.strip(n).decisions if d.effect == "pan").settings["position_percent"]
        for n in ("Gtr L", "Gtr R")
    )
    assert left == -right < 0.0


def test_both_sides_carry_about_the_same():
    tracks = tuple(track(f"Part {i}", "electric guitar") for i in range(6))
    strips = {t.name: sound("electric guitar", seed=i) for i, t in enumerate(tracks)}
    sheet = decided(heard(tracks, strips, "rock"))
    positions = [
        d.settings["position_percent"] for s in sheet.strips for d in s.decisions
        if d.effect == "pan"
    ]  # fmt: skip
    assert len(positions) == 6
    assert sum(p > 0 for p in positions) == 3


@pytest.mark.parametrize(
    ("name", "side"),
    [("Gtr L", -1), ("OH_R", 1), ("left", -1), ("Room (R)", 1), ("Lead", 0), ("Rhodes", 0)],
)
def test_a_side_is_read_from_a_name(name, side):
    assert named_side(name) == side


def test_a_stereo_track_keeps_its_picture():
    sheet = decided(band(16))
    assert not [d for d in sheet.strip("Piano").decisions if d.effect == "pan"]
    assert any("Piano" in n and "keeps its picture" in n for n in sheet.notes)


def test_returns_lie_under_the_dry_sound_by_what_the_genre_keeps():
    song = band(16, "pop")
    sheet = decided(song)
    below = [
        d.predicted["below_dry_lu"] for s in sheet.strips if s.kind == "return"
        for d in s.decisions
    ]  # fmt: skip
    together = -10 * np.log10(sum(10 ** (-b / 10) for b in below))
    assert below
    assert together >= song.genre["space.return_below_dry_lu"].middle - 0.5


def test_what_brought_its_own_room_is_sent_nowhere():
    song = band(16, "pop")
    dry = {f.strip for f in findings_of(song) if f.check == "space/dry"}
    for strip in decided(song).strips:
        if any(d.effect == "send" for d in strip.decisions):
            assert strip.name in dry


@pytest.mark.parametrize("effect", ["room", "plate", "delay"])
def test_a_return_comes_back_as_loud_as_foretold(effect):
    song = band(16, "pop")
    sheet = decided(song)
    move = next(d for s in sheet.strips if s.kind == "return" for d in s.decisions
                if d.effect == effect)  # fmt: skip
    rate_hz, count = 48000, 48000 * 4
    at_hz = np.fft.rfftfreq(count, 1 / rate_hz)
    noise = np.fft.rfft(np.random.default_rng(0).normal(size=count)) / np.sqrt(at_hz + 30.0)
    voice = np.fft.irfft(noise * np.exp(-0.5 * (np.log2((at_hz + 1) / 700) / 1.6) ** 2), count)
    sent = 0.1 * np.stack([voice, voice]) / voice.std()
    player = recall(effect, move.settings).start(rate_hz)
    back = player.process(sent.copy(), None, lambda knob: move.settings[knob])
    gain_db = 10 * np.log10(
        float((back[:, rate_hz:] ** 2).mean() / (sent[:, rate_hz:] ** 2).mean())
    )
    assert gain_db == pytest.approx(RETURN_GAIN_DB[effect], abs=1.5)
