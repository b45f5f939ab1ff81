"""What a DAWproject of ours says is what we wrote: any session, there and back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from dawproject_songs import files_in, sessions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tonmeister.exchange.daw.comparing import differences, same_curve
from tonmeister.exchange.dawproject import read, write
from tonmeister.exchange.dawproject.validating import problems
from tonmeister.model import DawClip, DawFile, DawSession, DawTrack

NEAR_DB = 0.005


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[DawFile, ...]:
    return files_in(tmp_path_factory.mktemp("sounds"))


@given(data=st.data())
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
def test_any_session_is_valid_for_two_validators_and_comes_back_the_same(
    files: tuple[DawFile, ...], data: st.DataObject
) -> None:
    session = data.draw(sessions(files))
    with tempfile.TemporaryDirectory() as folder:
        written = write(session, Path(folder) / "out", lambda _: None)
        for path in written.files:
            assert problems(path, "lxml") == []
            assert problems(path, "xmlschema") == []
        back = read(written.main, Path(folder) / "in")
    was, now = _steady(session), _steady(back)
    for name in ("title", "rate_hz", "length_frames", "files", "meters", "markers", "about"):
        assert getattr(now, name) == getattr(was, name)
    for track, other in zip(was.tracks, now.tracks, strict=True):
        for name in DawTrack.__dataclass_fields__:
            assert getattr(other, name) == getattr(track, name), name
    for ours, theirs in zip(session.tracks, back.tracks, strict=True):
        _same_rides(ours, theirs)
    assert [t.quarter_bpm for t in back.tempos] == [t.quarter_bpm for t in session.tempos]
    for tempo, other in zip(session.tempos, back.tempos, strict=True):
        assert other.at_s == pytest.approx(tempo.at_s, abs=1e-9)
    assert differences(session, back) == {} or _same_named(session)


def _same_named(session: DawSession) -> bool:
    """``differences`` finds tracks by name, so it is not asked where names meet."""
    names = [track.name for track in session.tracks]
    return len(set(names)) < len(names)


def _steady(session: DawSession) -> DawSession:
    """Return a session without what is only near: curves, paths of files, notes, tempo's places."""
    played = {c.file for t in session.tracks for lane in t.lanes for c in lane.clips}
    return replace(
        session,
        tracks=tuple(_still(track) for track in session.tracks),
        files=tuple(
            sorted(
                (replace(f, path="") for f in session.files if f.name in played),
                key=lambda f: f.name,
            )
        ),
        tempos=session.tempos[:1],
        notes=(),
    )


def _still(track: DawTrack) -> DawTrack:
    return replace(
        track,
        fader_curve_db=(),
        pan_curve_percent=(),
        sends=tuple(replace(send, curve_db=()) for send in track.sends),
        lanes=tuple(
            replace(lane, clips=tuple(_calm(clip) for clip in lane.clips)) for lane in track.lanes
        ),
    )


def _calm(clip: DawClip) -> DawClip:
    """Return a clip without its envelope; where it has one, its gain is part of it."""
    return replace(clip, envelope_db=())


def _same_rides(ours: DawTrack, theirs: DawTrack) -> None:
    assert same_curve(ours.fader_curve_db, theirs.fader_curve_db, NEAR_DB)
    assert same_curve(ours.pan_curve_percent, theirs.pan_curve_percent, 1e-5)
    for send, other in zip(ours.sends, theirs.sends, strict=True):
        assert same_curve(send.curve_db, other.curve_db, NEAR_DB)
    for lane, back in zip(ours.lanes, theirs.lanes, strict=True):
        for clip, other_clip in zip(lane.clips, back.clips, strict=True):
            ours_, theirs_ = clip.envelope_db, other_clip.envelope_db
            assert same_curve(ours_, theirs_, NEAR_DB), (clip, other_clip)
