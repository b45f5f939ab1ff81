"""The tempo map as Ardour keeps it: each change told in superclocks, quarter notes and bars."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour.marks import SUPERCLOCKS_PER_SECOND, number
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.model.daw import DawMeter, DawSession

_TICKS = 1920


def tempo_map(parent: Element, session: DawSession) -> None:
    """Add the tempo map; tempos hold from change to change."""
    line = Timeline(session.tempos, session.rate_hz)
    out = SubElement(parent, "TempoMap", {"superclocks-per-second": str(SUPERCLOCKS_PER_SECOND)})
    tempos = SubElement(out, "Tempos")
    had = -1
    for tempo in session.tempos:
        ticks = round(line.quarters(tempo.at_s) * _TICKS)
        if ticks == had:
            tempos.remove(tempos[-1])
        had = ticks
        speed = number(tempo.quarter_bpm)
        SubElement(tempos, "Tempo", {
            "npm": speed, "enpm": speed, "note-type": "4", "type": "Tempo::Constant",
            "active": "1", "locked-to-meter": "0", "continuing": "0",
            "sclock": str(round(tempo.at_s * SUPERCLOCKS_PER_SECOND)),
            "quarters": f"{ticks // _TICKS}:{ticks % _TICKS}",
            "bbt": bars_at(session.meters, ticks), "omega": "0",
        })  # fmt: skip
    meters = SubElement(out, "Meters")
    for meter in session.meters:
        ticks = round(meter.at_quarters * _TICKS)
        clock = round(line.seconds(ticks / _TICKS) * SUPERCLOCKS_PER_SECOND)
        SubElement(meters, "Meter", {
            "note-value": str(meter.unit), "divisions-per-bar": str(meter.beats),
            "sclock": str(clock), "quarters": f"{ticks // _TICKS}:{ticks % _TICKS}",
            "bbt": bars_at(session.meters, ticks),
        })  # fmt: skip
    SubElement(out, "MusicTimes")


def bars_at(meters: Sequence[DawMeter], at_ticks: int) -> str:
    """Return a place (1920 to the quarter) as bar, beat and ticks: ``bars_at(..., 0) == "1|1|0"``.

    A meter begins a bar, even if the bar before it is not full.
    """
    bar = 1
    for n, meter in enumerate(meters):
        begin = round(meter.at_quarters * _TICKS)
        after = round(meters[n + 1].at_quarters * _TICKS) if n + 1 < len(meters) else None
        beat_ticks = 4 * _TICKS // meter.unit
        if after is not None and at_ticks >= after:
            bar += -(-(after - begin) // (beat_ticks * meter.beats))
            continue
        bars, rest = divmod(at_ticks - begin, beat_ticks * meter.beats)
        beat, ticks = divmod(rest, beat_ticks)
        return f"{bar + bars}|{beat + 1}|{ticks * _TICKS // beat_ticks}"
    raise ValueError("a session has at least one meter")
