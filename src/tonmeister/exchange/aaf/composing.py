"""The composition of an AAF: a track each for time code, sound and markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tonmeister.exchange.aaf.definitions import Definitions
from tonmeister.exchange.aaf.ids import mob
from tonmeister.exchange.aaf.pieces import Piece, crossfade
from tonmeister.exchange.aaf.slots import Slot
from tonmeister.exchange.aaf.sounds import MonoFile, Wanted
from tonmeister.exchange.daw.curves import gain_of
from tonmeister.model.daw import Fade, FramePoint

FINE = 1 << 24
"""Amplitudes are fractions of this: exact to 6e-8, and up to +36 dB they fit into 32 bits."""

MOST_GAIN = 127.0


class Composer:
    """Puts clips into a file; ``length_frames`` is how long all tracks are."""

    def __init__(self, file: Any, rate_hz: int, length_frames: int) -> None:
        self._file, self._rate_hz, self._length = file, rate_hz, length_frames
        self._known = Definitions.put_into(file)
        self._masters: dict[Wanted, Any] = {}

    def add_sounds(self, sounds: Mapping[Wanted, MonoFile]) -> None:
        """Describe the files: a sound that clips play, and the file it lies in."""
        for want, sound in sounds.items():
            name = sound.path.stem
            lies = mob(self._file, "SourceMob", name, "file")
            lies.descriptor = self._wave(sound)
            clip = self._file.create.SourceClip(0, sound.frames, media_kind="sound")
            self._slot(lies, clip, "")
            master = mob(self._file, "MasterMob", name, "master")
            slot = self._slot(master, lies.create_source_clip(1, 0, sound.frames, "sound"), "")
            slot["PhysicalTrackNumber"].value = 1
            self._masters[want] = master

    def add_slot(self, composition: Any, slot: Slot, number: int) -> Any:
        """Add a mono track with its clips, inside its pan."""
        sequence = self._file.create.Sequence(media_kind="sound")
        for component in self._components(slot.pieces):
            sequence.components.append(component)
        sequence.length = self._length
        pan = self._group(self._known.pan, sequence, self._length)
        pan.parameters.append(self._value(self._known.pan_value, slot.pan, self._length))
        out = self._slot(composition, pan, slot.name)
        out["PhysicalTrackNumber"].value = number
        return out

    def _components(self, pieces: Sequence[Piece]) -> list[Any]:
        """Return clips, gaps and fades in their order. A fade lies over what is beside it."""
        out: list[Any] = []
        at, fading = 0, Fade()  # where the sequence has come to; how the clip before goes out
        for n, piece in enumerate(pieces):
            if n and crossfade(pieces[n - 1], piece):
                over = fading.length_frames
                out.append(self._transition(fading, cut=over // 2))
            else:
                if fading.length_frames:
                    out.append(self._transition(fading, cut=fading.length_frames))
                gap = piece.at_frames - at + fading.length_frames + piece.fade_in.length_frames
                if gap:
                    out.append(self._file.create.Filler("sound", gap))
                if piece.fade_in.length_frames:
                    out.append(self._transition(piece.fade_in, cut=0))
            out.append(self._clip(piece))
            at, fading = piece.end_frames, piece.fade_out
        if fading.length_frames:
            out.append(self._transition(fading, cut=fading.length_frames))
        rest = self._length - at + fading.length_frames
        if rest:
            out.append(self._file.create.Filler("sound", rest))
        return out

    def _clip(self, piece: Piece) -> Any:
        """Return a clip, inside its gain where it has one, inside its volume over time."""
        length = piece.length_frames
        out = self._masters[piece.sound].create_source_clip(1, piece.start_frames, length, "sound")
        if abs(piece.gain_db) > 1e-6:
            gain = min(gain_of(piece.gain_db), MOST_GAIN)
            out = self._group(self._known.gain, out, length)
            out.parameters.append(self._value(self._known.amplitude, [(0, gain)], length))
        if piece.volume:
            out = self._group(self._known.gain, out, length)
            volume = piece.volume if len(piece.volume) > 1 else (*piece.volume, (length, 1.0))
            out.parameters.append(self._value(self._known.amplitude, volume, length))
        return out

    def _transition(self, fade: Fade, *, cut: int) -> Any:
        known = self._known
        out = self._file.create.Transition("sound", fade.length_frames)
        group = self._file.create.OperationGroup(
            known.dissolve, fade.length_frames, media_kind="sound"
        )
        bend = known.power if fade.shape == "equal_power" else known.linear
        level = self._file.create.VaryingValue(known.level, bend)
        self._points(level, [(0, 0.0), (1, 1.0)], 1)
        group.parameters.append(level)
        out["OperationGroup"].value = group
        out.cutpoint = cut
        return out

    def _group(self, operation: Any, inside: Any, length: int) -> Any:
        out = self._file.create.OperationGroup(operation, length, media_kind="sound")
        out.segments.append(inside)
        return out

    def _value(self, parameter: Any, points: Sequence[FramePoint], length: int) -> Any:
        """Return a steady value for one point, a curve of straight lines for more."""
        if len(points) == 1:
            return self._file.create.ConstantValue(parameter, _fraction(points[0][1]))
        out = self._file.create.VaryingValue(parameter, self._known.linear)
        self._points(out, points, length)
        return out

    def _points(self, value: Any, points: Sequence[FramePoint], length: int) -> None:
        from aaf2.rational import AAFRational

        for at, number in points:
            point = self._file.create.ControlPoint()
            point["Time"].value = AAFRational(max(0, min(at, length)), length)
            point["Value"].add_pid_entry()
            point["Value"].data = point["Value"].typedef.encode(_fraction(number), value.typedef)
            point["Value"].mark_modified()
            value.pointlist.append(point)

    def _slot(self, on: Any, segment: Any, name: str) -> Any:
        out = on.create_timeline_slot(self._rate_hz)
        out.segment = segment
        out.name = name
        return out

    def _wave(self, sound: MonoFile) -> Any:
        from aaf2.ama import create_network_locator, get_wave_fmt

        out = self._file.create.WAVEDescriptor()
        out["SampleRate"].value = self._rate_hz
        out["Summary"].value = get_wave_fmt(sound.path)
        out["Length"].value = sound.frames
        out["ContainerFormat"].value = self._file.dictionary.lookup_containerdef("AAF")
        out["Locator"].append(create_network_locator(self._file, Path(sound.path).absolute()))
        return out


def _fraction(number: float) -> Any:
    from aaf2.rational import AAFRational

    return AAFRational(round(number * FINE), FINE)
