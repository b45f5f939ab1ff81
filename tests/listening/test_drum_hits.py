"""Drum strokes of known truth are heard: when, which piece, how hard, whose microphone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks import session_drums as bench
from benchmarks import session_drums_truth as truth
from tonmeister.listening.drums.hits import close_hits, hits
from tonmeister.model import Hit

RATE_HZ = truth.RATE_HZ
LENGTH_S = 9.0


@cache
def played(style: str) -> tuple[list[truth.Stroke], dict[str, np.ndarray]]:
    strokes = truth.play(style, length_s=LENGTH_S, seed=3)
    return strokes, truth.lanes(strokes, truth.our_kit(), length_s=LENGTH_S, seed=3)


@cache
def heard_close(style: str, bleed_db: float) -> dict[str, tuple[Hit, ...]]:
    mics = truth.close_mics(played(style)[1], bleed_db, 3)
    return close_hits({m: (m, x[None]) for m, x in mics.items()}, RATE_HZ)


@cache
def heard_stem(style: str) -> tuple[Hit, ...]:
    return hits(truth.stem(played(style)[1], 3), RATE_HZ)


def f1(style: str, found: tuple[Hit, ...], piece: str) -> float:
    true = [(s.at_s, s.velocity) for s in played(style)[0] if s.piece == piece]
    return float(str(bench.scored(true, [(h.at_s, h.velocity) for h in found])["f1"]))


@pytest.mark.parametrize("style", ["rock", "metal", "toms"])
@pytest.mark.parametrize("bleed_db", [-6.0, -12.0, -20.0])
def test_close_microphones_know_their_own_strokes_from_what_leaks_in(
    style: str, bleed_db: float
) -> None:
    heard = heard_close(style, bleed_db)
    assert f1(style, heard["kick"], "kick") >= 0.95
    assert f1(style, heard["snare"], "snare") >= 0.9


@pytest.mark.parametrize("style", ["rock", "funk", "disco"])
def test_kick_and_snare_are_heard_in_a_stem(style: str) -> None:
    for piece in ("kick", "snare"):
        mine = tuple(h for h in heard_stem(style) if h.piece == piece)
        assert f1(style, mine, piece) >= 0.85


def test_strokes_are_heard_to_the_millisecond() -> None:
    true = [s.at_s for s in played("rock")[0] if s.piece == "snare"]
    found = [h.at_s for h in heard_close("rock", -12.0)["snare"]]
    off_ms = [1000 * abs(found[j] - true[i]) for i, j in bench.pairs(true, found)]
    assert len(off_ms) >= 5
    assert np.median(off_ms) < 3.0


def test_a_ghost_note_is_softer_than_an_accent() -> None:
    true = [s for s in played("roll")[0] if s.piece == "snare"]
    found = heard_close("roll", -20.0)["snare"]
    met = bench.pairs([s.at_s for s in true], [h.at_s for h in found])
    both = np.array([[true[i].velocity, found[j].velocity] for i, j in met])
    assert np.corrcoef(both.T)[0, 1] >= 0.8


def test_one_close_microphone_alone_is_heard_too() -> None:
    mic = truth.close_mics(played("rock")[1], -12.0, 3)["snare"]
    found = close_hits({"Snare": ("snare", mic[None])}, RATE_HZ)["Snare"]
    assert f1("rock", found, "snare") >= 0.9
    assert {h.track for h in found} == {"Snare"}


def test_open_cymbals_are_not_taken_for_hats() -> None:
    found = heard_stem("rock")
    assert sum(h.piece == "hats" for h in found) > 3 * sum(h.piece == "cymbals" for h in found)


def test_level_and_rate_do_not_change_what_is_heard() -> None:
    import soxr

    stem = truth.stem(played("rock")[1], 3)
    first = [(h.piece, round(h.at_s, 2)) for h in heard_stem("rock")]
    quiet = [(h.piece, round(h.at_s, 2)) for h in hits(0.01 * stem, RATE_HZ)]
    assert quiet == first
    slower = hits(np.ascontiguousarray(soxr.resample(stem.T, RATE_HZ, 44100).T), 44100)
    kicks = tuple(h for h in slower if h.piece == "kick")
    assert f1("rock", kicks, "kick") >= 0.85


def test_the_same_sound_gives_the_same_strokes() -> None:
    stem = truth.stem(played("rock")[1], 3)
    assert hits(stem, RATE_HZ) == heard_stem("rock")


@pytest.mark.parametrize("length_s", [0.0, 0.2, 1.0, 5.0])
def test_silence_has_no_strokes(length_s: float) -> None:
    silence = np.zeros((2, round(length_s * RATE_HZ)))
    assert hits(silence, RATE_HZ) == ()
    assert close_hits({"Kick": ("kick", silence)}, RATE_HZ) == {"Kick": ()}


def test_a_held_tone_has_no_strokes_once_it_stands() -> None:
    tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(4 * RATE_HZ) / RATE_HZ)[None]
    assert [h for h in hits(tone, RATE_HZ) if 0.3 < h.at_s < 3.7] == []


def test_a_single_stroke_is_heard_as_one() -> None:
    one = np.zeros(2 * RATE_HZ)
    truth.put(one, truth.drum_kit.snare(0.9, np.random.default_rng(1)), 0.8)
    found = [h for h in hits(one[None], RATE_HZ) if h.piece == "snare"]
    assert len(found) == 1
    assert abs(found[0].at_s - 0.8) < 0.01
    assert found[0].velocity == 1.0


def test_a_microphone_of_the_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no close microphone"):
        close_hits({"OH": ("cymbals", np.zeros((1, RATE_HZ)))}, RATE_HZ)


@pytest.mark.material
@pytest.mark.parametrize(
    ("song", "name"),
    [("Rock", "raw/MusicDelta_Rock_RAW_01_01.wav"), ("Punk", "raw/MusicDelta_Punk_RAW_01_01.wav"),
     ("Rock", "stems/MusicDelta_Rock_STEM_01.wav")],
)  # fmt: skip
def test_real_performances_reach_the_bar_on_a_stem(material: Path, song: str, name: str) -> None:
    import soundfile

    sound, rate = soundfile.read(material / "mdbdrums" / song / name, always_2d=True)
    found = hits(np.ascontiguousarray(sound.T), rate)
    for piece in ("kick", "snare"):
        true = [(s.at_s, s.velocity) for s in bench.annotated(material, song) if s.piece == piece]
        mine = [(h.at_s, h.velocity) for h in found if h.piece == piece]
        assert float(str(bench.scored(true, mine)["f1"])) >= 0.85


def test_a_kit_without_hats_has_no_hats() -> None:
    out = np.zeros(6 * RATE_HZ)
    for i in range(10):
        strike = truth.drum_kit.snare if i % 2 else truth.drum_kit.kick
        truth.put(out, strike(0.8, np.random.default_rng(i)), 0.4 + 0.5 * i)
    found = [h.piece for h in hits(out[None], RATE_HZ)]
    assert found == ["kick", "snare"] * 5
