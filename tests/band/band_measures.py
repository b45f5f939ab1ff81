"""What the band's tests and its benchmark measure, from the notes alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tonmeister.knowledge.grooves import groove
from tonmeister.knowledge.styles import PARTS, Reach, Style
from tonmeister.model import Arrangement, BarPlan, Chart, Clip
from tonmeister.music.clock import key_at, tempo_at
from tonmeister.music.feel import swing_late_ms
from tonmeister.music.voicing.scale_of import chord_scale
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
    plan = plan_of(done, style)
    song, _ = counted(done.chart, plan, style.tempo_bpm)
    for clip in done.clips:
        if clip.part == "drums" or not clip.notes:
            continue
        ratio, feel = float(song.ratio), done.feel_percent
        late = [
            n.late_ms - _swing_ms(song.chart, song.plan, style, n.start_quarters * ratio, feel)
            for n in clip.notes
        ]
        wanted = style.chairs[clip.part].push_ms * done.feel_percent / 100.0
        worst = max(worst, abs(float(np.mean(late)) - wanted))
    return worst


def _swing_ms(
    chart: Chart, plan: Sequence[BarPlan], style: Style, at: float, feel_percent: float
) -> float:
    starts = [float(bar.start_quarters) for bar in plan]
    bar = plan[max(0, bisect_right(starts, at + 1e-6) - 1)]
    own = groove(style.groove)
    if bar.meter.beat_quarters == Fraction(3, 2) and own.swing.grid == 8:
        return 0.0
    bpm = tempo_at(chart, bar.start_quarters).quarter_bpm
    return swing_late_ms(
        at - float(bar.start_quarters), percent=own.swing_percent(bpm, feel_percent),
        grid=own.swing.grid, quarter_bpm=bpm,
    )  # fmt: skip


def in_harmony(done: Arrangement) -> float:
    """Return the share of notes that are tones of the chord, of its scale, or of the next chord.

    The tune is the chart's and does not count.
    """
    harmony = Harmony(done.chart)
    good = whole = 0
    for clip in done.clips:
        if clip.part in ("drums", "lead"):
            continue
        for note in clip.notes:
            here = harmony.at(note.start_quarters)
            ahead = harmony.at(note.start_quarters + AHEAD)
            whole += 1
            for chord in (here, ahead):
                if chord is not None:
                    scale = chord_scale(
                        chord.symbol,
                        key_at(done.chart, Fraction(chord.start).limit_denominator(96)),
                    )
                    if note.midi % 12 in scale:
                        good += 1
                        break
    return good / whole if whole else 1.0
