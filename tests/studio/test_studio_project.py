from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tonmeister.studio import Busy, NoProject, Project, write_text


def test_the_project_lies_in_the_song_folder_or_where_out_says(song: Path, tmp_path: Path) -> None:
    assert Project.open(song).folder == song / "tonmeister"
    assert Project.open(song, tmp_path / "mixes" / "one").folder == tmp_path / "mixes" / "one"


def test_a_project_is_found_from_the_song_from_itself_and_from_a_file_in_it(
    song: Path, project: Project
) -> None:
    project.recall_file.write_text("")
    for place in (song, project.folder, project.recall_file, project.checks):
        assert Project.find(place) == project


def test_a_project_elsewhere_still_knows_its_song(song: Path, tmp_path: Path) -> None:
    project = Project.open(song, tmp_path / "out")
    assert Project.find(tmp_path / "out") == project
    with pytest.raises(NoProject, match="tonmeister produce"):
        Project.find(song)


def test_a_song_folder_may_be_moved_with_its_project(
    song: Path, project: Project, tmp_path: Path
) -> None:
    song.rename(tmp_path / "Renamed")
    assert Project.find(tmp_path / "Renamed").song_folder == tmp_path / "Renamed"


def test_a_second_run_is_kept_out(project: Project) -> None:
    with project.lock(), pytest.raises(Busy, match=rf"process {os.getpid()}"), project.lock():
        pass
    with project.lock():
        pass


def test_the_lock_goes_when_the_work_fails(project: Project) -> None:
    with pytest.raises(ZeroDivisionError), project.lock():
        _ = 1 // 0
    with project.lock():
        pass


def test_what_a_killed_run_left_behind_keeps_nobody_out(project: Project) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tonmeister.studio import Project\n"
        "Project.open(Path(sys.argv[1])).lock().__enter__(); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(project.song_folder)], check=False)
    assert done.returncode == 9
    assert (project.hidden / "lock").exists()
    with project.lock():
        assert json.loads((project.hidden / "lock").read_text())["pid"] == os.getpid()


def test_a_number_given_to_another_process_since_is_not_taken_for_the_old_run(
    project: Project,
) -> None:
    stale = {"pid": os.getpid(), "host": socket.gethostname(), "born": "1"}
    (project.hidden / "lock").write_text(json.dumps(stale))
    with project.lock():
        pass


def test_a_lock_of_another_machine_is_respected(project: Project) -> None:
    (project.hidden / "lock").write_text(json.dumps({"pid": 1, "host": "another machine"}))
    with pytest.raises(Busy, match=r"delete .*lock"), project.lock():
        pass


def test_a_lock_that_cannot_be_read_is_cleared(project: Project) -> None:
    (project.hidden / "lock").write_text("")
    with project.lock():
        pass


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "recall.toml"
    write_text(path, "old")

    def full(self: Path, *_: object, **__: object) -> None:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        write_text(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["recall.toml"]


def test_half_written_files_of_a_killed_run_are_never_seen_and_swept_away(
    project: Project,
) -> None:
    path = project.delivery / "Master.wav"
    code = (
        "import os, sys, numpy as np; from pathlib import Path\n"
        "from tonmeister.studio import WavSink, Project\n"
        "sink = WavSink(Path(sys.argv[1]), 48000); sink.write(np.ones((2, 99999)) * 0.5)\n"
        "os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == 9
    assert not path.exists()
    assert list(project.delivery.iterdir())
    Project.open(project.song_folder)
    assert not list(project.delivery.iterdir())
