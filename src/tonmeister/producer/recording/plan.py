"""The whole setup of a recording, each line with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from tonmeister.knowledge.gear_microphones import Microphone
from tonmeister.producer.recording.band import Band
from tonmeister.producer.recording.choose import best, others
from tonmeister.producer.recording.gain import Gain, gain
from tonmeister.producer.recording.headphones import Cue, cues
from tonmeister.producer.recording.inputs import Slot, Wanted, clashes, patched, powered
from tonmeister.producer.recording.needs import Need, needs
from tonmeister.producer.recording.words import reasons, said, warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the input list. ``gain`` is ``None`` for a direct line: set that by ear."""

    channel_count: int
    preamp: str
    input_count: int
    source: str
    player: str
    microphone: str
    where: str
    pattern: str
    gain: Gain | None
    reversed: bool
    phantom: str
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The input list, the headphone mixes, what was left out and why, what to mind."""

    title: str
    room: str
    lines: tuple[Line, ...]
    cues: tuple[Cue, ...]
    left: tuple[str, ...]
    notes: tuple[str, ...]


def plan(band: Band) -> Setup:
    """Set up a recording with what the band owns. The same list gives the same setup."""
    wanted, left = _chosen(band)
    placed = patched(wanted, band.preamps)
    never = {slot.channel_count for slot in clashes(placed)}
    lines = tuple(_line(slot, one, band, slot.channel_count in never) for slot, one in placed)
    return Setup(
        title=band.title,
        room=band.room,
        lines=lines,
        cues=tuple(cues(band)),
        left=tuple(left),
        notes=tuple(_notes(band)),
    )


def _chosen(band: Band) -> tuple[list[Wanted], list[str]]:
    """Give out inputs and microphones in the order of need; say what is left without."""
    free = list(band.microphones)
    inputs = sum(amp.inputs_count for amp in band.preamps)
    instrument = sum(amp.instrument_count for amp in band.preamps)
    boxes = band.boxes_count
    chosen: list[Wanted] = []
    left: list[tuple[Need, str]] = []
    for need in sorted(needs(band), key=lambda need: need.rank):
        count = min(need.place.microphones_count, inputs)
        if need.place.direct:
            count = min(count, instrument + boxes)
        if inputs == 0:
            left.append((need, "no_input"))
        elif need.place.direct and count == 0:
            left.append((need, "no_box"))
        elif need.place.direct:
            for side in _sides(count):
                box = instrument == 0
                instrument, boxes = (instrument, boxes - 1) if box else (instrument - 1, boxes)
                chosen.append(Wanted(need=need, mic=None, side=side, box=box))
            inputs -= count
        else:
            mic = best(need, free, band.preamps[0], count)
            if mic is None and count > 1:
                count, mic = 1, best(need, free, band.preamps[0], 1)
            if mic is None:
                left.append((need, "no_microphone"))
                continue
            for side in _sides(count):
                free.remove(mic)
                chosen.append(Wanted(need=need, mic=mic, side=side))
            inputs -= count
        if 0 < count < need.place.microphones_count:
            left.append((need, "one_of_two"))
    there = {one.need.source.name for one in chosen}
    return chosen, [_left(need, why, there, chosen) for need, why in left]


def _sides(count: int) -> tuple[str, ...]:
    return (" L", " R") if count == 2 else ("",) * count


def _left(need: Need, why: str, there: set[str], chosen: list[Wanted]) -> str:
    """Say why something has no line (or only one), and what becomes of it."""
    first = said(f"setup/left_{why}", source=need.label)
    if why == "one_of_two":
        return first
    if need.source.name in there:
        return f"{first} {said('setup/left_luxury')}"
    cover = next((name for name in need.source.covered_by if name in there), None)
    if cover is None:
        return f"{first} {said('setup/left_later')}"
    other = next(one.need for one in chosen if one.need.source.name == cover)
    key = "share" if "vocal" in need.source.role else "covered"
    return f"{first} {said(f'setup/left_{key}', other=other.source.title.lower())}"


def _line(slot: Slot, one: Wanted, band: Band, never: bool) -> Line:
    need, mic, place = one.need, one.mic, one.need.place
    set_to = gain(place, mic, slot.amp) if mic else None
    count = sum(1 for side in (" L", " R") if one.side in (" L", " R") and side)
    rest = others(need, mic, band.microphones, slot.amp, max(1, count)) if mic else []
    direct = "DI box" if one.box else "instrument input"
    return Line(
        channel_count=slot.channel_count,
        preamp=slot.amp.title,
        input_count=slot.input_count,
        source=need.label + one.side,
        player=need.player,
        microphone=mic.title if mic else direct,
        where=_where(one),
        pattern=_pattern(mic, place.title) if mic else "",
        gain=set_to,
        reversed=place.reversed,
        phantom=_phantom(one, never),
        reasons=tuple(reasons(need, mic, set_to)),
        alternatives=tuple(said("setup/instead", microphone=m.title, kind=m.kind) for m in rest),
        warnings=tuple(warnings(need, mic, set_to, slot, never)),
    )


def _where(one: Wanted) -> str:
    place = one.need.place
    if place.direct:
        return f"{place.angle}; {place.height}"
    return f"{place.near_cm:g} to {place.far_cm:g} cm, {place.angle}; {place.height}"


def _pattern(mic: Microphone, place: str) -> str:
    """Choose a pattern where there is a choice: omni for a room, else the directed one."""
    return "omni" if place == "room" and "omni" in mic.patterns else mic.patterns[0]


def _phantom(one: Wanted, never: bool) -> str:
    if powered(one):
        return "on"
    return "NEVER" if never or (one.mic is not None and one.mic.passive_ribbon) else "off"


def _notes(band: Band) -> list[str]:
    """Say what belongs to no single line: loud and soft in one room, headphones."""
    found = []
    loud = [s for p in band.players for s in p.plays if max(q.loud_db for q in s.places) >= 105.0]
    sung = ((s.role, p.name) for p in band.players for s in p.plays if "vocal" in s.role)
    voice = [name for _, name in sorted(sung, key=lambda pair: pair[0] != "lead vocal")]
    if loud and voice and band.rooms_count < 2:
        found.append(
            said("setup/one_room", room=band.room, loud=loud[0].title.lower(), singer=voice[0])
        )
    if band.mixes_count == 0:
        found.append(said("setup/no_headphones"))
    elif band.mixes_count < len(band.players):
        found.append(
            said(
                "setup/few_headphones",
                mixes_count=float(band.mixes_count), players_count=float(len(band.players)),
            )
        )  # fmt: skip
    return found
