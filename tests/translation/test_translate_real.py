"""On a real song with its stems."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tonmeister.app.cli import main

pytestmark = pytest.mark.material


def test_a_rock_song_loses_its_bass_on_small_speakers_and_a_move_that_was_heard_helps(
    material: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rock = material / "mdbdrums" / "Rock"
    words = [str(rock / "MusicDelta_Rock_MIX.wav"), "--stems", str(rock / "stems")]
    assert main(["translate", *words, "--on", "laptop,club", "--json"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    laptop, club = done["devices"]
    assert done["stems"] == ["bass", "lead vocal"]
    assert [t["kind"] for t in laptop["troubles"]] == ["bass_gone"]
    assert club["troubles"] == []
    (move,) = done["moves"]
    predicted, measured = (move[k]["gained_db"] for k in ("predicted", "measured"))
    assert measured == pytest.approx(predicted, abs=0.5)
    assert measured > 2.0
    assert not list((rock / "stems").glob("*tonmeister*"))
