"""``tonmeister beat``."""

import json
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile as sf

from tonmeister.app.cli import main
from tonmeister.app.steps_view import step_view
from tonmeister.flow.beats.beating import BeatWish, beat
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.grooves import groove, grooves
from tonmeister.model import MeterAt
from tonmeister.producer.arranging.drums_vary import BACKBEAT, varied
from tonmeister.studio.groove_file import read_groove

DRUMMED = [name for name in grooves() if groove(name).patterns]


def make(tmp_path: Path, **wish: object) -> object:
    return beat(
        BeatWish(**{"style": "trap", "audio": False, "out": tmp_path / "beat"} | wish), Teller()
    )


def test_a_beat_is_midi_and_sound_and_a_groove_to_go_on_from(tmp_path: Path) -> None:
    done = make(tmp_path, bars=2, audio=True)
    assert {"Drums", "808", "beat", "loop", "groove", "Drums MIDI", "808 MIDI"} == set(done.files)
    loop, rate_hz = sf.read(done.files["loop"])
    assert rate_hz == 48_000
    assert len(loop) == round(2 * 4 * 60 / 140 * 48_000)
    assert 0.2 < np.abs(loop).max() <= 0.9
    parts = sum(sf.read(done.files[name])[0] for name in ("Drums", "808"))
    whole, _ = sf.read(done.files["beat"])
    assert np.abs(parts - whole).max() < 1e-6
    drums = mido.MidiFile(done.files["Drums MIDI"])
    notes = [m for m in mido.merge_tracks(drums.tracks) if m.type == "note_on" and m.velocity]
    assert {m.channel for m in notes} == {9}
    assert len(notes) == len(done.clips[0].notes)
    assert drums.length == pytest.approx(2 * 4 * 60 / 140, abs=0.002)
    assert read_groove(done.files["groove"]) == groove("trap")


def test_the_808_plays_with_the_kicks(tmp_path: Path) -> None:
    drums, sub = make(tmp_path, bars=8).clips
    kicks = [n.start_quarters for n in drums.notes if n.lane == "kick"]
    assert [n.start_quarters for n in sub.notes] == kicks
    assert all(24 <= n.midi <= 52 for n in sub.notes)
    assert {n.midi % 12 for n in sub.notes if n.start_quarters % 4 == 0} == {5}
    ends = [n.start_quarters + n.length_quarters for n in sub.notes]
    assert all(end <= start for end, start in zip(ends, kicks[1:], strict=False))


@pytest.mark.parametrize("name", DRUMMED)
@pytest.mark.parametrize("number", [1, 2, 9])
def test_a_variation_stays_in_its_style(name: str, number: int) -> None:
    one = groove(name)
    other = varied(one, number)
    assert other == varied(one, number)
    for pattern, before in zip(other.patterns, one.patterns, strict=True):
        alike = [p for p in one.patterns if (p.beats, p.unit, p.use, p.triplets)
                 == (pattern.beats, pattern.unit, pattern.use, pattern.triplets)]  # fmt: skip
        known = {(s.lane, s.at_quarters) for p in alike for bar in p.bars for s in bar}
        assert {(s.lane, s.at_quarters) for bar in pattern.bars for s in bar} <= known
        for n, bar in enumerate(pattern.bars):
            was = before.bars[n % len(before.bars)]
            hard = {(s.lane, s.at_quarters) for s in was if s.lane in BACKBEAT and s.velocity > 0.7}
            assert hard <= {(s.lane, s.at_quarters) for s in bar}
            closed = {s.at_quarters for s in bar if s.lane == "hat"}
            assert not closed & {s.at_quarters for s in bar if s.lane == "hat-open"}


def test_variations_differ() -> None:
    one = groove("boom-bap")
    kinds = {tuple(p.bars for p in varied(one, n).patterns) for n in range(12)}
    assert len(kinds) >= 10


def test_the_same_wish_gives_the_same_bytes(tmp_path: Path) -> None:
    first = make(tmp_path, style="funk", bars=2, audio=True, out=tmp_path / "a")
    second = make(tmp_path, style="funk", bars=2, audio=True, out=tmp_path / "b")
    for name, path in first.files.items():
        assert path.read_bytes() == second.files[name].read_bytes(), name


def test_swing_is_what_was_asked(tmp_path: Path) -> None:
    done = make(tmp_path, style="house", swing_percent=58.0, bars=4)
    assert done.swing_percent == 58.0
    push_ms = groove("house").push_ms
    off = [
        n.late_ms - push_ms.of(n.lane) for n in done.clips[0].notes
        if n.start_quarters % 0.5 == 0.25
    ]  # fmt: skip
    assert len(off) >= 8
    assert np.mean(off) == pytest.approx(0.08 * 30_000 / 124, abs=1.0)


@pytest.mark.parametrize("name", DRUMMED)
def test_every_style_makes_a_beat_in_every_usual_meter(name: str, tmp_path: Path) -> None:
    for beats, unit in ((4, 4), (3, 4), (6, 8), (7, 8)):
        meter = MeterAt(bar=0, beats=beats, unit=unit)
        done = make(tmp_path, style=name, bars=4, meter=meter)
        assert len(done.bars) == 4
        assert all(done.bars)


def test_a_groove_file_makes_a_beat(tmp_path: Path) -> None:
    first = make(tmp_path, style="reggae", bars=2)
    again = make(tmp_path, style=None, groove=first.files["groove"], bars=2, out=tmp_path / "n")
    assert again.clips[0].notes == first.clips[0].notes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--style", "polka"], "there is no groove 'polka'"),
        (["--style", "piano"], "Piano has no drums"),
        ([], "--style NAME or --groove FILE"),
        (["--style", "trap", "--bars", "0"], "--bars is '0'"),
        (["--style", "trap", "--bpm", "fast"], "--bpm is 'fast'"),
        (["--style", "trap", "--swing", "90%"], "--swing is '90%'"),
        (["--style", "trap", "--seed", "-1"], "--seed is '-1'"),
        (["--style", "trap", "--key", "H"], "--key is 'H'"),
        (["--style", "trap", "--meter", "4"], "--meter is '4'"),
        (["--groove", "nothing.toml"], "there is no such groove file"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told_in_one_line(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["beat", *words, "--out", str(tmp_path / "beat")])
    lines = [x for x in capsys.readouterr().err.splitlines() if x.startswith("tonmeister")]
    assert code in (2, 3)
    assert len(lines) == 1
    assert told in lines[0]
    assert not (tmp_path / "beat").exists()


def test_the_terminal_shows_steps_and_json_tells_strokes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["beat", "--style", "rock", "--bars", "2", "--no-audio", "--out", str(tmp_path / "b")]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "kick" in shown
    assert "█" in shown
    assert "\x1b[" not in shown
    assert main([*words, "--json"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert done["event"] == "done"
    assert {s["lane"] for s in done["strokes"]} >= {"kick", "snare", "hat"}


def test_strength_is_a_shade_and_a_roll_its_number() -> None:
    trap = next(p for p in groove("trap").patterns if p.name == "rolling hats")
    lines = step_view(trap.bars[:1], trap.bar_quarters, 1, colour=False)
    assert lines[0].split() == ["1", "2", "3", "4"]
    hat = next(line for line in lines if line.startswith("hat"))
    assert hat.endswith("▓·2·")
    coloured = step_view(trap.bars[:1], trap.bar_quarters, 1, colour=True)
    assert all("\x1b[38;5;" in line for line in coloured[1:])
    plain = step_view(trap.bars[:1], trap.bar_quarters, 1, colour=False, plain=True)
    assert all(line.isascii() for line in plain)
