"""The band's parts as MIDI clips, named so that they fall into a workstation's tracks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tonmeister.exchange.midi_out import (
    FIRST,
    TICKS,
    Event,
    Grid,
    markers,
    note_events,
    save,
    song_events,
    track,
)
from tonmeister.model import Arrangement, Bend, Chart, Clip
from tonmeister.studio.disk import NotWritable
from tonmeister.studio.probe import Unusable

DRUM_CHANNEL = 9
MELODIC = [c for c in range(16) if c != DRUM_CHANNEL]
BEND_STEP_QUARTERS = 1 / 32
WIDEST_SEMITONES = 24
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def write_clips_midi(folder: Path, arrangement: Arrangement) -> dict[str, Path]:
    """Write one MIDI file a part, and all parts together with the song's markers.

    Returns the files: "01 Drums.mid" and so on under the clips' names, the whole under "all".
    Each holds the tempo map, its track name, channel, program and bends; how late a player is
    (``late_ms``) is in the ticks, at the tempo that holds there.
    """
    chart = arrangement.chart
    if not arrangement.clips:
        raise Unusable("no part plays, so there are no clips to write")
    grid = Grid(chart, ())
    early = min([0.0, *(n.start_quarters for c in arrangement.clips for n in c.notes)])
    if early < 0.0 and not grid.pickup_bars:
        bar = chart.meters[0].bar_quarters
        grid.pickup_bars = -int(early // float(bar))
        grid.shift = grid.pickup_bars * bar
        grid.end += round(grid.shift * TICKS)
    plan = [*song_events(chart, grid), *markers(chart, grid)]
    tracks = [_clip(clip, grid, chart, channel) for clip, channel in _channels(arrangement.clips)]
    files: dict[str, Path] = {}
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise NotWritable(f"{folder} is no folder")
    for number, (clip, one) in enumerate(zip(arrangement.clips, tracks, strict=True), 1):
        name = clip.name if clip.name not in files else f"{clip.name} {number}"
        files[name] = folder / f"{number:02d} {file_name(clip.name)}.mid"
        save(files[name], [track(clip.name, plan, grid.end), one], TICKS)
    title = chart.title.strip() or "Song"
    files["all"] = folder / f"{file_name(title)} - all parts.mid"
    save(files["all"], [track(title, plan, grid.end), *tracks], TICKS)
    return files


def file_name(name: str) -> str:
    """Return a name without what file systems do not take."""
    return _NOT_IN_NAMES.sub("-", name).strip(" .")[:80] or "part"


def _channels(clips: Sequence[Clip]) -> list[tuple[Clip, int]]:
    """Give drums channel 10 and every other part its own, as far as sixteen go."""
    out, used = [], 0
    for clip in clips:
        drums = clip.part == "drums"
        out.append((clip, DRUM_CHANNEL if drums else MELODIC[used % len(MELODIC)]))
        used += not drums
    return out


def _clip(clip: Clip, grid: Grid, chart: Chart, channel: int) -> Any:
    from mido import Message, MetaMessage

    out: list[Event] = [
        (0, FIRST, MetaMessage("instrument_name", name=clip.instrument)),
        (0, FIRST, Message("program_change", channel=channel, program=clip.program)),
    ]
    out += _bends(clip.bends, grid, channel)
    changes = [float(tempo.at_quarters) for tempo in chart.tempos]
    for note in clip.notes:
        tempo = chart.tempos[max(0, bisect_right(changes, note.start_quarters) - 1)]
        late = note.late_ms / 1000.0 * tempo.quarter_bpm / 60.0
        start = grid.tick(note.start_quarters + late)
        end = grid.tick(note.start_quarters + late + note.length_quarters)
        out += note_events(start, end, note.midi, velocity(note.velocity), channel)
    return track(clip.name, _untangled(out), grid.end)


def velocity(strength: float) -> int:
    """Return 1 to 127 for a strength above 0, to 1."""
    return max(1, min(127, round(127 * strength)))


def _untangled(events: Sequence[Event]) -> list[Event]:
    """End a note where its key is struck again, so that no end cuts the next one off."""
    pairs: dict[int, list[tuple[Event, Event]]] = {}
    rest = [e for e in events if e[2].type not in ("note_on", "note_off")]
    notes = [e for e in events if e[2].type in ("note_on", "note_off")]
    for on, off in zip(notes[::2], notes[1::2], strict=True):
        pairs.setdefault(on[2].note, []).append((on, off))
    for row in pairs.values():
        row.sort(key=lambda pair: pair[0][0])
        for place, (on, off) in enumerate(row):
            again = row[place + 1][0][0] if place + 1 < len(row) else off[0]
            if again > on[0]:  # two strokes at once are one, the later in the row
                rest += [on, (min(off[0], again), off[1], off[2])]
    return rest


def _bends(bends: Sequence[Bend], grid: Grid, channel: int) -> list[Event]:
    """Return the range (RPN 0) and the wheel, in even steps from bend to bend."""
    from mido import Message

    if not bends:
        return []
    far = max(abs(bend.semitones) for bend in bends)
    if far > WIDEST_SEMITONES:
        raise Unusable(f"a bend of {far:.1f} semitones is too wide (up to {WIDEST_SEMITONES})")
    reach = max(2, -int(-far // 1))

    def control(number: int, value: int) -> Event:
        return 0, FIRST, Message("control_change", channel=channel, control=number, value=value)

    out = [control(101, 0), control(100, 0), control(6, reach), control(38, 0),
           control(101, 127), control(100, 127)]  # fmt: skip
    last: int | None = None
    for bend, following in pairwise([*sorted(bends, key=lambda b: b.at_quarters), None]):
        assert bend is not None
        steps = 1
        if following is not None and following.semitones != bend.semitones:
            steps = max(1, round((following.at_quarters - bend.at_quarters) / BEND_STEP_QUARTERS))
        for step in range(steps):
            share = step / steps
            end = bend if following is None else following
            at = bend.at_quarters + share * (end.at_quarters - bend.at_quarters)
            semitones = bend.semitones + share * (end.semitones - bend.semitones)
            wheel = max(-8192, min(8191, round(8192 * semitones / reach)))
            if wheel != last:
                message = Message("pitchwheel", channel=channel, pitch=wheel)
                out.append((grid.tick(at), FIRST + 1, message))
            last = wheel
    return out
