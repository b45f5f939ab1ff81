"""Drum kits of Hydrogen as banks: every instrument on its key, its layers by velocity."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tonmeister.instruments.sampler import Bank, Envelope, Zone
from tonmeister.signal import db
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.sample_files import FileSound
from tonmeister.studio.kit_files import KitFiles, inside, not_there
from tonmeister.studio.kit_hydrogen import hydrogen_root, number, said

_RATE_HZ = 44100.0  # in which Hydrogen counts its envelopes
_FIRST_KEY = 36  # of kits that say no keys
_MOST_ZONES = 20000


def hydrogen_bank(files: KitFiles, name: str = "drumkit.xml") -> Bank:
    """Return a kit as a bank. Raises ``KitError`` or ``BankError`` with one clear line."""
    root = hydrogen_root(files.data(name))
    have = set(files.names())
    zones: list[Zone] = []
    missing: list[str] = []
    for count, instrument in enumerate(root.iterfind("instrumentList/instrument")):
        if said(instrument, "isMuted", "false") == "true":
            continue
        layers = list(instrument.iter("layer"))
        if not layers and instrument.findtext("filename"):  # format 1: one sound, no layers
            layers = [instrument]
        for turn, layer in enumerate(layers):
            file = inside(said(layer, "filename", ""))
            if file not in have:
                missing.append(file)
                continue
            zones.append(_zone(instrument, layer, FileSound(files, file), count, turn, len(layers)))
        if len(zones) > _MOST_ZONES:
            raise BankError(f"the kit has over {_MOST_ZONES} sounds: no drum kit does")
    notes = [not_there(missing)] if missing else []
    if not zones:
        raise BankError("the kit holds no sound: " + "; ".join(notes or ["it names none"]))
    return Bank(name=said(root, "name", "a Hydrogen kit"), zones=tuple(zones),
                licence=said(root, "license", "not said"), notes=tuple(notes))  # fmt: skip


def _zone(of: Element, layer: Element, sound: FileSound, count: int, turn: int, turns: int) -> Zone:
    key = int(min(max(number(of, "midiOutNote", float(_FIRST_KEY + count)), 0.0), 127.0))
    gain = number(of, "gain", 1.0) * number(of, "volume", 1.0)
    if layer is not of:
        gain *= number(layer, "gain", 1.0)
    algorithm = said(of, "sampleSelectionAlgo", "VELOCITY")
    low, high = 0, 127
    if algorithm == "VELOCITY" and layer is not of:
        low = round(127.0 * number(layer, "min", 0.0)) + (1 if number(layer, "min", 0.0) else 0)
        high = round(127.0 * number(layer, "max", 1.0))
    takes_turns = algorithm == "ROUND_ROBIN"
    by_chance = algorithm == "RANDOM"
    mute = int(number(of, "muteGroup", -1.0)) + 1
    left, right = number(of, "pan_L", 1.0), number(of, "pan_R", 1.0)
    pan = number(of, "pan", (right - left) / max(left, right, 1e-6))
    return Zone(
        sound=sound, low_key=key, high_key=key, low_velocity=low, high_velocity=high,
        root_key=float(key), key_cents=0.0, tune_cents=100.0 * number(layer, "pitch", 0.0),
        gain_db=round(db(max(gain, 1e-4)), 3), pan=min(max(pan, -1.0), 1.0),
        velocity_percent=50.0 if said(of, "applyVelocity", "true") == "true" else 0.0,
        loop="once", amp=_envelope(of), group=max(mute, 0), off_by=max(mute, 0),
        turn=turn if takes_turns else 0, turns=turns if takes_turns else 1,
        low_chance=turn / turns if by_chance else 0.0,
        high_chance=(turn + 1) / turns if by_chance else 1.0,
    )  # fmt: skip


def _envelope(of: Element) -> Envelope:
    return Envelope(
        attack_s=max(number(of, "Attack", 0.0), 0.0) / _RATE_HZ,
        decay_s=max(number(of, "Decay", 0.0), 0.0) / _RATE_HZ,
        sustain_ratio=min(max(number(of, "Sustain", 1.0), 0.0), 1.0),
        release_s=max(number(of, "Release", 1000.0), 0.0) / _RATE_HZ, fall_db=60.0,
    )  # fmt: skip
