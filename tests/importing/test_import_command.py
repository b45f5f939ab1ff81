"""``tonmeister import`` says what came, refuses in one line, and writes nowhere else."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from sessions import RATE_HZ, bring, full_mix, recording, session_of, whole

from tonmeister.app.cli import main
from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.flow.made_folder import begin_folder
from tonmeister.model import (
    DawClip,
    DawDevice,
    DawFile,
    DawLane,
    DawMarker,
    DawNote,
    DawPlugin,
    DawSession,
    DawTempo,
    DawTrack,
)
from tonmeister.studio import Project, read_session, read_sheet

DONE, MISUSED, NOTHING = 0, 2, 3


def written(session: DawSession, name: str, folder: Path) -> Path:
    """Write a session as another program would have, and return its file."""
    folder.mkdir(parents=True)
    return FORMATS[name].write(session, folder, lambda _part: None).main


def vox_session(folder: Path, **more: object) -> DawSession:
    """Return a session of one track."""
    folder.mkdir(parents=True, exist_ok=True)
    vox = recording(folder, "vox")
    track = DawTrack(name="Lead Vox", channels=1, law="sine", lanes=(whole(vox),))
    return session_of(track, files=(vox,), title="My Song", **more)


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def without_cache(folder: Path) -> dict[str, bytes]:
    """Return all files but those that can be made again, which know dates."""
    return {name: data for name, data in everything(folder).items() if ".cache" not in name}


def refused(capsys: pytest.CaptureFixture[str], *asked: object) -> tuple[int, str]:
    """Run the command where it must fail; returns its exit code and its one line."""
    code = main(["import", *map(str, asked), "--json"])
    said = capsys.readouterr()
    errors = [json.loads(line) for line in said.out.splitlines() if '"error"' in line]
    assert len(errors) == 1
    words: str = errors[0]["words"]
    assert len(words.splitlines()) == 1
    assert "Traceback" not in said.err
    return code, words


def test_a_session_comes_in_beside_its_file_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(vox_session(tmp_path), "reaper", tmp_path / "there")
    assert main(["import", str(file)]) == DONE
    said = capsys.readouterr().err
    song = tmp_path / "there" / "My Song"
    assert "My Song: 1 track in the mix; 1 recording copied" in said
    assert f"tonmeister render {song}" in said
    assert sf.info(str(song / "Lead Vox.wav")).samplerate == RATE_HZ
    assert read_sheet(Project.find(song).recall_file).song == "My Song"


def test_what_is_not_carried_is_named_and_kept(tmp_path: Path) -> None:
    vox = recording(tmp_path, "vox")
    eq = DawDevice(name="ReaEQ", plugin=DawPlugin(kind="au", id="unheard of"))
    own = DawDevice(name="bell", effect="bell", decision="Lead Vox/eq/presence", enabled=False,
                    settings={"frequency_hz": 3000.0, "gain_db": 2.0})  # fmt: skip
    wild = DawDevice(name="bell", effect="bell", settings={"gain_db": 400.0})
    track = DawTrack(name="Lead Vox", channels=1, law="sine", lanes=(whole(vox),),
                     devices=(eq, own, wild))  # fmt: skip
    keys = DawTrack(name="Keys", notes=(DawNote(at_quarters=1.0, length_quarters=2.0, midi=60),))
    bare = [DawTrack(name=f"Empty {n}") for n in range(5)]
    session = session_of(
        track, keys, *bare, files=(vox,), about={"artist": "Us"},
        tempos=(DawTempo(at_s=0.0, quarter_bpm=96.0), DawTempo(at_s=1.0, quarter_bpm=100.0)),
        markers=(DawMarker(at_frames=24000, name="Verse", end_frames=48000),),
    )  # fmt: skip
    made = bring(session, tmp_path / "out")
    project = Project.find(made.folder)
    sheet = read_sheet(project.recall_file)
    assert "1 plug-in is not carried: ReaEQ on Lead Vox." in sheet.notes
    assert any(note.startswith("bell on Lead Vox is not carried: bell: gain_db is 400") for note in
               sheet.notes)  # fmt: skip
    assert "Notes are kept as MIDI files, not played: Keys." in sheet.notes
    assert any("nothing sounds there: Empty 0, Empty 1, Empty 2 and 2 more" in note for note in
               sheet.notes)  # fmt: skip
    assert any("artist Us" in note for note in sheet.notes)
    bell = next(d for d in sheet.strip("Lead Vox").decisions if d.effect == "bell")
    assert (bell.id, bell.bypass, bell.hold) == ("Lead Vox/eq/presence", True, True)
    assert sheet.tempo_bpm == 96.0
    assert (project.folder / "markers.tsv").read_text("utf-8").splitlines()[1] == (
        "0.500000\t1.000000\tVerse"
    )
    assert {p.name for p in (made.folder / "midi").iterdir()} == {"Keys.mid", "tempo map.mid"}
    assert (project.folder / "brought-in.txt").read_text("utf-8").splitlines() == list(sheet.notes)


def test_a_plug_in_that_is_installed_is_hosted(tmp_path: Path, lv2_plugins: Path) -> None:
    vox = recording(tmp_path, "vox")
    fil4 = "http://gareus.org/oss/lv2/fil4#mono"
    eq = DawDevice(
        name="x42-eq", plugin=DawPlugin(kind="lv2", id=fil4, values={"gain": 3.0, "no such": 1.0})
    )
    track = DawTrack(name="Lead Vox", channels=1, law="sine", lanes=(whole(vox),), devices=(eq,))
    made = bring(session_of(track, files=(vox,)), tmp_path / "out")
    sheet = read_sheet(Project.find(made.folder).recall_file)
    (move,) = (d for d in sheet.strip("Lead Vox").decisions if d.effect == "plugin")
    assert move.settings["id"] == fil4
    assert move.settings["values"] == "gain=3.0"
    assert not any("not carried" in note for note in sheet.notes)


def test_takes_wait_and_muted_tracks_are_kept_out(tmp_path: Path) -> None:
    vox, other = recording(tmp_path, "vox"), recording(tmp_path, "other", seed=2)
    takes = DawLane(clips=whole(other, gain_db=2.0).clips, name="T2", take=2)
    track = DawTrack(name="Lead Vox", channels=1, law="sine", lanes=(whole(vox), takes))
    muted = DawTrack(name="Gtr L", channels=1, law="sine", muted=True, lanes=(whole(other),))
    made = bring(session_of(track, muted, files=(vox, other)), tmp_path / "out")
    session = read_session(Project.find(made.folder))
    take, gtr = session.track("Lead Vox T2"), session.track("Gtr L")
    assert (take.use, take.take_of, take.take) == (False, "Lead Vox", 2)
    assert take.why_not == "take 2 of Lead Vox in Song.rpp: another one plays"
    assert (gtr.use, gtr.why_not) == (False, "muted in Song.rpp")
    assert gtr.files == ("Gtr L track.wav",)


def test_the_same_session_gives_the_same_bytes_and_may_come_again(tmp_path: Path) -> None:
    session = full_mix(tmp_path)
    one = bring(session, tmp_path / "one").folder
    two = bring(session, tmp_path / "two").folder
    assert without_cache(one) == without_cache(two)
    before = without_cache(one)
    bring(session, one)
    assert without_cache(one) == before


@pytest.mark.parametrize("name", ["dawproject", "reaper", "ardour", "aaf"])
def test_missing_sound_stops_an_import_unless_it_is_to_be_silent(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(full_mix(tmp_path), name, tmp_path / "there")
    gone = _without_the_gtr(file)
    before = everything(tmp_path)
    code, words = refused(capsys, file, "--out", tmp_path / "out")
    assert code == NOTHING
    assert gone in words
    assert "--without-missing" in words
    assert everything(tmp_path) == before
    out = tmp_path / "out"
    assert main(["import", str(file), "--out", str(out), "--without-missing", "--json"]) == DONE
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert any("silent here" in note and gone in note for note in done["notes"])


def _without_the_gtr(file: Path) -> str:
    """Take a sound away from a session; returns its name."""
    if file.suffix == ".dawproject":
        packed = {n: d for n, d in zipped(file).items() if "gtr" not in n.lower()}
        (gone,) = set(zipped(file)) - set(packed)
        with zipfile.ZipFile(file, "w") as out:
            for name, data in packed.items():
                out.writestr(name, data)
        return Path(gone).name
    sounds = sorted(p for p in file.parent.rglob("*.wav") if "gtr" in p.name.lower())
    for path in sounds:
        path.unlink()
    return sounds[0].name


def zipped(file: Path) -> dict[str, bytes]:
    """Return what a ZIP holds."""
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_folder_that_holds_other_things_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(vox_session(tmp_path), "reaper", tmp_path / "there")
    mine = tmp_path / "there" / "My Song"
    mine.mkdir()
    (mine / "diary.txt").write_text("mine")
    before = everything(tmp_path)
    code, words = refused(capsys, file)
    assert (code, "--out" in words) == (MISUSED, True)
    assert everything(tmp_path) == before
    code, words = refused(capsys, file, "--out", tmp_path / "there")
    assert code == MISUSED
    assert everything(tmp_path) == before


def test_a_sheet_that_was_changed_since_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(vox_session(tmp_path), "reaper", tmp_path / "there")
    out = tmp_path / "out"
    assert main(["import", str(file), "--out", str(out)]) == DONE
    capsys.readouterr()
    sheet = out / "tonmeister" / "recall.toml"
    sheet.write_text(sheet.read_text("utf-8").replace("gain_db = 0.0", "gain_db = -1.0"), "utf-8")
    before = everything(out)
    code, words = refused(capsys, file, "--out", out)
    assert (code, "recall.toml was changed by hand" in words) == (MISUSED, True)
    assert everything(out) == before


def test_an_import_that_fails_leaves_nothing_and_one_that_was_killed_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = full_mix(tmp_path)
    file = written(session, "reaper", tmp_path / "there")
    broken = next(p for p in file.parent.rglob("*.wav") if "pad" in p.name.lower())
    whole_sound = broken.read_bytes()
    broken.write_bytes(b"RIFF\x10\x00\x00\x00WAVEjunk")
    out = tmp_path / "out"
    code, words = refused(capsys, file, "--out", out)
    assert (code, broken.name in words) == (NOTHING, True)
    assert not out.exists()
    broken.write_bytes(whole_sound)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tonmeister.flow.importing.laying.strip_of", _breaks)
        with pytest.raises(RuntimeError):
            bring(session, out)
    assert not out.exists()
    begin_folder(out)  # as a killed run leaves it
    (out / "Kick.wav").write_bytes(b"half")
    assert main(["import", str(file), "--out", str(out)]) == DONE
    assert sf.info(str(out / "Kick.wav")).frames > 0


def _breaks(*_told: object) -> None:
    raise RuntimeError("as a full disk might")


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("song.rpp", b"", "is empty"),
        ("song.txt", b"dear diary", "is no session that can be read"),
        ("song.mid", b"MThd\x00\x00\x00\x06", "`tonmeister arrange` gives it to a band"),
        ("song.dawproject", b"PK\x03\x04 and no more", "cannot be unpacked"),
        ("song.ardour", b"<?xml version='1.0'?><Session", "no whole XML"),
        ("song.rpp", b"\x00\x01\x02", "song.rpp"),
        ("song.ptx", b"\x03Pro Tools", "is no session that can be read"),
    ],
)
def test_what_is_no_session_is_refused_in_one_line(
    name: str, data: bytes, wanted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    code, words = refused(capsys, tmp_path / name)
    assert code == NOTHING
    assert wanted in words
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_no_file_and_a_folder_of_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, tmp_path / "nowhere.rpp")[0] == MISUSED
    code, words = refused(capsys, tmp_path)
    assert (code, "holds not one session" in words) == (MISUSED, True)


def test_a_bomb_of_entities_and_a_path_that_climbs_stay_packed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = tmp_path / "inside" / "bomb.dawproject"
    bomb.parent.mkdir()
    with zipfile.ZipFile(bomb, "w") as packed:
        packed.writestr("project.xml", "<!DOCTYPE b [<!ENTITY a 'aaaa'>]><Project>&a;</Project>")
    code, words = refused(capsys, bomb)
    assert (code, "declares entities" in words) == (NOTHING, True)
    file = written(vox_session(tmp_path / "raw"), "dawproject", tmp_path / "inside" / "made")
    climbing = tmp_path / "inside" / "climbing.dawproject"
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(climbing, "w") as evil:
        sound = next(n for n in packed.namelist() if n.endswith(".wav"))
        for name in packed.namelist():
            data = packed.read(name).replace(sound.encode(), b"../../../evil.wav")
            evil.writestr("../../../evil.wav" if name == sound else name, data)
    main(["import", str(climbing), "--out", str(tmp_path / "inside" / "out"), "--json"])
    assert not list(tmp_path.rglob("*evil*"))
    assert {p.name for p in tmp_path.iterdir()} == {"inside", "raw"}


def test_sound_outside_of_a_sessions_folder_is_read_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(vox_session(tmp_path), "reaper", tmp_path / "there")
    (sound,) = file.parent.rglob("*.wav")
    elsewhere = tmp_path / "elsewhere" / "private.wav"
    elsewhere.parent.mkdir()
    sound.rename(elsewhere)
    inside = sound.relative_to(file.parent).as_posix()
    told = file.read_text("utf-8")
    assert inside in told
    file.write_text(told.replace(inside, str(elsewhere)), "utf-8")
    code, words = refused(capsys, file)
    assert (code, "--outside" in words) == (NOTHING, True)
    assert main(["import", str(file), "--outside", "--json"]) == DONE


def test_a_session_that_says_what_no_session_can_is_refused(tmp_path: Path) -> None:
    from tonmeister.exchange.daw.opening import CannotOpen
    from tonmeister.flow.importing.opening import _mistakes

    vox = recording(tmp_path, "vox")
    track = DawTrack(name="Lead Vox", channels=1, law="sine", lanes=(whole(vox),))
    far = DawClip(file=vox.name, at_frames=10**12, length_frames=5)
    for wrong, said in (
        (DawTrack(name="Lead Vox", fader_db=float("nan"), lanes=(whole(vox),)), "no number"),
        (DawTrack(name="Lead Vox", lanes=(DawLane(clips=(far,)),)), "a song lasts at most"),
    ):
        assert said in next(_mistakes(session_of(wrong, files=(vox,))))
    assert not list(_mistakes(session_of(track, files=(vox,))))
    wide = recording(tmp_path, "wide", channels=6)
    six = DawTrack(name="Wide", lanes=(whole(wide),))
    with pytest.raises(CannotOpen, match="has 6 channels"):
        bring(session_of(six, files=(wide,)), tmp_path / "out")
    lost = DawTrack(name="Gtr", output="Nobody", lanes=(whole(vox),))
    loop = (
        DawTrack(name="A", kind="bus", output="B"),
        DawTrack(name="B", kind="bus", output="A"),
    )
    for tracks, said in (((lost,), "'Nobody', which is not in"), ((track, *loop), "circle")):
        with pytest.raises(CannotOpen, match=said):
            bring(session_of(*tracks, files=(vox,)), tmp_path / "out")
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["dawproject", "reaper", "ardour", "aaf"])
def test_damage_is_one_line_or_heard_through_but_never_an_error_of_ours(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(full_mix(tmp_path), name, tmp_path / "there")
    good = file.read_bytes()
    rng = np.random.default_rng(6)
    known = {p.name for p in tmp_path.iterdir()} | {"out"}
    for number in range(9):
        damaged = bytearray(good)
        at = int(rng.integers(len(good)))
        if number % 3 == 0:
            del damaged[at:]
        elif number % 3 == 1:
            damaged[at : at + 40] = rng.bytes(40)
        else:
            numbers = [n for n, c in enumerate(good) if chr(c).isdigit()]
            for place in rng.choice(numbers, 12):
                damaged[int(place)] = int(rng.choice(list(b"0-9e.")))
        file.write_bytes(bytes(damaged))
        out = tmp_path / "out" / str(number)
        code = main(["import", str(file), "--out", str(out), "--json"])
        said = capsys.readouterr()
        assert code in (DONE, MISUSED, NOTHING), said.out[-500:] + said.err[-2000:]
        assert "Traceback" not in said.err
        assert out.exists() == (code == DONE)
    assert {p.name for p in tmp_path.iterdir()} <= known


def test_names_of_any_kind_become_files_and_strips_of_their_own(tmp_path: Path) -> None:
    told = ("", "", "Room", "../../etc", "a/b\\c", ".hidden", "Vox T2", "Vox T3", "Gtr L", "Gtr R",
            "CON", "Ünïcödé \u202e", "x" * 300, "Kick", "kick", "Kick")  # fmt: skip
    files: list[DawFile] = [recording(tmp_path, f"f{n}", seed=n + 1) for n in range(len(told))]
    tracks = [
        DawTrack(name=name, channels=1, law="sine", lanes=(whole(file),))
        for name, file in zip(told, files, strict=True)
    ]
    made = bring(session_of(*tracks, files=tuple(files)), tmp_path / "out")
    sounds = [p for p in made.folder.iterdir() if p.suffix == ".wav"]
    assert len(sounds) == len(told)
    assert made.as_they_were == len(told)
    session = read_session(Project.find(made.folder))
    assert {"Room track", "Vox T2", "Gtr L", "Kick", "Kick 2", "Track 1"} <= {
        track.name for track in session.tracks
    }
