"""What to do about a room, each from its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tonmeister.knowledge.room_advice import room_expected
from tonmeister.knowledge.voices import voice
from tonmeister.listening.room import Mode, Noise, Room
from tonmeister.units import say

NEAR_MS = 20.0
MOST_ECHOES, MOST_BOOMS = 1, 2
SABINE = 0.161
"""Area in m2 that swallows all, from volume (m3) over decay (s): Sabine."""

ORDINALS = ("the length", "the width", "the height")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to do. ``rule`` is its sentence's key; ``source`` says from where the limit is."""

    rule: str
    sentence: str
    facts: Mapping[str, float]
    source: str


def advise(
    room: Room, still: Noise | None, under_db: float | None, *, dry: bool = False
) -> tuple[Advice, ...]:
    """Say what to do, the most needed first. ``dry``: levels after the direct sound are not told
    (it was clipped).
    """
    found = [*_ring(room), *_lows(room), *_noise(still, under_db)]
    if not dry:
        found += [*_echoes(room), *_distance(room)]
    found += _booms(room)
    trouble = [one for one in found if one.rule != "room/close"]
    return tuple(found if trouble else [*found, _say("room/clear", {}, "")])


def _say(rule: str, words: Mapping[str, str], source: str, **facts: float) -> Advice:
    said = {name: say(name, value) for name, value in facts.items()}
    sentence = _filled(voice("plain")[rule], {**said, **words})
    return Advice(rule=rule, sentence=sentence, facts=facts, source=source)


def _filled(sentence: str, said: Mapping[str, str]) -> str:
    """Fill a sentence in; what stands in square brackets needs its word, or is left out."""

    def part(found: re.Match[str]) -> str:
        return found[1] if all(said.get(w) for w in re.findall(r"\{(\w+)\}", found[1])) else ""

    return re.sub(r"\[([^\]]*)\]", part, sentence).format_map(said)


def _ring(room: Room) -> Iterator[Advice]:
    limit = room_expected()["decay_mid_s"]
    if room.mid_s is None or limit.low <= room.mid_s <= limit.high:
        return
    if room.mid_s < limit.low:
        yield _say("room/short", {}, limit.source, decay_s=room.mid_s)
        return
    area = ""
    if room.volume_m3:
        more = SABINE * room.volume_m3 * (1.0 / limit.high - 1.0 / room.mid_s)
        area = f"{more / room_expected()['blanket_alpha_ratio'].middle:.0f} m²"
    yield _say(
        "room/long", {"area": area}, limit.source,
        decay_s=room.mid_s, low_s=limit.low, high_s=limit.high, aim_s=limit.high,
    )  # fmt: skip


def _lows(room: Room) -> Iterator[Advice]:
    limit = room_expected()["bass_ratio"]
    if room.bass_ratio is None or room.mid_s is None:
        return
    low_s = room.bass_ratio * room.mid_s
    if room.bass_ratio > limit.high:
        ratio = {"bass_ratio": f"{room.bass_ratio:.1f}"}
        yield _say("room/boomy", ratio, limit.source, low_s=low_s, decay_s=room.mid_s)
    elif room.bass_ratio < limit.low and room.mid_s > room_expected()["decay_mid_s"].high:
        yield _say("room/thin_lows", {}, limit.source, low_s=low_s, decay_s=room.mid_s)


def _echoes(room: Room) -> Iterator[Advice]:
    limit = room_expected()["reflection_db"]
    near = [r for r in room.reflections if r.delay_ms <= NEAR_MS and r.level_db > limit.high]
    for echo in near[:MOST_ECHOES]:
        facts = {"delay_ms": echo.delay_ms, "level_db": echo.level_db, "notch_hz": echo.notch_hz}
        rule = "room/strong_reflection" if echo.level_db > 0.0 else "room/reflection"
        yield _say(rule, {"path": f"{echo.path_m:.1f} m"}, limit.source, **facts)
        if echo.level_db > 0.0:
            return


def _distance(room: Room) -> Iterator[Advice]:
    limit = room_expected()["direct_db"]
    direct_db = room.clarity[0].direct_db
    if direct_db is None:
        return
    if direct_db >= limit.low:
        yield _say("room/close", {}, limit.source, direct_db=direct_db)
        return
    part = 10.0 ** ((direct_db - limit.low) / 20.0)
    words = {"closer": f"{100.0 * part:.0f} %"}
    yield _say("room/far", words, limit.source, direct_db=direct_db, aim_db=limit.low)


def _booms(room: Room) -> Iterator[Advice]:
    limit = room_expected()["boom_db"]
    top_hz = room.schroeder_hz or 200.0
    loud = [b for b in room.booms if b.over_db >= limit.high and b.tone_hz <= top_hz]
    for boom in sorted(loud, key=lambda b: -b.over_db)[:MOST_BOOMS]:
        words = {"mode": mode_words(boom.mode) if boom.mode else ""}
        yield _say("room/boom", words, limit.source, tone_hz=boom.tone_hz, over_db=boom.over_db)


def mode_words(mode: Mode) -> str:
    """Say between which walls a mode stands."""
    along = [name for n, name in zip(mode.order, ORDINALS, strict=True) if n]
    orders = "-".join(str(n) for n in mode.order)
    return f"the {mode.kind} mode {orders} along {' and '.join(along)}"


def _noise(still: Noise | None, under_db: float | None) -> Iterator[Advice]:
    if still is None:
        return
    least, most = room_expected()["noise_under_db"], room_expected()["nc_score"]
    octave_hz = float(still.sticks_out_hz or 0)
    if still.nc_score is not None:
        if still.nc_score > most.high:
            words = {"nc": f"{still.nc_score:.0f}", "high": f"{most.high:.0f}"}
            yield _say("room/noisy", words, most.source, octave_hz=octave_hz)
    elif under_db is not None and under_db < least.low:
        yield _say("room/noise", {}, least.source, under_db=under_db, octave_hz=octave_hz)
    if still.hum_hz is not None and still.hum_dbfs is not None:
        yield _say("room/hum", {}, "", hum_hz=still.hum_hz, hum_dbfs=still.hum_dbfs)
