"""A finished song with plug-ins of other people in its sheet: one plays, one crashes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from program import Ran, run

from tonmeister.studio import Project, read_sheet

HOST = Path(__file__).parents[1] / "hosting" / "fake_vst3_host.py"
MOVES = """\
[[strip.decision]]
id = "01 Kick/plugin/{number}"
stage = "saturate"
effect = "plugin"
settings = {{ format = "vst3", id = "{name}", values = "gain_db=-20" }}

"""


@pytest.fixture
def project(record: Ran, song: Path, tmp_path: Path) -> Project:
    """The finished project with two plug-ins at the head of the kick and one on the master."""
    folder = tmp_path / "song"
    shutil.copytree(song, folder)
    out = Path(record.done["recall"]).parent
    shutil.copytree(out, folder / "tonmeister", ignore=shutil.ignore_patterns("delivery"))
    project = Project.open(folder)
    text = project.recall_file.read_text("utf-8")
    first = text.index("[[strip.decision]]", text.index('name = "01 Kick"'))
    master = text.index("[[strip.decision]]", text.index('kind = "master"'))
    added = [MOVES.format(number=n, name=name) for n, name in enumerate(("Gain", "Crash"), 1)]
    late = MOVES.format(number=3, name="Late").replace("01 Kick", "Master")
    text = text[:first] + "".join(added) + text[first:master] + late + text[master:]
    project.recall_file.write_text(text, "utf-8")
    return project


def test_a_song_with_plugins_is_delivered_whatever_they_do(
    project: Project, record: Ran, tmp_path: Path
) -> None:
    plugins = tmp_path / "vst3"
    plugins.mkdir()
    for name in ("Gain", "Crash", "Late"):
        (plugins / f"{name}.vst3").write_bytes(name.encode())
    host = shutil.copy(HOST, tmp_path / "host.py")
    env = {"TONMEISTER_VST3_HOST": f'"{sys.executable}" "{host}"', "VST3_PATH": str(plugins)}
    before = read_sheet(project.recall_file)
    ran = run("deliver", project.song_folder, "--json", env=env)
    assert ran.code == 0, ran.words
    problems = ran.told("problem")
    assert "01 Kick: the plug-in Crash (01 Kick/plugin/2) could not be played" in problems
    assert "crashed (SIGSEGV)" in problems
    assert "Crash (01 Kick/plugin/2) could not be played" in project.report_file.read_text()
    assert ran.file("Master_44.1k-24.wav").is_file()
    after = read_sheet(project.recall_file)
    assert after.strip("01 Kick").decisions == before.strip("01 Kick").decisions
    calls = (tmp_path / "calls.txt").read_text().splitlines()
    assert calls.count("play Gain") == 1
    assert calls.count("play Crash") == 1
    assert "play Late" in calls
    played = Project.open(project.song_folder).cache / "stage" / "mix.wav"
    assert (
        played.read_bytes()
        != (Path(record.done["recall"]).parent / ".cache/stage/mix.wav").read_bytes()
    )
