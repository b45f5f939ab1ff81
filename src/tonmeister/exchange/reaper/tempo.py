"""The tempo map as REAPER holds it: square steps of quarter notes a minute, with bar signs."""

from __future__ import annotations

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk
from tonmeister.exchange.reaper.names import guid
from tonmeister.model.daw import DawSession

_SQUARE = 1


def add_tempo(project: Chunk, session: DawSession) -> None:
    """Write ``TEMPO`` and, where anything changes, the tempo envelope."""
    first = session.meters[0]
    project.say("TEMPO", session.tempos[0].quarter_bpm, first.beats, first.unit)
    line = Timeline(session.tempos, session.rate_hz)
    signs = {line.seconds(meter.at_quarters): meter for meter in session.meters}
    places = sorted({tempo.at_s for tempo in session.tempos} | set(signs))
    envelope = project.add("TEMPOENVEX")
    envelope.say("EGUID", guid("tempo"))
    envelope.say("ACT", 1, -1)
    envelope.say("VIS", 1, 0, 1)
    envelope.say("LANEHEIGHT", 0, 0)
    envelope.say("ARM", 0)
    envelope.say("DEFSHAPE", _SQUARE, -1, -1)
    for at_s in places:
        bpm = next(t.quarter_bpm for t in reversed(session.tempos) if t.at_s <= at_s)
        meter = signs.get(at_s)
        sign = (meter.unit << 16 | meter.beats, 0, 1) if meter else ()
        envelope.say("PT", float(at_s), float(bpm), _SQUARE, *sign)


def add_markers(project: Chunk, session: DawSession) -> None:
    """Write markers, and stretches as regions: two lines with one number."""
    for place, marker in enumerate(session.markers, 1):
        stretch = marker.end_frames > marker.at_frames
        project.say("MARKER", place, marker.at_frames / session.rate_hz, marker.name, int(stretch))
        if stretch:
            project.say("MARKER", place, marker.end_frames / session.rate_hz, "", 1)
