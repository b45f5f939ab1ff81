"""Standard MIDI files, read with care: what plays when, part by part, and the song's map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonmeister.exchange.midi_out import PRIVATE
from tonmeister.studio.probe import Unusable

LARGEST_BYTES = 8_000_000
LONGEST_QUARTERS = 40_000
MOST_BEATS, FINEST_UNIT = 64, 64
DRUM_CHANNEL = 9


class MidiError(Unusable):
    """A MIDI file that cannot be used: one clear line."""


@dataclass(frozen=True, slots=True)
class MidiNote:
    """A note in ticks."""

    start: int
    end: int
    midi: int
    velocity: int


@dataclass
class MidiPart:
    """A track (of a file of type 0: a channel) with what it plays."""

    name: str
    notes: list[MidiNote] = field(default_factory=list)
    lyrics: list[tuple[int, str]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    drums: bool = False


@dataclass
class MidiSong:
    """A file of MIDI; places are ticks, ``tempos`` microseconds a quarter note."""

    ticks: int
    title: str = ""
    tempos: list[tuple[int, int]] = field(default_factory=list)
    meters: list[tuple[int, int, int]] = field(default_factory=list)
    keys: list[tuple[int, str]] = field(default_factory=list)
    markers: list[tuple[int, str]] = field(default_factory=list)
    private: list[tuple[int, str]] = field(default_factory=list)  # what we wrote ourselves
    parts: list[MidiPart] = field(default_factory=list)
    end: int = 0


def read_midi(path: Path) -> MidiSong:
    """Read a MIDI file; raises ``MidiError``."""
    import mido
    from mido.midifiles.meta import KeySignatureError

    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise MidiError(f"{path.name} has more than {LARGEST_BYTES // 10**6} MB: is it MIDI?")
        file = mido.MidiFile(str(path), clip=True)
    except FileNotFoundError as error:
        raise MidiError(f"{path} is not there: give a MIDI file") from error
    except MidiError:
        raise
    except (
        OSError, EOFError, ValueError, KeyError, IndexError, TypeError, KeySignatureError
    ) as error:  # fmt: skip
        why = str(error) or "it ends early"
        raise MidiError(f"{path.name} cannot be read as MIDI ({why}): save it again") from error
    if file.type == 2:
        raise MidiError(f"{path.name}: its tracks are songs of their own; save it as MIDI type 1")
    if not 0 < file.ticks_per_beat < 0x8000:
        raise MidiError(f"{path.name} counts in film frames, not in beats: save it with a tempo")
    song = MidiSong(ticks=file.ticks_per_beat)
    for number, one in enumerate(file.tracks, 1):
        try:
            _take(song, one, number)
        except MidiError as error:
            raise MidiError(f"{path.name}, track {number}: {error}") from error
    song.parts = [p for p in song.parts if p.notes or p.lyrics]
    song.tempos, song.meters, song.keys = (
        _last_of_each(song.tempos), _last_of_each(song.meters), _last_of_each(song.keys)
    )  # fmt: skip
    return song


def words_of(text: str) -> str:
    """Return text as it was meant: UTF-8 where it is, else Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _take(song: MidiSong, messages: Iterable[Any], number: int) -> None:
    """Read one track into the song."""
    tick, name = 0, ""
    parts: dict[int, MidiPart] = {}
    sounding: dict[tuple[int, int], list[tuple[int, int]]] = {}
    lyrics: list[tuple[int, str]] = []
    texts: list[tuple[int, str]] = []
    for message in messages:
        tick += message.time
        if tick > LONGEST_QUARTERS * song.ticks:
            raise MidiError(
                f"it is longer than {LONGEST_QUARTERS} quarter notes, broken: save it again"
            )
        kind = message.type
        if kind in ("note_on", "note_off"):
            part = parts.setdefault(message.channel, MidiPart(""))
            key = (message.channel, message.note)
            if kind == "note_on" and message.velocity > 0:
                sounding.setdefault(key, []).append((tick, message.velocity))
            elif sounding.get(key):
                start, velocity = sounding[key].pop(0)
                part.notes.append(MidiNote(start, max(tick, start + 1), message.note, velocity))
        elif kind == "track_name":
            name = name or words_of(message.name).strip()
        elif kind == "lyrics":
            lyrics.append((tick, words_of(message.text)))
        elif kind == "sequencer_specific" and message.data[:1] == (PRIVATE,):
            song.private.append((tick, bytes(message.data[1:]).decode("utf-8", "replace")))
        elif kind == "text":
            texts.append((tick, words_of(message.text)))
        else:
            _map(song, tick, message)
    for (channel, midi), left in sounding.items():
        parts[channel].notes += [MidiNote(at, max(tick, at + 1), midi, v) for at, v in left]
    song.end = max(song.end, tick)
    if number == 1:
        song.title = name
    if lyrics and not parts:
        parts[0] = MidiPart("")
    for place, (channel, part) in enumerate(sorted(parts.items())):
        part.name = name if len(parts) == 1 else f"{name or 'channel'} {channel + 1}"
        part.drums = channel == DRUM_CHANNEL
        part.notes.sort(key=lambda n: (n.start, n.midi))
        part.lyrics, part.texts = (lyrics, texts) if place == 0 else ([], [])
        song.parts.append(part)


def _map(song: MidiSong, tick: int, message: Any) -> None:
    kind = message.type
    if kind == "set_tempo" and message.tempo > 0:
        song.tempos.append((tick, message.tempo))
    elif kind == "time_signature":
        if not 0 < message.numerator <= MOST_BEATS or message.denominator > FINEST_UNIT:
            raise MidiError("it has a time signature that nobody can count: save it again")
        song.meters.append((tick, message.numerator, message.denominator))
    elif kind == "key_signature":
        song.keys.append((tick, message.key))
    elif kind in ("marker", "cue_marker"):
        song.markers.append((tick, words_of(message.text).strip()))


def _last_of_each(rows: list[Any]) -> list[Any]:
    """Return rows in the order of time, of those at one tick the last."""
    return [at for _, at in sorted({row[0]: row for row in rows}.items())]
