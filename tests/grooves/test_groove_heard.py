"""A groove that was played is heard again."""

from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile as sf

from tests.grooves.drummed_plans import chart
from tests.grooves.kit_loops import RATE_HZ, loop_clip, played
from tonmeister.app.cli import main
from tonmeister.flow.beats.grooving import groove as hear_file
from tonmeister.flow.beats.loop_midi import write_clip
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.grooves import digit_of, groove, grooves
from tonmeister.listening.drums.hits import hits
from tonmeister.listening.grooves import (
    PlayedStroke,
    beats_of,
    drum_pulse,
    hear_groove,
    on_beats,
    on_grid,
    sharpened,
    strokes_of_hits,
)
from tonmeister.model import MeterAt
from tonmeister.studio.groove_file import GrooveError, read_groove, write_groove

DRUMMED = [name for name in grooves() if groove(name).patterns]
FOUR = MeterAt(bar=0)


@pytest.mark.parametrize("name", DRUMMED)
def test_swing_and_pushes_come_back_from_a_midi_file(name: str, tmp_path: Path) -> None:
    one = groove(name)
    bpm = one.tempo_bpm.usual
    clip = loop_clip(one, 16)
    path = write_clip(tmp_path / "played.mid", clip, chart(bpm), 64.0)
    heard = hear_file(path, Teller(), out=tmp_path / "out").heard
    pair = 8 / one.swing.grid
    swung = sum(n.start_quarters % pair == pair / 2 for n in clip.notes)
    if swung >= 12:  # what is hardly played cannot be heard
        assert heard.groove.swing.percent.usual == pytest.approx(one.swing_percent(bpm), abs=2.0)
    for lane, count in heard.counts.items():
        if count >= 8:
            assert heard.groove.push_ms.lanes[lane] == pytest.approx(one.push_ms.of(lane), abs=2.0)


@pytest.mark.parametrize("percent", [50.0, 54.0, 58.0, 62.0, 66.7, 70.0])
@pytest.mark.parametrize("grid", [8, 16])
def test_any_swing_comes_back(percent: float, grid: int) -> None:
    one = groove("funk" if grid == 16 else "reggae")
    figure = replace(one.swing.percent, low=50.0, usual=percent, high=80.0)
    swung = replace(one, swing=replace(one.swing, percent=figure, grid=grid))
    bpm = one.tempo_bpm.usual
    strokes = [
        PlayedStroke(at=n.start_quarters + n.late_ms * bpm / 60_000, lane=n.lane,
                     velocity=n.velocity)
        for n in loop_clip(swung, 8).notes
    ]  # fmt: skip
    heard = hear_groove(strokes, name="x", quarter_bpm=bpm, meter=FOUR, source="a test")
    assert heard.fit.percent == pytest.approx(percent, abs=2.0)
    if percent > 53.0:
        assert heard.fit.grid == grid


def test_a_pattern_comes_back_stroke_by_stroke() -> None:
    one = groove("boom-bap")
    clip = loop_clip(one, 8, feel=0.0)
    strokes = [PlayedStroke(at=n.start_quarters, lane=n.lane, velocity=n.velocity)
               for n in clip.notes]  # fmt: skip
    heard = hear_groove(strokes, name="x", quarter_bpm=90.0, meter=FOUR, source="a test")
    (pattern,) = heard.groove.patterns
    want = {(n.lane, n.start_quarters) for n in clip.notes if n.start_quarters < 8}
    got = {
        (s.lane, float(4 * n + s.at_quarters))
        for n, bar in enumerate(pattern.bars) for s in bar
    }  # fmt: skip
    assert len(pattern.bars) == 2
    assert got == want
    soft = [n for n in clip.notes if n.lane == "snare" and n.velocity < 0.4]
    heard_soft = [s for bar in pattern.bars for s in bar if s.lane == "snare" and s.velocity < 0.4]
    assert {digit_of(n.velocity) for n in soft} == {digit_of(s.velocity) for s in heard_soft}


def test_hat_rolls_are_heard_as_rolls() -> None:
    clip = loop_clip(groove("trap"), 8)
    strokes = [PlayedStroke(at=n.start_quarters, lane=n.lane, velocity=n.velocity)
               for n in clip.notes]  # fmt: skip
    heard = hear_groove(strokes, name="x", quarter_bpm=140.0, meter=FOUR, source="a test")
    rolls = [s for bar in heard.groove.patterns[0].bars for s in bar if s.roll_count > 1]
    assert rolls
    assert {s.lane for s in rolls} == {"hat"}


@pytest.mark.parametrize("name", ["boom-bap", "pop", "funk", "country-shuffle", "metal"])
def test_swing_and_pushes_come_back_from_a_recording_of_our_kit(name: str) -> None:
    one = groove(name)
    bpm = one.tempo_bpm.usual
    sound = played(loop_clip(one, 8), bpm, 32.0)
    struck = sharpened(sound, RATE_HZ, strokes_of_hits(hits(sound, RATE_HZ)))
    pulse = drum_pulse(struck)
    assert pulse is not None
    assert pulse.quarter_bpm == pytest.approx(bpm, rel=0.002)
    assert (pulse.downbeat_s - 0.2) % (240 / bpm) == pytest.approx(0.0, abs=0.02) or (
        (pulse.downbeat_s - 0.2) % (240 / bpm) == pytest.approx(240 / bpm, abs=0.02)
    )
    heard = hear_groove(
        on_grid(struck, pulse), name="x", quarter_bpm=pulse.quarter_bpm, meter=FOUR,
        source="a test", to_the_kick=True,
    )  # fmt: skip
    assert heard.groove.swing.percent.usual == pytest.approx(one.swing_percent(bpm), abs=2.0)
    for lane in ("snare", "hat", "ride"):
        if heard.counts.get(lane, 0) >= 24:
            push = one.push_ms.of(lane) - one.push_ms.of("kick")
            assert heard.groove.push_ms.lanes[lane] == pytest.approx(push, abs=4.0), lane


@pytest.mark.material
def test_a_famous_break_is_heard_at_its_tempo(material: Path, tmp_path: Path) -> None:
    break_ = material / "sonic_pi" / "loop_amen.flac"
    done = hear_file(break_, Teller(), out=tmp_path / "out")
    assert done.quarter_bpm == pytest.approx(136.9, rel=0.01)
    assert {"kick", "snare", "hat"} <= set(done.heard.counts)


@pytest.mark.parametrize("name", grooves())
def test_a_groove_written_is_the_groove_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.groove.toml"
    write_groove(path, groove(name))
    assert read_groove(path) == groove(name)


@pytest.mark.parametrize(
    ("text", "words"),
    [("this is = no toml =", "no groove file"), ("[about]\ntitle = 3\n", "tempo_bpm|title")],
)
def test_a_file_that_is_no_groove_is_told_in_a_line(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.groove.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(GrooveError, match=words) as told:
        read_groove(path)
    assert "bad" in str(told.value)


def straight_midi(path: Path) -> Path:
    """Four bars of hats, kicks and snares like a machine, and a bass on another channel."""
    file = mido.MidiFile(type=1, ticks_per_beat=480)
    events = []
    for step in range(64):
        for key, on in ((42, step % 2 == 0 or step % 8 == 5), (36, step % 8 == 0),
                        (38, step % 8 == 4)):  # fmt: skip
            if on:
                events.append((step * 120, key, 9))
        if step % 4 == 1:
            events.append((step * 120, 40, 0))
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=666_667, time=0)])
    flat = sorted([(t, 1, k, c) for t, k, c in events] + [(t + 60, 0, k, c) for t, k, c in events])
    now = 0
    for tick, on, key, channel in flat:
        kind = "note_on" if on else "note_off"
        track.append(mido.Message(kind, note=key, velocity=90 * on, channel=channel,
                                  time=tick - now))  # fmt: skip
        now = tick
    file.tracks.append(track)
    file.save(str(path))
    return path


def starts(path: Path, channel: int, key: int) -> list[tuple[int, int]]:
    out, now = [], 0
    for message in mido.merge_tracks(mido.MidiFile(path).tracks):
        now += message.time
        ours = message.type == "note_on" and (message.channel, message.note) == (channel, key)
        if ours and message.velocity:
            out.append((now, message.velocity))
    return out


def test_a_groove_is_given_to_another_file(tmp_path: Path) -> None:
    one = groove("boom-bap")
    source = write_clip(tmp_path / "loop.mid", loop_clip(one, 16), chart(90.0), 64.0)
    other = straight_midi(tmp_path / "other.mid")
    before = other.read_bytes()
    done = hear_file(source, Teller(), apply_to=other, out=tmp_path / "out")
    assert done.applied is not None
    assert other.read_bytes() == before
    ms = 666.667 / 480
    snares = starts(done.applied, 9, 38)
    late = [(tick - (4 + 8 * n) * 120) * ms for n, (tick, _) in enumerate(snares)]
    assert np.mean(late) == pytest.approx(14.0, abs=2.0)
    bass = starts(done.applied, 0, 40)
    swung = [(tick - (1 + 4 * n) * 120) * ms for n, (tick, _) in enumerate(bass)]
    assert np.mean(swung) == pytest.approx(0.08 * 666.667 / 2, abs=4.0)
    assert len(starts(done.applied, 9, 42)) == len(starts(other, 9, 42))
    assert len({v for _, v in starts(done.applied, 9, 42)}) > 1


def wrong_midi(tmp_path: Path) -> Path:
    path = tmp_path / "broken.mid"
    path.write_bytes(b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk\x00\x00\xff\xff\x00")
    return path


def no_drums(tmp_path: Path) -> Path:
    path = tmp_path / "bass.mid"
    file = mido.MidiFile()
    file.tracks.append(mido.MidiTrack([mido.Message("note_on", note=40, velocity=80, time=0)]))
    file.save(str(path))
    return path


def silence(tmp_path: Path) -> Path:
    path = tmp_path / "silence.wav"
    sf.write(path, np.zeros((48_000, 2)), 48_000)
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (wrong_midi, "broken.mid cannot be read as MIDI"),
        (no_drums, "bass.mid has no drums: they are sought on channel 10"),
        (silence, "silence.wav: only 0 drum strokes"),
        (lambda folder: folder / "nothing.wav", "there is no such file"),
    ],
)
def test_what_has_no_groove_is_told_in_one_line(
    make, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["groove", str(make(tmp_path)), "--out", str(tmp_path / "out")])
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("tonmeister")]
    assert code in (2, 3)
    assert len(told) == 1
    assert words in told[0]
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_elses_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_clip(tmp_path / "loop.mid", loop_clip(groove("rock"), 4), chart(124.0), 16.0)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "song.txt").write_text("mine", "utf-8")
    assert main(["groove", str(source), "--out", str(theirs)]) == 2
    assert "other things than a groove" in capsys.readouterr().err
    assert [p.name for p in theirs.iterdir()] == ["song.txt"]


@pytest.mark.parametrize("name", ["boom-bap", "country-shuffle"])
def test_a_tempo_that_moves_is_followed(name: str) -> None:
    """Four percent faster, then four percent slower, over 24 bars."""
    one = groove(name)
    bpm = one.tempo_bpm.usual
    quarters = np.linspace(0.0, 96.0, 961)
    each_s = 60.0 / (bpm * (1.0 + 0.04 * np.sin(quarters / 96.0 * 2.0 * np.pi)))
    times_s = np.concatenate([[0.0], np.cumsum(each_s[:-1] * 0.1)])
    strokes = sorted(
        (
            PlayedStroke(
                at=float(np.interp(n.start_quarters, quarters, times_s)) + n.late_ms / 1000 + 0.2,
                lane=n.lane, velocity=n.velocity,
            )
            for n in loop_clip(one, 24).notes
        ),
        key=lambda s: s.at,
    )  # fmt: skip
    pulse = drum_pulse(strokes)
    assert pulse is not None
    beats_s = beats_of(strokes, pulse)
    assert beats_s is not None
    on = on_beats(strokes, beats_s, 4)
    heard = hear_groove(
        on, name="x", quarter_bpm=bpm, meter=FOUR, source="a test", to_the_kick=True
    )
    first = min(s.at for s in on if s.lane == "kick")
    assert abs(first / 4 - round(first / 4)) < 0.05
    assert heard.groove.swing.percent.usual == pytest.approx(one.swing_percent(bpm), abs=2.0)
    push = one.push_ms.of("snare") - one.push_ms.of("kick")
    assert heard.groove.push_ms.lanes["snare"] == pytest.approx(push, abs=2.0)


def test_a_one_drop_is_on_the_three() -> None:
    """Kick and side-stick together in every bar: they are not the one."""
    drop = next(p for p in groove("reggae").patterns if p.name == "one drop")
    strokes = sorted(
        (
            PlayedStroke(at=(4 * n + float(s.at_quarters)) * 0.8, lane=s.lane, velocity=s.velocity)
            for n in range(8)
            for s in drop.bars[n % 2]
        ),
        key=lambda s: s.at,
    )
    pulse = drum_pulse(strokes, near_bpm=76.0)
    assert pulse is not None
    assert pulse.quarter_bpm == pytest.approx(75.0, rel=0.001)
    kicks = [s.at for s in on_grid(strokes, pulse) if s.lane == "kick"]
    assert all(abs(at % 4 - 2) < 0.05 for at in kicks)
