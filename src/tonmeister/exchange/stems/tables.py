"""Levels, rides and markers as tables that a person or a script can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tonmeister.exchange.daw.mixing import sends_words
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.stems.printing import Stem
from tonmeister.model.daw import DawMarker, DawSession, FramePoint

LEVELS = (
    "file", "track", "kind", "in_mixed", "channels", "pan_law", "fader_db", "fader_ridden",
    "pan_percent", "pan_ridden", "muted", "polarity_flipped", "output", "sends", "group", "role",
    "note",
)  # fmt: skip


def levels(session: DawSession, stems: Sequence[Stem]) -> str:
    """Return a row for each channel of the console; those without a stem have no file."""
    files = {id(stem.track): stem for stem in stems}
    rows: list[Iterable[object]] = [LEVELS]
    for track in session.tracks:
        stem = files.get(id(track))
        rows.append((
            stem.name if stem else "", track.name, track.kind,
            _yes(stem is not None and stem.mixed is not None), track.channels, track.law,
            f"{_first(track.fader_curve_db, track.fader_db):.4f}", _yes(bool(track.fader_curve_db)),
            f"{_first(track.pan_curve_percent, track.pan_percent):.4f}",
            _yes(bool(track.pan_curve_percent)), _yes(track.muted), _yes(track.flip_polarity),
            track.output, sends_words(track.sends), track.group, track.role, track.note,
        ))  # fmt: skip
    return _table(rows)


def rides(session: DawSession) -> str:
    """Return every breakpoint of every ride; straight lines run between them."""
    rows: list[Iterable[object]] = [("track", "what", "frame", "time_s", "value", "unit")]
    for track in session.tracks:
        curves = [("fader", track.fader_curve_db, "dB"), ("pan", track.pan_curve_percent, "%")]
        curves += [(f"send to {send.to}", send.curve_db, "dB") for send in track.sends]
        for what, points, unit in curves:
            rows += [
                (track.name, what, at, f"{at / session.rate_hz:.6f}", f"{value:.4f}", unit)
                for at, value in points
            ]
    return _table(rows)


def markers(session: DawSession) -> str:
    """Return the markers with their places in time, frames and bars."""
    line = Timeline(session.tempos, session.rate_hz)
    head = ("number", "name", "time", "start_s", "end_s", "start_frame", "end_frame", "bar", "beat")
    rows: list[Iterable[object]] = [head]
    for number, marker in enumerate(_ordered(session), 1):
        start_s, end_s = marker.at_frames / session.rate_hz, marker.end_frames / session.rate_hz
        bar, beat = bar_and_beat(session, line.quarters(start_s))
        has_end = marker.end_frames > marker.at_frames
        rows.append((
            number, marker.name, clock(start_s), f"{start_s:.6f}", f"{end_s:.6f}" * has_end,
            marker.at_frames, marker.end_frames if has_end else "", bar, f"{beat:.3f}",
        ))  # fmt: skip
    return _table(rows)


def audacity_labels(session: DawSession) -> str:
    """Return the markers as Audacity imports them: start, end, name."""
    rows = []
    for marker in _ordered(session):
        start_s = marker.at_frames / session.rate_hz
        end_s = max(marker.end_frames, marker.at_frames) / session.rate_hz
        rows.append((f"{start_s:.6f}", f"{end_s:.6f}", marker.name))
    return _table(rows)


def bar_and_beat(session: DawSession, at_quarters: float) -> tuple[int, float]:
    """Return a place as bar and beat, both counted from 1."""
    bars = 0.0
    for n, meter in enumerate(session.meters):
        length = meter.beats * 4.0 / meter.unit
        last = n + 1 == len(session.meters) or at_quarters < session.meters[n + 1].at_quarters
        end = at_quarters if last else session.meters[n + 1].at_quarters
        gone = (end - meter.at_quarters) / length
        if last:
            whole = int((gone + 1e-6) // 1)
            beat = max(0.0, (gone - whole) * meter.beats) + 1.0
            return round(bars) + whole + 1, beat
        bars += -int(-(gone - 1e-6) // 1)
    return 1, 1.0


def clock(at_s: float) -> str:
    """Return a time as ``0:01:02.345``."""
    thousandths = round(at_s * 1000.0)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest / 1000.0:06.3f}"


def _ordered(session: DawSession) -> list[DawMarker]:
    return sorted(session.markers, key=lambda marker: marker.at_frames)


def _first(curve: Sequence[FramePoint], steady: float) -> float:
    return curve[0][1] if curve else steady


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _table(rows: Iterable[Iterable[object]]) -> str:
    """Return rows with tabs between; a cell holds neither tabs nor line ends."""
    lines = ("\t".join(" ".join(str(cell).split()) for cell in row) for row in rows)
    return "".join(f"{line}\n" for line in lines)
