"""Three songs of synthetic sound, each with its own level, rate and number of channels."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.flow.album import AlbumWishes, make_album
from tonmeister.flow.tell import Event, Teller

FIRST, SECOND, THIRD = "01 - Füchse im Schnee.wav", "02 - 音楽.flac", "10 - Mono_Mix.wav"
UPC = "5012345678900"


def song(
    rate_hz: int,
    length_s: float,
    *,
    pitch_hz: float,
    beat_s: float,
    level: float,
    seed: int,
    peaky: float = 0.1,
) -> NDArray[np.float64]:
    """Return chords on a beat with noise strokes, ``[2, n]``, that end softly."""
    chance = np.random.default_rng(seed)
    count = round(rate_hz * length_s)
    t = np.arange(count) / rate_hz
    tone = sum(np.sin(2 * np.pi * pitch_hz * k * t) / k for k in (1, 2, 3, 5))
    strokes = np.exp(-((t % beat_s) / beat_s) * 2.0)
    noise = chance.standard_normal((2, count)) * np.exp(-((t % beat_s) / beat_s) * 20.0)
    end = np.minimum(1.0, (length_s - t) / 0.5)
    return np.asarray((0.4 * tone * strokes + peaky * noise) * level * end)


def write_songs(folder: Path) -> Path:
    """Write the three songs; the first begins and ends with digital silence."""
    folder.mkdir(parents=True, exist_ok=True)
    one = song(44100, 5.0, pitch_hz=110.0, beat_s=0.5, level=0.5, seed=1)
    one = np.pad(one, ((0, 0), (22050, 44100)))
    two = song(48000, 6.0, pitch_hz=147.0, beat_s=0.6, level=0.25, seed=2)
    three = song(44100, 5.5, pitch_hz=98.0, beat_s=0.45, level=0.35, seed=3)
    sf.write(folder / FIRST, one.T, 44100, subtype="PCM_24")
    sf.write(folder / SECOND, two.T, 48000, subtype="PCM_24")
    sf.write(folder / THIRD, three[0], 44100, subtype="PCM_16")
    return folder


@dataclass(frozen=True)
class Made:
    """An album as it was made. Tests must not change its folder."""

    songs: Path
    folder: Path
    done: Event
    lines: list[str]


class Listener:
    """Keeps what was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    @property
    def lines(self) -> list[str]:
        """Every line that was said."""
        return [e["words"] for e in self.events if e["event"] in ("note", "problem")]


def make(folder: Path, listener: Listener | None = None, **wishes: object) -> Event:
    """Make an album of a folder."""
    tell = Teller(listener=listener or Listener(), stop=threading.Event())
    return make_album(AlbumWishes(folder=folder, **wishes), tell)  # type: ignore[arg-type]


def whole(paths: list[Path]) -> NDArray[np.int32]:
    """Return files laid end to end, as whole numbers ``[n, channels]``."""
    return np.concatenate([sf.read(str(path), dtype="int32", always_2d=True)[0] for path in paths])


def fingerprint(folder: Path) -> dict[str, bytes]:
    """Return every file that a person sees, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.parts[len(folder.parts) :])
    }


def wavs(folder: Path) -> list[Path]:
    """Return an album's WAV files in their order."""
    return sorted((folder / "wav").iterdir())


def set_key(folder: Path, file: str, **values: object) -> None:
    """Write values into a song's table, as a person would."""
    path = folder / "album" / "album.toml"
    head, *tables = path.read_text("utf-8").split("[[song]]\n")
    for i, table in enumerate(tables):
        if f'file = "{file}"' in table:
            rows = [r for r in table.splitlines() if r.split(" =")[0] not in values]
            rows += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
            tables[i] = "\n".join(r for r in rows if r) + "\n\n"
    path.write_text("[[song]]\n".join([head, *tables]), "utf-8")
