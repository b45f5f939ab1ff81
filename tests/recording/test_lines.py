"""A test recording of known truth: what is wrong with a line is heard, what is right is left."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tonmeister.app.cli import main
from tonmeister.flow.lines import check_lines, told
from tonmeister.flow.tell import Teller
from tonmeister.signal.instruments import drum_kit, plucked
from tonmeister.signal.instruments.filters import RATE_HZ, later

Row = NDArray[np.float64]

EACH_S = 4.0
PIECES = {"kick": 36, "snare": 38, "hats": 42, "toms": 41}
BLEED_DB = {("snare", "kick"): -30.0, ("kick", "snare"): -24.0, ("hats", "snare"): -18.0,
            ("snare", "hats"): -20.0, ("snare", "toms"): -26.0}  # fmt: skip
"""Of the first into the microphone of the second, gain against its own line."""


@cache
def _lanes(together: bool) -> dict[str, Row]:
    """Play each piece alone in turn, or all together (a beat of eighths with its fills)."""
    notes = []
    for turn, pitch in enumerate(PIECES.values()):
        for stroke in range(int(EACH_S / 0.5) - 1):
            at_s = turn * EACH_S + 0.2 + 0.5 * stroke
            if together:
                at_s = 0.2 + 2.0 * stroke + (0.0, 0.5, 0.25, 1.3)[turn]
            notes.append((at_s, 0.1, float(pitch), 0.85))
    length_s = 14.5 if together else len(PIECES) * EACH_S + 0.5
    lanes = drum_kit.play_drums(notes, length_s, 7)
    return {name: lanes[name] * (0.4 / np.abs(lanes[name]).max()) for name in PIECES}


@cache
def _bass() -> Row:
    rng = np.random.default_rng(3)
    notes = [(0.25 * i, 0.24, float(28 + rng.integers(0, 12)), 0.8) for i in range(60)]
    low = plucked.bass(notes, 16.5, 3)
    return np.asarray(low * (0.4 / np.abs(low).max()))


def _mic(lanes: dict[str, Row], own: str) -> Row:
    """Put the known bleed into a close microphone, a metre and a bit away."""
    out = lanes[own].copy()
    for (source, into), gain_db in BLEED_DB.items():
        if into == own:
            out += later(lanes[source], 3.1, 10.0 ** (gain_db / 20.0))
    return out


def _pair(lanes: dict[str, Row]) -> tuple[Row, Row]:
    """Put up a pair: hi-hat left, floor tom right, the snare in the middle."""
    left, right = (np.zeros_like(lanes["kick"]) for _ in range(2))
    for piece, left_db, right_db, left_ms, right_ms in (
        ("kick", -14.0, -14.0, 4.0, 4.0), ("snare", -8.0, -8.0, 3.0, 3.0),
        ("hats", -6.0, -14.0, 2.5, 4.5), ("toms", -16.0, -9.0, 4.5, 2.5),
    ):  # fmt: skip
        left += later(lanes[piece], left_ms, 10 ** (left_db / 20))
        right += later(lanes[piece], right_ms, 10 ** (right_db / 20))
    return left, right


def _kit(*, together: bool = False) -> dict[str, Row]:
    lanes = _lanes(together)
    left, right = _pair(lanes)
    return {
        "Kick": _mic(lanes, "kick"), "Snare": _mic(lanes, "snare"), "HiHat": _mic(lanes, "hats"),
        "Floor Tom": _mic(lanes, "toms"), "OH L": left, "OH R": right,
    }  # fmt: skip


def _checked(folder: Path, lines: dict[str, Row], view: str | None = None) -> Any:
    for number, (name, row) in enumerate(lines.items()):
        hiss = 1e-4 * np.random.default_rng(number).standard_normal(len(row))
        quiet = row if not row.any() else row + hiss
        soundfile.write(folder / f"{name}.wav", quiet, RATE_HZ, subtype="PCM_24")
    return told(check_lines(folder, Teller(), view=view))


def _kinds(done: Any) -> set[tuple[str, ...]]:
    return {(f["kind"], *f["lines"]) for f in done["findings"] if f["weight"] != "info"}


@pytest.mark.parametrize("together", [False, True])
def test_a_kit_that_is_right_has_no_fault(tmp_path: Path, together: bool) -> None:
    done = _checked(tmp_path, _kit(together=together))
    assert not [f for f in done["findings"] if f["weight"] == "fault"]
    assert {line["state"] for line in done["lines"]} == {"alive"}


@pytest.mark.parametrize("together", [False, True])
def test_bleed_is_measured_to_two_decibels(tmp_path: Path, together: bool) -> None:
    done = _checked(tmp_path, _kit(together=together))
    names = {"kick": "Kick", "snare": "Snare", "hats": "HiHat", "toms": "Floor Tom"}
    found = {(b["source"], b["into"]): b for b in done["bleed"]}
    for (source, into), gain_db in BLEED_DB.items():
        one = found[names[source], names[into]]
        assert not one["at_most"], (source, into, one)
        assert one["gain_db"] == pytest.approx(gain_db, abs=2.0), (source, into, together)


def test_what_does_not_bleed_is_only_bounded(tmp_path: Path) -> None:
    done = _checked(tmp_path, _kit())
    names = {"kick": "Kick", "snare": "Snare", "hats": "HiHat", "toms": "Floor Tom"}
    there = {(names[s], names[i]) for s, i in BLEED_DB}
    for one in done["bleed"]:
        if not one["into"].startswith("OH") and (one["source"], one["into"]) not in there:
            assert one["at_most"], one
            assert one["gain_db"] < -35.0, one


def test_loud_bleed_is_said_with_what_to_do(tmp_path: Path) -> None:
    lines = _kit()
    lines["Snare"] = lines["Snare"] + later(_lanes(together=False)["hats"], 1.0, 0.5)
    done = _checked(tmp_path, lines)
    assert ("bleed", "Snare", "HiHat") in _kinds(done)


@pytest.mark.parametrize(("flipped", "late_ms"), [(False, 0.0), (True, 0.6), (False, 2.5)])
def test_polarity_and_offset_of_two_microphones_are_measured(
    tmp_path: Path, flipped: bool, late_ms: float
) -> None:
    lines = _kit()
    other = later(lines["Kick"], late_ms, -0.7 if flipped else 0.7)
    rng = np.random.default_rng(5)
    other = other + later(other, 0.9, 0.3) + 0.002 * rng.standard_normal(len(other))
    lines = {"Kick In": lines.pop("Kick"), "Kick Out": other, **lines}
    done = _checked(tmp_path, lines)
    pair = next(p for p in done["pairs"] if p["first"] == "Kick In" and p["kind"] == "close")
    assert pair["sure"]
    assert pair["flipped"] is flipped
    assert pair["late_ms"] == pytest.approx(late_ms, abs=0.1)
    kinds = _kinds(done)
    assert (("flipped", "Kick In", "Kick Out") in kinds) is flipped
    assert (("late", "Kick In", "Kick Out") in kinds) is (late_ms > 0.15)


def test_one_overhead_upside_down_is_named(tmp_path: Path) -> None:
    lines = _kit()
    lines["OH R"] = -lines["OH R"]
    assert ("far_flipped", "Snare", "OH R") in _kinds(_checked(tmp_path, lines))


def test_overheads_at_unequal_distance_from_the_snare_are_said(tmp_path: Path) -> None:
    lines = _kit()
    lines["OH R"] = later(lines["OH R"], 1.0, 1.0)
    done = _checked(tmp_path, lines)
    said = [f for f in done["findings"] if f["kind"] == "sides_apart"]
    assert len(said) == 1
    assert "34 cm" in said[0]["sentence"]


@pytest.mark.parametrize("flipped", [False, True])
def test_two_names_with_one_signal_are_found_at_any_level(tmp_path: Path, flipped: bool) -> None:
    lines = {**_kit(), "Bass DI": _bass(), "Gtr": _bass() * (-0.5 if flipped else 0.5)}
    done = _checked(tmp_path, lines)
    kind = "copy_flipped" if flipped else "copy"
    assert [f["lines"] for f in done["findings"] if f["kind"].startswith("copy")] == [
        ["Bass DI", "Gtr"]
    ]
    said = next(f for f in done["findings"] if f["kind"] == kind)
    assert "6.0 dB apart" in said["sentence"]


def test_an_exact_copy_of_a_file_is_found_too(tmp_path: Path) -> None:
    _checked(tmp_path, {"Bass DI": _bass(), "Kick": _lanes(together=False)["kick"]})
    (tmp_path / "Clav.wav").write_bytes((tmp_path / "Bass DI.wav").read_bytes())
    done = told(check_lines(tmp_path, Teller()))
    assert ("copy", "Bass DI", "Clav") in _kinds(done)


def test_dead_lines_and_lines_with_only_noise_are_told_apart(tmp_path: Path) -> None:
    noise = 0.0005 * np.random.default_rng(9).standard_normal(len(_bass()))
    lines = {**_kit(), "Vox": np.zeros_like(_bass()), "Gtr": noise}
    kinds = _kinds(_checked(tmp_path, lines))
    assert ("dead", "Vox") in kinds
    assert ("only_noise", "Gtr") in kinds


def test_swapped_cables_of_kick_and_snare_are_heard(tmp_path: Path) -> None:
    lines = _kit()
    lines["Kick"], lines["Snare"] = lines["Snare"], lines["Kick"]
    kinds = _kinds(_checked(tmp_path, lines))
    assert {k[0] for k in kinds} & {"swapped", "strange"}
    assert not {name for k in kinds if k[0] in ("swapped", "strange") for name in k[1:]} - {
        "Kick", "Snare"
    }  # fmt: skip


def test_hum_clipping_and_hot_lines_are_said(tmp_path: Path) -> None:
    at_s = np.arange(len(_bass())) / RATE_HZ
    hum = sum(0.01 / k * np.sin(2 * np.pi * 50 * k * at_s) for k in (1, 2, 3, 5))
    lines = {**_kit(), "Gtr": _bass()[::-1] * 0.5 + hum, "Bass DI": np.clip(_bass() * 6, -1, 0.99)}
    done = _checked(tmp_path, lines)
    assert {("recording/hum", "Gtr"), ("recording/clipped", "Bass DI"), ("hot", "Bass DI")} <= (
        _kinds(done)
    )
    gtr = next(line for line in done["lines"] if line["name"] == "Gtr")
    assert gtr["hum_hz"] == pytest.approx(50.0, abs=0.5)


def test_the_kit_tells_from_where_the_overheads_look(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    done = _checked(one, _kit(), view="drummer")
    assert [p["view"] for p in done["pictures"]] == ["drummer"]
    assert not [f for f in done["findings"] if f["kind"] == "picture_wrong"]
    lines = _kit()
    lines["OH L"], lines["OH R"] = lines["OH R"], lines["OH L"]
    done = _checked(other, lines, view="drummer")
    assert [p["view"] for p in done["pictures"]] == ["audience"]
    assert ("picture_wrong", "OH") in _kinds(done)


def test_two_pairs_that_see_the_kit_from_opposite_sides_are_said(tmp_path: Path) -> None:
    lines = _kit()
    lines["Room L"], lines["Room R"] = (later(lines[x], 9.0, 0.5) for x in ("OH R", "OH L"))
    done = _checked(tmp_path, lines)
    assert any(f["kind"] == "picture_against" for f in done["findings"])


def test_nothing_is_written_beside_the_recordings_and_a_rerun_is_equal(tmp_path: Path) -> None:
    first = _checked(tmp_path, {"Kick": _lanes(together=False)["kick"], "Bass DI": _bass()})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Bass DI.wav", "Kick.wav"]
    assert told(check_lines(tmp_path, Teller())) == first


def test_the_command_prints_a_table_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _checked(tmp_path, {"Kick": _lanes(together=False)["kick"], "Bass DI": _bass()})
    assert main(["check-lines", str(tmp_path)]) == 0
    assert "Bass DI" in capsys.readouterr().out
    assert main(["check-lines", str(tmp_path), "--json"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [line["name"] for line in done["lines"]] == ["Bass DI", "Kick"]


def test_bad_folders_are_told_by_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-lines", str(tmp_path / "none")]) == 2
    assert main(["check-lines", str(tmp_path)]) == 3
    assert "no sound file" in capsys.readouterr().err
    (tmp_path / "a.wav").write_bytes(b"no sound")
    assert main(["check-lines", str(tmp_path)]) == 3
    assert main(["check-lines", str(tmp_path / "a.wav")]) == 2


REAL = {"Rock": ["Drums", "Bass", "Gtr 1", "Gtr 2", "Vox"], "Punk": ["Drums", "Bass", "Gtr", "Vox"]}


def _real(folder: Path, material: Path, song: str, names: list[str]) -> Any:
    for number, name in enumerate(names, start=1):
        raw = material / "mdbdrums" / song / "raw" / f"MusicDelta_{song}_RAW_{number:02d}_01.wav"
        (folder / f"{name}.wav").write_bytes(raw.read_bytes())
    return told(check_lines(folder, Teller()))


@pytest.mark.material
@pytest.mark.parametrize("song", list(REAL))
def test_real_multitracks_have_no_wrong_cable(tmp_path: Path, material: Path, song: str) -> None:
    done = _real(tmp_path, material, song, REAL[song])
    wrong = {"copy", "copy_flipped", "swapped", "strange", "dead", "only_noise", "flipped"}
    assert not wrong & {f["kind"] for f in done["findings"]}
    assert not [b for b in done["bleed"] if not b["at_most"]]


@pytest.mark.material
def test_a_real_voice_on_a_line_called_guitar_is_heard(tmp_path: Path, material: Path) -> None:
    done = _real(tmp_path, material, "Punk", ["Drums", "Bass", "Gtr 1", "Gtr 2"])
    assert any(f["kind"] == "strange" and "Gtr 2" in f["lines"][0] for f in done["findings"])


def test_numbered_overheads_are_one_pair(tmp_path: Path) -> None:
    lines = _kit()
    lines["05 OH L"], lines["06 OH R"] = lines.pop("OH L"), lines.pop("OH R")
    done = _checked(tmp_path, lines)
    assert [p["kind"] for p in done["pairs"] if p["first"] == "05 OH L"] == ["sides"]
    assert [p["view"] for p in done["pictures"]] == ["drummer"]
