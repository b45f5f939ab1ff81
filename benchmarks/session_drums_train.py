"""Teach `listening/drums/stem.json` and `close.json`: which strokes are which piece.

Thousands of strokes whose truth is known: patterns thrown together at chance, our own synthesised
drums and (if the shared recordings are there) the CC0 one-shots of Sonic Pi, retuned, filtered,
shortened, with rooms and drive. No recording of a real performance is learned from: those, and
the GMRockKit, are kept for measuring.

The nets in the tree were taught with the first state of this script (900 performances for the stem,
400 for close microphones; without the style "crashride" and with fresh strokes of our drums).
Teaching again gives other numbers: measure with ``benchmarks.session_drums`` before keeping them.

Run (half an hour on one core): python -m benchmarks.session_drums_train [MATERIAL]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks import session_drums_truth as truth
from tonmeister.listening.drums.events import struck
from tonmeister.listening.drums.frames import HOP_S, band_powers
from tonmeister.listening.drums.joint import Close, together
from tonmeister.listening.drums.pieces import seen, seen_close
from tonmeister.listening.drums.strokes import strokes
from tonmeister.model import DRUM_PIECES
from tonmeister.signal.instruments.filters import RATE_HZ, bell, put, room

HIDDEN = 32
INTO = Path(__file__).resolve().parent.parent / "src/tonmeister/listening/drums"
Shots = dict[str, list[np.ndarray]]
Lanes = dict[str, np.ndarray]
Example = tuple[np.ndarray, np.ndarray]


def shots(material: Path | None) -> Shots:
    """Return sounds of each voice."""
    ours = truth.our_kit()
    rng = np.random.default_rng(7)
    out: dict[str, list[np.ndarray]] = {}
    for voice, (strike,) in ours.items():
        out[voice] = [strike(v, rng) for v in (0.25, 0.5, 0.75, 0.95) for _ in range(3)]
    k = truth.drum_kit
    out["side"] = [np.asarray(x[: RATE_HZ // 12] * np.exp(-np.arange(RATE_HZ // 12) / 900))
                   for x in out["snare"]]  # fmt: skip
    for name, hz in (("tom1", (150.0, 175.0)), ("tom2", (115.0, 95.0)), ("tom3", (68.0, 85.0))):
        out[name] += [k.tom(f)(v, rng) for f in hz for v in (0.4, 0.7, 0.95)]
    if material:
        sonic = truth.folder_kit
        folder = material / "sonic_pi"

        def add(voice: str, *globs: str) -> None:
            for glob in globs:
                for path in sorted(folder.glob(glob)):
                    (one,) = sonic(folder, {voice: [path.name]})[voice]
                    out[voice] += [one(0.9, rng)] * 2

        add("kick", "bd_*.flac", "drum_bass*.flac", "drum_heavy_kick.flac")
        add("snare", "sn_*.flac", "drum_snare*.flac", "drum_snare*.flac", "drum_snare*.flac")
        add("closed", "hat_*.flac", "drum_cymbal_closed.flac", "drum_cymbal_closed.flac")
        add("open", "drum_cymbal_open.flac", "drum_cymbal_open.flac")
        add("foot", "drum_cymbal_pedal.flac")
        add("crash", "drum_splash*.flac", "drum_cymbal_hard.flac")
        add("ride", "drum_cymbal_soft.flac")
        for i, name in (("tom1", "hi"), ("tom2", "mid"), ("tom3", "lo")):
            add(i, f"drum_tom_{name}*.flac", f"drum_tom_{name}*.flac")
    return out


def performance(rng: np.random.Generator) -> list[truth.Stroke]:
    """Return strokes of a pattern that is thrown together from the styles."""
    styles = [s for s in truth.STYLES if s != "jazz"]
    if rng.random() < 0.12:
        rows = dict(truth.STYLES["jazz"][1])
    else:
        rows = {}
        for voice in ("kick", "snare", "closed", "open", "crash", "ride", "tom1", "tom2", "tom3"):
            have = [truth.STYLES[s][1][voice] for s in styles if voice in truth.STYLES[s][1]]
            chance = {"kick": 0.97, "snare": 0.97, "closed": 0.75, "open": 0.35, "crash": 0.35,
                      "ride": 0.3, "tom1": 0.3, "tom2": 0.3, "tom3": 0.3}[voice]  # fmt: skip
            if rng.random() < chance:
                rows[voice] = str(rng.choice(have))
        if rng.random() < 0.35:
            rows["foot"] = "....x.......x..."
        for voice in rows:
            if rng.random() < 0.5:  # some strokes less, some more
                rows[voice] = "".join(
                    c if c == "|" or rng.random() > 0.12 else str(rng.choice(list(".xg.")))
                    for c in rows[voice]
                )
    truth.STYLES["_"] = (float(rng.uniform(70, 195)), rows)
    out = truth.play("_", length_s=12.0, seed=int(rng.integers(1 << 30)))
    if rng.random() < 0.15:
        out = [truth.Stroke(s.at_s, "side" if s.voice == "snare" else s.voice, s.velocity)
               for s in out]  # fmt: skip
    return out


def altered(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a one-shot retuned, shortened and coloured: another drum of its kind."""
    ratio = float(np.exp(rng.uniform(-0.25, 0.25)))
    at = np.arange(0, sound.size - 1, ratio)
    sound = np.interp(at, np.arange(sound.size), sound)
    if rng.random() < 0.6:
        sound = sound * np.exp(-np.arange(sound.size) / RATE_HZ / float(rng.uniform(0.08, 0.8)))
    for _ in range(2):
        sound = bell(sound, float(np.exp(rng.uniform(4.2, 9.3))), float(rng.uniform(-8, 8)), 1.0)
    return sound / (np.abs(sound).max() + 1e-9)


def one_kit(kinds: Shots, rng: np.random.Generator) -> dict[str, list[np.ndarray]]:
    """Return a kit at chance: two strokes of each voice."""
    kit = {}
    for voice in truth.PIECE:
        alike = kinds[voice]
        first = int(rng.integers(len(alike)))
        state = int(rng.integers(1 << 30))
        two = first + 1 if rng.random() < 0.5 and first + 1 < len(alike) else first
        kit[voice] = [altered(alike[i], np.random.default_rng(state)) for i in (first, two)]
    return kit


def dry_lanes(kinds: Shots, rng: np.random.Generator) -> tuple[list[truth.Stroke], Lanes]:
    """Return a performance and its dry lanes."""
    played = performance(rng)
    level_db = {"kick": 0.0, "snare": -1.0, "hats": -11.0, "toms": -2.0, "cymbals": -9.0}
    level_db = {p: v + float(rng.uniform(-6, 6)) for p, v in level_db.items()}
    kit = one_kit(kinds, rng)
    dry = {p: np.zeros(12 * RATE_HZ) for p in DRUM_PIECES}
    for n, s in enumerate(played):
        put(dry[s.piece], kit[s.voice][n % 2], s.at_s, 10 ** (level_db[s.piece] / 20) * s.velocity)
    return played, dry


def coloured(mix: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a recording as a studio leaves it: driven, equalised, with some noise."""
    mix = mix / (np.abs(mix).max() + 1e-9)
    drive = float(rng.uniform(0.5, 4.0))
    mix = np.tanh(drive * mix) / drive
    for _ in range(3):
        mix = bell(mix, float(np.exp(rng.uniform(3.7, 9.6))), float(rng.uniform(-6, 6)), 0.7)
    return mix + 10 ** float(rng.uniform(-5, -3)) * np.abs(mix).max() * rng.standard_normal(
        mix.size
    )


def stem_example(kinds: Shots, rng: np.random.Generator) -> Example:
    """Return features [strokes, F] and truth [strokes, 5] of one performance in one stem."""
    played, dry = dry_lanes(kinds, rng)
    mix = np.sum(list(dry.values()), axis=0)
    far, decay_s = float(rng.uniform(0, 0.5)), float(rng.uniform(0.15, 0.9))
    mix = coloured(mix + far * room(mix, int(rng.integers(1 << 30)), decay_s, 7.0), rng)
    powers = band_powers(mix[None], RATE_HZ)
    at = strokes(powers)
    label = np.zeros((len(at), len(DRUM_PIECES)))
    for k, piece in enumerate(DRUM_PIECES):
        mark(label[:, k], at, [s for s in played if s.piece == piece])
    return seen(struck(powers, at)), label


def close_example(kinds: Shots, rng: np.random.Generator) -> Example:
    """Return features [strokes of all microphones, F] and truth [.., 1] of one performance."""
    played, dry = dry_lanes(kinds, rng)
    mics = truth.close_mics(dry, float(rng.uniform(-26, -4)), int(rng.integers(1 << 30)))
    some = [m for m in mics if rng.random() < 0.85] or list(mics)
    heard = {m: coloured(mics[m], rng) for m in some}
    if not heard:
        return np.zeros((0, 0)), np.zeros((0, 1))
    powers = {m: band_powers(x[None], RATE_HZ) for m, x in heard.items()}
    at = together([strokes(p) for p in powers.values()])
    close = {m: Close(m, struck(p, at)) for m, p in powers.items()}
    rows, labels = [], []
    for m, features in seen_close(close).items():
        label = np.zeros((len(at), 1))
        mark(label[:, 0], at, [s for s in played if s.piece == m])
        rows.append(features)
        labels.append(label)
    return np.concatenate(rows), np.concatenate(labels)


def mark(label: np.ndarray, at: np.ndarray, played: list[truth.Stroke]) -> None:
    """Mark the strokes that were played (the softest are nobody's loss)."""
    for s in played:
        if s.velocity < 0.12 or not len(at):
            continue
        off = np.abs(at * HOP_S - s.at_s)
        if off.min() < 0.03:
            label[int(off.argmin())] = 1.0


def teach(heard: np.ndarray, label: np.ndarray, *, rounds: int = 30) -> Lanes:
    """Return the weights of a net of one hidden layer (Adam; Kingma and Ba, ICLR 2015)."""
    rng = np.random.default_rng(1)
    f, k = heard.shape[1], label.shape[1]
    mean, spread = heard.mean(0), heard.std(0) + 0.05
    x = (heard - mean) / spread
    p = {"w1": rng.standard_normal((f, HIDDEN)) / np.sqrt(f), "b1": np.zeros(HIDDEN),
         "w2": rng.standard_normal((HIDDEN, k)) / np.sqrt(HIDDEN), "b2": np.zeros(k)}  # fmt: skip
    m = {n: np.zeros_like(v) for n, v in p.items()}
    s = {n: np.zeros_like(v) for n, v in p.items()}
    step = 0
    for turn in range(rounds):
        order = rng.permutation(len(x))
        rate = 2e-3 * 0.5 * (1 + np.cos(np.pi * turn / rounds))
        for first in range(0, len(x) - 255, 256):
            rows = order[first : first + 256]
            xb = x[rows] + 0.1 * rng.standard_normal((256, f))
            h = np.tanh(xb @ p["w1"] + p["b1"])
            drop = rng.random(h.shape) > 0.15
            hd = h * drop / 0.85
            out = 1 / (1 + np.exp(-(hd @ p["w2"] + p["b2"])))
            d = (out - label[rows]) / 256
            back = (d @ p["w2"].T) * drop / 0.85 * (1 - h * h)
            g = {"w2": hd.T @ d, "b2": d.sum(0), "w1": xb.T @ back, "b1": back.sum(0)}
            step += 1
            for n in p:
                grad = g[n] + 1e-4 * p[n]
                m[n] = 0.9 * m[n] + 0.1 * grad
                s[n] = 0.999 * s[n] + 0.001 * grad**2
                p[n] -= rate * (m[n] / (1 - 0.9**step)) / (np.sqrt(s[n] / (1 - 0.999**step)) + 1e-8)
    return {"w1": p["w1"] / spread[:, None], "b1": p["b1"] - (mean / spread) @ p["w1"],
            "w2": p["w2"], "b2": p["b2"]}  # fmt: skip


def main() -> None:
    material = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name, count in (("stem", 800), ("close", 400)):
        rows = examples(name, range(count), material)
        heard = np.concatenate([r[0] for r in rows])
        label = np.concatenate([r[1] for r in rows])
        print(f"{name}: {len(heard)} strokes of {count} performances; {label.sum(axis=0)}")
        write(name, teach(heard, label))


def examples(name: str, numbers: range, material: Path | None) -> list[Example]:
    """Return performances by their numbers: the same number gives the same one."""
    make = {"stem": stem_example, "close": close_example}[name]
    kinds = shots(material)
    rows = [make(kinds, np.random.default_rng((3, i))) for i in numbers]
    return [row for row in rows if row[0].size]


def write(name: str, weights: dict[str, np.ndarray]) -> None:
    said = {n: np.round(v, 4).tolist() for n, v in weights.items()}
    about = "taught by benchmarks/session_drums_train.py on synthesised and CC0 one-shots"
    (INTO / f"{name}.json").write_text(json.dumps({"about": about, **said}), "utf-8")


if __name__ == "__main__":
    main()
