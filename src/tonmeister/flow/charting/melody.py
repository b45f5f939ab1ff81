"""The melody of the lead, as notes on the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from tonmeister.flow.charting.lines import Counted
from tonmeister.flow.charting.recording import Recording
from tonmeister.listening.pitch import SungNote, notes_of, pitch_curve
from tonmeister.listening.pitch.level import level_db
from tonmeister.model import Chart, ChartNote
from tonmeister.music.clock import key_at
from tonmeister.music.spelling import spelled
from tonmeister.studio.pitch_model import pitch_model

LEADS = ("lead vocal", "lead instrument")
SIXTEENTHS, TRIPLETS = 4, 3
CLEAR = 0.5
MERGE_QUARTERS = Fraction(1, 4)


def lead_of(recording: Recording) -> str | None:
    """Return the track that carries the melody: the lead vocal that sings most, if there is one."""
    if len(recording.tracks) < 2 and set(recording.roles.values()) - set(LEADS):
        return None
    for role in LEADS:
        names = [name for name in recording.tracks if recording.roles[name] == role]
        if names:
            return max(names, key=lambda name: int(recording.tracks[name].active.sum()))
    return None


def sung_melody(chart: Chart, recording: Recording, lead: str, lines: Counted) -> Chart:
    """Return the chart with the lead's notes on its grid; short slides and echoes are left out."""
    source = recording.sources[lead]
    sound = source.read(0, source.frames)
    curve = pitch_curve(sound, source.rate_hz, pitch_model())
    level = level_db(sound, source.rate_hz, curve.f0_hz.size)
    notes = [n for n in notes_of(curve, level) if n.confidence >= CLEAR]
    each = _grid(chart)
    end = float(lines.quarters(len(lines.edges_s) - 1))
    out: list[ChartNote] = []
    for note, following in zip(notes, [*notes[1:], None], strict=True):
        start = _rounded(lines.place(note.start_s), each)
        stop = _stop(note, following, lines, each)
        stop = min(max(stop, start + Fraction(1, each)), _rounded(end, each))
        if out and out[-1].start_quarters == start:
            out.pop()  # a slide into the note that follows at the same place
        if out and out[-1].start_quarters + out[-1].length_quarters > start:
            before = out.pop()
            out.append(replace(before, length_quarters=start - before.start_quarters))
        if stop <= start or start < lines.quarters(0):
            continue
        chord = next(
            (c.symbol for c in chart.chords
             if c.start_quarters <= start < c.start_quarters + c.length_quarters), None,
        )  # fmt: skip
        out.append(
            ChartNote(
                start_quarters=start,
                length_quarters=stop - start,
                pitch=spelled(note.midi, key_at(chart, start), chord),
                cents=round(note.off_cents, 1),
            )
        )
    if not out:
        return replace(chart, notes=(*chart.notes, f"No melody could be heard on {lead}."))
    heard = (
        f"The melody is that of {lead}, on a grid of {'triplets' if each == 3 else 'sixteenths'}."
    )
    return replace(chart, melody=tuple(out), notes=(*chart.notes, heard))


def _grid(chart: Chart) -> int:
    return TRIPLETS if chart.feel in ("swing", "triplet") else SIXTEENTHS


def _stop(note: SungNote, following: SungNote | None, lines: Counted, each: int) -> Fraction:
    """Return where a note ends: at the next one, if only a breath lies between."""
    stop = _rounded(lines.place(note.end_s), each)
    if following is None:
        return stop
    start = _rounded(lines.place(following.start_s), each)
    return start if stop > start or start - stop <= MERGE_QUARTERS else stop


def _rounded(at: float, each: int) -> Fraction:
    return Fraction(int(np.floor(at * each + 0.5)), each)


def melody_between(chart: Chart, start: Fraction, stop: Fraction) -> Sequence[int]:
    """Return the places in the melody of the notes that begin within a stretch."""
    return [i for i, n in enumerate(chart.melody) if start <= n.start_quarters < stop]
