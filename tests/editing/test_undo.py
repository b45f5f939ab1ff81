"""Edits can be undone, played again, held; the recording stays bit by bit as it was."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.flow.editing import open_bench
from tonmeister.flow.editing.undoing import hold, undo
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Edit, edit_id
from tonmeister.studio import Project
from tonmeister.studio.edits_file import EditsError, read_edits

RATE = 44100


def sounding(path: Path) -> np.ndarray:
    return sf.read(path, always_2d=True)[0]


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """One recording, a tone with a soft moment at 1 s."""
    t = np.arange(3 * RATE) / RATE
    sf.write(tmp_path / "Lead Vox.wav", 0.3 * np.sin(2 * np.pi * 220 * t), RATE, "PCM_24")
    return tmp_path


def softer(start_s: float) -> Edit:
    return Edit(
        id=edit_id("Lead Vox", "breath", start_s), track="Lead Vox", stage="clean", kind="breath",
        start_s=start_s, end_s=start_s + 0.4, rule="clean.breath", reason="A breath.",
        settings={"gain_db": -12.0, "down_ms": 20.0, "up_ms": 20.0},
    )  # fmt: skip


def edited(song: Path) -> Path:
    with open_bench(song / "Lead Vox.wav", Teller()) as bench:
        _, files = bench.hand_in([softer(0.5), softer(1.5)], kinds={"breath"}, tracks={"Lead Vox"})
    return files["Lead Vox"]


def test_edits_are_played_beside_the_recording_which_stays_as_it_was(song: Path) -> None:
    before = sha256((song / "Lead Vox.wav").read_bytes()).hexdigest()
    path = edited(song)
    assert sha256((song / "Lead Vox.wav").read_bytes()).hexdigest() == before
    raw, played = sounding(song / "Lead Vox.wav"), sounding(path)
    assert played.shape == raw.shape
    assert np.array_equal(played[: RATE // 3], raw[: RATE // 3])
    middle = slice(int(0.65 * RATE), int(0.75 * RATE))
    lower_db = 20 * np.log10(np.std(played[middle]) / np.std(raw[middle]))
    assert lower_db == pytest.approx(-12.0, abs=0.3)


def test_undoing_one_edit_leaves_the_other(song: Path) -> None:
    path = edited(song)
    undo(song, ["Lead Vox/breath/0.500"], Teller())
    raw, played = sounding(song / "Lead Vox.wav"), sounding(path)
    assert np.array_equal(played[:RATE], raw[:RATE])
    assert not np.array_equal(played, raw)


def test_undoing_all_gives_the_recording_back_and_back_plays_them_again(song: Path) -> None:
    path = edited(song)
    first = sounding(path)
    undo(song, [], Teller(), everything=True)
    assert all(e.bypass for e in read_edits(Project.find(song)).edits)
    with open_bench(song / "Lead Vox.wav", Teller()) as bench:
        assert bench.hand_in([], kinds={"click"}, tracks={"Lead Vox"})[1] == {}
    undo(song, ["lead vox"], Teller(), back=True)
    assert np.array_equal(sounding(path), first)


def test_what_is_held_survives_a_new_proposal(song: Path) -> None:
    edited(song)
    hold(song, ["Lead Vox/breath/1.500"], Teller())
    with open_bench(song / "Lead Vox.wav", Teller()) as bench:
        bench.hand_in([], kinds={"breath"}, tracks={"Lead Vox"})
    assert [e.start_s for e in read_edits(Project.find(song)).edits] == [1.5]


def test_an_id_that_is_not_there_is_said_with_some_that_are(song: Path) -> None:
    edited(song)
    with pytest.raises(BadWish, match=r"Lead Vox/breath/0\.500"):
        undo(song, ["Bass/tune/1"], Teller())


def test_an_edit_without_a_setting_it_needs_is_named(song: Path) -> None:
    edited(song)
    project = Project.find(song)
    text = project.edits_file.read_text("utf-8").replace("down_ms = 20.0, ", "")
    project.edits_file.write_text(text, "utf-8")
    with pytest.raises(EditsError, match="down_ms"):
        undo(song, ["Lead Vox/breath/1.500"], Teller())
