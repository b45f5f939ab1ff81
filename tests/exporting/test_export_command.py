"""``tonmeister export``: what is written, what is said, and what is never written over."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.app.cli import main
from tonmeister.flow.exporting.note import export_note
from tonmeister.studio import Project

MISUSED, NOTHING = 2, 3


def exported(
    project: Project, capsys: pytest.CaptureFixture[str], *words: str
) -> dict[str, object]:
    assert main(["export", str(project.song_folder), *words, "--json"]) == 0
    done: dict[str, object] = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return done


def test_stems_add_up_to_the_mix_and_the_page_beside_them_says_so(
    small_of_my_own: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = exported(small_of_my_own, capsys, "--to", "stems")["exports"]  # type: ignore[misc]
    folder = small_of_my_own.folder / "exports" / "stems"
    assert one["proof"]["peak_dbfs"] < -120.0
    assert all(Path(file).is_file() and Path(file).is_relative_to(folder) for file in one["files"])
    page = Path(one["note"]).read_text("utf-8")
    assert "add up to the mix" in page
    assert "Bass DI: -6.00 dB. Printed into the sound: highpass, compressor." in page


def test_a_session_comes_back_and_sounds_like_the_mix(
    small_of_my_own: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--to", "reaper", "--to", "dawproject", "--effects", "printed")
    done = exported(small_of_my_own, capsys, *asked)
    for one in done["exports"]:  # type: ignore[attr-defined]
        assert one["proof"]["wrong"] == [], one["words"]
        assert one["proof"]["peak_dbfs"] < -60.0, one["words"]


def test_the_same_export_twice_is_the_same_to_the_last_byte(
    small_of_my_own: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--to", "reaper", "--no-proof")
    (one,) = exported(small_of_my_own, capsys, *words)["exports"]  # type: ignore[misc]
    before = {name: Path(name).read_bytes() for name in (*one["files"], one["note"])}
    exported(small_of_my_own, capsys, *words)
    assert {name: Path(name).read_bytes() for name in before} == before


def test_what_a_person_saved_over_an_export_is_kept(
    small_of_my_own: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--to", "reaper", "--no-proof")
    (one,) = exported(small_of_my_own, capsys, *words)["exports"]  # type: ignore[misc]
    Path(one["main"]).write_text("my own work")
    assert main(["export", str(small_of_my_own.song_folder), *words]) == MISUSED
    assert "was changed by hand" in capsys.readouterr().err
    assert Path(one["main"]).read_text() == "my own work"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "protools"], "--to is 'protools', but may be ardour, dawproject, reaper"),
        (["--to", "stems", "--out", "FULL"], "holds other things"),
        (["--to", "stems", "--out", "SONG"], "lies among the recordings"),
        (["--to", "stems", "--effects", "wet"], "invalid choice: 'wet'"),
        ([], "--to"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(
    small_of_my_own: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    words: list[str], said: str,
) -> None:  # fmt: skip
    full = tmp_path / "full"
    full.mkdir()
    (full / "notes.txt").write_text("mine")
    places = {"FULL": str(full), "SONG": str(small_of_my_own.song_folder / "for Ardour")}
    words = [places.get(word, word) for word in words]
    assert main(["export", str(small_of_my_own.song_folder), *words]) == MISUSED
    assert said in capsys.readouterr().err.strip().splitlines()[-1]
    assert [p.name for p in full.iterdir()] == ["notes.txt"]
    assert not (small_of_my_own.folder / "exports").exists()


def test_a_song_without_a_mix_is_told_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from small_mix import write_small_song

    song = write_small_song(tmp_path / "New Song")
    assert main(["export", str(song), "--to", "stems"]) == NOTHING
    assert "tonmeister decide" in capsys.readouterr().err


def test_the_page_says_what_is_lost_before_what_is_exact(tmp_path: Path) -> None:
    from fidelity_scenes import everything

    from tonmeister.exchange.daw.formats import FORMATS

    form = FORMATS["stems"]
    page = export_note(form, everything(tmp_path, form), ["It rains."], ["Proved by ear."])
    assert page.index("Proved by ear.") < page.index("It rains.") < page.index("Channels")
    heads = [h for h in ("Not in it", "Nearly", "Played into", "As in the mix") if h in page]
    assert heads == sorted(heads, key=page.index)
    assert "Lead Vox: -4.25 dB, pan -37 %, Room -11.5 dB, Echo -20.0 dB (pre)" in page


def test_a_plugin_that_is_not_installed_here_is_named_beside_the_figure(
    small_of_my_own: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from tonmeister.exchange.ardour import rendering

    def silence(session_file: Path, out: Path, on: object) -> Path:
        """Stand in for an Ardour that could load no plug-in and so plays next to nothing."""
        sf.write(out, np.zeros((1000, 2)), 44100, subtype="FLOAT")
        return out

    monkeypatch.setattr(rendering, "rendered", silence)
    monkeypatch.setenv("LV2_PATH", str(tmp_path))
    (one,) = exported(small_of_my_own, capsys, "--to", "ardour")["exports"]  # type: ignore[misc]
    assert one["proof"]["missing"] == ["LSP Parametric Equalizer x16", "x42 IR Convolver"]
    assert "Not installed here, and so not heard" in one["words"][0]
    assert "Install these LV2 plug-ins before you open it" in Path(one["note"]).read_text("utf-8")
