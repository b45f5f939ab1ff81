"""What `make bench` measures with is itself right."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tonmeister.model import Decision

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks import all as bench
from benchmarks._reference import TRACKS, sides
from benchmarks.balance import gain_db, off_db
from benchmarks.measure import cost, table
from benchmarks.songs import lay_out


def move(effect: str, **more) -> Decision:
    return Decision(
        id=effect, stage="balance", effect=effect, rule="r", because=(), reason="",
        **{"settings": {"gain_db": -6.0}, **more},
    )  # fmt: skip


def test_a_command_is_charged_its_own_memory_and_time_not_its_parents():
    ballast = np.ones(30_000_000)  # 240 MB in this process
    small = cost([sys.executable, "-S", "-c", "pass"])
    large = cost([sys.executable, "-S", "-c", "x = b'1' * 150_000_000"])
    assert ballast.nbytes / 1e6 > 200
    assert small.peak_mb < 60
    assert 143 < large.peak_mb < 220
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    assert 0.3 <= cost([sys.executable, "-S", "-c", busy]).cpu_s < 1.0


def test_a_commands_words_and_exit_code_are_kept():
    used = cost([sys.executable, "-c", "import sys; print('out'); sys.exit('bad')"])
    assert (used.code, used.output, used.errors) == (1, "out\n", "bad\n")


def test_a_gain_that_all_share_is_no_error_of_balance():
    his = np.array([-4.0, -6.0, -11.0])
    assert off_db(his + 7.0, his) == pytest.approx(0.0)
    assert off_db(his + np.array([3.0, 0.0, 0.0]), his) == pytest.approx(4.0 / 3.0)


def test_a_ride_counts_by_its_mean_over_time():
    ride = move("fader", curves={"gain_db": ((0.0, -8.0), (3.0, -8.0), (4.0, 0.0))})
    assert gain_db((ride,)) == pytest.approx((-8.0 * 3 - 4.0) / 4)
    assert gain_db((move("trim"), move("bell"), move("fader", bypass=True))) == -6.0


def test_the_peers_pan_as_the_console_does():
    gains = np.array([sides(t) for t in range(TRACKS)])
    assert gains.max() == pytest.approx(10 ** (-10 / 20))  # the near side is at the fader
    assert np.all(np.diff(gains[:, 0] - gains[:, 1]) < 0)  # from left to right


def test_numbered_files_are_laid_out_under_telling_names(tmp_path):
    came = [tmp_path / f"MusicDelta_Punk_RAW_0{n}_01.wav" for n in (1, 2)]
    for path in came:
        path.write_bytes(b"x")
    laid = lay_out(came, "MusicDelta Punk", tmp_path / "song")
    assert [path.name for path in laid] == ["Drums.wav", "Bass.wav"]


def test_without_recordings_it_says_what_can_be_measured(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        bench.main(["--material", str(tmp_path / "nowhere"), "--only", "balance"])
    assert stopped.value.code == 2
    assert "cannot measure balance; here there are console, peers, produce" in (
        capsys.readouterr().err
    )


def test_a_table_is_markdown():
    assert table("T", ["a", "b"], [[1.234, "x"]]).splitlines()[-3:] == [
        "| a | b |", "|---|---|", "| 1.23 | x |",
    ]  # fmt: skip
