"""Real multitracks, mixed by hand in our words, as Ardour plays them, less our own arithmetic.

``python -m benchmarks.daw_ardour MATERIAL``. Each multitrack becomes a session with faders, pans,
fades, a ride on every track (a curve of the clips' gain), a bus, two returns with sends before and
after the fader, polarity and clip gains; Ardour's exporter renders it. ``null_peak_dbfs`` and
``null_rms_dbfs`` are what is left of its sound less the session played by plain NumPy
(``tests/exporting/daw_played.py``); ``tries`` counts runs until Ardour left without a crash.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from tonmeister.exchange.ardour import rendered, write
from tonmeister.model.daw import (
    DawClip,
    DawFile,
    DawLane,
    DawSend,
    DawSession,
    DawTrack,
    Fade,
    FramePoint,
)

SONGS = {
    "mdn multitrack": "mdn_multitrack/*.mp3",
    "MusicDelta Punk": "mdbdrums/Punk/raw/*.wav",
    "MEGAMI 2_rock": "megami/2_rock/*.wav",
    "Software-Entwicklungskit, Caesium": "everythingisfree/6.Caesium/*Stem*.m4a",
}


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a multitrack."""
    return list(_each(material))


def _each(material: Path) -> Iterator[dict[str, object]]:
    for name, pattern in SONGS.items():
        if paths := sorted(material.glob(pattern)):
            yield _row(name, paths)


def _row(name: str, paths: list[Path]) -> dict[str, object]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "exporting"))
    from daw_played import played

    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        session = mixed(name, [_decoded(path, folder, n) for n, path in enumerate(paths)])
        began_s = time.perf_counter()
        main = write(session, folder / "out", lambda share: None).main
        wrote_s = time.perf_counter()
        failed: list[str] = []
        heard, _ = soundfile.read(rendered(main, folder / "r.wav", failed.append), always_2d=True)
        ended_s = time.perf_counter()
        left = np.abs(heard - played(session))
        return {
            "song": name, "tracks": len(paths),
            "length_s": round(session.length_frames / session.rate_hz, 1),
            "null_peak_dbfs": _db(left.max()),
            "null_rms_dbfs": _db(np.sqrt(np.mean(np.square(left)))),
            "loud_peak_dbfs": _db(np.abs(heard).max()),
            "session_kb": round(main.stat().st_size / 1000),
            "write_s": round(wrote_s - began_s, 1), "ardour_s": round(ended_s - wrote_s, 1),
            "tries": 1 + len(failed),
        }  # fmt: skip


def mixed(name: str, files: list[DawFile]) -> DawSession:
    """Return a mix of recordings; where each stands follows from its place in the list."""
    rate_hz = files[0].rate_hz
    length = max(file.frames for file in files)
    count = len(files)
    tracks = []
    for n, file in enumerate(files):
        law = "sine" if file.channels == 1 else "balance"
        sends = (
            DawSend(to="Verb", level_db=-12.0 - n),
            DawSend(to="Echo", level_db=-18.0, pre_fader=True),
        )
        tracks.append(
            DawTrack(
                name=Path(file.name).stem,
                channels=file.channels,
                law=law,
                fader_db=-8.0 - n % 5,
                fader_curve_db=() if n % 3 == 2 else _ride(n, length),
                pan_percent=-70.0 + 140.0 * n / max(1, count - 1),
                flip_polarity=n % 4 == 3,
                output="Band" if n % 2 else "Master",
                sends=sends if n % 3 == 2 else sends[:1],
                lanes=(DawLane(clips=_clips(file, n)),),
            )
        )
    tracks += [
        DawTrack(name="Verb", kind="return", fader_db=-4.0, pan_percent=10.0),
        DawTrack(name="Echo", kind="return", output="Band", fader_db=-6.0),
        DawTrack(name="Band", kind="bus", fader_db=-1.5, pan_percent=-5.0),
        DawTrack(name="Master", kind="master", fader_db=-3.0),
    ]
    return DawSession(
        title=name, rate_hz=rate_hz, length_frames=length, tracks=tuple(tracks),
        files=tuple(files),
    )  # fmt: skip


def _clips(file: DawFile, n: int) -> tuple[DawClip, ...]:
    """Return two clips that meet in a crossfade of 20 ms, with fades at the ends of the song."""
    meet, cross = file.frames * (40 + n % 20) // 100, file.rate_hz // 50
    fade = Fade(length_frames=cross, shape="equal_power")
    return (
        DawClip(file=file.name, at_frames=0, length_frames=meet + cross, gain_db=-1.0,
                fade_in=Fade(length_frames=file.rate_hz // 100), fade_out=fade),
        DawClip(file=file.name, at_frames=meet, start_frames=meet, gain_db=0.5, fade_in=fade,
                length_frames=file.frames - meet,
                fade_out=Fade(length_frames=2 * file.rate_hz)),
    )  # fmt: skip


def _ride(n: int, length: int) -> tuple[FramePoint, ...]:
    """Return a ride between -12 and -4 dB with a breakpoint every half second, in half a dB."""
    rng = np.random.default_rng(n)
    step = 24000
    levels = -8.0 + np.clip(np.cumsum(rng.integers(-2, 3, length // step + 1)) * 0.5, -4.0, 4.0)
    return tuple((k * step, float(level)) for k, level in enumerate(levels))


def _decoded(path: Path, folder: Path, n: int) -> DawFile:
    """Return a recording as a float WAV that both sides read."""
    out = folder / f"{n} {path.stem}.wav"
    if path.suffix == ".wav":
        sound, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        soundfile.write(out, sound, rate_hz, subtype="FLOAT")
    else:
        subprocess.run(
            [
                "ffmpeg",
                "-v",
                "error",
                "-i",
                str(path),
                "-ar",
                "48000",
                "-c:a",
                "pcm_f32le",
                str(out),
            ],
            check=True,
        )
    about = soundfile.info(str(out))
    return DawFile(name=out.name, path=str(out), channels=about.channels,
                   rate_hz=about.samplerate, frames=about.frames)  # fmt: skip


def _db(value: float) -> float:
    return round(float(20.0 * np.log10(value + 1e-15)), 1)


if __name__ == "__main__":
    for row in _each(Path(sys.argv[1])):
        print("  ".join(f"{k} {v}" for k, v in row.items()), flush=True)
