"""A REAPER project played by the formulas that are known of REAPER, read by another's parser.

Nothing of our writer or reader is used: the library ``rpp`` reads the text, NumPy plays it. The
formulas: volume envelopes straight in amplitude, pan envelopes with +1 on the left, the fader times
the envelope (Trim/Read), stereo balance ``k cos, k sin`` with ``k = 1`` at a law of -3 dB and
``sqrt(2)`` in the middle at 0 dB. A fade of shape 1 is ``1 - (1 - x)^2``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rpp
import soundfile
from numpy.typing import NDArray

Sound = NDArray[np.float64]
SINE, FLAT = 0.70710678118654757, 1.0


class Player:
    """Plays a project of tracks, items, receives and rides."""

    def __init__(self, path: Path, frames: int) -> None:
        self.folder = path.parent
        self.project = rpp.loads(path.read_text("utf-8"))
        self.frames = frames
        self.rate = int(words(self.project, "SAMPLERATE")[0])
        self.tracks = [c for c in self.project if getattr(c, "tag", "") == "TRACK"]
        self.at_s = np.arange(frames) / self.rate

    def played(self) -> Sound:
        """Return ``[frame, 2]``: what comes out of the master."""
        done: dict[int, tuple[Sound, Sound]] = {}
        out = np.zeros((self.frames, 2))
        for place in self._order():
            track = self.tracks[place]
            sound = self._items(track)
            for receive, rides in receives(track):
                source, mode, volume, pan = int(receive[0]), receive[1], *map(float, receive[2:4])
                taken = done[source][0 if mode == "3" else 1]
                sound = sound + taken * self._level(volume, pan, float(receive[9]), rides)
            if float(words(track, "IPHASE")[0]):
                sound = -sound
            rides = {c.tag: c for c in track if getattr(c, "tag", "") in ("VOLENV2", "PANENV2")}
            volume, pan, law = map(float, words(track, "VOLPAN")[:3])
            quiet = float(words(track, "MUTESOLO")[0])
            before = sound * (0.0 if quiet else 1.0)
            after = before * self._level(volume, pan, law, rides)
            done[place] = before, after
            if words(track, "MAINSEND")[0] == "1":
                out += after
        rides = {c.tag.removeprefix("MASTER"): c for c in self.project if hasattr(c, "tag")}
        volume, pan, law = map(float, words(self.project, "MASTER_VOLUME")[:3])
        return out * self._level(volume, pan, law, rides)

    def _order(self) -> list[int]:
        feeds = {n: {int(r[0]) for r, _ in receives(t)} for n, t in enumerate(self.tracks)}
        order: list[int] = []
        while len(order) < len(feeds):
            ready = [n for n in feeds if n not in order and feeds[n] <= set(order)]
            assert ready, "a circle"
            order += ready
        return order

    def _level(self, volume: float, pan: float, law: float, rides: dict[str, Any]) -> Sound:
        """Return left and right of a fader and a pan with their envelopes."""
        gain = np.full(self.frames, volume)
        place = np.full(self.frames, pan)
        for name, ride in rides.items():
            if name in ("VOLENV2", "AUXVOLENV"):
                gain = gain * self._envelope(ride, self.at_s)
            if name in ("PANENV2", "AUXPANENV"):
                place = place - self._envelope(ride, self.at_s)
        turn = (1.0 + place) * np.pi / 4.0
        if law == FLAT:
            assert not place.any(), "the table of the 0 dB law is not needed here"
            return np.stack([gain, gain], axis=1)
        assert abs(law - SINE) < 1e-12, law
        return np.stack([gain * np.cos(turn), gain * np.sin(turn)], axis=1)

    def _envelope(self, ride: Any, at_s: Sound) -> Sound:
        assert words(ride, "ACT")[0] == "1"
        assert not [c for c in ride if c[0] == "VOLTYPE"]
        points = [c[1:] for c in ride if c[0] == "PT"]
        assert all(point[2] == "0" for point in points)
        times, values = zip(*((float(p[0]), float(p[1])) for p in points), strict=True)
        return np.interp(at_s, times, values)

    def _items(self, track: Any) -> Sound:
        sound = np.zeros((self.frames, 2))
        for item in track:
            if getattr(item, "tag", "") != "ITEM" or float(words(item, "MUTE")[0]):
                continue
            source = next(c for c in item if getattr(c, "tag", "") == "SOURCE")
            if source.attrib[0] == "MIDI":
                continue
            at, length, start = (
                round(float(words(item, name)[0]) * self.rate)
                for name in ("POSITION", "LENGTH", "SOFFS")
            )
            file = soundfile.read(self.folder / words(source, "FILE")[0], always_2d=True)[0]
            file = np.repeat(file, 2, axis=1) if file.shape[1] == 1 else file
            if words(item, "CHANMODE")[0] == "2":
                file = np.repeat(file.mean(axis=1, keepdims=True), 2, axis=1)
            trim, pan, volume = map(float, words(item, "VOLPAN")[:3])
            assert pan == 0.0
            gain = np.full(length, trim * volume)
            for ride in item:
                if getattr(ride, "tag", "") == "VOLENV":
                    gain *= self._envelope(ride, np.arange(length) / self.rate)
            gain *= _fade(words(item, "FADEIN"), length, self.rate)
            gain *= _fade(words(item, "FADEOUT"), length, self.rate)[::-1]
            played = file[start : start + length]
            end = min(self.frames, at + len(played))
            sound[at:end] += (played * gain[: len(played), None])[: end - at]
        return sound


def _fade(told: list[str], length: int, rate: int) -> Sound:
    frames = round(float(told[1]) * rate)
    out = np.ones(length)
    if frames > 1:
        way = np.arange(frames) / (frames - 1)
        out[:frames] = {"0": way, "1": 1.0 - (1.0 - way) ** 2}[told[0]]
    return out


def receives(track: Any) -> list[tuple[list[str], dict[str, Any]]]:
    """Return each receive with the envelopes that stand behind it."""
    found: list[tuple[list[str], dict[str, Any]]] = []
    for entry in track:
        if isinstance(entry, list) and entry[0] == "AUXRECV":
            found.append((entry[1:], {}))
        elif getattr(entry, "tag", "").startswith("AUX"):
            found[-1][1][entry.tag] = entry
    return found


def words(home: Any, name: str) -> list[str]:
    """Return the words of the first line of that name."""
    return next(entry[1:] for entry in home if isinstance(entry, list) and entry[0] == name)
