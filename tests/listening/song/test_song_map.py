"""The song in time, against songs whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.listening.analyse import features_of
from tonmeister.listening.phrases import spans
from tonmeister.listening.section_names import Part, name_parts
from tonmeister.listening.song import song_map
from tonmeister.model import Span
from tonmeister.signal.audio import Audio

RATE_HZ = 22050
ROLES = {
    "kick": "kick", "snare": "snare", "hi-hat": "hi-hat", "bass": "bass", "keys": "keys",
    "vocal": "lead vocal", "click": "click",
}  # fmt: skip
C, G, AM, F = [60, 64, 67], [55, 59, 62], [57, 60, 64], [53, 57, 60]
DM, EM = [62, 65, 69], [64, 67, 71]


def rock_beat(players, bpm, start_s, bars):
    beat_s = 60 / bpm
    for bar in range(bars):
        for beat in range(4):
            at_s = start_s + (bar * 4 + beat) * beat_s
            (players.snare if beat % 2 else players.kick)(at_s)
            players.hat(at_s)
            players.hat(at_s + beat_s / 2, 0.06)


def chords(players, bpm, start_s, progression, beats=4):
    beat_s = 60 / bpm
    for bar, notes in enumerate(progression):
        at_s = start_s + bar * beats * beat_s
        players.chord("keys", notes, at_s, beats * beat_s)
        for beat in range(beats):
            players.note("bass", notes[0] - 24, at_s + beat * beat_s, beat_s * 0.9, 0.15)


def truth_off_s(found, truth):
    return np.array([min(abs(found - at)) for at in truth])


def test_a_click_at_96_gives_its_beats_within_ten_milliseconds(band):
    players = band(30.0)
    truth = np.arange(0.5, 29.5, 0.625)
    for i, at_s in enumerate(truth):
        players.note("click", 96 if i % 4 else 101, at_s, 0.04, 0.5)
    song = song_map(players.heard(), ROLES, 30.0)
    assert song.tempo is not None
    assert song.tempo.tempo_bpm == pytest.approx(96.0, abs=0.05)
    assert truth_off_s(np.array(song.tempo.beats_s), truth).max() < 0.010


@pytest.mark.parametrize("bpm", [76.0, 104.0, 128.0, 156.0])
def test_tempo_beats_and_bars_of_a_band(band, bpm):
    bars = int(30 * bpm / 240)
    players = band(30.0)
    rock_beat(players, bpm, 0.2, bars)
    chords(players, bpm, 0.2, ([C, G, AM, F] * bars)[:bars])
    tempo = song_map(players.heard(), ROLES, 30.0).tempo
    assert tempo is not None
    assert tempo.tempo_bpm == pytest.approx(bpm, rel=0.002)
    truth = 0.2 + np.arange(bars * 4) * 60 / bpm
    assert truth_off_s(np.array(tempo.beats_s), truth).max() < 0.012
    starts = np.array([tempo.beats_s[i] for i in tempo.downbeats])
    assert truth_off_s(starts, truth[::4]).max() < 0.012
    assert tempo.meter == 4


def test_a_waltz_is_counted_in_three(band):
    players = band(36.0)
    beat_s = 60 / 120
    for bar in range(23):
        at_s = 0.1 + bar * 3 * beat_s
        players.kick(at_s)
        for beat in (1, 2):
            players.hat(at_s + beat * beat_s)
    chords(players, 120, 0.1, ([C, F, G, AM] * 6)[:23], beats=3)
    tempo = song_map(players.heard(), ROLES, 36.0).tempo
    assert tempo is not None
    assert tempo.meter == 3
    assert tempo.tempo_bpm == pytest.approx(120, rel=0.01)


def test_a_band_that_slows_down_is_followed(band):
    players = band(40.0)
    truth, at_s = [], 0.3
    while at_s < 39.0:
        truth.append(at_s)
        at_s += 60 / (116 - 0.5 * at_s)
    for i, at in enumerate(truth):
        (players.snare if i % 2 else players.kick)(at)
        players.hat(at)
    tempo = song_map(players.heard(), ROLES, 40.0).tempo
    assert tempo is not None
    assert np.mean(truth_off_s(np.array(tempo.beats_s), np.array(truth)) < 0.025) > 0.95


@pytest.mark.parametrize(
    ("progression", "named"),
    [
        ([C, F, G, C], "C major"),
        ([AM, DM, EM, AM], "A minor"),
        ([[n + 3 for n in chord] for chord in (C, F, G, C)], "Eb major"),
        ([[n + 1 for n in chord] for chord in (AM, DM, EM, AM)], "Bb minor"),
    ],
)
def test_the_key_of_a_song_is_named(band, progression, named):
    players = band(17.0)
    chords(players, 120, 0.0, progression * 2)
    key = song_map(players.heard(), ROLES, 17.0).key
    assert str(key) == named
    assert key.runner_up


def test_verse_and_chorus_are_told_apart(band):
    bpm, eight_s = 120.0, 16.0
    players = band(8 * eight_s / 2 + 2)
    for part in range(4):
        start_s = part * eight_s
        chorus = part % 2
        rock_beat(players, bpm, start_s, 8)
        chords(players, bpm, start_s, ([F, C, G, G] if chorus else [AM, EM, DM, AM]) * 2)
        for bar in range(8):
            players.note("vocal", (72 if chorus else 64) + bar % 3, start_s + bar * 2, 1.4, 0.15)
            if chorus:
                players.chord("strings", [84, 88, 91], start_s + bar * 2, 2.0)
                players.chord("pad", [72, 76, 79], start_s + bar * 2, 2.0)
    song = song_map(players.heard(), ROLES | {"strings": "strings", "pad": "pad"}, 66.0)
    at = {round(s.where.start_s): s.name for s in song.sections}
    assert [at.get(second) for second in (0, 16, 32, 48)] == ["verse", "chorus", "verse", "chorus"]


def test_a_short_take_is_mapped_without_harm(band):
    players = band(12.0)
    rock_beat(players, 110.0, 0.0, 5)
    chords(players, 110.0, 0.0, [C, G, AM, F, C])
    song = song_map(players.heard(), ROLES, 12.0)
    assert song.tempo is not None
    assert song.tempo.tempo_bpm == pytest.approx(110, rel=0.01)
    assert song.sections[0].where.start_s == 0.0
    assert song.sections[-1].where.end_s == pytest.approx(12.0)


def test_sections_follow_one_another_without_gaps(band):
    players = band(40.0)
    rock_beat(players, 100.0, 0.0, 8)
    chords(players, 100.0, 19.2, [C, G, AM, F] * 2)
    song = song_map(players.heard(), ROLES, 40.0)
    for before, after in zip(song.sections[:-1], song.sections[1:], strict=True):
        assert before.where.end_s == after.where.start_s
    assert song.sections[-1].where.end_s == pytest.approx(40.0)


def test_silence_has_no_tempo_no_key_and_no_parts():
    silence = features_of(Audio(np.zeros((2, RATE_HZ * 12)), RATE_HZ))
    song = song_map({"a": silence}, {"a": "lead vocal"}, 12.0)
    assert (song.tempo, song.key, song.sections, song.phrases) == (None, None, (), ())


def test_no_tracks_at_all_are_no_trouble():
    assert song_map({}, {}, 0.0).tempo is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_steady_noise_has_no_tempo(seed):
    noise = np.random.default_rng(seed).standard_normal((2, RATE_HZ * 30)) * 0.1
    song = song_map({"a": features_of(Audio(noise, RATE_HZ))}, {"a": "other"}, 30.0)
    assert song.tempo is None
    assert song.key is None


def test_hits_at_random_have_no_tempo(band):
    players = band(40.0)
    for at_s in np.sort(players.chance.uniform(0, 39, 60)):
        players.snare(float(at_s))
    assert song_map(players.heard(), ROLES, 40.0).tempo is None


def test_a_held_pad_has_a_key_and_no_tempo(band):
    players = band(24.0)
    for i, notes in enumerate([C, F, G]):
        players.chord("keys", notes, i * 8.0, 8.0)
    song = song_map(players.heard(), ROLES, 24.0)
    assert song.tempo is None
    assert str(song.key) == "C major"


def test_vocal_phrases_lie_where_the_singer_sings(band):
    players = band(12.0)
    for at_s, length_s in ((1.0, 1.5), (2.7, 1.0), (6.0, 2.0), (10.0, 0.3)):
        players.note("vocal", 64, at_s, length_s, 0.2)
    found = song_map(players.heard(), ROLES, 12.0).phrases
    assert len(found) == 2
    for phrase, (start_s, end_s) in zip(found, [(1.0, 3.7), (6.0, 8.0)], strict=True):
        assert phrase.start_s == pytest.approx(start_s, abs=0.15)
        assert phrase.end_s == pytest.approx(end_s, abs=0.15)


def test_phrases_are_joined_over_a_breath():
    sings = np.zeros(100, bool)
    sings[10:20] = sings[23:30] = sings[40:44] = sings[60:70] = True
    assert spans(sings) == (Span(1.0, 3.0), Span(6.0, 7.0))


def part(group, sung=0.8, level_db=-20.0, tracks=4.0, at=0, bars=8):
    return Part(at * 8, at * 8 + bars, group, level_db, sung, tracks)


def test_parts_get_their_names_from_the_evidence():
    form = [
        part(0, sung=0.0, at=0), part(1, at=1), part(2, level_db=-16.0, tracks=7, at=2),
        part(1, at=3), part(2, level_db=-16.0, tracks=7, at=4), part(3, at=5),
        part(2, level_db=-16.0, tracks=7, at=6), part(0, sung=0.0, at=7),
    ]  # fmt: skip
    assert [name for name, _ in name_parts(form)] == [
        "intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro",
    ]  # fmt: skip


def test_parts_that_do_not_stand_out_keep_their_letters():
    form = [part(g, at=i) for i, g in enumerate([0, 1, 0, 1])]
    assert [name for name, _ in name_parts(form)] == ["A", "B", "A", "B"]
