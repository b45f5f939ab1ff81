"""The instruments play what is written: in tune, in time, and the same each time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tonmeister.music.chord_names import UnknownChord
from tonmeister.music.chords import guitar_shape, read_chord, third_above, voicing
from tonmeister.music.demo_song import SCALE, form
from tonmeister.signal.instruments.drum_kit import PIECES, play_drums
from tonmeister.signal.instruments.filters import drive, hz
from tonmeister.signal.instruments.kernels import pluck
from tonmeister.signal.instruments.keyboards import electric_piano, ensemble
from tonmeister.signal.instruments.phones import PHONES
from tonmeister.signal.instruments.plucked import bass, clean_guitar, drive_guitar
from tonmeister.signal.instruments.singer import Singer, sing

NOTES = [(0.2, 0.8, 45.0, 0.8), (1.2, 0.5, 52.0, 0.4)]
PLAYERS = {
    "bass": bass,
    "clean guitar": clean_guitar,
    "driven guitar": drive_guitar,
    "electric piano": electric_piano,
    "strings": lambda *a: ensemble(*a)[0],
    "singer": lambda notes, s, seed: sing(
        [[(*n, ("L", "AA", "S")) for n in notes]], s, Singer(seed=seed)
    ),
}


def pitch_hz(sound, near_hz):
    """Return the strongest frequency within a semitone of ``near_hz``, to a fraction of a bin."""
    size = 1 << 19
    power = np.abs(np.fft.rfft(sound * np.hanning(sound.size), size))
    f = np.fft.rfftfreq(size, 1 / 48000)
    inside = np.flatnonzero((f > near_hz * 2 ** (-1 / 12)) & (f < near_hz * 2 ** (1 / 12)))
    return f[inside[np.argmax(power[inside])]]


@pytest.mark.parametrize("name", PLAYERS)
def test_the_same_seed_plays_the_same_and_another_does_not(name):
    play = PLAYERS[name]
    assert np.array_equal(play(NOTES, 2.0, 1), play(NOTES, 2.0, 1))
    assert not np.array_equal(play(NOTES, 2.0, 1), play(NOTES, 2.0, 2))


@pytest.mark.parametrize("name", PLAYERS)
def test_nothing_sounds_before_the_note_but_a_breath(name):
    sound = PLAYERS[name]([(1.5, 0.5, 50.0, 0.8)], 3.0, 1)
    early = np.abs(sound[: round(0.6 * 48000)]).max()
    assert early < 1e-3 * np.abs(sound).max()


@pytest.mark.parametrize("pitch", [28.0, 40.0, 57.0, 69.0, 81.0])
def test_a_string_is_in_tune(pitch):
    push = np.zeros(96000)
    push[:8] = 1.0
    sound = pluck(push, 48000 / hz(pitch), 0.12, 5.0, 0.1, 96000, 48000.0)
    assert abs(1200 * np.log2(pitch_hz(sound, hz(pitch)) / hz(pitch))) < 3.0


def test_the_singer_sings_the_note():
    sound = sing([[(1.0, 2.0, 57.0, 0.8, ("R", "OW", "D"))]], 4.0, Singer(vibrato_cents=0.0))
    held = sound[round(1.3 * 48000) : round(2.6 * 48000)]
    assert abs(1200 * np.log2(pitch_hz(held, 220.0) / 220.0)) < 20.0


def test_the_vowel_falls_on_the_beat_and_the_consonant_before_it():
    who = Singer(timing_ms=0.0, breathy=0.0)
    sound = sing([[(1.5, 1.0, 57.0, 0.8, ("S", "AA"))]], 3.5, who)
    power = sound**2

    def level(a, b):
        return power[round(a * 48000) : round(b * 48000)].mean()

    assert level(1.40, 1.48) > 0.001 * level(1.6, 1.9)
    lows = np.abs(np.fft.rfft(sound[round(1.40 * 48000) : round(1.48 * 48000)]))
    f = np.fft.rfftfreq(round(1.48 * 48000) - round(1.40 * 48000), 1 / 48000)
    assert (lows[f > 4000] ** 2).sum() > 5 * (lows[f < 2000] ** 2).sum()


def test_hard_strokes_are_louder_than_soft_ones():
    for piece, (name, _) in PIECES.items():
        soft, hard = (play_drums([(0.1, 0.1, float(piece), v)], 1.0, 3)[name] for v in (0.3, 0.95))
        assert np.abs(hard).max() > 1.5 * np.abs(soft).max(), name


def test_a_driven_sine_folds_back_far_less_than_through_a_plain_curve():
    sine = np.sin(2 * np.pi * 5001 * np.arange(48000) / 48000)
    ninth = 48000 - 9 * 5001  # where the ninth harmonic would be heard, at 3 kHz

    def folded_db(sound):
        power = np.abs(np.fft.rfft(sound)) ** 2
        return 10 * np.log10(power[abs(ninth)] / power.max())

    assert folded_db(drive(sine, 4.0)) < folded_db(np.tanh(4.0 * sine)) - 15.0


def test_all_that_is_sung_can_be_spoken():
    for part in form():
        for line in part.lines:
            for syllable in line:
                assert set(syllable.phones) <= set(PHONES), syllable.text
                assert sum(PHONES[s].vowel for s in syllable.phones) == 1, syllable.text


def test_nobody_sings_two_syllables_at_once():
    for part in form():
        sung = [s for line in part.lines for s in line]
        for one, two in itertools.pairwise(sung):
            assert one.start_beats + one.length_beats <= two.start_beats + 1e-9


def test_the_tune_keeps_to_its_key():
    assert {s.pitch % 12 for p in form() for line in p.lines for s in line} <= set(SCALE)


def test_chords_are_read_and_gripped_as_guitarists_do():
    assert guitar_shape(read_chord("G")) == (43, 47, 50, 55, 59, 67)
    assert guitar_shape(read_chord("A/C#")) == (49, 52, 57, 61, 64)
    assert read_chord("Em7").tones == (4, 7, 11, 2)
    with pytest.raises(UnknownChord, match="'H7' is no chord"):
        read_chord("H7")


def test_a_pianist_moves_little_and_a_third_stays_in_the_key():
    assert voicing(read_chord("Bm"), (57, 62, 66), 53, 74) == (59, 62, 66)
    assert third_above(62, SCALE) == 66
    assert third_above(64, SCALE) == 67
