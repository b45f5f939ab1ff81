"""Aligned stems: they line up, they add up, and the papers say what they are."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile as sf
from aaf_songs import BASS, LENGTH, RATE, VOX, song, sound, track, with_everything
from daw_played import played

from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.stems import live, write
from tonmeister.model.daw import (
    DawClip,
    DawDevice,
    DawLane,
    DawMeter,
    DawSend,
    DawSession,
    DawTempo,
    DawTrack,
)
from tonmeister.signal import Samples


def written(session: DawSession, folder: Path, bits: int = 32) -> Written:
    return write(session, folder / "out", lambda share: None, bits=bits)


def read(path: Path) -> Samples:
    found, rate_hz = sf.read(path, always_2d=True)
    assert rate_hz == RATE
    sound: Samples = found.T
    return sound


def total(folder: Path) -> Samples:
    sound = np.zeros((2, LENGTH))
    for path in (folder / "out" / "Mixed").iterdir():
        sound += read(path)
    return sound


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def flat(folder: Path) -> tuple[DawSession, Samples]:
    """Return a session without fades or rides and, reckoned by hand, what it sounds like."""
    mono = sound(folder, "Vox.wav", 1)
    wide = sound(folder, "Guitar.wav", 2)
    sung = DawClip(file="Vox.wav", at_frames=4000, length_frames=8000, gain_db=6.0)
    sends = (DawSend(to="Hall", level_db=-6.0),)
    vox = track("Vox", sung, fader_db=-12.0, pan_percent=50.0, sends=sends)
    strummed = DawClip(
        file="Guitar.wav", at_frames=0, length_frames=9000, start_frames=70, flip_polarity=True
    )
    guitar = track("Guitar", strummed, channels=2, pan_percent=-25.0, output="Band")
    bass = track("Bass", BASS, muted=True)
    band = DawTrack(name="Band", kind="bus", fader_db=-3.0)
    hall = DawTrack(name="Hall", kind="return", pan_percent=100.0)
    session = song(folder, vox, guitar, bass, band, hall)
    voice, strings = read(folder / "Vox.wav"), read(folder / "Guitar.wav")
    mix = np.zeros((2, LENGTH))
    left, right = np.cos(np.pi * 3 / 8), np.sin(np.pi * 3 / 8)
    faded = voice[0, :8000] * 10 ** ((6.0 - 12.0) / 20)
    mix[0, 4000:12000] += faded * left
    mix[1, 4000:12000] += faded * right * (1.0 + 10 ** (-6.0 / 20))
    mix[0, :9000] -= strings[0, 70:9070] * 10 ** (-3.0 / 20)
    mix[1, :9000] -= strings[1, 70:9070] * 10 ** (-3.0 / 20) * np.cos(np.pi / 8)
    return replace(session, files=(mono, wide)), mix


@pytest.mark.parametrize(("bits", "residual_dbfs"), [(32, -140.0), (24, -130.0)])
def test_the_sum_of_mixed_is_the_mix(tmp_path: Path, bits: int, residual_dbfs: float) -> None:
    session, mix = flat(tmp_path)
    written(session, tmp_path, bits)
    left = np.abs(total(tmp_path) - mix).max()
    assert 20.0 * np.log10(left) < residual_dbfs
    assert np.abs(mix).max() > 0.1


def test_every_stem_is_as_long_as_the_song_and_begins_with_it(tmp_path: Path) -> None:
    made = written(with_everything(tmp_path), tmp_path)
    waves = [path for path in made.files if path.suffix == ".wav"]
    assert {sf.info(path).frames for path in waves} == {LENGTH}
    names = sorted(path.name for path in (tmp_path / "out" / "Tracks").iterdir())
    assert names == ["01 Vox.wav", "02 Guitar.wav", "03 Bass.wav", "04 Early.wav"]
    heard = sorted(path.name for path in (tmp_path / "out" / "Mixed").iterdir())
    assert heard == names[:3]  # Early is muted
    assert sf.info(tmp_path / "out" / "Tracks" / "01 Vox.wav").channels == 1


def test_rides_envelopes_and_fades_add_up_to_the_mix_too(tmp_path: Path) -> None:
    session = with_everything(tmp_path)
    written(session, tmp_path)
    apart = np.abs(total(tmp_path) - played(session).T).max()
    assert 20.0 * np.log10(apart) < -140.0


def test_tracks_hold_edits_but_neither_fader_nor_pan(tmp_path: Path) -> None:
    clip = DawClip(file="Vox.wav", at_frames=4000, length_frames=8000, gain_db=-6.0)
    session = song(tmp_path, track("Vox", clip, fader_db=-30.0, pan_percent=70.0))
    written(session, tmp_path)
    plain = read(tmp_path / "out" / "Tracks" / "01 Vox.wav")[0]
    expected = np.zeros(LENGTH)
    expected[4000:12000] = read(tmp_path / "Vox.wav")[0, :8000] * 10 ** (-6.0 / 20)
    np.testing.assert_allclose(plain, expected, atol=1e-7)


def test_what_would_clip_at_24_bit_is_turned_down_with_all_the_others(tmp_path: Path) -> None:
    loud = track("Loud", replace(VOX, gain_db=30.0), law="balance")
    session = song(tmp_path, loud, track("Vox", VOX))
    made = written(session, tmp_path, bits=24)
    whole = [read(path) for path in made.files if path.parent.name == "Tracks"]
    assert np.abs(whole[0]).max() == pytest.approx(1.0, abs=1e-6)
    ratio = np.abs(whole[0]).max() / np.abs(whole[1]).max()
    assert ratio == pytest.approx(10 ** (33.0 / 20), rel=1e-3)
    said = next(note for note in made.notes if "turned down" in note)
    told_db = float(said.split("by ")[1].split(" dB")[0])
    readme = made.main.read_text("utf-8")
    assert f"turned down by {told_db:.2f} dB" in readme
    assert written(session, tmp_path).notes == (made.notes[0],)


def test_the_same_session_makes_the_same_files_to_the_bit(tmp_path: Path) -> None:
    session = with_everything(tmp_path)
    first = {path: path.read_bytes() for path in written(session, tmp_path).files}
    again = {path: path.read_bytes() for path in written(session, tmp_path).files}
    assert first == again
    assert sorted(p for p in (tmp_path / "out").rglob("*") if p.is_file()) == sorted(first)


def test_the_tables_recall_levels_rides_and_markers(tmp_path: Path) -> None:
    written(with_everything(tmp_path), tmp_path)
    levels = {row["track"]: row for row in rows(tmp_path / "out" / "levels.tsv")}
    assert list(levels) == ["Vox", "Guitar", "Bass", "Early", "Hall", "Band", "Master"]
    assert levels["Vox"]["sends"] == "Hall -12.0 dB, Hall -20.0 dB before fader"
    assert (levels["Vox"]["group"], levels["Vox"]["fader_ridden"]) == ("Lead Vocals", "yes")
    assert (levels["Early"]["muted"], levels["Early"]["in_mixed"]) == ("yes", "no")
    assert float(levels["Bass"]["fader_db"]) == -2.0
    assert float(levels["Vox"]["pan_percent"]) == -30.0
    moves = rows(tmp_path / "out" / "rides.tsv")
    fader = [(int(r["frame"]), float(r["value"])) for r in moves if r["what"] == "fader"]
    assert fader == [(5000, -4.5), (9000, 1.5), (9000, -2.0), (15000, -30.0)]
    assert [float(r["value"]) for r in moves if r["what"] == "pan"] == [-100.0, 80.0]
    marks = rows(tmp_path / "out" / "Markers.tsv")
    assert [(m["name"], m["start_frame"], m["end_frame"]) for m in marks] == [
        ("Intro", "0", "8000"), ("Verse für Ä", "8000", ""),
    ]  # fmt: skip
    labels = (tmp_path / "out" / "Markers (Audacity).txt").read_text("utf-8").splitlines()
    assert labels == ["0.000000\t1.000000\tIntro", "1.000000\t1.000000\tVerse für Ä"]


def test_a_name_with_tabs_and_lines_breaks_no_table(tmp_path: Path) -> None:
    written(song(tmp_path, track("a\tb\nc", VOX)), tmp_path)
    assert rows(tmp_path / "out" / "levels.tsv")[0]["track"] == "a b c"


def test_the_readme_says_what_a_stranger_needs(tmp_path: Path) -> None:
    made = written(with_everything(tmp_path), tmp_path)
    words = made.main.read_text("utf-8")
    for said in (
        "Small song: aligned stems", "Artist: The Band", "Composer: Ann",
        "4 tracks, 0:00:03.000 long, 8000 Hz, 32-bit float WAV.",
        "Tempo 88.00 to 101.90 BPM", "4/4 at the beginning",
        "01 Vox.wav: fader -4.5 dB at its first point, then ridden, 30 % left, into Master, "
        "sends: Hall -12.0 dB, Hall -20.0 dB before fader.",
        "04 Early.wav: fader 0.0 dB, in the middle, into Master, muted. Not heard in the mix",
        "Band (a bus): fader -1.0 dB", "Hall (a return): fader -3.0 dB",
    ):  # fmt: skip
        assert said in words


def test_the_tempo_map_keeps_time_over_many_changes(tmp_path: Path) -> None:
    """A tempo for every beat over four minutes, none of them a whole number of microseconds."""
    speeds = 97.0 + 9.0 * np.sin(np.arange(400) * 0.7)
    at_s = np.concatenate([[0.0], np.cumsum(60.0 / speeds)[:-1]])
    tempos = tuple(
        DawTempo(at_s=float(s), quarter_bpm=float(b)) for s, b in zip(at_s, speeds, strict=True)
    )
    session = replace(song(tmp_path, track("Vox", VOX)), tempos=tempos, length_frames=240 * RATE)
    line = Timeline(tempos, RATE)
    written(replace(session, tracks=session.tracks[1:]), tmp_path)
    made = mido.MidiFile(tmp_path / "out" / "Tempo map.mid")
    told_s = ticks = 0.0
    tempo_us = 500_000
    worst_s = 0.0
    for message in made.tracks[0]:
        told_s += mido.tick2second(message.time, made.ticks_per_beat, tempo_us)
        ticks += message.time
        if message.type == "set_tempo":
            tempo_us = message.tempo
            worst_s = max(worst_s, abs(told_s - line.seconds(ticks / made.ticks_per_beat)))
    assert ticks / made.ticks_per_beat > 380
    assert worst_s < 1e-3


def test_meters_markers_and_notes_are_in_the_midi_file(tmp_path: Path) -> None:
    written(with_everything(tmp_path), tmp_path)
    file = mido.MidiFile(tmp_path / "out" / "Tempo map.mid", charset="utf-8")
    first, notes = file.tracks
    assert [(m.numerator, m.denominator) for m in first if m.type == "time_signature"] == [
        (4, 4), (3, 4),
    ]  # fmt: skip
    assert [m.text for m in first if m.type == "marker"] == ["Intro", "Verse für Ä"]
    assert notes.name == "Guitar"
    on = next(m for m in notes if m.type == "note_on" and m.velocity)
    assert (on.note, on.time, on.velocity) == (60, 960, 102)


@pytest.mark.parametrize(
    ("at", "place"),
    [(0.0, (1, 1.0)), (3.5, (1, 4.5)), (4.0, (2, 1.0)), (7.0, (3, 1.0)), (8.5, (3, 2.5))],
)
def test_bars_are_counted_through_time_signatures(
    tmp_path: Path, at: float, place: tuple[int, float]
) -> None:
    from tonmeister.exchange.stems.tables import bar_and_beat

    session = replace(
        song(tmp_path), meters=(DawMeter(at_quarters=0.0), DawMeter(at_quarters=4.0, beats=3))
    )
    assert bar_and_beat(session, at) == pytest.approx(place)


@pytest.mark.parametrize("name", ["../../out", "a/b", ".x", "", "COM1"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    session = song(tmp_path, track(name, VOX), track(name, BASS))
    before = set(tmp_path.iterdir())
    made = written(session, tmp_path)
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in made.files)
    assert len(set(made.files)) == len(made.files)
    assert set(tmp_path.iterdir()) == before | {tmp_path / "out"}


def test_a_session_without_sound_still_says_what_it_is(tmp_path: Path) -> None:
    empty = song(tmp_path, DawTrack(name="Empty", lanes=(DawLane(),)))
    made = written(empty, tmp_path)
    assert not [path for path in made.files if path.suffix == ".wav"]
    assert "0 tracks" in made.main.read_text("utf-8")


def test_no_device_stays_editable() -> None:
    assert live(DawDevice(name="bell", effect="bell"), RATE) == ""
