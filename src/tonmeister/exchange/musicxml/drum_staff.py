"""Where drums stand on a percussion staff, and with which heads."""

from __future__ import annotations

from tonmeister.exchange.musicxml.notes import Head
from tonmeister.exchange.musicxml.parts import drum_id
from tonmeister.knowledge.grooves import lane_of
from tonmeister.model import ClipNote, Pitch
from tonmeister.model.chart import LETTERS

STAFF = {
    "kick": ("F4", ""), "snare": ("C5", ""), "side-stick": ("C5", "x"), "clap": ("E5", "x"),
    "hat": ("G5", "x"), "hat-open": ("G5", "circle-x"), "hat-foot": ("D4", "x"),
    "ride": ("F5", "x"), "crash": ("A5", "x"), "tom-high": ("E5", ""), "tom-mid": ("D5", ""),
    "tom-low": ("A4", ""), "shaker": ("B5", "x"), "tambourine": ("B5", "diamond"),
    "cowbell": ("E5", "diamond"), "conga-high": ("B4", ""), "conga-low": ("G4", ""),
}  # fmt: skip
"""Place and head by lane: the usual drum key (kick in the lowest space, cymbals as crosses)."""
ELSEWHERE = ("B4", "slash")


def lane(note: ClipNote) -> str:
    """Return the lane of a stroke."""
    return note.lane or lane_of(note.midi) or f"key-{note.midi}"


def drum_head(note: ClipNote, part: str) -> Head:
    """Return how a stroke is drawn."""
    place, shape = STAFF.get(lane(note), ELSEWHERE)
    pitch = Pitch(LETTERS.index(place[0]) - 1, int(place[1]))
    return Head(pitch, drum=drum_id(part, lane(note)), shape=shape)
