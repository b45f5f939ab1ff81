"""Tightening against truth: known offsets put into drums, bass and voices, taken out again.

    TONMEISTER_PEERS=FOLDER python -m benchmarks.session_timing [MATERIAL]

Each row: how far strokes were off before and after (median and 95th percentile, ms, by
cross-correlation with the unspoilt sound), what it did to attacks, to the lag between microphones
and to the number of strokes, CPU seconds a minute of track and MB. Peers are given the true map of
times and need only follow it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks import session_timing_peers as peers
from tonmeister.flow.demo import _sung
from tonmeister.flow.editing.tighten import Tightened, TightenWish, tighten
from tonmeister.flow.tell import Teller
from tonmeister.listening.timing import attacks_of
from tonmeister.music import demo_parts, demo_song
from tonmeister.signal.instruments import drum_kit, drum_mics, plucked
from tonmeister.signal.instruments.filters import RATE_HZ, empty, put
from tonmeister.signal.instruments.singer import Singer
from tonmeister.signal.instruments.takes import sing_take

Row = NDArray[np.float64]
BPM, BEAT_S, LEAD_S = 110.0, 60.0 / 110.0, 0.5
PATTERN = {36: "9.....6.8.5.....", 38: "....9..2....9..3", 42: "8.5.7.5.8.5.7.4."}
NAMES = {36: "Kick", 38: "Snare", 42: "HiHat"}


@dataclass
class Spoilt:
    """Tracks as recorded, as they should have been, and the truth: times (s) of each track's
    strokes where they should be, and how late (s) each was played.
    """

    name: str
    tracks: dict[str, Row]
    right: dict[str, Row]
    strokes: dict[str, list[tuple[float, float]]]
    rate_hz: int


def late(seed: int, spread_ms: float = 14.0, most_ms: float = 35.0) -> dict[int, float]:
    """Return how late a player is, by sixteenth, in seconds."""
    rng = np.random.default_rng(seed)
    draw = np.clip(spread_ms * rng.standard_normal(4096), -most_ms, most_ms)
    return dict(enumerate(draw / 1000.0))


def kit(name: str, lanes_of: object, bars: int, seed: int) -> Spoilt:
    """Play a kit twice, right and late, and set up seven microphones."""
    off = late(seed)
    length_s = LEAD_S + bars * 4 * BEAT_S + 2.0
    sides: list[dict[str, Row]] = []
    strokes: dict[str, list[tuple[float, float]]] = {n: [] for n in NAMES.values()}
    for wrong in (False, True):
        notes = []
        for bar in range(bars):
            for step in range(16):
                at = bar * 16 + step
                for piece, pattern in PATTERN.items():
                    if pattern[step] == ".":
                        continue
                    v = int(pattern[step]) / 9.0
                    t = LEAD_S + at * BEAT_S / 4
                    if not wrong:
                        strokes[NAMES[piece]].append((t, off[at]))
                    notes.append((t + (off[at] if wrong else 0.0), 0.1, float(piece), v))
        lanes = lanes_of(notes, length_s)  # type: ignore[operator]
        rest = empty(length_s)
        for piece in ("toms", "crash", "ride"):
            lanes.setdefault(piece, rest)
        sides.append(microphones(lanes, seed))
    return Spoilt(name, sides[1], sides[0], strokes, RATE_HZ)


def microphones(lanes: dict[str, Row], seed: int) -> dict[str, Row]:
    left, right = drum_mics.overheads(lanes, seed)
    far = np.zeros_like(left)
    far[round(0.012 * RATE_HZ) :] = 0.5 * (left + right)[: -round(0.012 * RATE_HZ)]
    return {
        "Kick": drum_mics.close(lanes, "kick", {"snare": (0.05, 2.0, 3000.0)}),
        "Snare": drum_mics.close(lanes, "snare", {"hats": (0.15, 1.1, 12000.0),
                                                  "kick": (0.08, 1.6, 900.0)}),
        "HiHat": drum_mics.close(lanes, "hats", {"snare": (0.12, 1.2, 9000.0)}),
        "OH L": left, "OH R": right, "Room": far,
    }  # fmt: skip


def own_drums(notes: Sequence[tuple[float, float, float, float]], length_s: float) -> object:
    return drum_kit.play_drums(notes, length_s, 7)


def shot_drums(material: Path) -> object:
    """Return a drummer who strikes recorded one-shots."""
    shots = {}
    for piece, name in ((36, "Kick"), (38, "Snare"), (42, "HatClosed")):
        x, rate = soundfile.read(material / "kit_gmrock" / f"{name}-Hard.wav", always_2d=True)
        shot = peers.resampled(x.mean(axis=1), rate, RATE_HZ)
        shots[piece] = shot[int(np.argmax(np.abs(shot) > 0.1 * np.abs(shot).max())) :]

    def play(notes: Sequence[tuple[float, float, float, float]], length_s: float) -> object:
        lanes = {n: empty(length_s) for n in ("kick", "snare", "hats", "toms", "crash", "ride")}
        for t, _, piece, v in notes:
            put(lanes[{36: "kick", 38: "snare", 42: "hats"}[int(piece)]], shots[int(piece)], t, v)
        return lanes

    return play


def warped(name: str, file: Path, seed: int) -> Spoilt:
    """Spoil a recording: each stroke moved by a known time, resampled in between."""
    x, rate = soundfile.read(file, always_2d=True)
    mono = x.mean(axis=1)
    found = attacks_of(mono[None], rate)
    times = found.times_s[found.level_db > found.usual_db - 22.0]
    times = times[np.concatenate([[True], np.diff(times) > 0.09])]
    times = times[(times > 0.15) & (times < mono.size / rate - 0.3)]
    off = np.array([late(seed, 10.0, 22.0)[i] for i in range(times.size)])
    guard, keep = 0.006, 0.045
    right = np.concatenate([[0.0], *[(t - guard, t + keep) for t in times], [mono.size / rate]])
    wrong = right + np.concatenate([[0.0], np.repeat(off, 2), [0.0]])
    at = np.interp(np.arange(mono.size) / rate, wrong, right) * rate
    spoilt = peers.read_at(mono, at)
    rows = list(zip(times.tolist(), off.tolist(), strict=True))
    return Spoilt(name, {"Part": spoilt}, {"Part": mono}, {"Part": rows}, rate)


def bass_line(bars: int, seed: int) -> Spoilt:
    """Play a bass with and without being late."""
    off, sides, rows = late(seed, 14.0), [], []
    pitches = (28.0, 28.0, 31.0, 33.0, 35.0, 33.0, 31.0, 30.0)
    for wrong in (False, True):
        notes = []
        for i in range(bars * 8):
            t = LEAD_S + i * BEAT_S / 2
            if not wrong:
                rows.append((t, off[i]))
            notes.append((t + (off[i] if wrong else 0.0), 0.46 * BEAT_S, pitches[i % 8], 0.8))
        sides.append(plucked.bass(notes, LEAD_S + bars * 4 * BEAT_S + 2.0, seed))
    return Spoilt("bass DI (own)", {"Bass": sides[1]}, {"Bass": sides[0]}, {"Bass": rows}, RATE_HZ)


def measured(spoilt: Spoilt, after: Mapping[str, Row]) -> dict[str, object]:
    """Compare what came out with what should have been, stroke by stroke."""
    before_ms, after_ms, rise = [], [], []
    for track, rows in spoilt.strokes.items():
        for t, by in rows:
            known = lag_ms(spoilt.tracks[track], spoilt.right[track], t, spoilt.rate_hz)
            if abs(known - 1000.0 * by) > 1.0:  # a low tone is like itself a period later
                continue
            before_ms.append(1000.0 * by)
            lag = lag_ms(after[track], spoilt.right[track], t, spoilt.rate_hz)
            after_ms.append(lag)
            rise.append(
                steepest_db(after[track], t, spoilt.rate_hz)
                - steepest_db(spoilt.right[track], t, spoilt.rate_hz)
            )
    b, a = np.abs(before_ms or [0.0]), np.abs(after_ms or [0.0])
    counts = [
        len(attacks_of(after[n][None], spoilt.rate_hz, rise_db=10.0)) - clear
        for n, x in spoilt.tracks.items()
        if (clear := len(attacks_of(x[None], spoilt.rate_hz, rise_db=10.0))) or True
    ]
    return {
        "strokes": len(b),
        "off_before_ms": f"{np.median(b):.1f} / {np.percentile(b, 95):.1f}",
        "off_after_ms": f"{np.median(a):.2f} / {np.percentile(a, 95):.2f}",
        "attack_change_db": f"{np.median(rise or [0.0]):+.1f}",
        "strokes_more_count": int(np.sum(counts)),
    }


def lag_ms(got: Row, right: Row, at_s: float, rate_hz: int, most_ms: float = 45.0) -> float:
    """Return how late a stroke is, by where it is most like what it should be."""
    a = round((at_s - 0.004) * rate_hz)
    count, reach = round(0.040 * rate_hz), round(most_ms / 1000 * rate_hz)
    right, got = np.diff(right, prepend=0.0), np.diff(got, prepend=0.0)  # the pick, not the tone
    want = right[max(0, a) : a + count]
    lo = max(0, a) - reach
    piece = got[max(0, lo) : a + count + reach]
    if lo < 0:
        piece = np.concatenate([np.zeros(-lo), piece])
    size = 1 << int(np.ceil(np.log2(piece.size + want.size)))
    score = np.fft.irfft(np.fft.rfft(piece, size) * np.conj(np.fft.rfft(want, size)), size)
    score = score[: 2 * reach + 1]
    power = np.convolve(piece**2, np.ones(want.size), "valid")[: 2 * reach + 1]
    alike = score[: power.size] / np.sqrt(power + 1e-3 * float(np.sum(want**2)) + 1e-20)
    return 1000.0 * (int(alike.argmax()) - reach) / rate_hz


def steepest_db(x: Row, at_s: float, rate_hz: int) -> float:
    """Return how steep an attack is: 4 ms after over 12 to 3 ms before, at its steepest."""
    a = round(at_s * rate_hz)
    seg = x[max(0, a - round(0.05 * rate_hz)) : a + round(0.06 * rate_hz)] ** 2
    width = round(0.002 * rate_hz)
    level = 10 * np.log10(np.convolve(seg, np.ones(width) / width, "same") + 1e-9)
    gap = round(0.003 * rate_hz)
    return float((level[gap:] - level[:-gap]).max()) if level.size > gap else 0.0


def microphones_together(spoilt: Spoilt, after: Mapping[str, Row], moves: Row) -> tuple[int, float]:
    """Return how the lag between snare and overhead microphones changed (samples, the most), and
    the lowest coherence after beside before, over the strokes of the snare.
    """
    most, least = 0, 1.0
    for (t, by), move in zip(spoilt.strokes["Snare"], moves, strict=True):
        a, b = t + by - 0.003, t + by - 0.003 + move
        for far in ("OH L", "OH R", "Room"):
            before = _pair(spoilt.tracks["Snare"], spoilt.tracks[far], a, spoilt.rate_hz)
            now = _pair(after["Snare"], after[far], b, spoilt.rate_hz)
            most = max(most, abs(now[0] - before[0]))
            least = min(least, now[1] / max(before[1], 1e-9))
    return most, least


def _pair(x: Row, y: Row, at_s: float, rate_hz: int) -> tuple[int, float]:
    a, count, reach = round(at_s * rate_hz), round(0.03 * rate_hz), round(0.02 * rate_hz)
    one, two = x[a : a + count], y[a : a + count + reach]
    score = np.correlate(two, one, "valid")
    best = int(np.abs(score).argmax())
    norm = float(np.sqrt(np.sum(one**2) * np.sum(two[best : best + one.size] ** 2)) + 1e-20)
    return best, float(abs(score[best])) / norm


def written(folder: Path, spoilt: Spoilt, more: Mapping[str, Row]) -> None:
    for name, x in {**spoilt.tracks, **more}.items():
        level = 0.5 / max(1e-9, float(np.abs(x).max())) if name in more else 1.0
        soundfile.write(folder / f"{name}.wav", level * x, spoilt.rate_hz, subtype="FLOAT")


def played(folder: Path, spoilt: Spoilt, done: Tightened) -> dict[str, Row]:
    out = dict(spoilt.tracks)
    for called, path in done.files.items():
        x, _ = soundfile.read(path, always_2d=True)
        name = called.removesuffix(" track")
        if name in out:
            out[name] = x[: out[name].size].mean(axis=1)
        else:  # left and right of a pair play as one track
            out[f"{name} L"], out[f"{name} R"] = x[: out[f"{name} L"].size].T
    return out


def click(length_s: float) -> Row:
    out, t = empty(length_s), np.arange(round(0.03 * RATE_HZ)) / RATE_HZ
    for i in range(int((length_s - LEAD_S) / BEAT_S)):
        put(out, np.sin(2 * np.pi * 1500.0 * t) * np.exp(-t / 0.006), LEAD_S + i * BEAT_S)
    return out


Ours = tuple[dict[str, object], dict[str, Row], Tightened]


def ours(spoilt: Spoilt, more: Mapping[str, Row], **wish: object) -> Ours:
    """Tighten it with the command's own work, and measure."""
    minutes = sum(x.size for x in spoilt.tracks.values()) / spoilt.rate_hz / 60.0
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "Song"
        folder.mkdir()
        written(folder, spoilt, more)
        for _ in range(1):  # the first time listens to the tracks, and compiles
            began = time.process_time()
            done = tighten(
                TightenWish(song=folder, strength_percent=100.0, tolerance_ms=0.0, **wish),  # type: ignore[arg-type]
                Teller(),
            )
            used = time.process_time() - began
        after = played(folder, spoilt, done)
    row: dict[str, object] = {"material": spoilt.name, "by": "tonmeister tighten"}
    row |= measured(spoilt, after)
    row["taken_back_count"] = sum(p.taken_back_count for p in done.parts)
    row["cpu_s_per_min"] = round(used / minutes, 2)
    row["mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return row, after, done


def sung() -> dict[str, object]:
    """Sing a take that is late and early by known times, and tighten it to one that is not.

    The two differ in pitch and tone, so what is left is told by the moves, not by correlation.
    """
    form = demo_song.form(short=True)
    lines = [x for part in form for x in _sung(part.lines, 0.8)]
    length_s = demo_parts.seconds(form[-1].end_beats) + 2.0
    who = Singer(seed=3)
    guide = sing_take(lines, length_s, who, [0.0] * len(lines), 1)
    take = sing_take(lines, length_s, who, [0.7] * len(lines), 2)
    truth = [(n.start_s, n.off_ms / 1000.0) for n in take.notes]
    one = Spoilt("sung take (own)", {"Lead Vox": take.sound}, {"Lead Vox": guide.sound},
                 {"Lead Vox": []}, RATE_HZ)  # fmt: skip
    row, _, done = ours(one, {"Backing Vox": guide.sound}, tracks=("Lead Vox",), to="Backing Vox")
    track = done.parts[0].tracks[0]
    left = [1000.0 * (by + _moved(done, track, t + by + 0.01)) for t, by in truth]
    heard = [v for v, (t, by) in zip(left, truth, strict=True) if v != 1000.0 * by]
    row["strokes"] = len(truth)
    before = np.abs([1000.0 * by for _, by in truth])
    row["off_before_ms"] = f"{np.median(before):.1f} / {np.percentile(before, 95):.1f}"
    row["off_after_ms"] = f"{np.median(np.abs(left)):.2f} / {np.percentile(np.abs(left), 95):.2f}"
    row["moved_off_after_ms"] = (
        f"{np.median(np.abs(heard)):.2f} / {np.percentile(np.abs(heard), 95):.2f}"
    )
    row["moved"] = len(heard)
    row.pop("attack_change_db")
    return row


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table."""
    out: list[dict[str, object]] = []
    kits = [kit("kit of ours, 6 mics", own_drums, 16, 5)]
    if (material / "kit_gmrock").is_dir():
        kits.append(kit("recorded one-shots, 6 mics", shot_drums(material), 16, 6))
    for one in kits:
        length_s = one.tracks["Kick"].size / RATE_HZ
        row, after, done = ours(one, {"Click": click(length_s)}, drums=True, to="Click",
                                swing_percent=50.0, grid="1/16")  # fmt: skip
        moves = [_moved(done, "Snare", t + by) for t, by in one.strokes["Snare"]]
        lag, coherence = microphones_together(one, after, np.array(moves))
        row |= {"lag_change_frames": lag, "coherence_kept": round(coherence, 4)}
        out.append(row)
        out += [r | {"material": one.name} for r in peers.rows(one, measured, microphones_together)]
    bass = bass_line(16, 8)
    out.append(ours(bass, {"Click": click(bass.tracks["Bass"].size / RATE_HZ)}, tracks=("Bass",),
                    to="Click", swing_percent=50.0, grid="1/8")[0])  # fmt: skip
    out += [r | {"material": bass.name} for r in peers.rows(bass, measured, None)]
    out.append(sung())
    for name, path in (
        ("MusicDelta Rock drums", "mdbdrums/Rock/raw/MusicDelta_Rock_RAW_01_01.wav"),
        ("MusicDelta Punk drums", "mdbdrums/Punk/raw/MusicDelta_Punk_RAW_01_01.wav"),
        ("megami rock drums", "megami/2_rock/drums.wav"),
        ("megami rock bass", "megami/2_rock/bass.wav"),
        ("MusicDelta Punk bass", "mdbdrums/Punk/raw/MusicDelta_Punk_RAW_02_01.wav"),
        ("megami rock voice", "megami/2_rock/vocals_1.wav"),
        ("MusicDelta Punk voice", "mdbdrums/Punk/raw/MusicDelta_Punk_RAW_04_01.wav"),
    ):
        if not (material / path).is_file():
            out.append({"material": name, "by": "not here"})
            continue
        one = warped(name, material / path, 11)
        role = name.split()[-1].replace("voice", "Lead Vox").title()
        one.tracks = {role: one.tracks["Part"]}
        one.right = {role: one.right["Part"]}
        one.strokes = {role: one.strokes["Part"]}
        guide = "Backing Vox" if role == "Lead Vox" else "Congas"
        out.append(ours(one, {guide: one.right[role]}, tracks=(role,), to=guide)[0])
        out += [r | {"material": name} for r in peers.rows(one, measured, None)]
    return out


def _moved(done: Tightened, track: str, at_s: float) -> float:
    """Return by how much what was played at a time was moved, in seconds."""
    for e in done.edits.edits:
        if e.track == track and e.start_s <= at_s <= e.end_s:
            return float(e.settings["move_ms"]) / 1000.0
    return 0.0


if __name__ == "__main__":
    where = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared/material"
    )
    for line in rows(where):
        print("; ".join(f"{k} {v}" for k, v in line.items()), flush=True)
