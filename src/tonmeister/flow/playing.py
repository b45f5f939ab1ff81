"""Playing a MIDI file: each part by a preset or a bank of samples, to one file and to stems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.flow.made_folder import check_free
from tonmeister.flow.playing_faders import faded_and_panned, with_wheel
from tonmeister.flow.playing_midi import MidiPart, read_midi
from tonmeister.flow.playing_players import Hand, hand_for
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.signal import Samples, gain
from tonmeister.studio import Unusable, WavSink
from tonmeister.studio.disk import write_text

RATES_HZ = (44100, 48000, 88200, 96000)
PEAK_DBFS = -1.0
_TAIL_S, _LONGEST_TAIL_S = 3.0, 8.0
_MARK = "# Played by Tonmeister from a MIDI file. The next run writes this anew.\n"


@dataclass(frozen=True)
class PlayAsked:
    """What was asked for. ``track`` counts from 1; ``program`` goes by General MIDI only."""

    instrument: str | None = None
    track: int | None = None
    by_program: bool = False
    out: Path | None = None
    stems: bool = False
    rate_hz: int = 48000
    seed: int = 1


@dataclass(frozen=True)
class PlayedPart:
    """A part as it was played."""

    name: str
    track: int
    channel: int
    instrument: str
    licence: str
    notes: int
    left_out: int  # notes that the instrument has no key for


@dataclass(frozen=True)
class PlayedFile:
    """What was written."""

    mix: Path
    stems: tuple[Path, ...]
    parts: tuple[PlayedPart, ...]
    length_s: float
    turned_db: float


def play_file(path: Path, tell: Teller, asked: PlayAsked) -> PlayedFile:
    """Play a MIDI file; raises ``BadWish`` and ``Unusable`` with one clear line."""
    if asked.rate_hz not in RATES_HZ:
        raise BadWish(
            f"--rate is {asked.rate_hz}, but may be {', '.join(str(r) for r in RATES_HZ)} Hz"
        )
    mix = asked.out if asked.out is not None else path.with_name(f"{path.stem} played.wav")
    if mix.suffix.lower() != ".wav":
        raise BadWish(f"--out {mix}: the sound becomes a WAV file; end its name in .wav")
    note, folder = mix.with_name(f"{mix.stem}.toml"), mix.with_name(f"{mix.stem} stems")
    check_free((mix, note, folder) if asked.stems else (mix, note), note, _MARK)
    parts = _chosen(path, read_midi(path), asked.track)
    hands = [hand_for(part, asked.instrument, by_program=asked.by_program) for part in parts]
    tail_s = min(_LONGEST_TAIL_S, max((h.tail_s for h in hands), default=_TAIL_S))
    length_s = max(part.end_s for part in parts) + max(_TAIL_S, tail_s)
    sounds: list[Samples] = []
    with tell.stage("play", "Playing") as on:
        for number, (part, hand) in enumerate(zip(parts, hands, strict=True)):
            on(number / len(parts))
            sounds.append(_sound(part, hand, length_s, asked))
    total = np.sum(sounds, axis=0)
    highest = float(np.abs(total).max(initial=0.0))
    turned = min(1.0, gain(PEAK_DBFS) / highest) if highest else 1.0
    written = _write_stems(folder, parts, sounds, turned, asked) if asked.stems else ()
    _write(mix, total * turned, asked.rate_hz)
    played = tuple(_told(part, hand) for part, hand in zip(parts, hands, strict=True))
    write_text(note, _log(path, played))
    return PlayedFile(mix, written, played, length_s, 20.0 * float(np.log10(turned)))


def _chosen(path: Path, parts: list[MidiPart], track: int | None) -> list[MidiPart]:
    if track is None:
        return parts
    mine = [part for part in parts if part.track == track]
    if not mine:
        there = ", ".join(str(n) for n in sorted({part.track for part in parts}))
        raise BadWish(f"--track {track}: {path.name} has notes on track {there}")
    return mine


def _sound(part: MidiPart, hand: Hand, length_s: float, asked: PlayAsked) -> Samples:
    from tonmeister.instruments.stems import levelled

    sound = np.zeros((2, round(length_s * asked.rate_hz)))
    for number, notes in part.voices.items():
        bends = with_wheel(part.bends.get(number, []), part.wheel, length_s)
        sound += hand.player.play(hand.playable(notes), bends, length_s, asked.rate_hz, asked.seed)
    return faded_and_panned(levelled(sound, hand.role, asked.rate_hz), part, asked.rate_hz)


def _told(part: MidiPart, hand: Hand) -> PlayedPart:
    count = len(part.notes)
    return PlayedPart(part.name, part.track, part.channel + 1, hand.name, hand.licence, count,
                      count - len(hand.playable(part.notes)))  # fmt: skip


def _write_stems(
    folder: Path, parts: Sequence[MidiPart], sounds: Sequence[Samples], turned: float,
    asked: PlayAsked,
) -> tuple[Path, ...]:  # fmt: skip
    written = []
    for number, (part, sound) in enumerate(zip(parts, sounds, strict=True), start=1):
        clean = "".join(c if c.isalnum() or c in " -_.,()&+'#" else "_" for c in part.name)
        path = folder / f"{number:02d} {clean.strip(' .')[:80] or 'Part'}.wav"
        _write(path, sound * turned, asked.rate_hz)
        written.append(path)
    return tuple(written)


def _write(path: Path, sound: Samples, rate_hz: int) -> None:
    with WavSink(path, rate_hz, bits=24, frames=sound.shape[1]) as sink:
        sink.write(sound)


def _log(path: Path, parts: Sequence[PlayedPart]) -> str:
    import tomlkit

    document = tomlkit.document()
    document["from"] = path.name
    rows = tomlkit.aot()
    for part in parts:
        row = tomlkit.table()
        row.update({"name": part.name, "track": part.track, "channel": part.channel,
                    "instrument": part.instrument, "licence": part.licence,
                    "notes": part.notes, "left_out": part.left_out})  # fmt: skip
        rows.append(row)
    document["part"] = rows
    return _MARK + "\n" + tomlkit.dumps(document)


__all__ = ["PlayAsked", "PlayedFile", "PlayedPart", "Unusable", "play_file"]
