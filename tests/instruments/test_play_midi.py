"""``tonmeister play``: any MIDI file to a mix and stems, and one clear line when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from preset_listening import pitch_off_cents

from tonmeister.app.cli import main
from tonmeister.flow.playing_midi import read_midi
from tonmeister.studio import Unusable

M = mido.Message


def save(path: Path, *tracks: list[mido.Message], ticks: int = 480) -> Path:
    """Write a MIDI file whose messages carry absolute times in ticks."""
    midi = mido.MidiFile(type=1, ticks_per_beat=ticks)
    for messages in tracks:
        track, now = mido.MidiTrack(), 0
        for message in messages:
            track.append(message.copy(time=message.time - now))
            now = message.time
        midi.tracks.append(track)
    midi.save(path)
    return path


def note(key: int, on: int, off: int, channel: int = 0, velocity: int = 96) -> list[mido.Message]:
    return [
        M("note_on", note=key, velocity=velocity, channel=channel, time=on),
        M("note_off", note=key, channel=channel, time=off),
    ]


def control(number: int, value: int, at: int = 0, channel: int = 0) -> mido.Message:
    return M("control_change", control=number, value=value, channel=channel, time=at)


def played(path: Path, *words: str) -> np.ndarray:
    out = path.with_name("out.wav")
    assert main(["play", str(path), "--out", str(out), *words]) == 0
    return np.asarray(soundfile.read(out, always_2d=True)[0]).T


def test_notes_follow_the_tempo_map_and_the_pedal_holds_them(tmp_path: Path) -> None:
    tempo = [mido.MetaMessage("set_tempo", tempo=500_000, time=0),
             mido.MetaMessage("set_tempo", tempo=1_000_000, time=960)]  # fmt: skip
    keys = [*note(60, 0, 480), control(64, 127, 600), *note(64, 700, 800), *note(67, 960, 1440),
            control(64, 0, 1920)]  # fmt: skip
    (part,) = read_midi(save(tmp_path / "a.mid", tempo, keys))
    found = [(n.midi, round(n.start_s, 4), round(n.start_s + n.length_s, 4)) for n in part.notes]
    assert found == [(60.0, 0.0, 0.5), (64.0, 0.7292, 3.0), (67.0, 1.0, 3.0)]
    assert part.notes[0].velocity == pytest.approx(96 / 127)


def test_a_program_change_starts_another_part_and_drums_are_channel_ten(tmp_path: Path) -> None:
    keys = [M("program_change", program=33, time=0), *note(40, 0, 240),
            M("program_change", program=48, time=480), *note(64, 480, 960)]  # fmt: skip
    drums = note(36, 0, 10, channel=9)
    parts = read_midi(save(tmp_path / "a.mid", keys, drums))
    assert [(p.track, p.program, p.drums) for p in parts] == [
        (1, 33, False), (1, 48, False), (2, 0, True),
    ]  # fmt: skip


def test_a_bend_goes_as_far_as_the_file_says_and_stands_still_in_between(tmp_path: Path) -> None:
    keys = [control(101, 0), control(100, 0), control(6, 12),
            M("pitchwheel", pitch=8191, time=960), *note(60, 0, 1920)]  # fmt: skip
    keys.sort(key=lambda m: m.time)
    (part,) = read_midi(save(tmp_path / "a.mid", keys))
    bends = part.bends[0]
    assert bends[-1].semitones == pytest.approx(12.0)
    assert bends[-2].semitones == 0.0
    assert 0.0 < bends[-1].at_s - bends[-2].at_s < 0.01
    sound = played(tmp_path / "a.mid", "--instrument", "bass/sub")
    assert abs(pitch_off_cents(sound[0, 60000:92000], 72.0)) < 3.0


def test_each_finger_of_an_mpe_zone_bends_alone(tmp_path: Path) -> None:
    keys = [control(101, 0), control(100, 6), control(6, 2),
            *note(60, 0, 1920, channel=1), *note(67, 0, 1920, channel=2),
            M("pitchwheel", pitch=8191, channel=2, time=0)]  # fmt: skip
    keys.sort(key=lambda m: m.time)
    (part,) = read_midi(save(tmp_path / "a.mid", keys))
    assert set(part.voices) == {1, 2}
    assert part.bends[1] == []
    assert part.bends[2][-1].semitones == pytest.approx(48.0)


def test_faders_and_pan_move_the_sound(tmp_path: Path) -> None:
    keys = [control(7, 100), control(10, 0), *note(57, 0, 3840), control(11, 64, 1920)]
    keys.sort(key=lambda m: m.time)
    sound = played(save(tmp_path / "a.mid", keys), "--instrument", "keys/organ")
    assert np.abs(sound[1]).max() < 1e-4
    early, late = (np.sqrt(np.mean(sound[0, a : a + 48000] ** 2)) for a in (24000, 120000))
    assert 20.0 * np.log10(late / early) == pytest.approx(-11.9, abs=1.0)


def test_a_band_is_played_by_its_programs_and_the_stems_add_up_to_the_mix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bass = [mido.MetaMessage("track_name", name="Bass / DI", time=0),
            M("program_change", program=33, channel=1, time=0),
            *note(40, 0, 400, channel=1), *note(43, 480, 900, channel=1)]  # fmt: skip
    drums = [*note(36, 0, 10, channel=9), *note(38, 480, 490, channel=9),
             *note(20, 960, 970, channel=9)]  # fmt: skip
    file = save(tmp_path / "band.mid", bass, drums)
    assert main(["play", str(file), "--stems", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [p["instrument"] for p in said["parts"]] == ["bass/electric", "drums/acoustic"]
    assert said["parts"][1]["left_out"] == 1
    assert [Path(p).name for p in said["stems"]] == ["01 Bass _ DI.wav", "02 Track 2.wav"]
    stems = [soundfile.read(path)[0] for path in said["stems"]]
    mix = soundfile.read(said["mix"])[0]
    assert np.abs(sum(stems) - mix).max() < 3e-7
    assert np.abs(mix).max() <= 10.0 ** (-1.0 / 20.0) + 1e-6
    assert "our own synthesis" in (tmp_path / "band played.toml").read_text("utf-8")
    before = Path(said["mix"]).read_bytes()
    assert main(["play", str(file), "--stems"]) == 0
    assert Path(said["mix"]).read_bytes() == before


def test_only_the_asked_track_is_played_and_a_kit_leaves_the_tunes_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save(tmp_path / "a.mid", note(60, 0, 240), note(36, 0, 10, channel=9))
    assert main(["play", str(file), "--instrument", "drums/808", "--program", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [p["instrument"] for p in said["parts"]] == ["keys/piano", "drums/808"]
    assert main(["play", str(file), "--track", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [p["track"] for p in said["parts"]] == [2]


def _last_line(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.strip().splitlines()
    return lines[-1]


def test_what_is_no_midi_gets_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = save(tmp_path / "good.mid", note(60, 0, 240)).read_bytes()
    bad = {
        "noise.mid": bytes(range(256)) * 4,
        "empty.mid": b"",
        "cut.mid": good[:20],
        "silent.mid": save(tmp_path / "s.mid", [control(7, 1)]).read_bytes(),
        "frames.mid": good[:12] + bytes([0xE7, 0x28]) + good[14:],
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        assert main(["play", str(tmp_path / name)]) == 3, name
        assert name in _last_line(capsys)
    assert main(["play", str(tmp_path / "none.mid")]) == 3
    assert "is not there" in _last_line(capsys)
    assert not list(tmp_path.glob("*.wav"))


def test_a_file_of_many_hours_is_refused(tmp_path: Path) -> None:
    slow = [mido.MetaMessage("set_tempo", tempo=16_000_000, time=0), *note(60, 0, 480 * 3000)]
    with pytest.raises(Unusable, match=r"lasts 13\.3 hours"):
        read_midi(save(tmp_path / "long.mid", slow))


def test_wishes_that_cannot_be_met_get_one_clear_line_and_no_file_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save(tmp_path / "a.mid", note(60, 0, 240))
    mine = tmp_path / "mine.wav"
    mine.write_bytes(b"my own recording")
    for words, said in (
        (["--instrument", "keys/kazoo"], "there is no preset 'keys/kazoo'"),
        (["--track", "7"], "has notes on track 1"),
        (["--out", str(mine)], "is not overwritten"),
        (["--out", str(tmp_path / "x.mp3")], "end its name in .wav"),
        (["--rate", "1234"], "may be 44100, 48000"),
        (["--program"], "give an --instrument"),
        (["--instrument", str(tmp_path / "no.sf2")], "no.sf2"),
    ):
        assert main(["play", str(file), *words]) == 2, words
        assert said in _last_line(capsys)
    assert mine.read_bytes() == b"my own recording"
    assert not (tmp_path / "a played.wav").exists()


def test_the_shelf_is_told_with_a_sentence_each_and_one_in_full(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["instruments"]) == 0
    told = capsys.readouterr().out
    assert "drums/808" in told
    assert "papery snare" in told
    assert main(["instruments", "keys/organ"]) == 0
    assert "drawbars" in capsys.readouterr().out
    assert main(["instruments", "fm"]) == 0
    assert "tine_ratio" in capsys.readouterr().out
    assert main(["instruments", "kazoo"]) == 2
    assert "there is no instrument 'kazoo'" in _last_line(capsys)
