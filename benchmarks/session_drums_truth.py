"""Drum performances whose every stroke is known: styles, kits, microphones with bleed, a stem.

The strokes are played from a kit's one-shots (our own drums, or a folder of recordings), each
piece on a dry lane; the lanes are put together to close microphones whose bleed is set, and to a
stereo stem with a room and a little drive, as a mixed kit has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.signal.instruments import drum_kit
from tonmeister.signal.instruments.filters import RATE_HZ, Row, band, later, put, room

Strike = Callable[[float, np.random.Generator], Row]
Kit = dict[str, list[Strike]]  # by voice: kick, snare, closed, open, tom1..3, crash, ride
PIECE = {"kick": "kick", "snare": "snare", "side": "snare", "closed": "hats", "open": "hats",
         "foot": "hats", "tom1": "toms", "tom2": "toms", "tom3": "toms", "crash": "cymbals",
         "ride": "cymbals"}  # fmt: skip


@dataclass(frozen=True)
class Stroke:
    at_s: float
    voice: str
    velocity: float

    @property
    def piece(self) -> str:
        return PIECE[self.voice]


# A bar of sixteen (or twelve) steps: X accent, x normal, g ghost, . rest.
STYLES: dict[str, tuple[float, dict[str, str]]] = {
    "rock": (112, {"kick": "X.....x.X.......|X.....x.X..x....", "snare": "....X.......X...",
                   "closed": "X.x.X.x.X.x.X.x.", "crash": "X...............|................|"
                   "................|................"}),
    "punk": (178, {"kick": "X...X.x.X...X...", "snare": "..X...X...X...X.",
                   "crash": "X...x...x...x...|x...x...x...x...", "tom2": "................|"
                   "................|................|............x.x."}),
    "funk": (98, {"kick": "X..x..x...x.....|X..x......xx...x", "snare": "....X..g.g..X..g",
                  "closed": "X.xxx.xxX.xxx.x.", "open": "..............x."}),
    "metal": (180, {"kick": "xxxxxxxxxxxxxxxx|x.xxx.xxx.xxx.xx", "snare": "....X.......X...",
                    "crash": "X...X...X...X...|................", "ride": "................|"
                    "X.x.X.x.X.x.X.x."}),
    "disco": (120, {"kick": "X...X...X...X...", "snare": "....X.......X...",
                    "closed": "X...X...X...X...", "open": "..x...x...x...x."}),
    "jazz": (150, {"kick": "g..g..g..g..", "snare": ".....g.....x|..g..x......",
                   "ride": "X..x.xX..x.x", "foot": "...x.....x.."}),
    "toms": (104, {"kick": "X.......X.x.....", "snare": "....X.......X...|....X...X.......",
                   "closed": "x.x.x.x.x.x.x.x.|x.x.x.x.........",
                   "tom1": "................|.........xx.....", "tom2": "................|"
                   "...........xx...", "tom3": "................|.............xxx"}),
    "roll": (92, {"kick": "X.......x.......", "snare": "....X.gg.gggX...|....X...gxgxgxXX",
                  "closed": "x.x.x.x.x.x.x.x.|x.x.x.x........."}),
    "crashride": (
        152,
        {
            "kick": "X..xX.x.X..xX...|X..xX.xxX...X.x.",
            "snare": "....X.......X...|....X.......X.xx",
            "crash": "X.x.X.x.X.x.X.x.",
        },
    ),
    "halftime": (140, {"kick": "X.....x.....x...|X..x......x.....", "snare": "........X.......",
                       "side": "................", "closed": "x.xxx.x.x.x.x.xx"}),
}  # fmt: skip
_LEVEL = {"X": 0.92, "x": 0.68, "g": 0.26}


def play(style: str, *, length_s: float = 16.0, seed: int = 1) -> list[Stroke]:
    """Return the strokes of a style: late and early by some milliseconds, no two alike."""
    rng = np.random.default_rng((seed, sum(map(ord, style))))
    tempo_bpm, rows = STYLES[style]
    out = []
    for voice, pattern in rows.items():
        bars = pattern.split("|")
        steps = len(bars[0])
        beat_s = 60.0 / tempo_bpm
        step_s = beat_s / (steps / 4)
        bar, at_s = 0, 0.3
        while at_s < length_s - 0.5:
            for i, mark in enumerate(bars[bar % len(bars)]):
                when_s = at_s + i * step_s + 0.005 * float(rng.standard_normal())
                if mark in _LEVEL and when_s < length_s - 0.5:
                    v = _LEVEL[mark] + 0.07 * float(rng.standard_normal())
                    out.append(Stroke(when_s, voice, float(np.clip(v, 0.08, 1.0))))
            bar, at_s = bar + 1, at_s + steps * step_s
    return sorted(out, key=lambda s: s.at_s)


def our_kit() -> Kit:
    """Our own drums: of each voice eight layers of three strokes, struck when they are needed."""
    k = drum_kit
    voices = {
        "kick": k.kick, "snare": k.snare, "side": k.snare, "closed": k.hat, "open": k.hat_open,
        "foot": k.hat_foot, "crash": k.crash, "ride": k.ride, "tom1": k.tom(132.0),
        "tom2": k.tom(104.0), "tom3": k.tom(79.0),
    }  # fmt: skip
    return {voice: [_kept(voice, strike)] for voice, strike in voices.items()}


def _kept(voice: str, strike: Strike) -> Strike:
    """Return a voice that strikes each of its strokes once and plays it again."""
    kept: dict[tuple[int, int], Row] = {}

    def one(v: float, rng: np.random.Generator) -> Row:
        layer, turn = min(7, int(8 * v)), int(rng.integers(3))
        strength = (layer + 0.5) / 8
        if (layer, turn) not in kept:
            seed = (layer, turn, *map(ord, voice))
            kept[layer, turn] = strike(strength, np.random.default_rng(seed))
        return np.asarray(kept[layer, turn] * (v / strength))

    return one


def folder_kit(folder: Path, names: dict[str, list[str]]) -> Kit:
    """A kit of recorded one-shots: by voice the names of its files, soft ones first."""
    import soundfile as sf
    import soxr

    def load(name: str) -> Row:
        sound, rate = sf.read(folder / name, always_2d=True)
        return np.asarray(soxr.resample(sound.mean(axis=1), rate, RATE_HZ), np.float64)

    def strike(layers: list[Row]) -> Strike:
        def one(v: float, rng: np.random.Generator) -> Row:
            at = min(len(layers) - 1, int(v * len(layers)))
            peaks = [float(np.abs(x).max()) for x in layers]
            sound = layers[at] * (v / peaks[at])
            return sound * (1 + 0.05 * float(rng.standard_normal()))

        return one

    return {voice: [strike([load(f) for f in found])] for voice, found in names.items()}


_FIVE = ("Softest", "Soft", "Med", "Hard", "Hardest")


def gmrock(material: Path) -> Kit:
    """Hydrogen's GMRockKit; it has no cymbals, ours stand in for them."""
    names = {
        voice: [f"{stem}-{level}.wav" for level in _FIVE]
        for voice, stem in (
            ("kick", "Kick"), ("snare", "Snare"), ("side", "SideStick"), ("closed", "HatClosed"),
            ("open", "HatOpen"), ("foot", "HatPedal"), ("tom1", "Tom1"), ("tom2", "Tom2"),
            ("tom3", "TomFloor"),
        )
    }  # fmt: skip
    kit = our_kit()
    return folder_kit(material / "kit_gmrock", names) | {v: kit[v] for v in ("crash", "ride")}


def sonic(material: Path) -> Kit:
    """The acoustic one-shots of Sonic Pi (CC0)."""
    return folder_kit(material / "sonic_pi", {
        "kick": ["drum_bass_soft.flac", "drum_bass_hard.flac"],
        "snare": ["drum_snare_soft.flac", "drum_snare_hard.flac"],
        "side": ["drum_snare_soft.flac"], "closed": ["drum_cymbal_closed.flac"],
        "open": ["drum_cymbal_open.flac"], "foot": ["drum_cymbal_pedal.flac"],
        "tom1": ["drum_tom_hi_soft.flac", "drum_tom_hi_hard.flac"],
        "tom2": ["drum_tom_mid_soft.flac", "drum_tom_mid_hard.flac"],
        "tom3": ["drum_tom_lo_soft.flac", "drum_tom_lo_hard.flac"],
        "crash": ["drum_splash_soft.flac", "drum_splash_hard.flac"],
        "ride": ["drum_cymbal_soft.flac"],
    })  # fmt: skip


def lanes(
    strokes: list[Stroke], kit: Kit, *, length_s: float = 16.0, seed: int = 1
) -> dict[str, Row]:
    """Play each piece on its own dry lane, the kit's usual balance."""
    rng = np.random.default_rng(seed)
    level = {"kick": 0.9, "snare": 0.8, "hats": 0.28, "toms": 0.8, "cymbals": 0.4}
    out = {piece: np.zeros(round(length_s * RATE_HZ)) for piece in level}
    for s in strokes:
        sound = kit[s.voice][0](s.velocity, rng)
        put(out[s.piece], sound, s.at_s, level[s.piece])
    return out


def close_mics(dry: dict[str, Row], bleed_db: float, seed: int = 1) -> dict[str, Row]:
    """Return kick, snare and tom microphones; a neighbour leaks at ``bleed_db`` under its own."""
    rng = np.random.default_rng(seed)
    peak = {p: float(np.abs(x).max()) or 1.0 for p, x in dry.items()}
    out = {}
    for own in ("kick", "snare", "toms"):
        if not dry[own].any():
            continue
        mic = dry[own] / peak[own]
        for other, x in dry.items():
            if other != own and x.any():
                far_db = {"kick": -2.0, "snare": 0.0, "hats": -2.0, "toms": -1.0, "cymbals": -6.0}
                # what leaks into a kick's microphone leaks less and darker
                less_db = -5.0 if own == "kick" else 0.0
                gain = 10 ** ((bleed_db + far_db[other] + less_db + rng.uniform(-1, 1)) / 20)
                top_hz = 5000.0 if own == "kick" else 9000.0
                mic = mic + later(band(x / peak[other], 0, top_hz, 1), rng.uniform(1.0, 3.0), gain)
        mic = mic + 10 ** (-65 / 20) * rng.standard_normal(mic.size)
        out[own] = 0.5 * mic
    return out


def stem(dry: dict[str, Row], seed: int = 1) -> Row:
    """Return a stereo stem [2, n]: the kit in a room, a little driven."""
    lean = {"kick": 0.0, "snare": 0.05, "hats": 0.35, "toms": -0.2, "cymbals": -0.3}
    left = sum(x * (1 + lean[p]) for p, x in dry.items())
    right = sum(x * (1 - lean[p]) for p, x in dry.items())
    both = 0.5 * (left + right)
    sides = [
        left + 0.25 * room(both, seed, 0.4, 7.0),
        right + 0.25 * room(both, seed + 1, 0.4, 8.0),
    ]
    out = np.tanh(1.2 * np.array(sides)) / 1.2
    return 0.5 * np.asarray(out)
