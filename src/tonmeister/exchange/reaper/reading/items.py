"""REAPER's items as clips: the take that plays, the others as waiting layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tonmeister.exchange.daw.found import Sounds
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk, number, split
from tonmeister.exchange.reaper.reading.clips import Place, read_clips
from tonmeister.exchange.reaper.reading.notes import read_notes
from tonmeister.model.daw import DawClip, DawLane, DawNote

_LONGEST_S = 360_000.0
_ITEM_ONLY = {"POSITION", "SNAPOFFS", "LENGTH", "LOOP", "ALLTAKES", "FADEIN", "FADEOUT", "MUTE",
              "YPOS", "VOLPAN"}  # fmt: skip


@dataclass
class Played:
    """What lies on a track: layers (the first plays), which take each was, and notes."""

    lanes: list[DawLane] = field(default_factory=list)
    takes: list[int] = field(default_factory=list)
    notes: list[DawNote] = field(default_factory=list)


def read_items(
    track: Chunk, rate_hz: int, timeline: Timeline, sounds: Sounds, remarks: Remarks
) -> Played:
    """Return a track's clips and notes, layer by layer."""
    playing, names = _fixed_lanes(track)
    layers: dict[tuple[int, int], list[DawClip]] = {}
    notes: list[DawNote] = []
    for item in track.chunks("ITEM"):
        _in_a_song(item)
        lane = _lane_of(item, len(names))
        plays = lane in playing
        takes, active = _takes(item)
        for number_, take in enumerate(takes):
            if take is None:
                continue
            source = take.chunk("SOURCE")
            if source is None:
                remarks.say("Empty items, which only hold words, were left out")
                continue
            sounding = plays and (number_ == active or item.number("ALLTAKES", 0, 0.0) != 0.0)
            if "MIDI" in source.words[:1]:
                if sounding and item.number("MUTE", 0, 0.0) == 0.0:
                    notes += read_notes(take, source, timeline, remarks)
                continue
            key = (0, 0) if sounding else (lane + 1 if not plays else 0, number_ + 1)
            place = Place(rate_hz=rate_hz, name=take.word("NAME"))
            layers.setdefault(key, []).extend(read_clips(take, source, place, sounds, remarks))
    lanes = [DawLane(clips=_ordered(layers.get((0, 0), [])))] if layers else []
    numbers = [0] if layers else []
    for (lane, number_), clips in sorted(layers.items()):
        if (lane, number_) != (0, 0):
            name = names[lane - 1] if lane else f"Take {number_}"
            numbers.append(0 if lane else number_ - 1)
            lanes.append(DawLane(clips=_ordered(clips), name=name, take=number_ if not lane else 0))
    notes.sort(key=lambda note: (note.at_quarters, note.midi))
    return Played(lanes=lanes, takes=numbers, notes=notes)


def _in_a_song(item: Chunk) -> None:
    """Raise ``CannotOpen`` for an item where no song is."""
    for name in ("POSITION", "LENGTH"):
        if abs(item.number(name, 0, 0.0)) > _LONGEST_S:
            raise CannotOpen(f"an item has {name} {item.word(name)[:40]}, which lies in no song")


def _ordered(clips: list[DawClip]) -> tuple[DawClip, ...]:
    return tuple(sorted(clips, key=lambda clip: clip.at_frames))


def _fixed_lanes(track: Chunk) -> tuple[set[int], list[str]]:
    """Return which lanes of a track play, and all lanes' names; one lane without them."""
    if track.number("FREEMODE", 0, 0.0) != 2.0:
        return {0}, [""]
    heights = [number(words, 1, 1.0) for i in track.chunks("ITEM") for words in i.lines("YPOS")]
    told = int(track.number("ITEMLANES", 0, 1.0))
    count = max(1, min(1024, max([told, *(round(1.0 / h) for h in heights if h > 0.001)])))
    given = track.line("LANENAME")
    names = [name for name in given if not name.isdigit()] if len(given) > count else given
    names = [*names, *([""] * count)][:count]
    shown = [name or f"Lane {k + 1}" for k, name in enumerate(names)]
    solo = track.line("LANESOLO")
    if not solo:
        return set(range(count)), shown
    fields = [int(number(solo, k, 0.0)) for k in range(len(solo))]
    playing = {k for k in range(count) if k // 32 < len(fields) and fields[k // 32] >> k % 32 & 1}
    return playing, shown


def _lane_of(item: Chunk, count: int) -> int:
    return max(0, min(count - 1, round(item.number("YPOS", 0, 0.0) * count)))


def _takes(item: Chunk) -> tuple[list[Chunk | None], int]:
    """Return an item's takes, each with what the item says of all, and which one plays."""
    takes: list[Chunk | None] = [Chunk("ITEM")]
    shared: list[str | Chunk] = []
    active = 0
    for entry in item.body:
        words = split(entry) if isinstance(entry, str) else []
        if words and words[0] == "TAKE":
            active = len(takes) if "SEL" in words[1:] else active
            takes.append(None if "NULL" in words[1:] else Chunk("ITEM"))
            continue
        if words and words[0] in _ITEM_ONLY:
            shared.append(entry)
        elif takes[-1] is not None:
            takes[-1].body.append(entry)
    for take in _there(takes):
        take.body.extend(shared)
    return takes, active


def _there(takes: list[Chunk | None]) -> Iterator[Chunk]:
    return (take for take in takes if take is not None)
