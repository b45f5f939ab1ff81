"""Each grade of DAWproject is earned: what is exact is exact, what is near is as near as said."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
from dawproject_songs import RATE, files_in
from hypothesis import given, settings
from hypothesis import strategies as st

from tonmeister.effects import effects, knobs_of
from tonmeister.exchange.dawproject import read, write
from tonmeister.exchange.dawproject.fidelity import GRADES
from tonmeister.exchange.dawproject.generic import NO_WORDS_FOR, live
from tonmeister.model import (
    DawClip,
    DawDevice,
    DawFile,
    DawLane,
    DawMarker,
    DawNote,
    DawSend,
    DawSession,
    DawTempo,
    DawTrack,
    Fade,
    FramePoint,
)

END = 16000
MASTER = DawTrack(name="Master", kind="master", output="")
ROOM = DawTrack(name="Room", kind="return")


def there_and_back(folder: Path, *tracks: DawTrack, **more: object) -> tuple[Element, DawSession]:
    """Write a session; return its project.xml and what is read back."""
    session = DawSession(
        title="T", rate_hz=RATE, length_frames=END, tracks=(*tracks, ROOM, MASTER),
        files=files_in(folder), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    path = write(session, folder / "out", lambda _: None).main
    with zipfile.ZipFile(path) as packed:
        root = fromstring(packed.read("project.xml"))
    return root, read(path, folder / "in")


def track_of(clip: DawClip, **more: object) -> DawTrack:
    return DawTrack(name="One", lanes=(DawLane(clips=(clip,)),), **more)  # type: ignore[arg-type]


def clip_of(**more: object) -> DawClip:
    return DawClip(file="one.wav", at_frames=100, length_frames=8000, **more)  # type: ignore[arg-type]


def points(root: Element, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a ride's places in quarters and values."""
    found = [p for p in root.iter("Points") if dict(p[0].attrib) == dict([where.split("=")])]
    (ride,) = found
    at = [float(p.get("time", "")) for p in ride.findall("RealPoint")]
    return np.array(at), np.array([float(p.get("value", "")) for p in ride.findall("RealPoint")])


def farthest_db(
    root: Element, where: str, curve: tuple[FramePoint, ...], offset_quarters: float = 0.0
) -> float:
    """Return how far what another program plays lies from our curve, in dB (over -90 dB).

    120 bpm: two quarter notes a second; straight lines in amplitude, as the format says.
    """
    at, values = points(root, where)
    frames = np.arange(curve[0][0], curve[-1][0])
    quarters = frames / RATE * 2.0 + offset_quarters
    theirs = np.interp(quarters, at, values)
    ours = np.interp(frames, [f for f, _ in curve], [v for _, v in curve])
    heard = ours > -90.0
    return float(np.abs(20 * np.log10(theirs[heard]) - ours[heard]).max())


RIDE: tuple[FramePoint, ...] = ((0, -30.0), (4000, 6.0), (4001, -6.0), (9000, -6.0), (16000, -80.0))


def test_rides_of_faders_sends_and_clips_are_within_a_ten_thousandth_of_a_db(
    tmp_path: Path,
) -> None:
    send = DawSend(to="Room", level_db=0.0, curve_db=RIDE)
    root, _ = there_and_back(
        tmp_path,
        track_of(clip_of(envelope_db=RIDE[:3]), fader_curve_db=RIDE, sends=(send,)),
    )
    for feature, where, curve, offset in (
        ("fader ride", "parameter=c0-volume", RIDE, 0.0),
        ("send ride", "parameter=c0-send0-volume", RIDE, 0.0),
        ("clip envelope", "expression=gain", RIDE[:3], 0.0),
    ):
        assert GRADES[feature] == ("approximate", "straight in amplitude, within 0.0001 dB")
        assert farthest_db(root, where, curve, offset) < 1e-4


@given(gain_db=st.floats(-80.0, 24.0), fader_db=st.floats(-80.0, 12.0), pan=st.floats(-100, 100))
@settings(max_examples=6, deadline=None)
def test_levels_and_pans_are_exact(
    tmp_path_factory: pytest.TempPathFactory, gain_db: float, fader_db: float, pan: float
) -> None:
    track = track_of(clip_of(gain_db=gain_db), fader_db=fader_db, pan_percent=pan)
    _, back = there_and_back(tmp_path_factory.mktemp("levels"), track)
    (clip,) = back.tracks[0].clips
    assert clip.gain_db == gain_db
    assert back.tracks[0].fader_db == pytest.approx(fader_db, abs=1e-9)
    assert back.tracks[0].pan_percent == pytest.approx(pan, abs=1e-9)
    assert GRADES["clip gain"][0] == GRADES["fader"][0] == "exact"


@given(data=st.data())
@settings(max_examples=6, deadline=None)
def test_every_knob_of_a_generic_device_comes_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    chain = []
    for effect in ("bell", "low_shelf", "compressor", "high_shelf", "gate", "limiter"):
        knobs = {k.name: st.floats(k.low, k.high) for k in knobs_of(effects()[effect])}
        told = data.draw(st.fixed_dictionaries(knobs)) | NO_WORDS_FOR.get(effect, {})
        chain.append(DawDevice(name="x", effect=effect, settings=told))
    assert all(live(device, RATE) for device in chain)
    track = DawTrack(name="One", devices=tuple(chain))
    _, back = there_and_back(tmp_path_factory.mktemp("knobs"), track)
    assert back.tracks[0].devices == tuple(chain)


def test_fades_keep_their_lengths_and_their_shape_is_only_ours(tmp_path: Path) -> None:
    fades = {"fade_in": Fade(length_frames=777, shape="equal_power"),
             "fade_out": Fade(length_frames=1234)}  # fmt: skip
    root, back = there_and_back(tmp_path, track_of(clip_of(**fades)))
    (clip,) = back.tracks[0].clips
    assert (clip.fade_in, clip.fade_out) == tuple(fades.values())
    outer = root.find(".//Clips/Clip")
    assert outer is not None
    assert float(outer.get("fadeInTime", "")) == pytest.approx(777 / RATE * 2.0, abs=1e-12)
    assert GRADES["fades"][0] == "approximate"


def test_polarity_and_takes_are_as_graded(tmp_path: Path) -> None:
    one = clip_of(flip_polarity=True)
    track = DawTrack(name="One", lanes=(DawLane(clips=(one,)), DawLane(clips=(clip_of(),), take=3)))
    root, back = there_and_back(tmp_path, track)
    assert back.tracks[0].clips[0].file == "one (polarity).wav"
    assert GRADES["clip polarity"][0] == "printed"
    assert root.find(".//Track[@name='One take 3']") is not None
    assert back.tracks[0].lanes[1].take == 3
    assert GRADES["takes"][0] == "approximate"


def test_markers_notes_colours_and_words_come_back(tmp_path: Path) -> None:
    about = {"artist": "\u00c9toile", "album": "B", "year": "2026", "isrc": "DEXX1", "comment": "C"}
    notes = (DawNote(at_quarters=1 / 3, length_quarters=0.1, midi=60, velocity=0.504, channel=9),)
    marks = (DawMarker(at_frames=1, name="A & B"), DawMarker(at_frames=8000, name="", end_frames=9))
    track = DawTrack(name="One", notes=notes, colour="#123456", group="Keys", muted=True)
    _, back = there_and_back(tmp_path, track, about=about, markers=marks, notes=("N 1.", "N 2."))
    assert dict(back.about) == about
    assert back.markers == marks
    assert (back.tracks[0].notes, back.tracks[0].colour) == (notes, "#123456")
    assert (back.tracks[0].group, back.tracks[0].muted) == ("Keys", True)
    assert back.notes == ("N 1.", "N 2.")


@given(
    places=st.lists(st.floats(0.01, 50.0), min_size=1, max_size=6, unique=True),
    bpm=st.lists(st.floats(30.0, 300.0), min_size=7, max_size=7, unique=True),
)
@settings(max_examples=6, deadline=None)
def test_tempos_come_back_within_a_nanosecond(
    tmp_path_factory: pytest.TempPathFactory, places: list[float], bpm: list[float]
) -> None:
    tempos = tuple(
        DawTempo(at_s=at, quarter_bpm=b) for at, b in zip([0.0, *sorted(places)], bpm, strict=False)
    )
    clip = DawClip(file="one.wav", at_frames=12345, length_frames=9999, start_frames=1111)
    folder = tmp_path_factory.mktemp("tempo")
    _, back = there_and_back(folder, track_of(clip), tempos=tempos)
    for tempo, other in zip(tempos, back.tempos, strict=False):
        assert other.at_s == pytest.approx(tempo.at_s, abs=1e-9)
    assert back.tracks[0].clips == (clip,)
    assert not back.notes


def test_a_tempo_that_changes_between_two_frames_moves_no_clip(tmp_path: Path) -> None:
    tempos = (DawTempo(at_s=0.0, quarter_bpm=41.475), DawTempo(at_s=0.749442, quarter_bpm=173.404))
    clip = DawClip(file="one.wav", at_frames=3210, length_frames=174, start_frames=10475)
    _, back = there_and_back(tmp_path, track_of(clip), tempos=tempos)
    assert back.tracks[0].clips == (clip,)


def test_the_sound_travels_inside(tmp_path: Path) -> None:
    _, back = there_and_back(tmp_path, track_of(clip_of()))
    (file,) = back.files
    assert isinstance(file, DawFile)
    assert Path(file.path).parent == tmp_path / "in"
    assert Path(file.path).read_bytes() == (tmp_path / "sound 0.wav").read_bytes()
