"""Which General MIDI key a drum belongs on by its name, and who plays for one that is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tonmeister.instruments.sampler import Zone
from tonmeister.studio.kit_words import piece_of, words_of

_KEYS = (
    (r"side ?stick|cross ?stick|rim( ?shot)?", 37),
    (r"hand ?clap|clap|clp", 39),
    (r"(hi ?)?hats? (pedal|foot)|(pedal|foot) (hi ?)?hats?|phh|hh ?p(edal)?", 44),
    (r"(hi ?)?hats? (half ?)?op(en)?|open(ed)? (hi ?)?hats?|ohh?|hh ?o(pen)?", 46),
    (r"(hi ?)?hats?|chh?|hh", 42),
    (r"floor( tom)?|tom (floor|low|lo|l|3)|(low|lo) tom", 43),
    (r"tom (mid|middle|m|2)|(mid|middle) tom", 47),
    (r"rack( tom)?|tom (high|hi|h|1)|(high|hi) tom", 50),
    (r"toms?", 47),
    (r"china", 52), (r"splash", 55), (r"ride bell|bell", 53), (r"ride", 51),
    (r"crash|cymbal", 49),
    (r"tamb(ourine)?", 54), (r"cow ?bell", 56),
    (r"conga (low|lo)|(low|lo) conga", 64), (r"conga", 63), (r"bongo (low|lo)|(low|lo) bongo", 61),
    (r"bongo", 60), (r"shaker|cabasa|maraca", 70), (r"clave", 75), (r"triangle", 81),
    (r"snares?|snr|sd|sn", 38), (r"kicks?|bass ?drum|bd|kik", 36),
)  # fmt: skip
_PIECE_KEYS = {"kick": 36, "snare": 38, "hats": 42, "toms": 47, "cymbals": 49}
_STAND_INS = {
    35: (36,), 36: (35,), 40: (38,), 38: (40,), 44: (42,), 46: (42,), 57: (49, 55, 52),
    49: (57, 55, 52), 51: (59, 53), 59: (51,), 53: (51,), 55: (49,), 52: (49,),
    41: (43, 45, 47), 43: (41, 45, 47), 45: (43, 47, 41), 47: (45, 48, 43), 48: (50, 47, 45),
    50: (48, 47), 82: (70,), 69: (70,), 62: (63,), 63: (62,),
}  # fmt: skip
_NAMES = {36: "kick", 38: "snare", 42: "closed hats", 44: "foot hats", 46: "open hats",
          49: "crash", 51: "ride"}  # fmt: skip


def key_of_drum(name: str) -> int | None:
    """Return the percussion key (General MIDI, level 1) of a sound by its name, or its folder's."""
    above = name.rpartition("/")[0]
    for said in (name, above):
        words = words_of(said) if said else ""
        for pattern, key in _KEYS:
            if re.search(rf"\b(?:{pattern})\b", words):
                return key
    piece = piece_of(name) or (piece_of(above) if above else "")
    return _PIECE_KEYS.get(piece)


def stand_ins(zones: Sequence[Zone]) -> tuple[list[Zone], list[str]]:
    """Return zones for keys that are missing, played by the nearest of their kind, and notes."""
    have = {z.low_key for z in zones}
    out: list[Zone] = []
    notes: list[str] = []
    for key, others in _STAND_INS.items():
        other = next((o for o in others if o in have), None)
        if key in have or other is None:
            continue
        cents = 100.0 * (key - other) if 41 <= key <= 50 and 41 <= other <= 50 else 0.0
        out += [
            replace(z, low_key=key, high_key=key, root_key=float(key), tune_cents=cents)
            for z in zones
            if z.low_key == other
        ]
        if key in _NAMES:
            notes.append(f"nothing here is called {_NAMES[key]}: key {other} plays for key {key}")
    return out, notes
