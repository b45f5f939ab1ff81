"""Drum kits of Hydrogen: ``drumkit.xml``, formats 1 and 2."""

from __future__ import annotations

import math
from xml.etree import ElementTree

from tonmeister.listening.drums.shots import Shot
from tonmeister.signal import db
from tonmeister.studio.kit_files import KitError, KitFiles, inside, not_there
from tonmeister.studio.kit_words import GM_PIECES, piece_of

_MOST_BYTES = 5_000_000


def hydrogen_shots(text: bytes, files: KitFiles) -> tuple[list[Shot], str, str, list[str]]:
    """Return the shots, the kit's name, its licence, and notes."""
    root = hydrogen_root(text)
    have = set(files.names())
    shots: list[Shot] = []
    silent: list[str] = []
    missing: list[str] = []
    for instrument in root.iterfind("instrumentList/instrument"):
        name = said(instrument, "name", "?")
        key = int(number(instrument, "midiOutNote", 0.0))
        piece = piece_of(name) or GM_PIECES.get(key, "")
        if not piece:
            silent.append(name)
            continue
        gain = number(instrument, "gain", 1.0) * number(instrument, "volume", 1.0)
        for layer in instrument.iter("layer"):
            file = inside(said(layer, "filename", ""))
            if file not in have:
                missing.append(file)
                continue
            shots.append(
                Shot(
                    name=file, piece=piece, group=name,
                    low=number(layer, "min", 0.0), high=number(layer, "max", 1.0),
                    gain_db=round(db(max(gain * number(layer, "gain", 1.0), 1e-4)), 2),
                    tune_cents=100.0 * number(layer, "pitch", 0.0),
                )
            )  # fmt: skip
    notes = [f"not used, as no drum piece is known for it: {', '.join(silent)}"] if silent else []
    if missing:
        notes.append(not_there(missing))
    licence = said(root, "license", "not said")
    return shots, said(root, "name", "a Hydrogen kit"), licence, notes


def hydrogen_root(text: bytes) -> ElementTree.Element:
    """Return a ``drumkit.xml`` read, without its namespaces. Raises ``KitError``."""
    if len(text) > _MOST_BYTES or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise KitError(
            "drumkit.xml declares entities or is far too large: no drum kit needs that, so it is "
            "not opened"
        )
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise KitError(f"drumkit.xml cannot be read ({error})") from error
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    if root.tag != "drumkit_info":
        raise KitError(f"drumkit.xml begins with <{root.tag}>, not <drumkit_info>")
    return root


def said(of: ElementTree.Element, what: str, otherwise: str) -> str:
    """Return what a part of it says."""
    return (of.findtext(what) or "").strip() or otherwise


def number(of: ElementTree.Element, what: str, otherwise: float) -> float:
    """Return a number of it; raises ``KitError``."""
    text = (of.findtext(what) or "").strip()
    try:
        value = float(text) if text else otherwise
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise KitError(f"drumkit.xml: {what} is {text!r}, but should be a number")
    return value
