"""The band's parts as files that a workstation takes in."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import mido
import pytest

from tonmeister.exchange.clips_midi import file_name, write_clips_midi
from tonmeister.model import Arrangement, Bend, Chart, ChartSection, Clip, ClipNote, TempoAt
from tonmeister.studio.probe import Unusable


def note(at: float, midi: int, length: float = 1.0, **more: Any) -> ClipNote:
    return ClipNote(start_quarters=at, length_quarters=length, midi=midi, velocity=0.8, **more)


DRUMS = Clip(
    part="drums", name="Drums", instrument="drums/acoustic",
    notes=tuple(note(q, 36, 0.25, late_ms=12.0, lane="kick") for q in range(8)),
)  # fmt: skip
BASS = Clip(
    part="bass", name="Bass", instrument="bass/electric", program=33,
    notes=(note(0, 40, 6.0), note(4, 40, 2.0), note(6, 43, 2.0)),
    bends=(Bend(at_quarters=1.0, semitones=0.0), Bend(at_quarters=2.0, semitones=-3.5)),
)  # fmt: skip
CHART = Chart(
    title="Leave/the light",
    tempos=(
        TempoAt(at_quarters=Fraction(0), quarter_bpm=120.0),
        TempoAt(at_quarters=Fraction(4), quarter_bpm=60.0),
    ),
    sections=(
        ChartSection(name="Verse", first_bar=0, bars=1),
        ChartSection(name="Chorus", first_bar=1, bars=1),
    ),
)


def band(*clips: Clip) -> Arrangement:
    return Arrangement(chart=CHART, style="rock", seed=1, feel_percent=100.0, clips=clips)


def events(track: Any) -> list[tuple[int, Any]]:
    now, out = 0, []
    for message in track:
        now += message.time
        out.append((now, message))
    return out


def test_each_part_is_a_file_named_as_its_track(tmp_path: Path) -> None:
    files = write_clips_midi(tmp_path, band(DRUMS, BASS))
    assert {name: path.name for name, path in files.items()} == {
        "Drums": "01 Drums.mid", "Bass": "02 Bass.mid", "all": "Leave-the light - all parts.mid",
    }  # fmt: skip
    file = mido.MidiFile(str(files["Bass"]))
    assert file.type == 1
    assert [t.name for t in file.tracks] == ["Bass", "Bass"]
    whole = mido.MidiFile(str(files["all"]))
    assert [t.name for t in whole.tracks] == ["Leave/the light", "Drums", "Bass"]
    marks = [(at, m.text) for at, m in events(whole.tracks[0]) if m.type == "marker"]
    assert marks == [(0, "Verse"), (3840, "Chorus")]


def test_drums_are_on_channel_ten_and_others_have_their_program(tmp_path: Path) -> None:
    whole = mido.MidiFile(str(write_clips_midi(tmp_path, band(DRUMS, BASS))["all"]))
    drums, bass = whole.tracks[1:]
    assert {m.channel for m in drums if not m.is_meta} == {9}
    assert {m.channel for m in bass if not m.is_meta} == {0}
    assert [m.program for m in bass if m.type == "program_change"] == [33]


def test_how_late_a_player_is_lies_in_the_ticks_at_the_tempo_there(tmp_path: Path) -> None:
    track = mido.MidiFile(str(write_clips_midi(tmp_path, band(DRUMS))["Drums"])).tracks[1]
    starts = [at for at, m in events(track) if m.type == "note_on"]
    fast, slow = 12.0 / 1000 * 2 * 960, 12.0 / 1000 * 960
    expected = [q * 960 + (fast if q < 4 else slow) for q in range(8)]
    assert starts == pytest.approx(expected, abs=0.5)


def test_a_key_struck_again_is_ended_first(tmp_path: Path) -> None:
    track = mido.MidiFile(str(write_clips_midi(tmp_path, band(BASS))["Bass"])).tracks[1]
    e = [(at, m.type) for at, m in events(track) if getattr(m, "note", None) == 40]
    assert e == [(0, "note_on"), (3840, "note_off"), (3840, "note_on"), (5760, "note_off")]


def test_bends_reach_their_pitch_within_a_range_that_is_set(tmp_path: Path) -> None:
    track = mido.MidiFile(str(write_clips_midi(tmp_path, band(BASS))["Bass"])).tracks[1]
    controls = [(m.control, m.value) for m in track if m.type == "control_change"]
    assert controls == [(101, 0), (100, 0), (6, 4), (38, 0), (101, 127), (100, 127)]
    wheel = [(at, 4 * m.pitch / 8192) for at, m in events(track) if m.type == "pitchwheel"]
    assert wheel[-1] == (1920, pytest.approx(-3.5, abs=0.001))
    halfway = next(semitones for at, semitones in wheel if at == 1440)
    assert halfway == pytest.approx(-1.75, abs=0.001)
    assert len(wheel) == 33


def test_the_same_band_gives_the_same_files(tmp_path: Path) -> None:
    first = write_clips_midi(tmp_path / "a", band(DRUMS, BASS))
    second = write_clips_midi(tmp_path / "b", band(DRUMS, BASS))
    assert [p.read_bytes() for p in first.values()] == [p.read_bytes() for p in second.values()]


def test_music21_reads_what_the_bass_plays(tmp_path: Path) -> None:
    import music21

    files = write_clips_midi(tmp_path, band(DRUMS, BASS))
    score = music21.converter.parse(files["Bass"], quantizePost=False)
    played = [(float(n.offset), n.pitch.midi) for n in score.flatten().notes]
    assert played == [(0.0, 40), (4.0, 40), (6.0, 43)]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no part plays"):
        write_clips_midi(tmp_path / "x", band())
    assert not (tmp_path / "x").exists()
    wide = Clip(
        part="lead", name="Lead", instrument="lead/saw", notes=(note(0, 60),),
        bends=(Bend(at_quarters=0.0, semitones=40.0),),
    )  # fmt: skip
    with pytest.raises(Unusable, match="too wide"):
        write_clips_midi(tmp_path / "x", band(wide))


@pytest.mark.parametrize(("said", "safe"), [("A/B: C?", "A-B- C-"), ("..", "part"), ("", "part")])
def test_names_fit_any_file_system(said: str, safe: str) -> None:
    assert file_name(said) == safe
