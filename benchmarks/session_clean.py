"""Cleaning against truth: hum, clicks and clipping planted into clean recordings, and mended.

    python -m benchmarks.session_clean [MATERIAL]

SNR gain: how much nearer the mended sound is to the recording before it was spoilt. Planted hum
drifts in frequency (up to 40 mHz) and level (1.5 dB) and has ten harmonics; clicks are single
samples, decaying bursts, short double pulses and dropped frames; clipping is given by the SNR it
leaves. Peers get the same file: ffmpeg's adeclick, adeclip and afftdn with their defaults, sox's
noisered with the same noise print; against hum, ffmpeg's band rejects of 2 Hz at the true
frequencies. "outside" is what changed where no edit says so.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.songs import MATERIAL
from tonmeister.flow.editing.clean import CleanAsked, Cleaned, clean
from tonmeister.flow.tell import Teller
from tonmeister.producer.edits.clean import CleanWish

Row = NDArray[np.float64]
CLEAN = {
    "voice": "vocadito/vocadito_1.wav", "lead guitar": "mdn_multitrack/leadguitar.mp3",
    "bass": "mdn_multitrack/bassguitar.mp3", "clav": "mdn_multitrack/clav.mp3",
    "drums": "mdn_multitrack/drums.mp3", "horns": "mdn_multitrack/horns.mp3",
    "rock vocals": "megami/2_rock/vocals_1.wav", "rock guitar": "megami/2_rock/guitar.wav",
    "rock bass": "megami/2_rock/bass.wav", "rock drums": "megami/2_rock/drums.wav",
    "rock piano": "megami/2_rock/piano.wav", "sax": "sms_tools/sax-phrase.wav",
    "singing": "sms_tools/singing-female.wav", "orchestra": "sms_tools/orchestra.wav",
}  # fmt: skip
HUMS = ((50.0, 20.0), (60.0, 10.0))
LONG = ("voice", "lead guitar", "bass", "drums", "horns", "rock vocals")
SHORT = ("voice", "lead guitar", "bass", "drums", "rock vocals", "rock guitar", "rock piano", "sax")


@dataclass
class Spoilt:
    """A recording before and after it was spoilt."""

    name: str
    right: Row
    wrong: Row
    rate_hz: int
    hum_hz: float = 0.0
    noise_until_s: float = 0.0


def load(material: Path, name: str, most_s: float) -> tuple[Row, int]:
    sound, rate_hz = soundfile.read(material / CLEAN[name], always_2d=True)
    mono = sound.mean(axis=1)
    first = 5 * rate_hz if mono.size > (most_s + 10) * rate_hz else 0
    part = mono[first : first + int(most_s * rate_hz)]
    return part * (0.5 / np.abs(part).max()), int(rate_hz)


def with_hum(name: str, x: Row, rate_hz: int, hz: float, under_db: float) -> Spoilt:
    rng = np.random.default_rng(int(hz) + x.size % 97)
    at_s = np.arange(x.size) / rate_hz
    knots = np.linspace(0.0, at_s[-1], max(4, int(at_s[-1] / 10.0) + 2))
    wander = np.cumsum(rng.standard_normal(knots.size))
    wander = (wander - wander.mean()) / np.abs(wander - wander.mean()).max()
    frequency = hz + rng.uniform(-0.05, 0.05) + 0.04 * np.interp(at_s, knots, wander)
    phase = 2.0 * np.pi * np.cumsum(frequency) / rate_hz
    level = 10.0 ** (1.5 / 20.0 * np.interp(at_s, knots, rng.standard_normal(knots.size)))
    hum = np.zeros(x.size)
    for order in range(1, 11):
        down_db = 0.0 if order == 1 else 1.5 * order + (0.0 if order % 2 else 3.0)
        hum += 10.0 ** (-(down_db + rng.uniform(-2, 2)) / 20.0) * np.sin(
            order * phase + rng.uniform(0, 6.28)
        )
    hum *= level
    hum *= np.sqrt(np.mean(x**2) / np.mean(hum**2)) * 10.0 ** (-under_db / 20.0)
    return Spoilt(name, x, x + hum, rate_hz, hum_hz=float(frequency.mean()))


def with_clicks(name: str, x: Row, rate_hz: int, shape: str, rate: float) -> Spoilt:
    rng = np.random.default_rng(len(shape) + x.size % 89)
    out = x.copy()
    places = np.sort(rng.integers(4000, x.size - 4000, max(4, int(rate * x.size / rate_hz))))
    for at in places[np.diff(places, prepend=-999) > 100]:
        kind = shape if shape != "all" else str(rng.choice(["one", "burst", "double", "dropped"]))
        high = rng.choice((-1.0, 1.0)) * rng.uniform(0.2, 0.8)
        size = {"one": 1, "double": int(rng.integers(3, 13))}.get(kind, int(rng.integers(3, 40)))
        n = np.arange(size)
        out[at : at + size] += {
            "one": high * np.ones(size),
            "burst": high * rng.standard_normal(size) * np.exp(-4.0 * n / size),
            "double": high * np.sin(2 * np.pi * (n + 0.5) / size) * np.hanning(size + 2)[1:-1],
            "dropped": -out[at : at + size],
        }[kind]
    return Spoilt(name, x, out, rate_hz)


def with_clipping(name: str, x: Row, rate_hz: int, snr: float) -> Spoilt:
    low, high = 1e-3, 0.5
    for _ in range(40):
        ceiling = (low * high) ** 0.5
        low, high = (low, ceiling) if snr_db(x, np.clip(x, -ceiling, ceiling)) > snr else (
            ceiling, high)  # fmt: skip
    return Spoilt(name, x, np.clip(x, -ceiling, ceiling), rate_hz)


def with_hiss(name: str, x: Row, rate_hz: int, snr: float) -> Spoilt:
    rng = np.random.default_rng(x.size % 83)
    lead = int(1.5 * rate_hz)
    right = np.concatenate([np.zeros(lead), x])
    hiss = rng.standard_normal(right.size) * np.sqrt(np.mean(x**2)) * 10.0 ** (-snr / 20.0)
    return Spoilt(name, right, right + hiss, rate_hz, noise_until_s=1.4)


def snr_db(right: Row, heard: Row) -> float:
    return 10.0 * float(np.log10(np.sum(right**2) / (np.sum((right - heard) ** 2) + 1e-20)))


@dataclass
class Mended:
    """What came out, and what it cost."""

    sound: Row
    cpu_s: float
    edits: int = 0
    outside_db: float = -np.inf
    kinds: str = ""


def ours(spoilt: Spoilt, wish: CleanWish, folder: Path) -> Mended:
    path = folder / f"{spoilt.name}.wav"
    soundfile.write(path, spoilt.wrong, spoilt.rate_hz, subtype="FLOAT")
    out = folder / "project"
    shutil.rmtree(out, ignore_errors=True)
    used_s = time.process_time()
    done: Cleaned = clean(path, Teller(), CleanAsked(wish=wish), out=out)
    used_s = time.process_time() - used_s
    came = soundfile.read(path)[0]
    edits = done.tracks[0].edits
    sound = soundfile.read(done.files[spoilt.name])[0] if edits else came
    outside = np.ones(sound.size, np.bool_)
    for edit in edits:
        first, last = (round(t * spoilt.rate_hz) for t in (edit.start_s, edit.end_s))
        outside[first:last] = False
    left = float(np.abs(sound - came)[outside].max()) if outside.any() else 0.0
    kinds = ", ".join(sorted({edit.kind for edit in edits}))
    return Mended(sound, used_s, len(edits), 20.0 * np.log10(left) if left else -np.inf, kinds)


def ffmpeg(filters: Callable[[Spoilt], str]) -> Callable[[Spoilt, Path], Mended | None]:
    def run(spoilt: Spoilt, folder: Path) -> Mended | None:
        program = shutil.which("ffmpeg")
        if program is None:
            return None
        one, other = folder / "in.wav", folder / "out.wav"
        soundfile.write(one, 0.5 * spoilt.wrong, spoilt.rate_hz, subtype="FLOAT")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "-v", "error", "-y", "-i", one, "-af", filters(spoilt), "-c:a",
                        "pcm_f32le", other], check=True)  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Mended(_aligned(spoilt.wrong, 2.0 * soundfile.read(other)[0]), cpu_s)

    return run


def sox_noisered(spoilt: Spoilt, folder: Path) -> Mended | None:
    program = shutil.which("sox")
    if program is None:
        return None
    one, other, learned = folder / "in.wav", folder / "out.wav", folder / "noise.prof"
    soundfile.write(one, spoilt.wrong, spoilt.rate_hz, subtype="FLOAT")
    subprocess.run([program, one, "-n", "trim", "0", str(spoilt.noise_until_s), "noiseprof",
                    learned], check=True, capture_output=True)  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, one, other, "noisered", learned, "0.21"], check=True,
                   capture_output=True)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Mended(_aligned(spoilt.wrong, soundfile.read(other)[0]),
                  after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)  # fmt: skip


def _aligned(like: Row, sound: Row) -> Row:
    """Move a filter's delay out."""
    sound = np.resize(np.pad(sound, (0, max(0, like.size - sound.size))), like.size)
    size = 2 * like.size
    across = np.fft.irfft(np.fft.rfft(like, size) * np.conj(np.fft.rfft(sound, size)))
    shift = int(np.argmax(np.concatenate([across[-6000:], across[:6001]]))) - 6000
    return np.roll(sound, shift)


def _notches(spoilt: Spoilt) -> str:
    return ",".join(f"bandreject=f={h * spoilt.hum_hz:.3f}:width_type=h:w=2" for h in range(1, 11))


Peer = Callable[[Spoilt, Path], "Mended | None"]


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: planted damage, undamaged recordings, really damaged ones."""
    with tempfile.TemporaryDirectory() as hidden:
        folder = Path(hidden)
        return [*_planted(material, folder), *_undamaged(material, folder), *_real(material)]


def _planted(material: Path, folder: Path) -> list[dict[str, object]]:
    long = {name: load(material, name, 20.0) for name in LONG}
    short = {name: load(material, name, 5.0) for name in SHORT}
    notch, click = ffmpeg(_notches), ffmpeg(lambda s: "adeclick")
    clip, hiss = ffmpeg(lambda s: "adeclip"), ffmpeg(lambda s: "afftdn=nr=12:nf=-50:tn=1")
    out = []
    for hz, under_db in HUMS:
        spoilt = [with_hum(n, x, r, hz, under_db) for n, (x, r) in long.items()]
        label = f"hum {hz:.0f} Hz, {under_db:.0f} dB under the playing"
        out.append(_row(label, spoilt, "hum", 20.0, {"ffmpeg bandreject": notch}, folder))
    for shape, rate in (("one", 1.0), ("burst", 1.0), ("double", 1.0), ("dropped", 1.0),
                        ("all", 3.0), ("all", 20.0)):  # fmt: skip
        spoilt = [with_clicks(n, x, r, shape, rate) for n, (x, r) in short.items()]
        label = f"clicks ({shape}), {rate:.0f} a second"
        out.append(_row(label, spoilt, "clicks", 15.0, {"ffmpeg adeclick": click}, folder))
    for snr in (20.0, 14.0, 8.0):
        spoilt = [with_clipping(n, x, r, snr) for n, (x, r) in short.items()]
        label = f"clipping that leaves {snr:.0f} dB"
        out.append(_row(label, spoilt, "clipping", 8.0, {"ffmpeg adeclip": clip}, folder))
    some = {n: short[n] for n in ("voice", "rock vocals", "sax", "rock guitar")}
    spoilt = [with_hiss(n, x, r, 20.0) for n, (x, r) in some.items()]
    peers = {"ffmpeg afftdn": hiss, "sox noisered": sox_noisered}
    return [*out, _row("hiss 20 dB under (--denoise)", spoilt, "denoise", None, peers, folder)]


def _row(
    label: str, spoilt: Sequence[Spoilt], kind: str, bar: float | None, peers: dict[str, Peer],
    folder: Path,
) -> dict[str, object]:  # fmt: skip
    print_ = (0.0, spoilt[0].noise_until_s) if kind == "denoise" else None
    wish = CleanWish(kinds=(kind,), noise_from_s=print_)
    before = [snr_db(s.right, s.wrong) for s in spoilt]
    mine = [ours(s, wish, folder) for s in spoilt]
    minutes = sum(s.right.size / s.rate_hz for s in spoilt) / 60.0
    gains = [snr_db(s.right, m.sound) - b for s, m, b in zip(spoilt, mine, before, strict=True)]
    theirs = []
    for name, peer in peers.items():
        got = [peer(s, folder) for s in spoilt]
        if any(g is None for g in got):
            theirs.append(f"{name}: not here")
            continue
        peer_gains = [snr_db(s.right, g.sound) - b
                      for s, g, b in zip(spoilt, got, before, strict=True) if g]  # fmt: skip
        cpu = sum(g.cpu_s for g in got if g) / minutes
        theirs.append(f"{name} {np.median(peer_gains):.1f} ({cpu:.1f} CPU s/min)")
    worst = int(np.argmin(gains))
    return {
        "damage": label, "recordings": len(spoilt), "SNR before": float(np.median(before)),
        "bar": bar, "SNR gain, median": round(float(np.median(gains)), 1),
        "mean": round(float(np.mean(gains)), 1),
        "worst": f"{gains[worst]:.1f} ({spoilt[worst].name})",
        "untouched": "-" if not any(m.edits for m in mine) else _less(mine),
        "peer": "; ".join(theirs), "CPU s/min": round(sum(m.cpu_s for m in mine) / minutes, 2),
        "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def _less(mine: Sequence[Mended]) -> str:
    worst = max(m.outside_db for m in mine)
    return "the same bits" if worst == -np.inf else f"{worst:.0f} dBFS"


def _undamaged(material: Path, folder: Path) -> list[dict[str, object]]:
    out = []
    for name in CLEAN:
        sound, rate_hz = load(material, name, 30.0)
        still = Spoilt(name, sound, sound, rate_hz)
        wish = CleanWish(kinds=("hum", "clicks", "clipping", "breaths", "silence"))
        done = ours(still, wish, folder)
        heard = soundfile.read(folder / f"{name}.wav")[0]
        out.append(
            {
                "undamaged": name, "seconds": sound.size / rate_hz, "edits": done.edits,
                "kinds": done.kinds or "none",
                "changed": f"{snr_db(heard, done.sound):.0f} dB under it" if done.edits else "-",
                "CPU s/min": done.cpu_s * 60.0 * rate_hz / sound.size,
            }
        )  # fmt: skip
    return out


def _real(material: Path) -> list[dict[str, object]]:
    out = []
    for path in sorted(material.glob("bad_*/**/*.wav")):
        with tempfile.TemporaryDirectory() as hidden:
            used_s = time.process_time()
            wish = CleanWish(kinds=("hum", "clicks", "clipping", "breaths", "silence", "denoise"))
            done = clean(path, Teller(), CleanAsked(wish=wish), out=Path(hidden), dry_run=True)
            used_s = time.process_time() - used_s
        one = done.tracks[0]
        what = "; ".join([one.said.partition(": ")[2],
                          *(n.partition(": ")[2] for n in one.notes[1:])])  # fmt: skip
        out.append({"real recording": str(path.relative_to(material)), "done": what,
                    "taken back": "; ".join(b.reason for b in one.taken_back) or "-"})  # fmt: skip
    return out


if __name__ == "__main__":
    from benchmarks.topics import table

    print(table(rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL)))
