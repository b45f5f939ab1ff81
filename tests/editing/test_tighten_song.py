"""``tonmeister tighten`` on a small kit that is late by known times, and on what it must refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tonmeister.app.cli import main
from tonmeister.flow.demo import _sung
from tonmeister.flow.editing.tighten import Tightened, TightenWish, tighten
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.music import demo_song
from tonmeister.signal.instruments import drum_kit, drum_mics, plucked
from tonmeister.signal.instruments.singer import Singer
from tonmeister.signal.instruments.takes import sing_take
from tonmeister.studio import Project
from tonmeister.studio.edits_file import read_edits, write_edits

RATE_HZ = 48000
BEAT_S, FIRST_S, BARS = 0.5, 0.4, 6
Row = NDArray[np.float64]
PATTERN = {36: "9.....9.9.......", 38: "....9.......9...", 42: "8...8...8...8..."}


def late_s() -> Row:
    """How late each sixteenth is played."""
    return np.clip(0.013 * np.random.default_rng(9).standard_normal(BARS * 16), -0.03, 0.03)


def notes(late: Row) -> list[tuple[float, float, float, float]]:
    rows = []
    for k in range(BARS * 16):
        for piece, steps in PATTERN.items():
            if steps[k % 16] != ".":
                at_s = FIRST_S + k * BEAT_S / 4 + float(late[k])
                rows.append((at_s, 0.1, float(piece), int(steps[k % 16]) / 9.0))
    return rows


def microphones(late: Row) -> dict[str, Row]:
    length_s = FIRST_S + BARS * 4 * BEAT_S + 1.0
    lanes = drum_kit.play_drums(notes(late), length_s, 7)
    for name in ("toms", "crash", "ride"):
        lanes.setdefault(name, np.zeros_like(lanes["kick"]))
    left, right = drum_mics.overheads(lanes, 7)
    return {
        "Kick": drum_mics.close(lanes, "kick", {"snare": (0.05, 2.0, 3000.0)}),
        "Snare": drum_mics.close(lanes, "snare", {"hats": (0.15, 1.1, 12000.0)}),
        "HiHat": drum_mics.close(lanes, "hats", {"snare": (0.12, 1.2, 9000.0)}),
        "OH L": left,
        "OH R": right,
    }


@pytest.fixture(scope="module")
def played() -> dict[str, Row]:
    """A kit, a bass that follows it loosely, and the click."""
    tracks = microphones(late_s())
    rng = np.random.default_rng(2)
    line = [
        (at + float(rng.uniform(0.018, 0.03)), 0.3, 33.0, 0.8)
        for at, _, piece, _ in notes(late_s()) if piece == 36.0
    ]  # fmt: skip
    tracks["Bass DI"] = plucked.bass(line, tracks["Kick"].size / RATE_HZ, 3)
    click = np.zeros(tracks["Kick"].size)
    t = np.arange(1200) / RATE_HZ
    for k in range(BARS * 4):
        a = round((FIRST_S + k * BEAT_S) * RATE_HZ)
        click[a : a + 1200] += 0.5 * np.sin(2 * np.pi * 1500 * t) * np.exp(-t / 0.006)
    tracks["Click"] = click
    return tracks


@pytest.fixture
def song(tmp_path: Path, played: dict[str, Row]) -> Path:
    folder = tmp_path / "Song"
    folder.mkdir()
    for name, x in played.items():
        soundfile.write(folder / f"{name}.wav", x / 4.0, RATE_HZ, subtype="FLOAT")
    return folder


def run(song: Path, **wish: object) -> Tightened:
    return tighten(TightenWish(song=song, **wish), Teller())  # type: ignore[arg-type]


def lag_ms(got: Row, right: Row, at_s: float) -> float:
    a, count, reach = round((at_s - 0.004) * RATE_HZ), 1920, 1680
    want, piece = right[a : a + count], got[a - reach : a + count + reach]
    return 1000.0 * (int(np.correlate(piece, want, "valid").argmax()) - reach) / RATE_HZ


def edited(done: Tightened, name: str, length: int) -> Row:
    return 4.0 * soundfile.read(done.files[name], always_2d=True)[0][:length].T


def test_known_offsets_are_taken_out_of_all_microphones_as_one(
    song: Path, played: dict[str, Row]
) -> None:
    whole = {p: p.read_bytes() for p in song.glob("*.wav")}
    done = run(song, drums=True, strength_percent=100.0, tolerance_ms=0.0, swing_percent=50.0)
    right = microphones(np.zeros(BARS * 16))
    off = [
        abs(lag_ms(edited(done, name, right[name].size)[0], right[name], at_s))
        for name, piece in (("Kick", 36.0), ("Snare", 38.0), ("HiHat", 42.0))
        for at_s, _, p, _ in notes(np.zeros(BARS * 16)) if p == piece
    ]  # fmt: skip
    assert np.median(off) < 1.0
    assert np.percentile(off, 95) < 3.0
    assert done.parts[0].taken_back_count <= 1
    # Every microphone has the same moves, and the recordings are as they came.
    by_track = {
        t: [(e.start_s, e.end_s, e.settings["move_ms"]) for e in done.edits.of(t)]
        for t in done.parts[0].tracks
    }
    assert len({tuple(rows) for rows in by_track.values()}) == 1
    assert all(edited(done, "OH", 10**9).shape[1] == played["Kick"].size for _ in (0,))
    assert all(p.read_bytes() == was for p, was in whole.items())
    # What stands in each entry was measured: nearer than before.
    assert all(abs(e.after["off_ms"]) < abs(e.before["off_ms"]) for e in done.edits.edits)


def test_the_lag_between_microphones_stays_to_the_sample(
    song: Path, played: dict[str, Row]
) -> None:
    done = run(song, drums=True, strength_percent=100.0, tolerance_ms=0.0, swing_percent=50.0)
    snare = edited(done, "Snare", played["Snare"].size)[0]
    left, right = edited(done, "OH", played["Snare"].size)
    for e in done.edits.of("Snare"):
        a, b = round(e.start_s * RATE_HZ), round(e.end_s * RATE_HZ)
        shift = round(float(e.settings["move_ms"]) * RATE_HZ / 1000.0)
        for now, was in ((snare, "Snare"), (left, "OH L"), (right, "OH R")):
            assert np.abs(now[a + shift : b + shift] - played[was][a:b]).max() < 1e-6


def test_small_scatter_is_let_be_and_a_second_run_changes_nothing(song: Path) -> None:
    first = run(song, drums=True)
    assert 0 < first.parts[0].moved_count < first.parts[0].strokes_count
    assert all(abs(e.before["off_ms"]) > 8.0 for e in first.edits.edits)
    text = Project.open(song).edits_file.read_bytes()
    sound = first.files["Kick"].read_bytes()
    again = run(song, drums=True)
    assert Project.open(song).edits_file.read_bytes() == text
    assert again.files["Kick"].read_bytes() == sound


def test_the_bass_follows_the_kick_to_where_it_is_now(song: Path) -> None:
    done = run(song, tolerance_ms=3.0, strength_percent=100.0, swing_percent=50.0)
    bass = done.parts[1]
    assert bass.against == "Kick"
    assert bass.before_ms[0] > 10.0
    assert bass.after_ms[0] < 3.0
    assert all(e.rule == "tighten.to_kick" for e in done.edits.of(bass.tracks[0]))


def test_a_stroke_undone_on_one_microphone_stays_undone_on_all(song: Path) -> None:
    done = run(song, drums=True)
    project = Project.open(song)
    one = done.edits.of("Kick")[0]
    now = read_edits(project)
    edits = tuple(replace(e, bypass=True) if e.id == one.id else e for e in now.edits)
    write_edits(project, replace(now, edits=edits), by_machine=False)
    after = run(song, drums=True)
    mine = [e for e in after.edits.edits if e.settings["group"] == one.settings["group"]]
    assert len(mine) == len(done.parts[0].tracks)
    assert all(e.bypass for e in mine)
    assert not any(e.bypass for e in after.edits.edits if e not in mine)


def test_a_dry_run_writes_nothing(song: Path) -> None:
    done = run(song, drums=True, dry_run=True)
    assert done.parts[0].moved_count > 0
    assert done.files == {}
    assert not Project.open(song).edits_file.exists()


def test_a_groove_from_a_midi_file_is_taken_over(song: Path, tmp_path: Path) -> None:
    file = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    file.tracks.append(track)
    last = 0
    for k in range(16):
        at = k * 120 + (29 if k % 4 == 2 else 0)  # the second eighth 30 ms late at 120 BPM
        track.append(mido.Message("note_on", note=42, velocity=90, time=at - last))
        last = at
    file.save(tmp_path / "Groove.mid")
    done = run(song, drums=True, to=str(tmp_path / "Groove.mid"), bpm=120.0, first_beat_s=FIRST_S,
               strength_percent=100.0, tolerance_ms=0.0)  # fmt: skip
    kicks = [e for e in done.edits.of("Kick") if "and 1/2" in e.reason]
    assert kicks
    for e in kicks:  # the kick on the second half of beat 2 lies 30 ms behind its line
        played_s = e.start_s + float(e.settings["move_ms"]) / 1000.0
        part = ((played_s - FIRST_S) / 0.125) % 4
        assert part == pytest.approx(2.0 + 0.0302 / 0.125, abs=0.2)


def test_one_file_of_drums_is_tightened_to_a_tempo_as_said(
    tmp_path: Path, played: dict[str, Row]
) -> None:
    path = tmp_path / "Drums.wav"
    mix = sum(played[n] for n in ("Kick", "Snare", "HiHat"))
    soundfile.write(path, np.asarray(mix) / 4.0, RATE_HZ, subtype="FLOAT")
    done = run(path, bpm=120.0, first_beat_s=FIRST_S, strength_percent=100.0, tolerance_ms=2.0,
               swing_percent=50.0)  # fmt: skip
    assert done.parts[0].before_ms[0] > 6.0
    assert done.parts[0].after_ms[0] < 2.0


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"bpm": 900.0}, "--bpm is 900"),
        ({"first_beat_s": 1.0}, "--first-beat goes with --bpm"),
        ({"grid": "1/5"}, "--grid is 1/5"),
        ({"strength_percent": 0.0}, "--strength is 0"),
        ({"to": "Tuba"}, "there is no single track"),
        ({"to": "nowhere.mid"}, "no such file"),
        ({"tracks": ("Bass DI",), "to": "Bass DI"}, "is itself"),
        ({"bpm": 133.0, "first_beat_s": 0.0}, "do not follow 133 BPM"),
    ],
)
def test_what_cannot_be_done_is_said(song: Path, wish: dict[str, object], said: str) -> None:
    with pytest.raises(BadWish, match=said):
        run(song, **({"drums": True} | wish if "tracks" not in wish else wish))
    assert not Project.open(song).edits_file.exists()


def test_a_track_without_attacks_and_without_a_beat_is_refused(tmp_path: Path) -> None:
    t = np.arange(8 * RATE_HZ) / RATE_HZ
    swell = 0.2 * np.sin(2 * np.pi * 220 * t) * np.sin(np.pi * t / 8.0)
    soundfile.write(tmp_path / "Pad.wav", swell, RATE_HZ)
    with pytest.raises(BadWish, match="too few to hear its timing"):
        run(tmp_path / "Pad.wav")
    rng = np.random.default_rng(8)
    free = np.zeros(20 * RATE_HZ)
    for at_s in np.cumsum(rng.uniform(0.3, 1.1, 26)):
        a = round(at_s * RATE_HZ)
        free[a : a + 4800] += rng.standard_normal(4800)[: free.size - a] * np.exp(
            -np.arange(4800) / 900.0
        )
    soundfile.write(tmp_path / "Perc.wav", 0.2 * free, RATE_HZ)
    with pytest.raises(BadWish, match="--bpm"):
        run(tmp_path / "Perc.wav")


def test_the_command_tells_it_as_json(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tighten", str(song), "--drums", "--to", "Click", "--strength", "90%",
                 "--dry-run", "--json"]) == 0  # fmt: skip
    last = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert last["event"] == "done"
    assert last["parts"][0]["against"].startswith("the click on Click (120.0 BPM)")
    assert {"move_ms", "group"} <= last["edits"][0]["settings"].keys()
    assert main(["tighten", str(song), "--swing", "a lot"]) == 2


def test_a_double_is_set_to_the_lead_by_where_they_sound_alike(tmp_path: Path) -> None:
    form = demo_song.form(short=True)
    lines = _sung(form[1].lines[:2], 0.8)
    length_s = lines[-1][-1][0] + 3.5
    who = Singer(seed=3)
    lead = sing_take(lines, length_s, who, [0.0, 0.0], 1)
    double = sing_take(lines, length_s, who, [0.9, 0.9], 2)
    folder = tmp_path / "Song"
    folder.mkdir()
    for name, take in (("Lead Vox", lead), ("Backing Vox", double)):
        soundfile.write(folder / f"{name}.wav", take.sound, RATE_HZ, subtype="FLOAT")
    done = run(folder, tracks=("Backing Vox",), to="Lead Vox", strength_percent=100.0,
               tolerance_ms=8.0)  # fmt: skip
    before, after = [], []
    for note in double.notes:
        at_s = note.start_s + note.off_ms / 1000.0
        mine = [e for e in done.edits.edits if e.start_s <= at_s <= e.end_s]
        before += [abs(note.off_ms)]
        after += [abs(note.off_ms + sum(float(e.settings["move_ms"]) for e in mine))]
    assert np.median(before) > 10.0
    assert np.median(after) < 6.0
    assert all(e.settings["joint"] == "seek" for e in done.edits.edits)
