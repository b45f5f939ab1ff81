"""Which notes are moved, where to, and which are left with a word."""

from __future__ import annotations

import pytest

from tonmeister.listening.pitch import SungNote
from tonmeister.listening.pitch.shape import NoteShape
from tonmeister.listening.pitch.written import WrittenNote, matched
from tonmeister.music.scales import CHROMATIC, Scale, UnknownScale, note_name, read_scale
from tonmeister.producer.edits.tune import TuneWish, tune_lightly, tuning_edits
from tonmeister.producer.edits.tune_targets import (
    Target,
    by_pitches,
    by_scale,
    common_tuning_cents,
    own_scale,
)

STEADY = NoteShape(8.0, 20.0, 1.0, 1.0)
D_MAJOR = read_scale("D major")


def note(pitch: float, start_s: float = 1.0, length_s: float = 0.4) -> SungNote:
    midi = round(pitch)
    return SungNote(start_s, start_s + length_s, midi, 100.0 * (pitch - midi), 1.0)


def target(pitch: float, scale: Scale = D_MAJOR, shape: NoteShape = STEADY) -> Target:
    return by_scale([note(pitch)], [shape], scale, 0.0)[0]


def moved(pitch: float, aim: Target, wish: TuneWish, shape: NoteShape = STEADY,
          length_s: float = 0.4) -> tuple[list[float], list[str]]:  # fmt: skip
    edits, left = tuning_edits("v", [note(pitch, 1.0, length_s)], [shape], [aim], wish,
                               lambda n: "bar 3")  # fmt: skip
    played = [
        float(e.settings["shift_cents"]) * float(e.settings["strength_percent"]) / 100.0
        for e in edits
    ]
    return played, [one.reason for one in left]


@pytest.mark.parametrize(
    ("said", "classes"),
    [("D major", {2, 4, 6, 7, 9, 11, 1}), ("Am", {9, 11, 0, 2, 4, 5, 7, 8}),
     ("Bb minor pentatonic", {10, 1, 3, 5, 8}), ("E G A B D", {4, 7, 9, 11, 2}),
     ("f# Dorian", {6, 8, 9, 11, 1, 3, 4}), ("chromatic", set(range(12)))],
)  # fmt: skip
def test_keys_and_scales_are_read_as_players_write_them(said: str, classes: set[int]) -> None:
    assert read_scale(said).classes == classes


@pytest.mark.parametrize("said", ["H major", "D superlocrian", "", "C major minor"])
def test_what_is_no_key_is_said_with_what_would_do(said: str) -> None:
    with pytest.raises(UnknownScale, match="D major"):
        read_scale(said)


def test_notes_are_named() -> None:
    assert [note_name(m) for m in (69.0, 60.2, 54.0)] == ["A4", "C4", "F#3"]


def test_only_what_is_out_by_more_than_the_tolerance_moves() -> None:
    wish = TuneWish(strength_percent=80.0, tolerance_cents=25.0)
    assert moved(66.24, target(66.24), wish) == ([], [])
    played, left = moved(66.30, target(66.30), wish)
    assert played == pytest.approx([-24.0])
    assert not left


def test_a_note_between_two_semitones_is_left_with_a_word() -> None:
    assert target(61.5, CHROMATIC).pitch is None
    _, left = moved(61.5, target(61.5, CHROMATIC), TuneWish())
    assert "either could be meant" in left[0]


def test_a_note_outside_the_key_sung_in_tune_is_left() -> None:
    aim = target(65.05)
    assert aim.pitch is None
    assert "not in D major" in aim.unclear


def test_a_bent_blue_third_is_shown_not_mended() -> None:
    bent = NoteShape(70.0, 10.0, 0.8, 1.0)
    aim = target(65.6, D_MAJOR, bent)
    assert aim.pitch is None
    assert "blue third" in aim.unclear
    assert target(65.68, D_MAJOR).pitch == 66.0


def test_passing_notes_and_slides_stay_unless_somebody_knows_them() -> None:
    wish = TuneWish()
    slide = NoteShape(300.0, 5.0, 0.2, 1.0)
    assert moved(66.35, target(66.35), wish, length_s=0.1)[0] == []
    assert moved(66.35, target(66.35), wish, slide)[0] == []
    known = by_pitches([note(66.35)], [66.0], "the takes agree on", "-", known=True)[0]
    assert moved(66.35, known, wish, slide)[0] == pytest.approx([-28.0])


def test_another_note_than_the_score_has_is_not_pulled_to_it() -> None:
    aim = by_pitches([note(66.0)], [62.0], "the score has", "-")[0]
    assert aim.pitch is None
    assert "another note" in aim.unclear


def test_the_hard_effect_moves_every_note_and_keeps_no_movement() -> None:
    wish = TuneWish(hard=True, strength_percent=100.0, speed_ms=5.0)
    edits, _ = tuning_edits("v", [note(66.02)], [STEADY], [target(66.02)], wish, lambda n: "b")
    assert edits[0].settings["movement_percent"] == 0.0
    assert edits[0].rule == "tune.hard"


def test_humanise_lessens_each_note_a_little_and_always_the_same() -> None:
    wish = TuneWish(strength_percent=100.0, humanise_percent=40.0)
    notes = [note(66.35, float(i)) for i in range(12)]
    aims = by_scale(notes, [STEADY] * 12, D_MAJOR, 0.0)
    strengths = [
        [float(e.settings["strength_percent"])
         for e in tuning_edits("v", notes, [STEADY] * 12, aims, wish, lambda n: "b")[0]]
        for _ in range(2)
    ]  # fmt: skip
    assert strengths[0] == strengths[1]
    assert 60.0 <= min(strengths[0]) < max(strengths[0]) <= 100.0


def test_a_voice_that_is_flat_as_a_whole_is_judged_in_its_own_tuning() -> None:
    tune = [62, 64, 66, 67, 69, 71, 73, 74, 62, 69]
    flat = [note(p - 0.3, float(i)) for i, p in enumerate(tune)]
    cents = common_tuning_cents(flat)
    assert cents == pytest.approx(-30.0, abs=0.5)
    aims = by_scale(flat, [STEADY] * len(flat), D_MAJOR, cents)
    assert [a.pitch for a in aims] == pytest.approx([p - 0.3 for p in tune], abs=0.01)


def test_a_melody_tells_its_key_and_a_row_of_semitones_none() -> None:
    tune = [62, 66, 69, 67, 66, 64, 62, 61, 62, 66, 69, 74, 71, 69, 66, 64, 62]
    assert own_scale([note(float(p)) for p in tune], 0.0).name == "D major"
    assert own_scale([note(60.0 + i) for i in range(12)], 0.0) is CHROMATIC


def test_a_melody_is_found_in_the_song_an_octave_lower_and_late() -> None:
    tune = [62, 64, 67, 66, 64, 62, 61, 62, 69, 66]
    written = [WrittenNote(i * 0.5, i * 0.5 + 0.45, float(p)) for i, p in enumerate(tune)]
    sung = [
        note(p - 12 + 0.2, 8.0 + i * 0.5 + 0.03 * (i % 3)) for i, p in enumerate(tune) if i != 4
    ]
    fits = matched(sung, written)
    assert fits.moved_semitones == -12
    assert fits.late_s == pytest.approx(8.03, abs=0.06)
    assert fits.pitches == tuple(float(p - 12) for i, p in enumerate(tune) if i != 4)
    assert fits.fits


def test_another_melody_does_not_fit() -> None:
    tune = [62, 64, 67, 66, 64, 62, 61, 62, 69, 66]
    written = [WrittenNote(i * 2.7, i * 2.7 + 0.2, float(p)) for i, p in enumerate(tune)]
    sung = [note(50.0 + 5 * (i % 2) + 0.5 * i, 0.4 * i) for i in range(30)]
    assert not matched(sung, written).fits


def test_pop_is_tuned_lightly_rock_less_and_jazz_not_at_all() -> None:
    pop, rock = tune_lightly("pop"), tune_lightly("rock")
    assert pop is not None
    assert rock is not None
    assert (pop.strength_percent, pop.tolerance_cents) == (60.0, 30.0)
    assert (rock.strength_percent, rock.tolerance_cents) == (40.0, 40.0)
    assert tune_lightly("jazz") is None
