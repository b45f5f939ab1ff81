"""Where strokes belong: the song's beats, a click, a tempo as said, a groove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister.flow.editing.bench import Bench
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.roles import group_of
from tonmeister.listening import features_of, song_map
from tonmeister.listening.timing import Lines, attacks_of, follows, lines_of, on_lines, rubato
from tonmeister.listening.timing.lines import STEADY_CHANGE
from tonmeister.model import TempoMap
from tonmeister.signal import Audio

Real = NDArray[np.float64]

PARTS = {"1/4": 1, "1/8": 2, "1/12": 3, "1/16": 4, "1/24": 6, "1/32": 8}
LEAST_FOLLOWS = 0.30
TRIPLETS_BETTER = 0.15
FAST_CLICK_S = 0.26
HOW = "say it with --bpm N --first-beat S, or name a click with --to CLICK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beats:
    """Beats, from where they are known, and what a reader should be told about them."""

    times_s: Real
    meter: int
    first_beat: int
    said: str
    settled: bool = False
    notes: tuple[str, ...] = ()


def beats_of(
    bench: Bench, *, bpm: float | None, first_beat_s: float | None, click: str | None
) -> Beats:
    """Return the beats of the song: as said, of a click, or as heard; raises ``BadWish``."""
    length_s = bench.session.length_s
    if bpm is not None:
        if not 20.0 <= bpm <= 400.0:
            raise BadWish(f"--bpm is {bpm:g}, but goes from 20 to 400")
        start_s = 0.0 if first_beat_s is None else first_beat_s
        if not -10.0 <= start_s <= length_s:
            raise BadWish(f"--first-beat is {start_s:g} s, but the sound lasts {length_s:.1f} s")
        period_s = 60.0 / bpm
        first = int(np.ceil(-start_s / period_s))
        count = int((length_s - start_s) / period_s) + 1
        times: Real = start_s + period_s * np.arange(first, count, dtype=np.float64)
        if times.size < 2:
            raise BadWish(f"at {bpm:g} BPM the sound holds no two beats; it lasts {length_s:.1f} s")
        said = f"{bpm:g} BPM as you said"
        return Beats(
            times_s=times, meter=4, first_beat=-first, said=said, settled=first_beat_s is not None
        )
    if first_beat_s is not None:
        raise BadWish("--first-beat goes with --bpm N")
    if click is not None:
        return _of_click(bench, click)
    return _heard(bench)


def click_of(bench: Bench) -> str | None:
    """Return the name of the session's click, if one was recorded."""
    clicks = [t.name for t in bench.session.tracks if t.role == "click"]
    return clicks[0] if clicks else None


def _of_click(bench: Bench, name: str) -> Beats:
    sound = bench.as_it_came(name)
    times = attacks_of(sound, bench.rate_hz, rise_db=12.0).times_s
    if times.size < 4:
        raise BadWish(f"{name} has {times.size} clicks, which make no grid; {HOW}")
    usual_s = float(np.median(np.diff(times)))
    filled = [float(times[0])]
    for at_s in times[1:]:
        gap = round((at_s - filled[-1]) / usual_s)
        if gap < 1:
            continue  # an echo or a double stroke of the same click
        filled += list(np.linspace(filled[-1], at_s, gap + 1)[1:])
    beats = np.array(filled)
    if usual_s < FAST_CLICK_S:
        beats = beats[::2]
    first = beats[0] - usual_s * np.arange(int(beats[0] / usual_s), 0, -1)
    more = int((bench.session.length_s - beats[-1]) / usual_s)
    whole = np.concatenate([first, beats, beats[-1] + usual_s * np.arange(1, more + 1)])
    said = f"the click on {name} ({60.0 / float(np.median(np.diff(beats))):.1f} BPM)"
    return Beats(times_s=whole, meter=4, first_beat=first.size % 4, said=said, settled=True)


def _heard(bench: Bench) -> Beats:
    tempo = _tempo(bench)
    if tempo is None or len(tempo.beats_s) < 8:
        raise BadWish(f"no steady beat is heard in {bench.session.song}; {HOW}")
    beats = np.array(tempo.beats_s)
    wanders = rubato(beats)
    if wanders > STEADY_CHANGE:
        raise BadWish(
            f"the tempo of {bench.session.song} breathes: neighbouring bars differ by "
            f"{100 * wanders:.0f} %; a grid would take that away. If there was a click, {HOW}"
        )
    notes = []
    others = ", ".join(f"{b:g}" for b in tempo.alternatives_bpm[:2])
    if others and tempo.confidence < 0.7:
        notes.append(
            f"Heard at {tempo.tempo_bpm:g} BPM ({100 * tempo.confidence:.0f} % sure; {others} is "
            f"possible too). If that is half or double of what was played, say --bpm."
        )
    return Beats(
        times_s=beats,
        meter=tempo.meter,
        first_beat=int(tempo.downbeats[0]) if tempo.downbeats else 0,
        said=f"{tempo.tempo_bpm:g} BPM as heard",
        notes=tuple(notes),
    )


def _tempo(bench: Bench) -> TempoMap | None:
    roles = {t.name: t.role for t in bench.session.tracks}
    features = dict(bench.features)
    if not features:
        track = bench.session.tracks[0]
        sound = Audio(bench.as_it_came(track.name), bench.rate_hz)
        features = {track.name: features_of(sound)}
    playing = {n: f for n, f in features.items() if roles[n] == "click" or group_of(roles[n])}
    return song_map(playing, roles, bench.session.length_s).tempo


def settled(beats: Beats, times_s: Real, parts: int | None, swing_percent: float) -> Lines:
    """Return the grid these strokes lie on; raises ``BadWish`` if they follow none.

    ``parts`` None: sixteenths, or triplets where these fit clearly better. Beats that were heard
    are first set to the strokes' own middle, as they were heard to 10 ms only.
    """

    def grid(of: int, swing: float = swing_percent) -> Lines:
        return lines_of(beats.times_s, of, meter=beats.meter, first_beat=beats.first_beat,
                        swing_percent=swing)  # fmt: skip

    if times_s.size == 0:
        return grid(parts or 4)
    if parts is None:
        even, three = follows(times_s, grid(4, 50.0)), follows(times_s, grid(3, 50.0))
        parts = 3 if three > even + TRIPLETS_BETTER else 4
    lines = grid(parts)
    if not beats.settled:
        lines = _centred(lines, times_s)
    sure = follows(times_s, replace(lines, times_s=grid(parts, 50.0).times_s))
    if sure < max(LEAST_FOLLOWS, 2.5 / times_s.size**0.5):
        raise BadWish(
            f"the strokes do not follow {beats.said} in steps of {_named(parts)} (they lie "
            f"between its lines as often as on them); another --grid may fit, or {HOW}"
        )
    return lines


def _centred(lines: Lines, times_s: Real) -> Lines:
    """Move the lines to where the strokes lie around them: a straight line over the song."""
    for _ in range(2):
        on = on_lines(times_s, lines)
        mine = on.line >= 0
        if mine.sum() < 6:
            return lines
        x, y = times_s[mine], on.late_s[mine]
        slope, start = 0.0, float(np.median(y))
        if mine.sum() >= 24:
            weight = np.ones(x.size)
            for _ in range(4):
                slope, start = np.polyfit(x, y, 1, w=weight)
                off = np.abs(y - start - slope * x)
                weight = 1.0 / (1.0 + (off / max(float(np.median(off)), 1e-4)) ** 2)
        moved = lines.times_s + start + slope * lines.times_s
        lines = replace(lines, times_s=moved)
    return lines


def _named(parts: int) -> str:
    return next(name for name, value in PARTS.items() if value == parts)


def groove(path: Path, parts: int) -> tuple[int, Callable[[int], float | None]]:
    """Read a groove from a MIDI file: its length in beats, and how late it plays a line.

    What comes back takes a line's number within the groove and gives beats (None: it rests there).
    """
    import mido

    try:
        file = mido.MidiFile(path)
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        why = said.lower() if said else "it is no MIDI file"
        raise BadWish(f"{path}: {why}; a groove is a MIDI file of notes") from error
    if file.ticks_per_beat <= 0:
        raise BadWish(f"{path}: its time is in frames of film, not in beats")
    found: dict[int, list[float]] = {}
    last = 0.0
    for track in file.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity > 0:
                beat = now / file.ticks_per_beat
                line = round(beat * parts)
                found.setdefault(line, []).append(beat - line / parts)
                last = max(last, beat)
    if not found:
        raise BadWish(f"{path}: there are no notes in it")
    length = 4 * max(1, int(np.ceil((last + 0.01) / 4.0)))
    late: dict[int, list[float]] = {}
    for line, values in found.items():
        late.setdefault(line % (length * parts), []).extend(values)
    middle = {line: float(np.median(values)) for line, values in late.items()}
    return length, middle.get
