"""An imported song is one like any other: it is rendered, listened to, decided upon."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from by_hand import db, played
from sessions import bring, full_mix

from tonmeister.app.cli import main
from tonmeister.model import DawSession
from tonmeister.studio import Project, read_session, read_sheet


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> DawSession:
    return full_mix(tmp_path_factory.mktemp("raw"))


@pytest.fixture(scope="module")
def song(session: DawSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The imported song, rendered as it stands."""
    folder = bring(session, tmp_path_factory.mktemp("songs") / "Song", genre="rock").folder
    assert main(["render", str(folder), "--json"]) == 0
    return folder


@pytest.fixture
def mine(song: Path, tmp_path: Path) -> Path:
    """The same for a test that changes it."""
    return Path(shutil.copytree(song, tmp_path / "Song"))


def test_render_plays_the_mix_as_it_stood(song: Path, session: DawSession) -> None:
    mix, _ = sf.read(Project.find(song).cache / "stage" / "mix.wav", always_2d=True)
    flat = replace(session.master, fader_db=0.0)  # the mix goes into the master's strip
    tracks = (*session.tracks[:-1], flat)
    wanted = played(replace(session, tracks=tracks), session.length_frames)
    frames = min(len(mix), session.length_frames)
    assert db(float(np.abs(mix[:frames].T - wanted[:, :frames]).max())) < -130.0


def test_listening_leaves_what_the_session_said(song: Path) -> None:
    now = read_session(Project.find(song))
    assert {track.name for track in now.playing} == {"Lead Vox", "Gtr L", "Kick", "Pad"}
    assert now.track("Lead Vox").role == "lead vocal"
    assert (now.track("Old").use, now.track("Old").why_not) == (False, "muted in Song.rpp")
    assert now.track("Pad").layout == "mono"  # it is panned by the sine law there


def test_a_later_decide_keeps_every_move_and_where_it_plays(mine: Path) -> None:
    project = Project.find(mine)
    before = read_sheet(project.recall_file)
    assert main(["decide", str(mine), "--json"]) == 0
    after = read_sheet(project.recall_file)
    for strip in before.strips:
        same = after.strip(strip.name)
        kept = {move.id: move for move in same.decisions}
        assert [kept.get(move.id) for move in strip.decisions] == list(strip.decisions)
        assert same.output == strip.output
    own = {m.stage for s in after.strips for m in s.decisions if m.rule != "import"}
    assert not own & {stage for stage, amount in before.amounts.items() if amount == 0.0}
    assert {s.name for s in after.strips} == {s.name for s in before.strips}


def test_what_is_let_go_of_is_decided_anew(mine: Path) -> None:
    project = Project.find(mine)
    name = "Kick/balance/fader"
    assert main(["hold", str(mine), name, "--let-go", "--json"]) == 0
    assert main(["decide", str(mine), "--amount", "balance=100", "--json"]) == 0
    sheet = read_sheet(project.recall_file)
    (fader,) = (m for m in sheet.strip("Kick").decisions if m.effect == "fader")
    assert (fader.id, fader.rule) == (name, "balance/place")
    (other,) = (m for m in sheet.strip("Gtr L").decisions if m.effect == "fader")
    assert (other.rule, other.settings["gain_db"]) == ("import", -4.2)
