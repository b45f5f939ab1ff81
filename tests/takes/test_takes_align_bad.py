"""What people hand in as takes and is none: one clear line each, and the others are kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.takes.sung_for_align import RATE_HZ, heard, lines, part, take, true_take
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.align_hear import hear_take
from tonmeister.listening.takes.aligned import AlignedTakes, HeardTake
from tonmeister.model import Take
from tonmeister.signal.instruments import keyboards
from tonmeister.signal.instruments.singer import Singer, sing

Row = NDArray[np.float64]


def spoken() -> Row:
    """Syllables in a hurry whose pitch falls and leaps, as speech does."""
    rng = np.random.default_rng(3)
    said = []
    for line in lines():
        start_s, row = line[0][0], []
        for number in range(12):
            row.append(
                (start_s, 0.14, 57.0 + 7.0 * rng.standard_normal(), 0.7, line[number % 7][4])
            )
            start_s += 0.17 + 0.05 * rng.random()
        said.append(row)
    return sing(said, 20.0, Singer(glide_s=0.12, vibrato_cents=0.0))


def another_song() -> Row:
    turned = []
    for line in lines():
        pitches = [note[2] for note in line]
        rng = np.random.default_rng(len(turned))
        others = rng.permutation(pitches) + rng.integers(-4, 5, len(pitches))
        turned.append(
            [
                (s * 1.07, long, float(p), v, phones)
                for (s, long, _, v, phones), p in zip(line, others, strict=True)
            ]
        )
    return sing(turned, 24.0, Singer(seed=9))


def instrumental() -> Row:
    rng = np.random.default_rng(8)
    chords = [
        (1.0 + 0.6 * beat, 0.5, float(p), 0.7)
        for beat in range(30)
        for p in (50, 57 + rng.integers(0, 3), 62, 66)
    ]
    return np.asarray(keyboards.electric_piano(chords, 20.0, 5))


BAD: dict[str, tuple[Callable[[], Row], str]] = {
    "silence": (lambda: np.zeros(20 * RATE_HZ), r"Odd: silence \(nothing at all\)"),
    "hiss": (
        lambda: 1e-4 * np.random.default_rng(0).standard_normal(20 * RATE_HZ),
        r"Odd: silence \(its peak is -6\d dBFS\)",
    ),
    "noise": (
        lambda: 0.05 * np.random.default_rng(0).standard_normal(20 * RATE_HZ),
        "Odd: nothing is sung in it",
    ),
    "a click": (lambda: true_take(1).sound[RATE_HZ : RATE_HZ + 9600], r"Odd: it is 0\.2 s long"),
    "twenty minutes": (
        lambda: np.tile(true_take(1).sound, 70)[: 1200 * RATE_HZ],
        "Odd: it is 20 min long, and no repeats were found",
    ),
    "spoken text": (spoken, "Odd: spoken"),
    "another song": (another_song, "Odd: not the part that Vox T1 is, another song"),
    "an instrumental": (instrumental, "Odd: not the part that Vox T1 is"),
}  # fmt: skip


def beside(odd: HeardTake) -> AlignedTakes:
    takes = {1: take(1), 2: take(2), 9: odd}
    return align(part(*takes.values()), takes)


@pytest.mark.parametrize(("sound", "said"), BAD.values(), ids=BAD)
def test_what_is_no_take_is_left_out_with_one_clear_line(
    sound: Callable[[], Row], said: str
) -> None:
    made = beside(heard(9, "Odd", sound()))
    assert set(made.on_clock) == set(made.heard) == {1, 2}
    assert set(made.left_out) == {9}
    line = made.left_out[9]
    assert "\n" not in line
    assert re.match(said, line), line
    assert made.notes


def test_it_does_not_matter_if_the_odd_one_is_the_first() -> None:
    takes = {1: heard(1, "Odd", another_song()), 2: take(2), 3: take(3)}
    made = align(part(*takes.values()), takes)
    assert set(made.on_clock) == {2, 3}
    assert made.left_out[1].startswith("Odd: not the part that Vox T2 is")


def test_nothing_but_bad_takes_gives_nothing_and_says_why() -> None:
    takes = {1: heard(1, "A", np.zeros(RATE_HZ * 5)), 2: heard(2, "B", np.zeros(100))}
    made = align(part(*takes.values()), takes)
    assert (made.notes, made.phrases, dict(made.on_clock)) == ((), (), {})
    assert set(made.left_out) == {1, 2}


def test_no_takes_at_all_are_no_error() -> None:
    assert align(part(), {}).notes == ()


def faster_and_higher(sound: Row, semitones: float) -> Row:
    import soxr

    return np.asarray(soxr.resample(sound, RATE_HZ, RATE_HZ / 2.0 ** (semitones / 12.0)))


@pytest.mark.parametrize(
    ("semitones", "how"), [(2, "2 semitones higher"), (-5, "5 semitones lower")]
)
def test_a_take_in_another_key_and_tempo_is_followed_and_said(semitones: int, how: str) -> None:
    odd = heard(9, "Odd", faster_and_higher(true_take(3).sound, semitones))
    made = beside(odd)
    assert f"Odd is {how} than" in " ".join(made.part.problems) or how in " ".join(
        p for p in made.part.problems if "Odd" in p
    )
    clock = made.on_clock[9]
    assert not clock.rigid
    assert (
        made.on_clock[9].transposed_semitones - made.on_clock[1].transposed_semitones == -semitones
    )
    ratio = 2.0 ** (semitones / 12.0)
    true_s = np.array([n.start_s + n.off_ms / 1000.0 for n in true_take(3).notes]) / ratio
    found = clock.onsets_s[~np.isnan(clock.onsets_s)]
    away = np.array([np.abs(found - at).min() for at in true_s])
    assert np.median(away) < 0.03
    assert (away < 0.13).mean() > 0.9


def test_an_octave_lower_in_step_is_said() -> None:
    low = sing(
        [[(s, d, p - 12.0, v, w) for s, d, p, v, w in line] for line in lines()], 20.5, Singer()
    )
    made = beside(heard(9, "Odd", low))
    assert made.on_clock[9].transposed_semitones == 12
    assert made.on_clock[9].rigid
    assert "Odd is an octave lower than Vox T1: compared as if in its key" in made.part.problems


def test_a_take_whose_file_begins_elsewhere_is_moved_back() -> None:
    odd = heard(9, "Odd", np.concatenate([np.zeros(round(3.7 * RATE_HZ)), true_take(3).sound]))
    clock = beside(odd).on_clock[9]
    assert clock.rigid
    assert clock.offset_s == pytest.approx(-3.7, abs=0.03)
    assert np.nanmedian(np.abs(clock.off_ms)) < 40.0


def test_a_take_at_its_place_in_the_song_needs_no_moving() -> None:
    odd = heard(9, "Odd", true_take(3).sound[3 * RATE_HZ :], at_s=3.0)
    clock = beside(odd).on_clock[9]
    assert clock.offset_s == pytest.approx(3.0)
    assert np.nanmean(clock.warp_s[500:1000] - (np.arange(500, 1000) * 0.01 - 3.0)) < 0.1


def test_a_punch_in_is_compared_where_it_sings() -> None:
    one = lines()[1]
    only = np.zeros_like(true_take(3).sound)
    a, b = round((one[0][0] - 0.4) * RATE_HZ), round((one[-1][0] + 1.6) * RATE_HZ)
    only[a:b] = true_take(3).sound[a:b]
    made = beside(heard(9, "Odd", only))
    first, last = made.phrases[1].notes
    sung = ~np.isnan(made.on_clock[9].onsets_s)
    assert sung[first:last].mean() > 0.8
    assert sung[: first - 1].sum() + sung[last + 1 :].sum() == 0


def test_many_punch_ins_beside_one_whole_take_leave_no_hole() -> None:
    one = lines()[1]
    a, b = round((one[0][0] - 0.4) * RATE_HZ), round((one[-1][0] + 1.6) * RATE_HZ)
    takes = {1: take(1)}
    for number in (2, 3, 4):
        only = np.zeros_like(true_take(number).sound)
        only[a:b] = true_take(number).sound[a:b]
        takes[number] = heard(number, f"Punch {number}", only)
    made = align(part(*takes.values()), takes)
    assert set(made.on_clock) == {1, 2, 3, 4}
    assert len(made.notes) >= 0.9 * len(true_take(1).notes)
    assert len(made.phrases) == len(lines())


def test_a_very_soft_take_counts_like_a_loud_one() -> None:
    soft = beside(heard(9, "Odd", 0.02 * true_take(3).sound)).on_clock[9]
    loud = beside(heard(9, "Odd", true_take(3).sound)).on_clock[9]
    both = ~np.isnan(soft.off_ms) & ~np.isnan(loud.off_ms)
    assert np.abs(soft.off_ms - loud.off_ms)[both].max() < 12.0


def test_a_model_is_not_asked_about_twenty_minutes() -> None:
    def never(sound: Row, rate_hz: int) -> object:
        raise AssertionError("asked")

    whose = Take(part="p", name="n", number=1, track="t", begins_s=0.0, ends_s=1200.0)
    found = hear_take(whose, np.zeros((1, 1200 * 1000)), 1000, never)  # type: ignore[arg-type]
    assert found.pitch.f0_hz.size == 0
