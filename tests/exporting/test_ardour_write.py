"""What is written for Ardour: names, places, numbers, comments, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
import soundfile
from ardour_scene import RATE_HZ, exact, files, lane

from tonmeister.exchange.ardour import live, write
from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.model.daw import DawDevice, DawFile, DawPlugin, DawSession, DawTrack


def written(session: DawSession, folder: Path) -> tuple[Written, Element]:
    done = write(session, folder, lambda share: None)
    return done, fromstring(done.main.read_bytes())


def routes(root: Element) -> dict[str, Element]:
    return {route.get("name", ""): route for route in root.iter("Route")}


def test_the_same_session_is_written_the_same_to_the_byte(tmp_path: Path) -> None:
    session = exact(tmp_path)
    first, _ = written(session, tmp_path / "a")
    again, _ = written(session, tmp_path / "b")
    ours = [path.relative_to(tmp_path / "a") for path in first.files]
    assert ours == [path.relative_to(tmp_path / "b") for path in again.files]
    for path in ours:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()


def test_every_id_is_given_once(tmp_path: Path) -> None:
    _, root = written(exact(tmp_path), tmp_path / "out")
    ids = [part.get("id") for part in root.iter() if part.get("id") and part.tag != "Session"]
    assert len(ids) == len(set(ids))
    assert int(root.get("id-counter", "0")) > max(int(str(ident)) for ident in ids)


def test_names_stay_for_people_and_are_safe_on_the_disk(tmp_path: Path) -> None:
    session = replace(exact(tmp_path), title="../..\\.hidden\x00: 'é'")
    done, root = written(session, tmp_path / "out")
    assert done.main.parent == tmp_path / "out"
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in done.files)
    assert "Lead: Voice/1" in routes(root)
    assert [name for name in routes(root) if name.startswith("Guitar")] == ["Guitar", "Guitar 2"]
    assert "Unnamed" in routes(root)
    ports = [p.get("name", "") for p in routes(root)["Lead: Voice/1"].iter("Port")]
    assert ports == [
        "Lead- Voice-1/audio_in 1", "Lead- Voice-1/audio_out 1", "Lead- Voice-1/audio_out 2",
    ]  # fmt: skip
    assert any("'Guitar' is called 'Guitar 2'" in note for note in done.notes)


def test_the_sound_is_copied_sample_by_sample(tmp_path: Path) -> None:
    session = exact(tmp_path)
    done, root = written(session, tmp_path / "out")
    copies = {path.name: path for path in done.files if path.suffix == ".wav"}
    assert sorted(copies) == ["Drum.wav", "Guitar- a-b.wav", "Voice.wav"]
    ours, _ = soundfile.read(session.file("Guitar: a/b.wav").path)
    assert (ours == soundfile.read(copies["Guitar- a-b.wav"])[0]).all()
    assert {source.get("name") for source in root.iter("Source")} == set(copies)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_whole_numbers_stay_whole_numbers(subtype: str, tmp_path: Path) -> None:
    session = exact(tmp_path)
    voice = session.file("Voice.wav").path
    soundfile.write(voice, soundfile.read(voice)[0], RATE_HZ, subtype=subtype)
    done, _ = written(session, tmp_path / "out")
    copy = next(path for path in done.files if path.name == "Voice.wav")
    assert soundfile.info(str(copy)).subtype == subtype
    assert (soundfile.read(copy, dtype="int32")[0] == soundfile.read(voice, dtype="int32")[0]).all()


def test_sound_at_another_rate_is_brought_to_the_sessions(tmp_path: Path) -> None:
    sound, _ = soundfile.read(files(tmp_path)[0].path)
    soundfile.write(tmp_path / "low.wav", sound[: 22050 * 2], 22050, subtype="PCM_16")
    low = DawFile(name="low.wav", path=str(tmp_path / "low.wav"), channels=1, rate_hz=22050,
                  frames=22050 * 2)  # fmt: skip
    track = DawTrack(name="Low", channels=1, law="sine", lanes=(lane("low.wav"),))
    master = DawTrack(name="Master", kind="master")
    session = DawSession(
        title="Low", rate_hz=RATE_HZ, length_frames=2 * RATE_HZ, tracks=(track, master),
        files=(low,),
    )  # fmt: skip
    done, _ = written(session, tmp_path / "out")
    about = soundfile.info(str(done.files[1]))
    assert about.samplerate == RATE_HZ
    assert abs(about.frames - 2 * RATE_HZ) <= 1


def test_a_file_that_is_no_sound_is_told_in_one_line(tmp_path: Path) -> None:
    session = exact(tmp_path)
    Path(session.files[0].path).write_bytes(b"no sound at all")
    with pytest.raises(CannotOpen, match=r"Voice\.wav cannot be read as sound"):
        write(session, tmp_path / "out", lambda share: None)
    assert not list((tmp_path / "out").rglob("*.ardour"))


def test_a_clip_of_an_unknown_file_is_told(tmp_path: Path) -> None:
    session = replace(exact(tmp_path), files=())
    with pytest.raises(CannotOpen, match="has no file of that name"):
        write(session, tmp_path / "out", lambda share: None)


def test_markers_sections_tempo_and_meter_stand_where_they_were(tmp_path: Path) -> None:
    _, root = written(exact(tmp_path), tmp_path / "out")
    second = 282_240_000
    places = {p.get("name"): (p.get("start"), p.get("end"), p.get("flags"))
              for p in root.iter("Location")}  # fmt: skip
    assert places["Solo"] == (f"a{second}", f"a{second}", "IsMark")
    assert places["Verse & more"] == ("a0", f"a{2 * second}", "IsRangeMarker")
    assert places["session"] == ("a0", f"a{6 * second}", "IsSessionRange")
    tempos = [(t.get("npm"), t.get("quarters"), t.get("bbt")) for t in root.iter("Tempo")]
    assert tempos == [("97", "0:0", "1|1|0"), ("123.4", "3:1069", "1|4|1069")]
    meters = [(m.get("divisions-per-bar"), m.get("note-value"), m.get("bbt"))
              for m in root.iter("Meter")]  # fmt: skip
    assert meters == [("4", "4", "1|1|0"), ("6", "8", "3|1|0")]


def test_a_strip_says_what_was_printed_and_the_master_what_was_lost(tmp_path: Path) -> None:
    _, root = written(exact(tmp_path), tmp_path / "out")
    voice = routes(root)["Lead: Voice/1"].findtext("Comment")
    assert voice is not None
    assert voice.startswith("EQ and compressor are printed.")
    assert "gain envelopes" in voice
    assert routes(root)["Master"].findtext("Comment") == "A sentence for whoever opens it."
    assert root.findtext("Metadata/artist") == "The <Ones>"


def test_takes_wait_as_playlists_of_their_track(tmp_path: Path) -> None:
    _, root = written(exact(tmp_path), tmp_path / "out")
    waiting = root.find("UnusedPlaylists")
    assert waiting is not None
    (take,) = waiting
    assert take.get("name") == "Take 2"
    assert take.get("orig-track-id") == routes(root)["Lead: Voice/1"].get("id")


def test_a_foreign_plug_in_keeps_its_knobs_and_another_kind_is_told(tmp_path: Path) -> None:
    session = exact(tmp_path)
    known = DawDevice(name="x42", plugin=DawPlugin(kind="lv2", id="urn:some:eq",
                                                   values={"gain": -3.5}))  # fmt: skip
    other = DawDevice(name="Big VST", plugin=DawPlugin(kind="vst3", id="ABCD"))
    guitar = replace(session.tracks[2], devices=(known, other))
    session = replace(session, tracks=(*session.tracks[:2], guitar, *session.tracks[3:]))
    done, root = written(session, tmp_path / "out")
    (plug,) = (p for p in root.iter("Processor") if p.get("type") == "lv2")
    assert plug.get("unique-id") == "urn:some:eq"
    knob = plug.find("lv2/Port")
    assert knob is not None
    assert (knob.get("symbol"), knob.get("value")) == ("gain", "-3.5")
    assert any("Big VST is no LV2 plug-in" in note for note in done.notes)
    assert live(known, RATE_HZ) == "x42"
    assert live(other, RATE_HZ) == ""


def test_what_moves_or_listens_elsewhere_is_to_be_printed() -> None:
    still = DawDevice(name="EQ", effect="bell", settings={"frequency_hz": 800.0, "gain_db": 3.0})
    assert live(still, RATE_HZ)
    moving = replace(still, curves={"gain_db": ((0, 0.0), (480, 3.0))})
    assert live(moving, RATE_HZ) == ""
    assert live(replace(still, key="Kick"), RATE_HZ) == ""
