"""What a MIDI file asks for: parts with their notes, bends and faders, in seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonmeister.flow.playing_channels import Channel, Curve, Ended
from tonmeister.model import SoundBend, SoundNote
from tonmeister.studio import Unusable

DRUM_CHANNEL = 9
LONGEST_S = 3 * 3600.0
_MPE_LOWER, _MPE_UPPER = 0, 15


@dataclass
class MidiPart:
    """One instrument's music. ``voices``: notes that share bends (one, or a finger each: MPE).

    ``volume``, ``expression`` and ``pan`` are controllers over time, 0 to 127.
    """

    name: str
    track: int  # from 1
    channel: int  # from 0
    program: int
    voices: dict[int, list[SoundNote]] = field(default_factory=dict)
    bends: dict[int, list[SoundBend]] = field(default_factory=dict)
    wheel: Curve = field(default_factory=list)
    volume: Curve = field(default_factory=list)
    expression: Curve = field(default_factory=list)
    pan: Curve = field(default_factory=list)

    @property
    def drums(self) -> bool:
        """Whether it is on the drums' channel."""
        return self.channel == DRUM_CHANNEL

    @property
    def notes(self) -> list[SoundNote]:
        """All its notes in order."""
        return sorted((n for voice in self.voices.values() for n in voice),
                      key=lambda n: (n.start_s, n.midi))  # fmt: skip

    @property
    def end_s(self) -> float:
        """When its last note is let go."""
        return max((n.start_s + n.length_s for n in self.notes), default=0.0)


def read_midi(path: Path) -> list[MidiPart]:
    """Return the parts of a MIDI file, by track and channel; raises ``Unusable`` in one line."""
    midi = _open(path)
    events = sorted(_events(midi), key=lambda e: e[0])
    at_s = _clock(midi, events)
    channels = {number: Channel() for number in range(16)}
    owners: dict[int, int] = {}  # of MPE: each member's manager
    parts: dict[tuple[int, int, int], MidiPart] = {}
    if events and at_s(events[-1][0]) > LONGEST_S:
        raise Unusable(
            f"{path.name} lasts {at_s(events[-1][0]) / 3600.0:.1f} hours; up to "
            f"{LONGEST_S / 3600.0:.0f} can be played: cut it into songs"
        )
    for tick, track, message in events:
        if message.is_meta or not hasattr(message, "channel"):
            continue
        channel, now_s = channels[message.channel], at_s(tick)
        manager = owners.get(message.channel, message.channel)
        for ended in channel.hear(message, now_s, track, channels[manager].program):
            _add(parts, midi, message.channel, manager, ended, now_s)
        if channel.zone is not None and message.channel in (_MPE_LOWER, _MPE_UPPER):
            _found_zone(message.channel, channel.zone, channels, owners)
            channel.zone = None
    for number, channel in channels.items():
        for ended in channel.all_up():
            _add(parts, midi, number, owners.get(number, number), ended, at_s(events[-1][0]))
    found = [parts[key] for key in sorted(parts)]
    if not found:
        raise Unusable(f"{path.name} holds no notes that can be played")
    for part in found:
        _hang_on(part, channels)
    return found


def _add(
    parts: dict[tuple[int, int, int], MidiPart], midi: Any, channel: int, manager: int,
    ended: Ended, now_s: float,
) -> None:  # fmt: skip
    """Put a note where it belongs: by track, instrument's channel and program."""
    where = (ended.track, manager, ended.program)
    if where not in parts:
        name = " ".join((midi.tracks[ended.track].name or "").split())
        parts[where] = MidiPart(name or f"Track {ended.track + 1}", ended.track + 1, manager,
                                ended.program)  # fmt: skip
    length_s = max(now_s - ended.start_s, 0.001)
    note = SoundNote(ended.start_s, length_s, float(ended.note), ended.velocity)
    parts[where].voices.setdefault(channel, []).append(note)


def _open(path: Path) -> Any:
    import mido

    try:
        midi = mido.MidiFile(path)
    except FileNotFoundError:
        raise Unusable(f"{path} is not there: give a MIDI file") from None
    except IsADirectoryError:
        raise Unusable(f"{path} is a folder: give a MIDI file") from None
    except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
        why = " ".join(str(error).split()) or "it ends early"
        raise Unusable(f"{path.name} cannot be read as MIDI: {why}") from error
    if midi.type == 2:
        raise Unusable(f"{path.name}: its tracks are songs of their own; save it as MIDI type 1")
    if not 0 < midi.ticks_per_beat < 0x8000:
        raise Unusable(f"{path.name} counts film frames, not beats; save it with ticks a quarter")
    return midi


def _events(midi: Any) -> Iterator[tuple[int, int, Any]]:
    for number, track in enumerate(midi.tracks):
        tick = 0
        for message in track:
            tick += message.time
            yield tick, number, message


def _clock(midi: Any, events: Sequence[tuple[int, int, Any]]) -> Any:
    """Return the function from ticks to seconds."""
    ticks, begins_s, each_s = [0], [0.0], [0.5 / midi.ticks_per_beat]
    for tick, _, message in events:
        if message.type == "set_tempo":
            begins_s.append(begins_s[-1] + (tick - ticks[-1]) * each_s[-1])
            ticks.append(tick)
            each_s.append(message.tempo / 1e6 / midi.ticks_per_beat)

    def at_s(tick: int) -> float:
        k = bisect_right(ticks, tick) - 1
        return float(begins_s[k] + (tick - ticks[k]) * each_s[k])

    return at_s


def _found_zone(
    manager: int, members: int, channels: dict[int, Channel], owners: dict[int, int]
) -> None:
    """Give an MPE zone's member channels to their manager; they bend four octaves unless told."""
    step = 1 if manager == _MPE_LOWER else -1
    for number in [n for n, owner in owners.items() if owner == manager]:
        del owners[number]
    for number in range(manager + step, manager + step * (members + 1), step):
        owners[number] = manager
        channels[number].member()


def _hang_on(part: MidiPart, channels: dict[int, Channel]) -> None:
    """Give a part the bends and faders of its channels."""
    manager = channels[part.channel]
    part.wheel, part.volume = manager.curves[1], manager.curves[7]
    part.pan, part.expression = manager.curves[10], manager.curves[11]
    for number in part.voices:
        part.bends[number] = channels[number].bends
        if number != part.channel and manager.bends:
            part.bends[number] = channels[number].bends or manager.bends
