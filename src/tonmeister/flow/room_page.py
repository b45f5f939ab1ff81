"""What was heard of a room, for programs, for the terminal and for the page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from tonmeister import __version__
from tonmeister.exchange.pages.room import Echo, Octave, Peak, RoomPage
from tonmeister.exchange.pages.room_html import room_html
from tonmeister.flow.room import HeardRoom
from tonmeister.flow.room_advice import mode_words
from tonmeister.flow.tell import Event
from tonmeister.knowledge.room_advice import room_expected
from tonmeister.listening.room.decay import CURVE_STEP_S, Decay
from tonmeister.listening.room.measure import STEP_S
from tonmeister.studio import write_text

KINDS = {"sweep": "from a recorded sweep", "impulse": "from one bang (an impulse response)"}


def as_event(heard: HeardRoom, page: Path | None, impulse: Path | None) -> Event:
    """Return all that was found as plain values."""
    room, still = heard.room, heard.noise
    told: Event = {
        "event": "done",
        "file": str(heard.path),
        "kind": heard.kind,
        "channel": heard.channel,
        "rate_hz": heard.rate_hz,
        "dimensions_m": heard.sides_m,
        "octaves": [
            {k: v for k, v in asdict(one).items() if k != "curve_db"} | {"straight": one.straight}
            for one in room.decays
        ],
        "clarity": [asdict(one) for one in room.clarity],
        "reflections": [asdict(one) for one in room.reflections],
        "modes": [asdict(one) for one in room.modes],
        "booms": [asdict(one) for one in room.booms],
        "booms_near_a_mode_count": sum(b.mode is not None for b in room.booms),
        "booms_near_a_mode_by_chance_count": room.chance_count,
        "mid_s": room.mid_s,
        "bass_ratio": room.bass_ratio,
        "volume_m3": room.volume_m3,
        "schroeder_hz": room.schroeder_hz,
        "critical_m": room.critical_m,
        "noise": None if still is None else asdict(still),
        "noise_under_db": heard.noise_under_db,
        "notes": list(heard.notes),
        "advice": [asdict(one) for one in heard.advice],
        "page": None if page is None else str(page),
        "impulse": None if impulse is None else str(impulse),
    }
    rounded: Event = _short(told)
    return rounded


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _short(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_short(v) for v in value]
    return round(value, 4) if isinstance(value, float) else value


def about(heard: HeardRoom) -> str:
    """Say the room in a line or two."""
    room = heard.room
    parts = [f"Heard {KINDS[heard.kind]}."]
    if room.mid_s is not None:
        parts.append(f"It rings for {room.mid_s:.2f} s in the middle (500 Hz and 1 kHz).")
    else:
        parts.append("How long it rings in the middle cannot be told from this recording.")
    whole = room.clarity[0]
    parts.append(f"Of its sound {whole.d50_percent:.0f} % come within 50 ms.")
    if room.volume_m3 is not None:
        parts.append(f"{room.volume_m3:.1f} m³.")
    if room.critical_m is not None:
        parts.append(f"At {room.critical_m:.2f} m from the source the room is as loud as it.")
    return " ".join(parts)


def line_words(one: Decay) -> str:
    """Say how straight a decay is."""
    if one.crooked_permille is None:
        return "–"
    bent = "" if one.bent_percent is None else f", {one.bent_percent:+.0f} %"
    return f"{'straight' if one.straight else 'bent'} ({one.crooked_permille:.0f} ‰{bent})"


def modes_words(heard: HeardRoom) -> str:
    """Say what the peaks and the modes have to do with each other."""
    room = heard.room
    if not room.modes:
        return (
            "Peaks of the low response. With --dimensions they are laid against the room's modes."
        )
    near = sum(b.mode is not None for b in room.booms)
    dense = "" if room.schroeder_hz is None else (
        f" Over {room.schroeder_hz:.0f} Hz modes lie so close that none is heard alone."
    )  # fmt: skip
    return (
        f"{near} of {len(room.booms)} peaks lie where the dimensions put a mode; "
        f"{room.chance_count:.1f} would by chance.{dense}"
    )


def noise_words(heard: HeardRoom) -> str:
    """Say the noise in a line or two."""
    still = heard.noise
    if still is None:
        return "Not told: there is no silence before the sound."
    parts = [f"{still.level_dbfs:.0f} dBFS over {still.length_s:.1f} s of silence, by octave."]
    if still.nc_score is not None:
        parts.append(f"NC-{still.nc_score:.0f}.")
    else:
        parts.append("NC needs the level of full scale: --full-scale-db.")
    if still.sticks_out_hz is not None:
        parts.append(f"Against quiet rooms {still.sticks_out_hz} Hz stands highest.")
    if still.hum_hz is not None and still.hum_over_db is not None:
        parts.append(
            f"Hum of {still.hum_hz:.0f} Hz mains, {still.hum_over_db:.0f} dB over what is beside."
        )
    elif still.length_s >= 0.9:
        parts.append("No hum.")
    return " ".join(parts)


def write_page(path: Path, heard: HeardRoom) -> None:
    """Write the page."""
    room, still = heard.room, heard.noise
    clear = {one.octave_hz: one for one in room.clarity}
    fair = room_expected()["decay_mid_s"]
    octaves = [
        Octave(
            octave_hz=one.octave_hz, edt_s=one.edt_s, t20_s=one.t20_s, t30_s=one.t30_s,
            c50_db=clear[one.octave_hz].c50_db, c80_db=clear[one.octave_hz].c80_db,
            d50_percent=clear[one.octave_hz].d50_percent, range_db=one.range_db,
            line="–" if one.crooked_permille is None else "straight" if one.straight else "bent",
            crooked_permille=one.crooked_permille, bent_percent=one.bent_percent,
            why=one.why, curve_db=one.curve_db,
            noise_dbfs=None if still is None else still.octaves_dbfs.get(one.octave_hz),
        )
        for one in room.decays
    ]  # fmt: skip
    page = RoomPage(
        name=heard.path.stem,
        about=about(heard),
        advice=[one.sentence for one in heard.advice],
        notes=heard.notes,
        octaves=octaves,
        curve_step_s=CURVE_STEP_S,
        fair_s=(fair.low, fair.high),
        early_db=room.early_db,
        early_step_ms=1000.0 * max(round(STEP_S * heard.rate_hz), 1) / heard.rate_hz,
        echoes=[
            Echo(delay_ms=r.delay_ms, level_db=r.level_db, path_m=r.path_m, notch_hz=r.notch_hz)
            for r in room.reflections
        ],
        low_hz=room.low_hz,
        low_db=room.low_db,
        modes=[(m.tone_hz, m.kind) for m in room.modes],
        peaks=[
            Peak(tone_hz=b.tone_hz, over_db=b.over_db, mode=mode_words(b.mode) if b.mode else "")
            for b in room.booms
        ],
        modes_about=modes_words(heard),
        noise_about=noise_words(heard),
        version=__version__,
    )
    write_text(path, room_html(page))
