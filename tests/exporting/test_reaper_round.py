"""Any session comes back from REAPER's text as it went: places to the frame, levels exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from dawproject_songs import files_in, sessions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tonmeister.exchange.daw.comparing import differences
from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.model import DawSession, DawTrack

REAPER = FORMATS["reaper"]


@pytest.fixture(scope="module")
def song_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reaper round")
    files_in(folder)
    return folder


def told_plainly(session: DawSession) -> DawSession:
    """Return the session as far as REAPER's text holds it: names that differ, no devices."""
    tracks = []
    for n, track in enumerate(session.tracks):
        name = track.name
        if track.kind == "track":
            name = f"{n} " + "".join(sign for sign in name if sign not in "\"'`").strip()
        notes = tuple(sorted(track.notes, key=lambda note: (note.at_quarters, note.midi)))
        track = standing(track)
        tracks.append(replace(track, name=name, devices=(), notes=notes))
    title = "".join(sign for sign in session.title if sign not in "\"'`").strip() or "T"
    return replace(session, tracks=tuple(tracks), title=title)


def standing(track: DawTrack) -> DawTrack:
    """Return a channel whose curves move: one that never does is a level, as it comes back."""
    if track.fader_curve_db and len({level for _, level in track.fader_curve_db}) == 1:
        track = replace(track, fader_db=track.fader_curve_db[0][1], fader_curve_db=())
    if track.pan_curve_percent and len({place for _, place in track.pan_curve_percent}) == 1:
        place = track.pan_curve_percent[0][1]
        track = replace(track, pan_percent=place, pan_curve_percent=())
    sends = tuple(
        replace(send, level_db=send.curve_db[0][1], curve_db=())
        if send.curve_db and len({level for _, level in send.curve_db}) == 1
        else send
        for send in track.sends
    )
    return replace(track, sends=sends)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_session_comes_back_as_it_went(data: st.DataObject, song_files: Path) -> None:
    files = files_in(song_files)
    session = told_plainly(data.draw(sessions(files)))
    written = REAPER.write(session, song_files / "out", lambda _: None)
    back = REAPER.read(written.main, song_files / "into")
    found = differences(session, back)
    found.pop("notes", None)
    assert found == {}
    for track in session.tracks:
        other = back.track(track.name)
        assert (other.law, other.channels, other.role, other.note) == (
            track.law, track.channels, track.role, track.note,
        )  # fmt: skip
        if track.kind == "track":
            assert [(lane.name, lane.take) for lane in other.lanes] == [
                (lane.name, lane.take) for lane in track.lanes
            ]
        assert {(n.midi, n.channel) for n in other.notes} <= {
            (n.midi, n.channel) for n in track.notes
        }
    assert dict(back.about) == dict(session.about)
