"""What Ardour itself has opened and saved again is read as what we wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from fidelity_scenes import everything

from tonmeister.exchange.daw.comparing import differences
from tonmeister.exchange.daw.formats import FORMATS

ARDOUR = FORMATS["ardour"]
SAVE = """s = load_session (arg[1], arg[2])
assert (s)
s:save_state ("", false, false, false, false, false)
close_session ()
quit ()
"""
TRIES = 4


def saved_again(ardour: str, folder: Path, name: str) -> None:
    """Let Ardour open and save a session; it aborts now and then as it leaves, so it may retry."""
    lua = ardour.replace("-export", "-lua")
    if not Path(lua).exists():
        pytest.fail(f"{lua} is not there beside {ardour}")
    script = folder.parent / "save.lua"
    script.write_text(SAVE)
    before = (folder / f"{name}.ardour").read_bytes()
    home = {**os.environ, "HOME": str(folder.parent), "XDG_CONFIG_HOME": str(folder.parent / "c")}
    for _ in range(TRIES):
        subprocess.run(
            [lua, str(script), str(folder), name], env=home, capture_output=True, timeout=120,
            check=False,
        )  # fmt: skip
        if (folder / f"{name}.ardour").read_bytes() != before:
            return
    pytest.fail("Ardour did not save the session")


def test_a_session_that_ardour_saved_is_read_as_the_one_we_wrote(
    ardour: str, tmp_path: Path
) -> None:
    session = everything(tmp_path, ARDOUR)
    written = ARDOUR.write(session, tmp_path / "ours", lambda _: None)
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    name = written.main.stem
    saved_again(ardour, tmp_path / "theirs", name)
    path = tmp_path / "theirs" / f"{name}.ardour"
    assert 'modified-with="Ardour' in path.read_text("utf-8")
    theirs = ARDOUR.read(path, tmp_path / "a")
    assert differences(ARDOUR.read(written.main, tmp_path / "b"), theirs) == {}
    assert set(differences(session, theirs)) <= {"notes"}
    assert theirs.notes == ()
