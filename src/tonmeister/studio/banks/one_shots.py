"""A folder of single sounds as a bank: drums by what they are called, notes by their names."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tonmeister.instruments.sampler import Bank, Envelope, Zone
from tonmeister.listening.drums.shots import Shot
from tonmeister.studio.banks.drum_names import key_of_drum, stand_ins
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.sample_files import SOUNDS, FileSound, SampleFolder
from tonmeister.studio.kit_folder import layers
from tonmeister.studio.kit_words import group_of

_NOTE = re.compile(r"(?:^|[\s_\-.(\[])([A-Ga-g])(#|s|b|♯|♭)?(-?\d)(?=$|[\s_\-.)\]])")
_STEP = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_REACH_KEYS = 12  # beyond its outermost recordings an instrument is played an octave on


def one_shots_bank(files: SampleFolder, name: str) -> Bank:
    """Return a folder as a bank. Raises ``BankError`` with one clear line."""
    sounds = [n for n in files.names() if n.lower().endswith(SOUNDS)]
    if not sounds:
        raise BankError(
            "it holds no sounds: give a folder of WAV, FLAC, AIFF, OGG or MP3 files, a SoundFont, "
            "an SFZ or a Hydrogen kit"
        )
    keys = {n: key for n in sounds if (key := note_of(n)) is not None}
    drums = {n: key for n in sounds if (key := key_of_drum(n)) is not None}
    pitched = len(keys) > len(drums)
    zones = _notes(keys, files) if pitched else _drums(drums, files)
    used = keys if pitched else drums
    if not zones:
        raise BankError(
            "no file here is called like a note (C4, F#3) or like a drum (kick, snare, hat): "
            f"for example {sounds[0]}"
        )
    strange = [n for n in sounds if n not in used]
    notes = []
    if strange:
        more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
        what = "note" if pitched else "drum"
        notes.append(f"no {what} is named by {', '.join(strange[:5])}{more}")
    if not pitched:
        extra, said = stand_ins(zones)
        zones, notes = [*zones, *extra], [*notes, *said]
    return Bank(name=name, zones=tuple(zones), licence=files.licence(), notes=tuple(notes))


def note_of(name: str) -> int | None:
    """Return the key that a file's name says last (``Piano C4 soft.wav``: 60)."""
    stem = re.sub(r"\.\w{2,5}$", "", name.rpartition("/")[2])
    found = list(_NOTE.finditer(stem))
    if not found:
        return None
    letter, sign, octave = found[-1].groups()
    alter = {"#": 1, "s": 1, "♯": 1, "b": -1, "♭": -1}.get(sign or "", 0)
    key = 12 * (int(octave) + 1) + _STEP[letter.lower()] + alter
    return key if 0 <= key <= 127 else None


def _notes(keys: Mapping[str, int], files: SampleFolder) -> list[Zone]:
    """Return notes in their places: each key is played by the recording that is nearest."""
    by_key: dict[int, list[str]] = defaultdict(list)
    for name, key in keys.items():
        by_key[key].append(name)
    have = sorted(by_key)
    zones: list[Zone] = []
    for i, key in enumerate(have):
        low = max(key - _REACH_KEYS, 0) if i == 0 else (have[i - 1] + key) // 2 + 1
        high = min(key + _REACH_KEYS, 127) if i + 1 == len(have) else (key + have[i + 1]) // 2
        found = layers("note", str(key), by_key[key], files)
        zones += [_zone(s, files, low, high, float(key), 100.0, once=False) for s in found]
    return _turned(zones)


def _drums(keys: Mapping[str, int], files: SampleFolder) -> list[Zone]:
    by_drum: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name, key in keys.items():
        by_drum[key, group_of(name)].append(name)
    zones: list[Zone] = []
    taken: dict[int, str] = {}
    for (key, group), names in sorted(by_drum.items()):
        if taken.setdefault(key, group) != group:
            continue  # another sound of the same drum: the first one by name has the key
        found = layers("drum", group, names, files)
        zones += [_zone(s, files, key, key, float(key), 0.0, once=True) for s in found]
    return _turned(zones)


def _zone(
    shot: Shot, files: SampleFolder, low: int, high: int, root: float, cents: float, *, once: bool
) -> Zone:
    softest = math.floor(127.0 * shot.low + 0.5) + 1 if shot.low > 0.0 else 0
    hats = 1 if once and low in (42, 44, 46) else 0
    return Zone(
        sound=FileSound(files, shot.name), low_key=low, high_key=high, low_velocity=softest,
        high_velocity=math.floor(127.0 * shot.high + 0.5), root_key=root, key_cents=cents,
        loop="once" if once else "file", velocity_percent=50.0, turn=shot.turn,
        group=hats, off_by=hats, amp=Envelope(release_s=0.02 if once else 0.35, fall_db=60.0),
    )  # fmt: skip


def _turned(zones: Sequence[Zone]) -> list[Zone]:
    """Say to each zone how many take turns with it."""
    count: dict[tuple[int, int], int] = defaultdict(int)
    for z in zones:
        count[z.low_key, z.low_velocity] += 1
    return [replace(z, turns=count[z.low_key, z.low_velocity]) for z in zones]
