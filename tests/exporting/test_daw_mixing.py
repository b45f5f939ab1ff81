"""What a track adds to the mix, by all its ways; and safe names for its files."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.exchange.daw.mixing import MixedSound, sends_words
from tonmeister.exchange.daw.names import FileNames, file_name
from tonmeister.model.daw import DawClip, DawFile, DawLane, DawSend, DawSession, DawTrack

RATE = 8000
MASTER = DawTrack(name="Master", kind="master", output="")
CLIP = DawClip(file="a.wav", at_frames=0, length_frames=400)
VOX = DawTrack(name="Vox", channels=1, law="sine", lanes=(DawLane(clips=(CLIP,)),))


@pytest.fixture
def ones(tmp_path: Path) -> DawFile:
    sf.write(tmp_path / "a.wav", np.ones(400), RATE, subtype="FLOAT")
    return DawFile(name="a.wav", path=str(tmp_path / "a.wav"), channels=1, rate_hz=RATE, frames=400)


def heard(file: DawFile, *tracks: DawTrack, at: int = 200) -> tuple[float, float]:
    """Return what the first track adds to left and right at a frame."""
    session = DawSession(
        title="Song", rate_hz=RATE, length_frames=400, tracks=(*tracks, MASTER), files=(file,)
    )
    left, right = MixedSound(tracks[0], session).read(at, 1)[:, 0]
    return float(left), float(right)


def test_fader_and_pan_are_played_by_their_laws(ones: DawFile) -> None:
    half = 10 ** (-6 / 20)
    middle = math.sqrt(0.5)
    assert heard(ones, replace(VOX, fader_db=-6.0)) == pytest.approx((half * middle, half * middle))
    assert heard(ones, replace(VOX, pan_percent=-100.0)) == pytest.approx((1.0, 0.0))
    wide = replace(VOX, law="balance", pan_percent=50.0)
    assert heard(ones, wide) == pytest.approx((math.cos(math.pi / 4), 1.0))


def test_a_ride_runs_straight_in_decibels(ones: DawFile) -> None:
    ridden = replace(VOX, law="balance", fader_curve_db=((100, 0.0), (300, -20.0)))
    assert heard(ones, ridden, at=200)[0] == pytest.approx(10**-0.5)
    assert heard(ones, ridden, at=350)[0] == pytest.approx(0.1)


def test_a_bus_turns_what_goes_through_it_and_a_muted_one_lets_nothing_pass(ones: DawFile) -> None:
    bus = DawTrack(name="Band", kind="bus", fader_db=-20.0, pan_percent=-100.0)
    through = replace(VOX, law="balance", output="Band")
    assert heard(ones, through, bus) == pytest.approx((0.1, 0.0))
    assert heard(ones, through, replace(bus, muted=True)) == (0.0, 0.0)


def test_sends_add_up_with_the_output_before_or_after_the_fader(ones: DawFile) -> None:
    room = DawTrack(name="Room", kind="return", fader_db=-20.0)
    plain = replace(VOX, law="balance", fader_db=-20.0)
    post = replace(plain, sends=(DawSend(to="Room", level_db=0.0),))
    assert heard(ones, post, room)[0] == pytest.approx(0.1 + 0.01)
    pre = replace(plain, sends=(DawSend(to="Room", level_db=0.0, pre_fader=True),))
    assert heard(ones, pre, room)[0] == pytest.approx(0.1 + 0.1)
    assert sends_words(pre.sends) == "Room 0.0 dB before fader"


def test_a_circle_of_sends_ends(ones: DawFile) -> None:
    one = DawTrack(name="One", kind="return", sends=(DawSend(to="Two", level_db=0.0),))
    two = DawTrack(name="Two", kind="return", sends=(DawSend(to="One", level_db=0.0),))
    sent = replace(VOX, law="balance", output="", sends=(DawSend(to="One", level_db=0.0),))
    assert heard(ones, sent, one, two)[0] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Lead Vox", "Lead Vox"), ("a/b\\c:d", "a-b-c-d"), ("..", "Track"), ("", "Track"),
        (".hidden", "hidden"), ("NUL", "_NUL"), ("con.wav", "_con.wav"), ("ж" * 90, "ж" * 60),
        ("tab\there", "tab-here"), ("\ud800", "-"), ("Bass ", "Bass"),
    ],
)  # fmt: skip
def test_any_name_becomes_a_file_name(words: str, name: str) -> None:
    assert file_name(words) == name


def test_names_that_meet_get_a_number() -> None:
    names = FileNames()
    assert [names.take(n) for n in ("Kick", "kick", "Kick", "", "")] == [
        "Kick", "kick 2", "Kick 3", "Track", "Track 2",
    ]  # fmt: skip
