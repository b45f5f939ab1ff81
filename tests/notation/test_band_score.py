"""A band's parts on paper: every stroke and note in its place, whoever reads it."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import pytest

from tests.notation.songs_on_paper import ballad
from tonmeister.exchange.engrave import write_score
from tonmeister.exchange.musicxml import read_musicxml, score_musicxml
from tonmeister.model import Arrangement, Chart, Clip, ClipNote


def _clip(part: str, notes: tuple[ClipNote, ...], program: int = 0) -> Clip:
    return Clip(part=part, name=part.title(), instrument="", notes=notes, program=program)


def _stroke(at: float, lane: str, midi: int) -> ClipNote:
    return ClipNote(start_quarters=at, length_quarters=0.1, midi=midi, velocity=0.8, lane=lane)


def _tone(at: float, length: float, midi: int) -> ClipNote:
    return ClipNote(start_quarters=at, length_quarters=length, midi=midi, velocity=0.7, late_ms=9.0)


@pytest.fixture
def band() -> Arrangement:
    """Four bars: drums, a bass line, chords with a triplet, a lead that begins before the bar."""
    drums = [
        _stroke(bar * 4 + at, lane, midi)
        for bar in range(4)
        for at, lane, midi in ((0.0, "kick", 36), (1.0, "snare", 38), (2.5, "kick", 36))
    ] + [_stroke(n / 2, "hat", 42) for n in range(32)]  # fmt: skip
    bass = [_tone(float(n), 0.9, 40 + n % 5) for n in range(16)]
    keys = [_tone(at, 0.31, midi) for at in (0.0, 1 / 3, 2 / 3, 4.0) for midi in (60, 64, 67)]
    lead = [_tone(-0.5, 0.5, 67), _tone(0.0, 5.4, 66)]
    return Arrangement(
        chart=dataclasses.replace(ballad(), melody=(), bars=4, sections=(), chords=()),
        style="rock", seed=1, feel_percent=100.0,
        clips=(
            _clip("drums", tuple(drums)), _clip("bass", tuple(bass), 33),
            _clip("keys", tuple(keys)), _clip("lead", tuple(lead), 73),
        ),
    )  # fmt: skip


def _part(text: str, number: str) -> ElementTree.Element:
    found = ElementTree.fromstring(text).find(f"part[@id='{number}']")
    assert found is not None
    return found


def test_every_stroke_is_on_the_percussion_staff(band: Arrangement) -> None:
    drums = _part(score_musicxml(band), "P1")
    notes = drums.findall("measure/note")
    assert len([n for n in notes if n.find("unpitched") is not None]) == 12 + 32
    assert drums.find("measure/attributes/clef/sign").text == "percussion"  # type: ignore[union-attr]
    assert drums.find("measure/attributes/key") is None
    crosses = [n for n in notes if n.findtext("notehead") == "x"]
    assert len(crosses) == 32
    assert {n.find("instrument").get("id") for n in crosses} == {"P1-hat"}  # type: ignore[union-attr]


def _durations(measure: ElementTree.Element) -> list[ElementTree.Element]:
    notes = [n for n in measure.iterfind("note") if n.find("chord") is None]
    return [d for n in notes for d in n.iterfind("duration")]


def test_every_part_fills_the_same_bars(band: Arrangement) -> None:
    root = ElementTree.fromstring(score_musicxml(band))
    lengths = [
        [sum(int(d.text or 0) for d in _durations(m)) for m in part.iterfind("measure")]
        for part in root.iterfind("part")
    ]
    assert lengths == [lengths[0]] * 4
    assert set(lengths[0]) == {192}
    assert len(lengths[0]) == 5, "the pickup of the lead is a bar for all"


def test_music21_hears_each_part_as_it_is_played(band: Arrangement, tmp_path: Path) -> None:
    from music21 import converter

    path = tmp_path / "band.musicxml"
    path.write_text(score_musicxml(band), "utf-8")
    score = converter.parse(str(path), forceSource=True)
    for part, clip in zip(score.parts, band.clips, strict=True):
        seen = set()
        for element in part.flatten().notes:
            if element.tie is not None and element.tie.type != "start":
                continue
            at = Fraction(element.offset).limit_denominator(48) - 4
            pitches = [] if clip.part == "drums" else [p.midi for p in element.pitches]
            seen |= {(at, midi) for midi in pitches}
        wanted = {
            (Fraction(n.start_quarters).limit_denominator(48), n.midi)
            for n in clip.notes if clip.part != "drums"
        }  # fmt: skip
        assert seen == wanted, clip.name
        assert part.partName == clip.name


def test_how_early_a_player_lets_go_is_not_written(band: Arrangement) -> None:
    kinds = {n.findtext("type") for n in _part(score_musicxml(band), "P2").iterfind("measure/note")
             if n.find("pitch") is not None}  # fmt: skip
    assert kinds == {"quarter"}


def test_a_triplet_of_the_keys_is_bracketed(band: Arrangement) -> None:
    keys = _part(score_musicxml(band), "P3")
    assert len(keys.findall("measure/note/notations/tuplet[@type='start']")) == 1
    assert len(keys.findall("measure/note[chord]")) == 8


def test_single_parts_can_be_written(band: Arrangement, tmp_path: Path) -> None:
    path = tmp_path / "lead.musicxml"
    path.write_text(score_musicxml(band, ["lead"]), "utf-8")
    melody = read_musicxml(path).melody
    assert [n.pitch.name for n in melody] == ["G4", "F#4"]
    assert melody[1].length_quarters == Fraction(11, 2)


def test_a_score_without_notes_is_still_a_score() -> None:
    empty = Arrangement(chart=Chart(title="Rest"), style="rock", seed=1, feel_percent=0.0,
                        clips=(_clip("bass", ()),))  # fmt: skip
    assert 'measure="yes"' in score_musicxml(empty)


def test_the_score_is_engraved_the_same_each_time(band: Arrangement, tmp_path: Path) -> None:
    one = write_score(tmp_path / "a", "band", band)
    two = write_score(tmp_path / "b", "band", band)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().startswith(b"%PDF")
    alone = write_score(tmp_path, "bass", band, parts=["bass"])
    assert alone.name == "bass.pdf"
