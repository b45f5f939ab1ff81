"""``tonmeister drums``, from recordings to edits, MIDI and the edited files."""

from __future__ import annotations

import json
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile as sf

from tonmeister.app.cli import main
from tonmeister.exchange.midi_drums import MidiOutError, write_drums_midi
from tonmeister.model import Hit, TempoMap
from tonmeister.signal.instruments import drum_kit
from tonmeister.signal.instruments.filters import RATE_HZ, put

BEAT_S = 0.6
KICKS_S = tuple(0.3 + BEAT_S * i for i in range(0, 8, 2))
SNARES_S = tuple(0.3 + BEAT_S * i for i in range(1, 8, 2))


def beat() -> tuple[np.ndarray, np.ndarray]:
    """Kick and snare in turn, on dry lanes."""
    kick, snare = np.zeros(round(5.4 * RATE_HZ)), np.zeros(round(5.4 * RATE_HZ))
    for i, (k, s) in enumerate(zip(KICKS_S, SNARES_S, strict=True)):
        put(kick, drum_kit.kick(0.9 - 0.1 * i, np.random.default_rng(i)), k, 0.5)
        put(snare, drum_kit.snare(0.9 - 0.1 * i, np.random.default_rng(i)), s, 0.5)
    return kick, snare


@pytest.fixture
def kit_file(tmp_path: Path) -> Path:
    """A drum stem in a folder of its own."""
    kick, snare = beat()
    path = tmp_path / "song" / "drums.wav"
    path.parent.mkdir()
    sf.write(path, 0.6 * (kick + snare), RATE_HZ, subtype="PCM_24")
    return path


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = capsys.readouterr().out.strip().splitlines()
    return dict(next(json.loads(x) for x in reversed(lines) if json.loads(x)["event"] == "done"))


def test_a_stem_is_replaced_and_its_recording_stays(
    kit_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came = kit_file.read_bytes()
    midi = kit_file.with_name("out.mid")
    assert main(["drums", str(kit_file), "--midi", str(midi), "--json"]) == 0
    done = told(capsys)
    (track,) = done["tracks"]  # type: ignore[misc]
    assert len(track["edits"]) == 8
    assert abs(track["louder_lu"]) <= 0.5
    assert all(set(e["before"]) == set(e["after"]) != set() for e in track["edits"])
    assert kit_file.read_bytes() == came
    edited, _ = sf.read(kit_file.parent / "tonmeister" / "edited" / "drums.wav")
    assert edited.shape == sf.read(kit_file)[0].shape
    assert not np.array_equal(edited, sf.read(kit_file)[0])
    keys = [m.note for m in mido.MidiFile(midi) if m.type == "note_on"]
    assert keys.count(36) == 4
    assert keys.count(38) == 4
    first = kit_file.parent / "tonmeister" / "edits.toml"
    text, sound = first.read_bytes(), edited.copy()
    assert main(["drums", str(kit_file), "--json"]) == 0
    assert first.read_bytes() == text
    assert np.array_equal(sf.read(kit_file.parent / "tonmeister/edited/drums.wav")[0], sound)


def test_close_microphones_of_a_folder_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kick, snare = beat()
    folder = tmp_path / "song"
    folder.mkdir()
    sf.write(folder / "Kick.wav", kick + 0.15 * snare, RATE_HZ, subtype="PCM_24")
    sf.write(folder / "Snare.wav", snare + 0.25 * kick, RATE_HZ, subtype="PCM_24")
    assert main(["drums", str(folder), "--detect-only", "--json"]) == 0
    done = told(capsys)
    assert done["heard_from"] == "close microphones"
    at = {p: [h["at_s"] for h in done["hits"] if h["piece"] == p]  # type: ignore[attr-defined]
          for p in ("kick", "snare")}  # fmt: skip
    assert at["kick"] == pytest.approx(KICKS_S, abs=0.01)
    assert at["snare"] == pytest.approx(SNARES_S, abs=0.01)
    assert not (folder / "tonmeister" / "edits.toml").exists()


def test_a_dry_run_writes_nothing(kit_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drums", str(kit_file), "--dry-run", "--midi", str(kit_file) + ".mid"]) == 0
    assert "A dry run" in capsys.readouterr().out
    assert not (kit_file.parent / "tonmeister" / "edits.toml").exists()
    assert not Path(str(kit_file) + ".mid").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kit", "gone.sfz"], "is not there"),
        (["--pieces", "cowbell"], "--pieces is 'cowbell'"),
        (["--blend", "lots"], "--blend is 'lots'"),
        (["--blend", "120"], "--blend is '120'"),
        (["--track", "piano"], "no single track"),
        (["--detect-only", "--midi", "notes.txt"], "a MIDI file ends in .mid"),
    ],
)
def test_a_wish_that_cannot_be_is_one_line(
    kit_file: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drums", str(kit_file), *words]) != 0
    assert said in capsys.readouterr().err
    assert not (kit_file.parent / "tonmeister" / "edits.toml").exists()


def test_silence_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sf.write(tmp_path / "drums.wav", np.zeros(2 * RATE_HZ), RATE_HZ)
    assert main(["drums", str(tmp_path / "drums.wav")]) != 0
    assert "no drum stroke is heard in drums" in capsys.readouterr().err


def test_a_kit_that_is_gone_is_said_and_the_recording_plays(
    kit_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = tmp_path / "kit"
    kit.mkdir()
    sf.write(kit / "kick.wav", drum_kit.kick(0.9, np.random.default_rng(4)), RATE_HZ)
    assert main(["drums", str(kit_file), "--kit", str(kit), "--pieces", "kick"]) == 0
    (kit / "kick.wav").unlink()
    kit.rmdir()
    capsys.readouterr()
    assert main(["edits", str(kit_file.parent)]) == 0
    out = capsys.readouterr()
    assert "the recorded strokes play instead" in out.out + out.err
    edited, _ = sf.read(kit_file.parent / "tonmeister" / "edited" / "drums.wav")
    assert np.array_equal(edited, sf.read(kit_file)[0])


def test_midi_lies_on_the_songs_own_beats(tmp_path: Path) -> None:
    beats_s = (0.25, 0.76, 1.25, 1.77, 2.25, 2.76, 3.25, 3.76)
    tempo = TempoMap(tempo_bpm=119.0, meter=4, beats_s=beats_s, downbeats=(1, 5), confidence=1.0)
    hits = [Hit(at_s=t, piece="kick", velocity=0.5) for t in beats_s]
    write_drums_midi(tmp_path / "a.mid", hits, tempo, "Lied für dich")
    file = mido.MidiFile(tmp_path / "a.mid")
    seconds, now = [], 0.0
    for message in file:
        now += message.time
        if message.type == "note_on":
            seconds.append(now)
            assert (message.note, message.velocity, message.channel) == (36, 64, 9)
    assert seconds == pytest.approx(beats_s, abs=0.001)
    ticks, at = [], 0
    for message in file.tracks[1]:
        at += message.time
        if message.type == "note_on":
            ticks.append(at)
    assert [t % 960 for t in ticks] == [0] * 8
    assert ticks[1] % (4 * 960) == 0


def test_midi_without_beats_keeps_the_seconds(tmp_path: Path) -> None:
    hits = [Hit(at_s=t, piece="snare", velocity=1.0) for t in (0.123, 7.5)]
    write_drums_midi(tmp_path / "a.mid", hits, None, "x")
    now, seconds = 0.0, []
    for message in mido.MidiFile(tmp_path / "a.mid"):
        now += message.time
        if message.type == "note_on":
            seconds.append(now)
    assert seconds == pytest.approx([0.123, 7.5], abs=0.001)
    with pytest.raises(MidiOutError, match=r"ends in \.mid"):
        write_drums_midi(tmp_path / "a.wav", hits, None, "x")
