"""One printed note, rest or slash as MusicXML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.bars import Piece
from tonmeister.exchange.musicxml.elements import add
from tonmeister.model import Pitch


@dataclass(frozen=True, slots=True)
class Lyric:
    """What is sung on a note: ``place`` in the word as MusicXML calls it ("single", "begin",
    "middle", "end"); ``held`` where following notes go on with it.
    """

    text: str
    place: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One head of a note: ``sign`` the accidental before it, and whether it is a reminder.

    Of a drum: ``drum`` is its MusicXML instrument, ``pitch`` says where it stands on the staff.
    """

    pitch: Pitch
    sign: tuple[str, bool] | None = None
    drum: str = ""
    shape: str = ""


def write_note(
    measure: Element,
    piece: Piece,
    heads: Sequence[Head],
    cell: Sequence[Piece],
    lyric: Lyric | None,
) -> None:
    """Add a note (several heads: a chord), or a rest where there are no heads. ``cell`` are all
    pieces of its triplet.
    """
    for n, head in enumerate(heads or [None]):
        note = add(measure, "note")
        if head is None:
            rest = add(note, "rest")
            if piece.whole_bar:
                rest.set("measure", "yes")
        else:
            if n:
                add(note, "chord")
            _pitch(note, head)
        add(note, "duration", piece.length)
        _ties(note, "tie", piece)
        if head is not None and head.drum:
            add(note, "instrument", id=head.drum)
        add(note, "voice", 1)
        if not piece.whole_bar:
            _value(note, piece, head)
        if head is not None and head.shape:
            add(note, "notehead", head.shape)
        if not n:
            for level, beam in enumerate(piece.beams, 1):
                add(note, "beam", beam, number=level)
        _notations(note, piece, cell, first=not n)
        if lyric is not None and not n:
            _lyric(note, lyric)


def write_slash(measure: Element, length: int, kind: str, dots: int) -> None:
    """Add a slash: keep the time, the chord says what to play."""
    note = add(measure, "note")
    pitch = add(note, "pitch")
    add(pitch, "step", "B")
    add(pitch, "octave", 4)
    add(note, "duration", length)
    add(note, "voice", 1)
    add(note, "type", kind)
    for _ in range(dots):
        add(note, "dot")
    add(note, "stem", "none")
    add(note, "notehead", "slash")


def _pitch(note: Element, head: Head) -> None:
    names = ("display-step", "display-octave") if head.drum else ("step", "octave")
    pitch = add(note, "unpitched" if head.drum else "pitch")
    add(pitch, names[0], head.pitch.letter)
    if head.pitch.alter and not head.drum:
        add(pitch, "alter", head.pitch.alter)
    add(pitch, names[1], head.pitch.octave)


def _value(note: Element, piece: Piece, head: Head | None) -> None:
    add(note, "type", piece.kind)
    for _ in range(piece.dots):
        add(note, "dot")
    if head is not None and head.sign is not None and not piece.tied_back:
        sign = add(note, "accidental", head.sign[0])
        if head.sign[1]:
            sign.set("cautionary", "yes")
    if piece.cell is not None:
        modified = add(note, "time-modification")
        add(modified, "actual-notes", 3)
        add(modified, "normal-notes", 2)


def _ties(parent: Element, name: str, piece: Piece) -> None:
    if piece.tied_back:
        add(parent, name, type="stop")
    if piece.tied_on:
        add(parent, name, type="start")


def _notations(note: Element, piece: Piece, cell: Sequence[Piece], *, first: bool) -> None:
    ends = first and piece.cell is not None and (piece.first_of_cell or piece.last_of_cell)
    if not (ends or piece.tied_back or piece.tied_on):
        return
    notations = add(note, "notations")
    _ties(notations, "tied", piece)
    if ends and piece.first_of_cell:
        beamed = all(p.beams for p in cell)
        add(notations, "tuplet", type="start", bracket="no" if beamed else "yes")
    if ends and piece.last_of_cell:
        add(notations, "tuplet", type="stop")


def _lyric(note: Element, said: Lyric) -> None:
    lyric = add(note, "lyric", number=1)
    add(lyric, "syllabic", said.place)
    add(lyric, "text", said.text)
    if said.held:
        add(lyric, "extend")
