"""Breaths, pauses, bleed, noise: turned down where they are, by what was said, no further."""

from __future__ import annotations

import numpy as np
import pytest
from damaged_music import RATE_HZ, Row, plucks, snr_db

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.listening.cleaning.breaths import breaths_in
from tonmeister.listening.cleaning.pauses import Pause, pauses_in
from tonmeister.listening.cleaning.strokes import bleed_in, can_close
from tonmeister.listening.cleaning.voice_frames import voice_frames
from tonmeister.model import Edit
from tonmeister.producer.edits.clean_gains import (
    breath_edits,
    denoise_edit,
    gate_edits,
    silence_edits,
)

AIR_S = (1.6, 1.95)


def played(x: Row, edits: list[Edit]) -> Row:
    return play_edits(x[None], RATE_HZ, edits, AtHand())[0]


@pytest.fixture(scope="module")
def sung() -> Row:
    """Two lines of a vowel, a breath before the second, then three seconds of room."""
    rng = np.random.default_rng(4)
    t = np.arange(7 * RATE_HZ) / RATE_HZ
    on = ((t > 0.3) & (t < 1.4)) | ((t > 2.1) & (t < 3.6))
    vowel = sum(np.sin(2 * np.pi * 220.0 * k * t) / k for k in range(1, 20))
    smooth = np.convolve(on, np.hanning(2000) / np.hanning(2000).sum(), "same")
    air = np.diff(rng.standard_normal(t.size + 1))
    breath = np.where((t > AIR_S[0]) & (t < AIR_S[1]), 0.008 * air, 0.0)
    return np.asarray(0.2 * vowel * smooth + breath + 3e-4 * rng.standard_normal(t.size))


def test_a_breath_is_found_before_its_line_and_turned_down_not_away(sung: Row) -> None:
    breaths = breaths_in(voice_frames(sung[None], RATE_HZ))
    assert len(breaths) == 1
    assert breaths[0].start_s == pytest.approx(AIR_S[0], abs=0.05)
    assert breaths[0].end_s == pytest.approx(AIR_S[1], abs=0.08)
    calm = played(sung, breath_edits("Vox", breaths, -6.0))
    inside = slice(round(1.7 * RATE_HZ), round(1.85 * RATE_HZ))
    assert np.allclose(calm[inside], sung[inside] * 10 ** (-6 / 20))
    outside = np.ones(sung.size, np.bool_)
    outside[round(breaths[0].start_s * RATE_HZ) : round(breaths[0].end_s * RATE_HZ)] = False
    assert np.array_equal(calm[outside], sung[outside])


def test_no_breath_is_turned_down_where_zero_is_asked_for(sung: Row) -> None:
    breaths = breaths_in(voice_frames(sung[None], RATE_HZ))
    assert breath_edits("Vox", breaths, 0.0) == []


def test_plucked_notes_have_no_breaths() -> None:
    assert breaths_in(voice_frames(plucks()[None], RATE_HZ)) == ()


def test_a_pause_is_faded_after_the_tail_and_room_is_left(sung: Row) -> None:
    frames = voice_frames(sung[None], RATE_HZ)
    pauses = pauses_in(frames, breaths_in(frames))
    assert len(pauses) == 1
    assert pauses[0].start_s > 3.6 + 0.4
    calm = played(sung, silence_edits("Vox", pauses, -18.0))
    late = slice(round(5.5 * RATE_HZ), round(6.5 * RATE_HZ))
    fallen = 20 * np.log10(np.std(calm[late]) / np.std(sung[late]))
    assert fallen == pytest.approx(-18.0, abs=0.1)
    assert np.array_equal(calm[: round(4.0 * RATE_HZ)], sung[: round(4.0 * RATE_HZ)])


def test_music_that_never_rests_has_no_pause() -> None:
    assert pauses_in(voice_frames(plucks(every_s=0.2)[None] + 0.05, RATE_HZ)) == ()


@pytest.fixture(scope="module")
def snare() -> tuple[Row, Row, list[int]]:
    """A snare on its own, the hats beside it as its microphone hears them, and its strokes."""
    rng = np.random.default_rng(5)
    own, hats = np.zeros(10 * RATE_HZ), np.zeros(10 * RATE_HZ)
    t = np.arange(RATE_HZ // 3) / RATE_HZ
    hit = np.exp(-t * 25) * np.sin(2 * np.pi * 190 * t) + 0.7 * np.exp(-t * 30) * (
        rng.standard_normal(t.size)
    )
    tick = np.exp(-t * 8) * np.diff(rng.standard_normal(t.size + 1), prepend=0.0)[: t.size]
    strokes = []
    for beat in range(18):
        at = round((0.4 + 0.5 * beat) * RATE_HZ)
        hats[at : at + t.size] += 0.05 * tick
        half = at + RATE_HZ // 4
        hats[half : half + t.size] += 0.05 * tick
        if beat % 2:
            own[at : at + t.size] += 0.4 * hit
            strokes.append(at)
    return own, hats, strokes


def test_a_snare_is_closed_between_its_strokes_and_open_on_them(
    snare: tuple[Row, Row, list[int]],
) -> None:
    own, hats, strokes = snare
    mixed = own + hats
    bleed = bleed_in(mixed[None], RATE_HZ, "snare")
    assert bleed is not None
    assert bleed.strokes_count == len(strokes)
    assert can_close(bleed)
    calm = played(mixed, gate_edits("Snare", bleed, -12.0))
    for at in strokes:
        hit = slice(at - 100, at + round(0.08 * RATE_HZ))
        assert np.array_equal(calm[hit], mixed[hit])
    changed = calm != mixed
    assert changed.mean() > 0.4
    fallen_db = 10 * np.log10(np.sum(calm[changed] ** 2) / np.sum(mixed[changed] ** 2))
    assert fallen_db < -9.0


def test_a_clean_snare_needs_no_closing(snare: tuple[Row, Row, list[int]]) -> None:
    own, hats, _ = snare
    bleed = bleed_in((own + 1e-3 * hats)[None], RATE_HZ, "snare")
    assert bleed is not None
    assert not can_close(bleed)


def test_asked_for_noise_comes_down_and_the_sound_comes_nearer() -> None:
    right = np.concatenate([np.zeros(RATE_HZ), plucks(6.0, every_s=0.8)])
    wrong = right + 0.004 * np.random.default_rng(6).standard_normal(right.size)
    edit = denoise_edit("Gtr", wrong.size / RATE_HZ, Pause(0.0, 0.9, -48.0), -12.0, asked=True)
    calm = played(wrong, [edit])
    assert snr_db(right, calm) - snr_db(right, wrong) > 4.0
    assert np.std(calm[: RATE_HZ // 2]) < 0.4 * np.std(wrong[: RATE_HZ // 2])
