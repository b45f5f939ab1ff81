"""A DAWproject of ours: valid, the same each time, in the shape that importers understand."""

from __future__ import annotations

import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
import soundfile as sf
from daw_played import played
from dawproject_songs import RATE, files_in

from tonmeister.exchange.dawproject import live, read, write
from tonmeister.exchange.dawproject.validating import problems
from tonmeister.model import (
    DawClip,
    DawDevice,
    DawLane,
    DawPlugin,
    DawSend,
    DawSession,
    DawTempo,
    DawTrack,
    Fade,
)

VOX = DawTrack(
    name="Vox / lead",
    channels=1,
    law="sine",
    fader_db=-3.0,
    output="Voices",
    sends=(DawSend(to="Room", level_db=-12.0),),
    lanes=(
        DawLane(
            clips=(
                DawClip(file="one.wav", at_frames=1000, length_frames=6000, start_frames=500,
                        gain_db=-2.5, fade_in=Fade(length_frames=200)),
                DawClip(file="one.wav", at_frames=9000, length_frames=5000, flip_polarity=True,
                        envelope_db=((0, 0.0), (2500, -12.0), (5000, 3.0))),
            )
        ),
        DawLane(take=2, clips=(DawClip(file="one.wav", at_frames=0, length_frames=8000),)),
    ),
)  # fmt: skip
REST = (
    DawTrack(name="Room", kind="return"),
    DawTrack(name="Voices", kind="bus"),
    DawTrack(name="Master", kind="master", output=""),
)


@pytest.fixture
def session(tmp_path: Path) -> DawSession:
    return DawSession(
        title="A/B: \u201eLied\u201c", rate_hz=RATE, length_frames=20000, tracks=(VOX, *REST),
        files=files_in(tmp_path),
        tempos=(DawTempo(at_s=0.0, quarter_bpm=100.0), DawTempo(at_s=1.4, quarter_bpm=120.0)),
        notes=("Printed: the room.",),
    )  # fmt: skip


def project(path: Path) -> Element:
    with zipfile.ZipFile(path) as packed:
        return fromstring(packed.read("project.xml"))


def test_the_same_session_gives_the_same_bits(session: DawSession, tmp_path: Path) -> None:
    once = write(session, tmp_path / "a", lambda _: None)
    again = write(session, tmp_path / "b", lambda _: None)
    for one, two in zip(once.files, again.files, strict=True):
        assert one.name == two.name
        assert one.read_bytes() == two.read_bytes()


def test_both_files_are_valid_and_nothing_else_is_left(session: DawSession, tmp_path: Path) -> None:
    shares: list[float] = []
    written = write(session, tmp_path / "out", shares.append)
    assert [p.name for p in written.files] == [
        "A-B- \u201eLied\u201c.dawproject", "A-B- \u201eLied\u201c (consolidated).dawproject",
    ]  # fmt: skip
    assert sorted((tmp_path / "out").iterdir()) == sorted(written.files)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for path in written.files:
        assert problems(path, "lxml") == []
        assert problems(path, "xmlschema") == []


@pytest.mark.system
def test_a_third_validator_agrees(session: DawSession, tmp_path: Path, xmllint: str) -> None:
    schema = Path(__file__).parents[2] / "src/tonmeister/exchange/dawproject/schema/Project.xsd"
    for path in write(session, tmp_path / "out", lambda _: None).files:
        with zipfile.ZipFile(path) as packed:
            packed.extract("project.xml", tmp_path)
        done = subprocess.run(
            [xmllint, "--noout", "--schema", str(schema), str(tmp_path / "project.xml")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_the_validators_notice_what_is_wrong(session: DawSession, tmp_path: Path) -> None:
    path = write(session, tmp_path / "out", lambda _: None).main
    broken = tmp_path / "broken.dawproject"
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(broken, "w") as out:
        for name in packed.namelist():
            data = packed.read(name)
            out.writestr(name, data.replace(b'role="effect"', b'role="efect"'))
    assert len(problems(broken, "lxml")) > 0
    assert len(problems(broken, "xmlschema")) > 0


def test_clips_have_the_shape_that_importers_understand(
    session: DawSession, tmp_path: Path
) -> None:
    root = project(write(session, tmp_path / "out", lambda _: None).main)
    lanes = root.find("Arrangement/Lanes")
    assert lanes is not None
    assert lanes.get("timeUnit") == "beats"
    for clip in lanes.iterfind("Lanes/Clips/Clip"):
        (inner,) = clip.findall("Clips/Clip")
        warps = inner.find("Warps")
        warps = inner.find("Lanes/Warps") if warps is None else warps
        assert warps is not None
        assert warps.get("contentTimeUnit") == "seconds"
        assert len(warps.findall("Warp")) >= 2
        assert warps.find("Audio/File") is not None


def test_a_clip_over_a_change_of_tempo_has_a_warp_there(
    session: DawSession, tmp_path: Path
) -> None:
    root = project(write(session, tmp_path / "out", lambda _: None).main)
    second = root.findall("Arrangement/Lanes/Lanes/Clips/Clip")[1]
    marks = [float(w.get("contentTime", "")) for w in second.iter("Warp")]
    assert marks == pytest.approx([0.0, 1.4 - 9000 / RATE, 2.0])


def test_sounds_are_stored_as_they_are(session: DawSession, tmp_path: Path) -> None:
    path = write(session, tmp_path / "out", lambda _: None).main
    with zipfile.ZipFile(path) as packed:
        info = packed.getinfo("audio/one.wav")
        assert info.compress_type == zipfile.ZIP_STORED
        assert packed.read(info) == (tmp_path / "sound 0.wav").read_bytes()
        assert info.date_time == (1980, 1, 1, 0, 0, 0)


def test_a_flipped_clip_plays_a_copy_turned_upside_down(
    session: DawSession, tmp_path: Path
) -> None:
    written = write(session, tmp_path / "out", lambda _: None)
    back = read(written.main, tmp_path / "in")
    flipped = back.file(back.tracks[0].clips[1].file)
    turned, _ = sf.read(flipped.path)
    straight, _ = sf.read(tmp_path / "sound 0.wav")
    np.testing.assert_array_equal(turned, -straight)
    assert any("Polarity is turned" in note for note in written.notes)


def test_a_flac_becomes_a_wav_of_the_same_samples(session: DawSession, tmp_path: Path) -> None:
    sound, _ = sf.read(tmp_path / "sound 0.wav")
    sf.write(tmp_path / "one.flac", sound, RATE, subtype="PCM_24")
    files = (replace(session.files[0], path=str(tmp_path / "one.flac")), session.files[1])
    back = read(write(replace(session, files=files), tmp_path / "o", lambda _: None).main, tmp_path)
    again, _ = sf.read(back.file("one.wav").path)
    np.testing.assert_array_equal(again, sound)
    assert sf.info(back.file("one.wav").path).format == "WAV"


def test_the_consolidated_file_sounds_as_the_session(session: DawSession, tmp_path: Path) -> None:
    written = write(session, tmp_path / "out", lambda _: None)
    back = read(written.files[1], tmp_path / "in")
    (clip,) = back.tracks[0].clips
    assert (clip.at_frames, clip.start_frames, clip.length_frames) == (0, 0, 20000)
    assert (clip.gain_db, clip.envelope_db, clip.flip_polarity) == (0.0, (), False)
    assert len(back.tracks[0].lanes) == 1
    away = np.abs(played(back) - played(session)).max()
    assert 20 * np.log10(away) < -140.0


def test_what_is_read_back_sounds_as_the_session(session: DawSession, tmp_path: Path) -> None:
    back = read(write(session, tmp_path / "out", lambda _: None).main, tmp_path / "in")
    away = np.abs(played(back) - played(session)).max()
    assert 20 * np.log10(max(away, 1e-12)) < -100.0


def test_buses_stand_around_their_tracks_and_weak_importers_get_them_as_bitwig_writes_them(
    session: DawSession, tmp_path: Path
) -> None:
    written = write(session, tmp_path / "out", lambda _: None)
    for path, role in zip(written.files, ("submix", "master"), strict=True):
        bus = project(path).find("Structure/Track[@name='Voices']")
        assert bus is not None
        assert bus.get("contentType") == "tracks"
        channel, inside = bus.find("Channel"), bus.find("Track/Channel")
        assert channel is not None
        assert inside is not None
        assert channel.get("role") == role
        assert inside.get("destination") == channel.get("id")


def test_takes_that_wait_are_muted_tracks(session: DawSession, tmp_path: Path) -> None:
    written = write(session, tmp_path / "out", lambda _: None)
    take = project(written.main).find(".//Track[@name='Vox / lead take 2']/Channel/Mute")
    assert take is not None
    assert take.get("value") == "true"
    assert any("wait under Vox / lead" in note for note in written.notes)


def test_what_cannot_be_said_is_told(session: DawSession, tmp_path: Path) -> None:
    odd = (
        DawDevice(name="plate", effect="plate"),
        DawDevice(name="EQ", plugin=DawPlugin(kind="lv2", id="urn:x:eq", state="aGVsbG8=")),
        DawDevice(name="Worn", plugin=DawPlugin(kind="vst3", id="X", state="no base64!")),
    )
    tracks = (
        replace(VOX, devices=odd, fader_db=9.0, sends=(DawSend(to="Nowhere", level_db=0.0),)),
        REST[0], replace(REST[1], flip_polarity=True, output="Voices"), REST[2],
    )  # fmt: skip
    written = write(replace(session, tracks=tracks), tmp_path / "out", lambda _: None)
    told = "\n".join(written.notes)
    for words in ("plate", "lv2", "Worn", "+6 dB", "Nowhere", "Voices plays upside down",
                  "Voices feeds"):  # fmt: skip
        assert words in told
    with zipfile.ZipFile(written.main) as packed:
        assert "polarity" in packed.read("metadata.xml").decode()
    lv2 = read(written.main, tmp_path / "in").tracks[0].devices[0].plugin
    assert project(written.main).find(".//Device[@deviceID='lv2:urn:x:eq']") is not None
    assert lv2 is not None
    assert (lv2.kind, lv2.id, lv2.state) == ("lv2", "urn:x:eq", "aGVsbG8=")


def test_names_of_any_kind_stay_in_the_session_and_are_safe_as_files(
    session: DawSession, tmp_path: Path
) -> None:
    names = ("../../evil", "CON", "", ".hidden", "a\x00b\x1bc", "same", "same")
    tracks = tuple(replace(VOX, name=name) for name in names)
    full = replace(session, title="../../x", tracks=(*tracks, *REST))
    written = write(full, tmp_path / "out", lambda _: None)
    assert {p.parent for p in written.files} == {tmp_path / "out"}
    back = read(written.main, tmp_path / "in")
    assert [t.name for t in back.tracks[:7]] == [
        "../../evil", "CON", "", ".hidden", "a\ufffdb\ufffdc", "same", "same",
    ]  # fmt: skip
    for path in written.files:
        with zipfile.ZipFile(path) as packed:
            sounds = [n for n in packed.namelist() if n.startswith("audio/")]
        assert all(Path(name).parts[0] == "audio" and name.count("/") == 1 for name in sounds)
        assert not {"audio/..", "audio/."} & set(sounds)
        assert len({name.casefold() for name in sounds}) == len(sounds)


@pytest.mark.parametrize(
    ("device", "says"),
    [
        (DawDevice(name="", effect="bell"), "DAWproject Equalizer"),
        (
            DawDevice(name="", effect="highpass", settings={"slope_db": 24.0}),
            "DAWproject Equalizer",
        ),
        (DawDevice(name="", effect="highpass", settings={"slope_db": 18.0}), ""),
        (DawDevice(name="", effect="compressor"), "DAWproject Compressor"),
        (DawDevice(name="", effect="compressor", settings={"mix_percent": 50.0}), ""),
        (DawDevice(name="", effect="compressor", key="Kick"), ""),
        (DawDevice(name="", effect="gate"), "DAWproject NoiseGate"),
        (DawDevice(name="", effect="limiter"), "DAWproject Limiter"),
        (DawDevice(name="", effect="bell", curves={"gain_db": ((0, 1.0),)}), ""),
        (DawDevice(name="", effect="plate"), ""),
        (DawDevice(name="", plugin=DawPlugin(kind="vst3", id="x")), ""),
    ],
)
def test_what_stays_editable_is_what_the_generic_device_can_say(
    device: DawDevice, says: str
) -> None:
    assert live(device, RATE) == says
