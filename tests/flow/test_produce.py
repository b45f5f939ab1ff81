"""The main job on a little song: everything promised is there and measures what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from program import Ran, run

from tonmeister.effects import recall
from tonmeister.studio import Project, read_findings, read_sheet

pytestmark = pytest.mark.system


def ebur128(path: Path) -> tuple[float, float]:
    """Loudness and true peak by ffmpeg's meter."""
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-filter_complex",
         "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    end = done.stderr[done.stderr.rindex("Summary:") :]
    numbers = [re.search(p, end) for p in (r"I:\s+(-?[\d.]+) LUFS", r"Peak:\s+(-?[\d.]+) dBFS")]
    return float(numbers[0].group(1)), float(numbers[1].group(1))  # type: ignore[union-attr]


def test_it_ends_well_and_names_every_file(record: Ran) -> None:
    assert record.code == 0, record.words
    done = record.done
    assert done["event"] == "done"
    assert set(done) == {
        "event", "master", "mix", "report", "recall", "stems", "target", "measured",
    }  # fmt: skip
    for name in ("master", "mix", "report", "recall"):
        assert Path(done[name]).is_file(), name
    assert done["stems"]
    assert all(Path(path).is_file() for path in done["stems"])


def test_every_master_keeps_its_loudness_and_ceiling_by_another_meter(record: Ran) -> None:
    target = record.done["target"]
    for path in (Path(record.done["master"]), record.file(".flac"), record.file(".mp3")):
        lufs, dbtp = ebur128(path)
        assert abs(lufs - target["loudness_lufs"]) <= 0.2, path.name
        assert dbtp <= target["ceiling_dbtp"], path.name


def test_no_delivered_file_goes_over_the_ceiling(record: Ran) -> None:
    for name in ("_Instrumental_44.1k-24.wav", "_A-Cappella_44.1k-24.wav"):
        assert ebur128(record.file(name))[1] <= record.done["target"]["ceiling_dbtp"], name


def test_the_stems_null_with_the_mix(record: Ran) -> None:
    mix, _ = sf.read(record.done["mix"])
    total = sum(sf.read(path)[0] for path in record.done["stems"])
    rest = np.sqrt(np.mean((mix - total) ** 2))
    assert 20 * np.log10(rest) < -100.0


def test_every_decision_has_a_finding_a_rule_and_a_sentence(record: Ran) -> None:
    project = Project.find(Path(record.done["recall"]))
    known = {finding.id for finding in read_findings(project)}
    sheet = read_sheet(project.recall_file)
    moves = [move for strip in sheet.strips for move in strip.decisions]
    assert moves
    for move in moves:
        assert move.because, move.id
        assert set(move.because) <= known, move.id
        assert move.rule, move.id
        assert move.reason.endswith("."), move.id
        assert "{" not in move.reason, move.id
        recall(move.effect, move.settings)


def test_the_originals_are_untouched_and_nothing_is_left_beside_them(
    record: Ran, song: Path
) -> None:
    assert sorted(path.name for path in song.iterdir()) == [
        "01 Kick.wav", "02 Bass DI.wav", "03 EGtr.wav", "04 Lead Vox.wav",
    ]  # fmt: skip


def test_a_held_change_survives_producing_again(record: Ran, song: Path, tmp_path: Path) -> None:
    out = tmp_path / "project"
    shutil.copytree(Path(record.done["recall"]).parent, out)
    recall_file = out / "recall.toml"
    text = recall_file.read_text("utf-8")
    table = tomllib.loads(text)
    fader = next(
        (strip["name"], move["id"])
        for strip in table["strip"]
        for move in strip["decision"]
        if move["effect"] == "fader" and strip.get("kind", "track") == "track"
    )
    edited = re.sub(
        rf'(id = "{re.escape(fader[1])}".*?gain_db = )-?[\d.]+',
        r"\g<1>-7.77",
        text,
        count=1,
        flags=re.DOTALL,
    )
    assert edited != text
    recall_file.write_text("# mine\n" + edited, "utf-8")
    again = run("produce", song, "--genre", "rock", "--out", out, "--json")
    assert again.code == 0, again.words
    after = recall_file.read_text("utf-8")
    assert after.startswith("# mine\n")
    sheet = read_sheet(recall_file)
    move = next(m for m in sheet.strip(fader[0]).decisions if m.id == fader[1])
    assert move.settings["gain_db"] == -7.77


def test_why_and_tracks_tell_what_was_done(record: Ran) -> None:
    out = Path(record.done["recall"]).parent
    why = run("why", out, "lead vocal")
    tracks = run("tracks", out)
    assert why.code == 0, why.words
    assert tracks.code == 0, tracks.words


def test_a_dry_run_writes_nothing(song: Path) -> None:
    before = sorted(song.rglob("*"))
    ran = run("produce", song, "--genre", "pop", "--dry-run", "--json")
    assert ran.code == 0, ran.words
    assert ran.done["sheet"]
    assert sorted(song.rglob("*")) == before
