"""A mix laid out for a workstation sounds as our console plays it, and says what was printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from small_mix import small_sheet, write_small_song

from tonmeister.exchange.daw.formats import Format
from tonmeister.exchange.daw.mixing import MixedSound
from tonmeister.flow.exporting.layout import LaidOut, laid_out
from tonmeister.flow.exporting.printing import Printer
from tonmeister.flow.exporting.proving import null_dbfs
from tonmeister.flow.produce import as_it_stands, opened_project
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.model import DawDevice
from tonmeister.signal.mixing import Sum
from tonmeister.studio import Project, file_source, write_sheet


@dataclass(frozen=True, kw_only=True)
class Holding(Format):
    """A format that holds the effects it is told to."""

    holds: tuple[str, ...] = ()

    def live(self, device: DawDevice, rate_hz: int) -> str:
        return f"its own {device.effect}" if device.effect in self.holds else ""


def form(*holds: str) -> Holding:
    return Holding(
        name="test", title="Test", opens_in="nothing", endings=(), package="", holds=holds
    )


def laid(project: Project, folder: Path, *holds: str) -> LaidOut:
    wishes = Wishes(song=project.song_folder, out=project.folder)
    with opened_project(wishes) as opened:
        hearing, sheet = as_it_stands(opened, wishes, Teller())
        printer = Printer(opened, hearing, sheet, Teller(), 2)
        return laid_out(opened, hearing, sheet, form(*holds), folder, printer)


@pytest.fixture(scope="module")
def printed(small: Project, tmp_path_factory: pytest.TempPathFactory) -> LaidOut:
    """The small mix with all effects printed."""
    return laid(small, tmp_path_factory.mktemp("printed"))


def test_with_all_effects_printed_the_session_is_the_mix_to_the_last_bits(printed: LaidOut) -> None:
    session = printed.session
    mix = file_source(printed.mix)
    whole = Sum([MixedSound(t, session) for t in session.tracks if t.kind == "track"],
                [1.0] * sum(t.kind == "track" for t in session.tracks))  # fmt: skip
    assert mix.frames == session.length_frames
    assert float(np.abs(mix.read(0, mix.frames)).max()) > 0.2
    assert null_dbfs(whole, mix)[0] < -130.0


def test_a_track_without_inserts_plays_the_recording_itself(
    printed: LaidOut, small: Project
) -> None:
    kick = printed.session.track("Kick")
    (clip,) = kick.clips
    assert printed.session.file(clip.file).path == str(small.song_folder / "Kick.wav")
    assert (clip.gain_db, clip.flip_polarity, clip.at_frames) == (2.0, True, 88)
    assert kick.note == ""


def test_what_is_printed_is_said_and_the_print_lies_at_the_first_frame(printed: LaidOut) -> None:
    bass = printed.session.track("Bass DI")
    assert bass.note == "Printed into the sound: highpass, compressor."
    assert (bass.clips[0].at_frames, bass.devices) == (0, ())
    assert bass.channels == 1


def test_rides_pans_and_sends_stay_to_be_grabbed(printed: LaidOut) -> None:
    vox, guitar = printed.session.track("Lead Vox"), printed.session.track("Guitar")
    assert vox.fader_curve_db == ((22050, -9.0), (88200, -3.0), (220500, -12.0))
    assert (vox.sends[0].to, vox.sends[0].level_db, vox.sends[0].pre_fader) == ("Room", -9.0, True)
    assert (guitar.law, guitar.pan_percent, guitar.fader_db) == ("balance", 40.0, -8.0)


def test_a_return_with_a_printed_effect_waits_muted_beside_its_print(printed: LaidOut) -> None:
    room, print_ = printed.session.track("Room"), printed.session.track("Room (printed)")
    assert room.muted
    assert "unmute it" in room.note
    assert (print_.kind, print_.muted) == ("track", False)
    assert not printed.session.track("Drums").muted


def test_effects_stay_devices_from_the_last_one_back_to_the_last_that_must_be_printed(
    small: Project, tmp_path: Path
) -> None:
    made = laid(small, tmp_path, "bell", "highpass")
    keys, bass = made.session.track("E-Piano"), made.session.track("Bass DI")
    vox = made.session.track("Lead Vox")
    assert [d.effect for d in keys.devices] == ["bell"]
    assert keys.note == "Printed into the sound: saturation; as devices: bell as its own bell."
    assert bass.devices == ()  # its high-pass stands before a compressor that must be printed
    assert [d.effect for d in vox.devices] == ["bell"]
    assert vox.devices[0].settings["gain_db"] == 2.0
    assert made.session.file(vox.clips[0].file).path.endswith("Lead Vox.wav")


def test_a_chain_printed_in_part_is_the_chain_without_its_last_effects(
    small: Project, tmp_path: Path
) -> None:
    from tonmeister.effects import recall

    made = laid(small, tmp_path, "bell")
    session = made.session
    keys = session.track("E-Piano")
    sound = file_source(Path(session.file(keys.clips[0].file).path))
    raw = file_source(small.song_folder / "E-Piano.wav")
    saturated = recall("saturation", {"drive_db": 6.0, "kind": "tape"}).start(raw.rate_hz)
    late = saturated.latency_frames
    block = np.concatenate([raw.read(0, raw.frames), np.zeros((2, late))], 1)
    wanted = saturated.process(block, None, lambda knob: 0.0)[:, late:]
    assert np.abs(sound.read(0, raw.frames) - wanted).max() < 1e-6


def test_the_song_map_gives_bars_and_markers(printed: LaidOut) -> None:
    session = printed.session
    assert session.tempos[0].at_s == 0.0
    assert session.meters[0].at_quarters == 0.0
    assert all(a.at_s < b.at_s for a, b in zip(session.tempos, session.tempos[1:], strict=False))


def test_a_recording_that_is_kept_out_goes_along_muted_and_says_why(
    small_of_my_own: Project, tmp_path: Path
) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    once.mkdir()
    again.mkdir()
    laid(small_of_my_own, once)  # takes stock
    file = small_of_my_own.session_file
    words = file.read_text("utf-8").split("[[track]]")
    words = [
        w.replace("use = true", "use = false") if 'name = "E-Piano"' in w else w for w in words
    ]
    file.write_text("[[track]]".join(words), "utf-8")
    keys = laid(small_of_my_own, again).session.track("E-Piano")
    assert keys.muted
    assert keys.note.startswith("Muted: it is kept out of the mix")
    assert keys.note.endswith("Its effects are not in it: saturation, bell.")
    assert (keys.fader_db, keys.devices, len(keys.clips)) == (-10.0, (), 1)


def test_where_a_format_has_no_sends_every_return_is_printed(
    small: Project, tmp_path: Path
) -> None:
    wishes = Wishes(song=small.song_folder, out=small.folder)
    with opened_project(wishes) as opened:
        hearing, sheet = as_it_stands(opened, wishes, Teller())
        dry = replace(
            sheet, strips=tuple(replace(s, decisions=()) if s.name == "Room" else s
                                for s in sheet.strips)
        )  # fmt: skip
        printer = Printer(opened, hearing, dry, Teller(), 2)
        sendless = replace(form(), has_sends=False)
        session = laid_out(opened, hearing, dry, sendless, tmp_path, printer).session
    assert session.track("Room").muted
    print_ = session.track("Room (printed)")
    assert print_.note == "It sounds in the place of Room, which is muted."
    heard = file_source(Path(session.file(print_.clips[0].file).path))
    assert float(np.abs(heard.read(0, heard.frames)).max()) > 0.01


def test_a_track_whose_name_holds_a_slash_goes_along(tmp_path: Path) -> None:
    song = write_small_song(tmp_path / "Small Song")
    sound, rate_hz = sf.read(song / "Guitar.wav")
    sf.write(song / "Guitar.flac", sound, rate_hz)  # must be copied as WAV on the way
    (song / "Guitar.wav").unlink()
    project = Project.open(song)
    sheet = small_sheet()
    named = tuple(replace(s, name="Gtr 1/2") if s.name == "Guitar" else s for s in sheet.strips)
    write_sheet(project, replace(sheet, strips=named))
    (tmp_path / "sound").mkdir()
    session = laid(project, tmp_path / "sound").session
    (clip,) = session.track("Gtr 1/2").clips
    assert clip.file == "Gtr 1-2.wav"
    assert Path(session.file(clip.file).path).is_file()
