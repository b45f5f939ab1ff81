from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.takes.sung_for_align import RATE_HZ, heard, lines, part, take, true_take
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.aligned import AlignedTakes, ReferenceNote
from tonmeister.model import SongMap, TempoMap

TAKES = (1, 2, 3, 4, 5)


@cache
def aligned() -> AlignedTakes:
    return align(part(*map(take, TAKES)), {n: take(n) for n in TAKES})


def written() -> list[ReferenceNote]:
    return [
        ReferenceNote(start_s, start_s + long_s, pitch)
        for line in lines()
        for start_s, long_s, pitch, *_ in line
    ]


def offs(made: AlignedTakes) -> tuple[np.ndarray, np.ndarray]:
    """How late each take has each note: as heard, as sung (both against their middle)."""
    true = np.array([[note.off_ms for note in true_take(n).notes] for n in made.heard])
    middle = np.median(true, axis=0)
    starts = np.array([note.start_s for note in made.notes])
    rows, truth = [], []
    for at, note in enumerate(true_take(1).notes):
        near = int(np.abs(starts - note.start_s - middle[at] / 1000.0).argmin())
        if abs(starts[near] - note.start_s - middle[at] / 1000.0) < 0.1:
            rows.append([clock.off_ms[near] for clock in made.on_clock.values()])
            truth.append(true[:, at] - middle[at])
    return np.array(rows), np.array(truth)


def test_how_late_each_note_is_sung_is_heard_to_a_few_milliseconds() -> None:
    heard_ms, true_ms = offs(aligned())
    assert len(true_ms) >= 0.95 * len(true_take(1).notes)
    assert not np.isnan(heard_ms).any()
    assert np.sqrt(np.mean((heard_ms - true_ms) ** 2)) <= 6.0
    assert np.corrcoef(heard_ms.ravel(), true_ms.ravel())[0, 1] >= 0.95


def test_the_takes_together_know_the_melody() -> None:
    made = aligned()
    right = 0
    for note in written():
        middle_s = 0.6 * note.start_s + 0.4 * note.end_s
        there = [n for n in made.notes if n.start_s <= middle_s < n.end_s]
        right += bool(there) and abs(there[0].pitch - note.pitch) < 0.3
    assert right >= 0.98 * len(written())
    assert len(made.notes) <= 1.15 * len(written())
    assert made.reference_by == "takes"


def test_takes_to_one_song_keep_its_clock() -> None:
    for clock in aligned().on_clock.values():
        assert clock.rigid
        assert clock.offset_s == 0.0
        assert clock.extra == ()
        own = clock.warp_s[np.arange(100, 2000)]
        assert np.abs(own - np.arange(100, 2000) * 0.01).max() < 0.13


def test_the_phrases_are_the_lines_of_the_song() -> None:
    made = aligned()
    assert len(made.phrases) == len(lines())
    for phrase, line in zip(made.phrases, lines(), strict=True):
        assert phrase.where.start_s <= line[0][0] + 0.05
        assert phrase.where.end_s >= line[-1][0] + 0.5 * line[-1][1]
    bounds = [phrase.notes for phrase in made.phrases]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(made.notes)
    assert all(a[1] == b[0] for a, b in pairwise(bounds))


def test_words_come_with_the_lines_if_there_are_as_many() -> None:
    takes = {n: take(n) for n in (1, 2)}
    words = ["rain is falling", "and the radio", "every mile", "brings a little"]
    made = align(part(*takes.values()), takes, lyrics=words)
    assert [phrase.words for phrase in made.phrases] == words
    short = align(part(*takes.values()), takes, lyrics=words[:3])
    assert [phrase.words for phrase in short.phrases] == [""] * 4
    assert "3 lines, but 4 phrases" in short.part.problems[-1]


def test_bars_are_named_by_the_song() -> None:
    beats = tuple(0.6 * k + 0.6 for k in range(80))
    tempo = TempoMap(
        tempo_bpm=100.0, meter=4, beats_s=beats, downbeats=tuple(range(0, 80, 4)), confidence=1.0
    )
    song = SongMap(length_s=48.0, tempo=tempo, key=None, sections=(), phrases=())
    takes = {n: take(n) for n in (1, 2)}
    made = align(part(*takes.values()), takes, song=song)
    assert made.phrases[0].bars == "bars 1-2"


def test_a_score_gives_the_notes_and_the_clock() -> None:
    takes = {n: take(n) for n in (1, 2, 3)}
    made = align(part(*takes.values()), takes, score=written())
    assert made.reference_by == "score"
    assert [note.pitch for note in made.notes] == [note.pitch for note in written()]
    assert np.mean([note.agreement for note in made.notes]) > 0.9
    for number, clock in made.on_clock.items():
        true = np.array([note.off_ms for note in true_take(number).notes])
        known = ~np.isnan(clock.off_ms)
        assert known.mean() > 0.9
        assert np.corrcoef(clock.off_ms[known], true[known])[0, 1] > 0.6


def test_a_score_of_another_song_is_refused_and_said() -> None:
    takes = {n: take(n) for n in (1, 2)}
    rng = np.random.default_rng(1)
    wrong = [replace(note, pitch=float(rng.integers(50, 75))) for note in written()]
    made = align(part(*takes.values()), takes, score=wrong)
    assert made.reference_by == "takes"
    assert "the score is not what" in made.part.problems[0]


def test_a_guide_gives_the_notes() -> None:
    takes = {n: take(n) for n in (2, 3, 4)}
    made = align(part(*takes.values()), takes, guide=take(1))
    assert made.reference_by == "guide"
    assert set(made.on_clock) == {2, 3, 4}
    heard_ms, true_ms = offs(made)
    assert np.corrcoef(heard_ms.ravel(), true_ms.ravel())[0, 1] >= 0.95


def test_a_guide_of_silence_is_refused() -> None:
    silent = heard(0, "Guide", np.zeros(RATE_HZ * 10))
    with pytest.raises(ValueError, match="guide cannot be used: Guide: silence"):
        align(part(take(1)), {1: take(1)}, guide=silent)


def test_a_note_left_out_is_not_sung() -> None:
    gone = true_take(2).sound.copy()
    third = lines()[2]
    a, b = third[0][0] - 0.4, third[-1][0] + third[-1][1] + 0.3
    gone[round(a * RATE_HZ) : round(b * RATE_HZ)] = 0.0
    takes = {1: take(1), 2: heard(2, "Vox T2", gone), 3: take(3)}
    made = align(part(*takes.values()), takes)
    first, last = made.phrases[2].notes
    assert np.isnan(made.on_clock[2].onsets_s[first:last]).all()
    assert np.isnan(made.on_clock[2].off_ms[first:last]).all()
    assert not np.isnan(made.on_clock[2].onsets_s[: first - 1]).any()


def test_what_nobody_else_sings_is_extra() -> None:
    more = np.concatenate([true_take(2).sound, true_take(2).sound[RATE_HZ : 4 * RATE_HZ]])
    takes = {1: take(1), 2: heard(2, "Vox T2", more), 3: take(3)}
    made = align(part(*takes.values()), takes)
    assert made.on_clock[1].extra == ()
    where = made.on_clock[2].extra
    assert where
    assert min(span.start_s for span in where) > true_take(2).sound.size / RATE_HZ - 1.0


def test_one_take_is_its_own_reference_and_nobody_agrees_in_full() -> None:
    made = align(part(take(1)), {1: take(1)})
    assert len(made.phrases) == len(lines())
    assert {note.agreement for note in made.notes} == {0.5}


def test_the_same_takes_give_the_same_bits() -> None:
    again = align(part(*map(take, TAKES)), {n: take(n) for n in TAKES})
    assert again.notes == aligned().notes
    assert again.phrases == aligned().phrases
    for n, clock in aligned().on_clock.items():
        assert np.array_equal(clock.warp_s, again.on_clock[n].warp_s, equal_nan=True)
