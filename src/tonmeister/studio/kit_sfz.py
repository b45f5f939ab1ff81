"""Drum kits in SFZ: one-shots by key, velocity and turn (sfzformat.com)."""

from __future__ import annotations

from tonmeister.listening.drums.shots import Shot
from tonmeister.studio.kit_files import KitFiles, inside, not_there
from tonmeister.studio.kit_words import GM_PIECES, group_of, piece_of
from tonmeister.studio.sfz_text import Words, key_of, number_of, sfz_regions

_KNOWN = frozenset((
    "sample", "key", "lokey", "hikey", "lovel", "hivel", "seq_length", "seq_position", "lorand",
    "hirand", "volume", "gain", "tune", "transpose", "pitch_keycenter", "pitch_keytrack",
    "default_path", "group_label", "region_label", "master_label", "global_label", "trigger",
))  # fmt: skip


def sfz_shots(name: str, files: KitFiles) -> tuple[list[Shot], list[str]]:
    """Return the shots of an SFZ file in a kit, and notes (what was not understood, once)."""
    have = set(files.names())
    shots: list[Shot] = []
    strange: set[str] = set()
    silent: set[str] = set()
    missing: list[str] = []
    for region in sfz_regions(name, files):
        strange |= {word for word in region if word not in _KNOWN and not word.startswith("$")}
        if "sample" not in region or region.get("trigger", "attack") not in ("attack", "first"):
            continue
        if region["sample"].startswith("*"):
            silent.add(region["sample"])
            continue
        file = inside(region.get("default_path", "").replace("\\", "/") + region["sample"])
        if file not in have:
            missing.append(file)
            continue
        low_key, high_key = _keys(region)
        if low_key > high_key:
            continue
        label = region.get("group_label", "")
        piece = piece_of(label) if label else ""
        piece = piece or piece_of(file) or GM_PIECES.get(low_key, "")
        if not piece:
            silent.add(file)
            continue
        shots.append(_shot(region, file, piece, low_key, label))
    notes = []
    if strange:
        notes.append(f"opcodes that are not played: {', '.join(sorted(strange))}")
    if missing:
        notes.append(not_there(missing))
    if silent:
        some = sorted(silent)
        more = f" and {len(some) - 5} more" if len(some) > 5 else ""
        notes.append(f"no drum piece is known for {', '.join(some[:5])}{more}")
    return shots, notes


def _shot(region: Words, file: str, piece: str, key: int, label: str) -> Shot:
    center = key_of(region.get("pitch_keycenter", str(key)), "pitch_keycenter")
    track = number_of(region, "pitch_keytrack", 100.0)
    cents = (key - center) * track + number_of(region, "tune", 0.0)
    cents += 100.0 * number_of(region, "transpose", 0.0)
    turn = int(number_of(region, "seq_position", 1.0)) - 1
    if "lorand" in region:
        turn = round(100.0 * number_of(region, "lorand", 0.0))
    return Shot(
        name=file, piece=piece, group=label or f"{group_of(file)} {key}",
        low=max(number_of(region, "lovel", 1.0) - 1.0, 0.0) / 127.0,
        high=number_of(region, "hivel", 127.0) / 127.0,
        turn=turn, gain_db=number_of(region, "volume", 0.0) + number_of(region, "gain", 0.0),
        tune_cents=cents,
    )  # fmt: skip


def _keys(region: Words) -> tuple[int, int]:
    if "key" in region:
        key = key_of(region["key"], "key")
        return key, key
    low = key_of(region.get("lokey", "0"), "lokey")
    return low, key_of(region.get("hikey", "127"), "hikey")
