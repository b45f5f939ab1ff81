"""A song folder as people keep it: every format, rate and layout, and what DAWs leave behind."""

from __future__ import annotations

import struct
import subprocess
import unicodedata
from pathlib import Path

import numpy as np
import soundfile as sf
from little_song import bass, guitar, kick, voice
from numpy.typing import NDArray

LENGTH_S = 7.0
CLICK_S = 3.0
GAP_S = 0.5

Sound = NDArray[np.float64]


CAFE = unicodedata.normalize("NFD", "Café Gitarre.wav")

# path, part, pitch, sample rate, how the samples are kept
PARTS: tuple[tuple[str, str, float, int, str], ...] = (
    ("Drums/01 Kick.wav", "kick", 1.0, 44100, "PCM_16"),
    ("Drums/Snare Top.aiff", "kick", 4.0, 44100, "PCM_24"),
    ("Drums/OH.L.wav", "kick", 8.0, 48000, "PCM_24"),
    ("Drums/OH.R.wav", "kick", 8.1, 48000, "PCM_24"),
    ("02 Bass DI.flac", "bass", 1.0, 44100, "PCM_24"),
    ("02 Bass Amp.wav", "bass", 1.02, 96000, "PCM_32"),
    (CAFE, "guitar", 1.0, 44100, "FLOAT"),
    ("Gtr 2.caf", "guitar", 1.5, 48000, "PCM_24"),
    ("Keys/Rhodes.wav", "guitar", 0.5, 44100, "PCM_24"),  # RF64
    ("Keys/Organ.m4a", "guitar", 2.0, 48000, "AAC"),
    ("Keys/Pad.mp3", "guitar", 0.75, 44100, "MPEG_LAYER_III"),
    ("Gesang/Lead Vox.wav", "voice", 1.0, 48000, "PCM_24"),
    ("Gesang/コーラス BV.ogg", "voice", 1.26, 44100, "VORBIS"),
)


def write_mixed_song(folder: Path) -> Path:
    """Write parts that all clap at ``CLICK_S``, in a gap of silence, and what is no part."""
    for place in ("Drums", "Gesang", "__MACOSX/Drums", "Keys"):
        (folder / place).mkdir(parents=True)
    for path, name, pitch, rate_hz, kind in PARTS:
        sound, to = _part(name, rate_hz, pitch), folder / path
        form = {".mp3": "MP3", ".ogg": "OGG", ".caf": "CAF"}.get(to.suffix)
        if kind == "AAC":
            _m4a(to, sound)
        else:
            form = "RF64" if "Rhodes" in path else form
            sf.write(to, sound, rate_hz, kind, format=form)
    _not_parts(folder)
    return folder


def _part(name: str, rate_hz: int, pitch: float) -> Sound:
    """Play a part with a gap, and in the gap a clap of 2 ms at ``CLICK_S``."""
    t = np.arange(round(LENGTH_S * rate_hz)) / rate_hz
    play = {"kick": kick, "bass": bass, "guitar": guitar, "voice": voice}[name]
    sound = np.atleast_2d(np.asarray(play(t, pitch=pitch)).T).T
    hiss = np.random.default_rng(round(1000 * pitch)).standard_normal(sound.shape)
    sound = sound + 1e-4 * hiss
    sound[np.abs(t - CLICK_S) < GAP_S] = 0.0
    since = t - CLICK_S
    clap = np.where((since >= 0) & (since < 0.002), np.cos(2 * np.pi * 2000 * since), 0.0)
    return np.asarray(sound + 0.5 * clap[:, None])


def _m4a(path: Path, sound: Sound) -> None:
    wav = path.with_suffix(".tmp")
    sf.write(wav, sound, 48000, "PCM_24", format="WAV")
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-f", "wav", "-i", str(wav), "-c:a", "aac",
         "-b:a", "192k", str(path)],
        check=True,
    )  # fmt: skip
    wav.unlink()


def _not_parts(folder: Path) -> None:
    """Add rough mix, click and guide, a mix and a click that are not called so, and litter."""
    rate_hz = 44100
    t = np.arange(round(LENGTH_S * rate_hz)) / rate_hz
    parts = [_part(name, rate_hz, pitch) for _, name, pitch, _, _ in PARTS]
    total = sum(0.2 * (p if p.shape[1] == 2 else np.repeat(p, 2, axis=1)) for p in parts)
    since = t % 0.5
    tick = 0.4 * np.sin(2 * np.pi * 1000 * since) * np.exp(-since * 150) * (since < 0.03)
    sf.write(folder / "Song v3 rough mix.wav", total, rate_hz, "PCM_16")
    sf.write(folder / "Click.wav", tick, rate_hz, "PCM_16")
    sf.write(folder / "Gesang/Guide Vox.wav", 0.5 * parts[-2], rate_hz, "PCM_16")
    sf.write(folder / "Untitled 3.wav", 0.8 * np.asarray(total), rate_hz, "PCM_24")
    sf.write(folder / "Audio 12.wav", 0.9 * tick, rate_hz, "PCM_24")
    (folder / "__MACOSX/Drums/._01 Kick.wav").write_bytes(b"\x00\x05\x16\x07")
    (folder / "Drums/._01 Kick.wav").write_bytes(b"\x00\x05\x16\x07")
    (folder / ".DS_Store").write_bytes(b"Bud1")
    (folder / "Drums/01 Kick.wav.asd").write_bytes(b"\xab\x1e")
    (folder / "Song.als").write_bytes(b"\x1f\x8b")
    (folder / "Song.cpr").write_bytes(b"RIFF")
    (folder / "notes.txt").write_text("take 3 is the one")


def add_time_stamp(path: Path, at_frames: int) -> None:
    """Give a WAV file a broadcast chunk that says when it begins."""
    body = bytearray(602)
    body[338:346] = struct.pack("<Q", at_frames)
    raw = bytearray(path.read_bytes()) + b"bext" + struct.pack("<I", len(body)) + body
    raw[4:8] = struct.pack("<I", len(raw) - 8)
    path.write_bytes(raw)
