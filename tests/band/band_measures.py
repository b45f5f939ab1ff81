"""What the band's tests and its benchmark measure, from the notes alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tonmeister.knowledge.grooves import groove
from tonmeister.knowledge.styles import PARTS, Reach, Style
from tonmeister.model import Arrangement, BarPlan, Clip
from tonmeister.music.clock import tempo_at
from tonmeister.music.feel import swing_late_ms
from tonmeister.producer.arranging.form import bar_plan
from tonmeister.producer.arranging.harmony import Harmony
from tonmeister.producer.arranging.keys import voicings_of
from tonmeister.producer.arranging.quartet import fours_of, tune_of
from tonmeister.producer.arranging.song import Song
from tonmeister.producer.arranging.time_feel import counted

STRINGS = {"Violin 1": "violin-1", "Violin 2": "violin-2", "Viola": "viola", "Cello": "cello"}
AHEAD = 1.0


def plan_of(done: Arrangement, style: Style) -> tuple[BarPlan, ...]:
    """Return the plan an arrangement was made by."""
    there = {clip.part for clip in done.clips}
    parts = [part for part in PARTS if part in there]
    return bar_plan(done.chart, style, parts)


def reach_of(clip: Clip, reach: Callable[[str], Reach]) -> Reach:
    """Return how far a clip's instrument reaches."""
    return reach(STRINGS.get(clip.name, clip.instrument))


def out_of_range(clip: Clip, reach: Callable[[str], Reach]) -> int:
    """Return how many notes the instrument does not have."""
    if clip.part == "drums":
        return 0
    limits = reach_of(clip, reach)
    return sum(not limits.low <= n.midi <= limits.high for n in clip.notes)


def song_of(done: Arrangement, style: Style) -> Song:
    """Return what the players had before them."""
    plan = plan_of(done, style)
    counted_so, _ = counted(done.chart, plan, style.tempo_bpm)
    own = groove(style.groove)
    return Song(counted_so.chart, counted_so.plan, own, done.seed, done.feel_percent)


def leading_semitones(done: Arrangement, style: Style) -> dict[str, float]:
    """Return how far a voice moves from chord to chord on average, part by part.

    Chords that stay are not counted: a mean over changes is the harder law. Of a quartet the
    inner parts count: the cello is a bass, the first violin has the tune.
    """
    song = song_of(done, style)
    out: dict[str, float] = {}
    for part in sorted({clip.part for clip in done.clips} & {"keys", "pad", "strings"}):
        chair = style.chairs[part]
        chords: list[tuple[int, ...]] = (
            [four[1:3] for four in fours_of(song, tune_of(song))]
            if chair.rule == "quartet"
            else voicings_of(song, chair)
        )
        moves = _moves(chords)
        if moves:
            out[part] = float(np.mean(moves))
    return out


def _moves(chords: Sequence[tuple[int, ...]]) -> list[float]:
    return [
        sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)
        for one, other in pairwise(chords)
        if one != other
    ]


def steps_semitones(done: Arrangement) -> list[float]:
    """Return how far the bass goes from note to note, repeated notes counted."""
    return [
        float(abs(b.midi - a.midi))
        for clip in done.clips
        if clip.part == "bass"
        for a, b in pairwise(clip.notes)
    ]


def push_error_ms(done: Arrangement, style: Style) -> float:
    """Return how far the mean push of the worst part lies from the style's figure."""
    worst = 0.0
    song = song_of(done, style)
    known: dict[float, float] = {}
    ratio = float(counted(done.chart, plan_of(done, style), style.tempo_bpm)[0].ratio)
    for clip in done.clips:
        if clip.part == "drums" or not clip.notes:
            continue
        for at in {n.start_quarters for n in clip.notes} - set(known):
            known[at] = _swing_ms(song, at * ratio)
        late = float(np.mean([n.late_ms - known[n.start_quarters] for n in clip.notes]))
        worst = max(worst, abs(late - style.chairs[clip.part].push_ms * done.feel_percent / 100.0))
    return worst


def _swing_ms(song: Song, at: float) -> float:
    """Return how late the groove's swing makes a place."""
    place, swing = song.place_at(at), song.groove.swing
    if place.bar.meter.beat_quarters == Fraction(3, 2) and swing.grid == 8:
        return 0.0
    bpm = tempo_at(song.chart, place.bar.start_quarters).quarter_bpm
    percent = song.groove.swing_percent(bpm, song.feel_percent)
    inside = at - float(place.bar.start_quarters)
    if abs(4.0 * inside - round(4.0 * inside)) > 0.02:  # triplets
        return 0.0
    return swing_late_ms(inside, percent=percent, grid=swing.grid, quarter_bpm=bpm)


def in_harmony(done: Arrangement) -> float:
    """Return the share of notes that are tones of the chord, of its scale, or of the next chord.

    A note of the bass that goes on by a step into one of those is explained, too: an approach.
    The tune is the chart's and does not count.
    """
    harmony = Harmony(done.chart)
    scales = {s.number: s.scale for s in harmony.stretches}

    def fits(at: float, midi: int) -> bool:
        chords = (harmony.at(at), harmony.at(at + AHEAD))
        return any(c is not None and midi % 12 in scales[c.number] for c in chords)

    rows: list[bool] = []
    for clip in done.clips:
        if clip.part in ("drums", "lead"):
            continue
        for note, after in pairwise((*clip.notes, None)):
            assert note is not None
            good = fits(note.start_quarters, note.midi)
            if not good and clip.part == "bass" and after is not None:
                good = abs(after.midi - note.midi) <= 2 and fits(after.start_quarters, after.midi)
            rows.append(good)
    return sum(rows) / len(rows) if rows else 1.0
