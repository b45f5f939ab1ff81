from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from tonmeister.knowledge.roles import role_names
from tonmeister.model import Part, Session, Track
from tonmeister.studio.takes_found import loop_part, maybe_parts_of, parts_of


def session(*files: str, start_s: float = 0.0) -> Session:
    """A session as ingest would name it from files of 60 s."""
    stems = {name: PurePosixPath(name).stem for name in files}
    guesses = role_names([*stems.values()])
    tracks = []
    for name in files:
        guess = guesses[stems[name]]
        role = guess.role if guess else "other"
        for parent in PurePosixPath(name).parents:
            folder = role_names([parent.name])[parent.name] if parent.name else None
            if role == "other" and folder:
                role = folder.role
        tracks.append(
            Track(
                name=name.removesuffix(".wav").replace("/", " "), files=(name,), role=role,
                role_from="name", confidence=0.9, layout="mono", rate_hz=48000, bits=24,
                length_s=60.0, start_s=start_s,
            )
        )  # fmt: skip
    return Session(song="Song", rate_hz=48000, length_s=60.0, tracks=tuple(tracks))


def only(parts: tuple[Part, ...]) -> Part:
    assert len(parts) == 1, parts
    return parts[0]


NAMED = {
    "Lead Vox_T1": ("Lead Vox_T1", "Lead Vox_T2", "Lead Vox_T3"),
    "take word": ("Lead Vox Take 1", "Lead Vox Take 2", "Lead Vox Take 10"),
    "take word in front": ("Take 1 - Lead Vox", "Take 2 - Lead Vox"),
    "tk": ("Lead Vox (tk 1)", "Lead Vox (tk 2)"),
    "track number in front": ("03 Lead Vox take1", "03 Lead Vox take2"),
    "Pro Tools playlist": ("Lead Vox.01", "Lead Vox.02", "Lead Vox.03"),
    "Pro Tools playlist, passes": ("Lead Vox_01", "Lead Vox.01_02", "Lead Vox.02_05"),
    "Pro Tools dup": ("Lead Vox", "Lead Vox.dup1_03", "Lead Vox.dup2_04"),
    "Pro Tools region": ("Lead Vox_01-01", "Lead Vox_02-01"),
    "Logic": ("Lead Vox#01", "Lead Vox#02", "Lead Vox#03"),
    "Reaper": ("03-Lead Vox-231101_1203", "03-Lead Vox-231101_1207"),
    "Live": ("3-Lead Vox 0001 [2023-11-01 120345]", "3-Lead Vox 0002 [2023-11-01 121345]"),
    "folder of the part": ("takes/Lead Vox/1", "takes/Lead Vox/2", "takes/Lead Vox/3"),
    "the part's takes": ("Lead Vox takes/1", "Lead Vox takes/2"),
    "take folders": ("Take 1/Lead Vox", "Take 2/Lead Vox"),
    "names in a folder of takes": ("takes/Lead Vox 1", "takes/Lead Vox 2"),
    "named by hand": ("Lead Vox takes/the good one", "Lead Vox takes/tired"),
    "accents": ("Lead Vox prise 1", "Lead Vox prise 2"),
}


@pytest.mark.parametrize("files", NAMED.values(), ids=NAMED)
def test_takes_are_known_by_their_names(files: tuple[str, ...]) -> None:
    part = only(parts_of(session(*(f"{name}.wav" for name in files), "Bass.wav", "Kick.wav")))
    assert (part.name.casefold(), part.kind, part.role) == ("lead vox", "voice", "lead vocal")
    names = [name.replace("/", " ") for name in files]
    assert [take.track for take in part.takes] == names
    assert [take.number for take in part.takes] == list(range(1, len(files) + 1))
    assert part.found_by == ("folder" if "/" in files[0] else "names")


NOT_TAKES = {
    "doubled guitars": ("Gtr 1", "Gtr 2"),
    "doubled guitars with zeros": ("Gtr_01", "Gtr_02", "Gtr_03"),
    "toms": ("Tom 1", "Tom 2", "Tom T3"),
    "toms by letter": ("Tom_T1", "Tom_T2"),
    "two voices": ("Vox 1", "Vox 2"),
    "left and right": ("Gtr L", "Gtr R"),
    "voice and double": ("Lead Vox", "Lead Vox Dbl", "Lead Vox Harm"),
    "choir": ("BGV 1", "BGV 2", "BGV 3", "BGV 4"),
    "microphones": ("Kick In", "Kick Out", "Snare Top", "Snare Btm"),
    "synths": ("Juno 106", "DX7", "Prophet 5", "TR-808"),
    "two tracks of one session": ("03-Gtr-231101_1203", "04-Gtr-231101_1207"),
    "versions of one": ("Lead Vox Take 1",),
}


@pytest.mark.parametrize("files", NOT_TAKES.values(), ids=NOT_TAKES)
def test_different_tracks_are_no_takes(files: tuple[str, ...]) -> None:
    made = session(*(f"{name}.wav" for name in files))
    assert parts_of(made) == ()
    assert maybe_parts_of(made) == ()


def test_three_lead_vocals_with_bare_numbers_are_left_to_the_ear() -> None:
    made = session("Lead Vox_05.wav", "Lead Vox_06.wav", "Lead Vox_09.wav", "Bass.wav")
    assert parts_of(made) == ()
    part = only(maybe_parts_of(made))
    assert part.found_by == "sound"
    assert [take.track for take in part.takes] == ["Lead Vox_05", "Lead Vox_06", "Lead Vox_09"]


def test_numbered_pieces_one_after_the_other_are_one_performance() -> None:
    one = session("Lead Vox_01.wav", "Lead Vox_02.wav", "Lead Vox_03.wav")
    spread = tuple(replace(track, start_s=70.0 * number) for number, track in enumerate(one.tracks))
    made = replace(one, tracks=spread)
    assert maybe_parts_of(made) == ()


def test_what_was_made_of_the_takes_is_no_take() -> None:
    part = only(
        parts_of(session("Vox.wav", "Vox_T1.wav", "Vox_T2.wav", "Vox comp.wav", "Vox_tuned.wav"))
    )
    assert [take.track for take in part.takes] == ["Vox_T1", "Vox_T2"]


def test_a_double_with_takes_is_a_part_of_its_own() -> None:
    parts = parts_of(
        session("Vox_T1.wav", "Vox_T2.wav", "Vox Dbl_T1.wav", "Vox Dbl_T2.wav", "Gtr 1.wav")
    )
    assert [(part.name, len(part.takes)) for part in parts] == [("Vox", 2), ("Vox Dbl", 2)]


def test_takes_of_a_kit_say_that_its_microphones_belong_together() -> None:
    parts = parts_of(
        session("Take 1/Kick.wav", "Take 1/Snare.wav", "Take 2/Kick.wav", "Take 2/Snare.wav")
    )
    assert [part.kind for part in parts] == ["drums", "drums"]
    assert all("microphone of a kit" in part.problems[0] for part in parts)


def test_a_click_and_a_rough_mix_are_never_takes() -> None:
    assert parts_of(session("Click_T1.wav", "Click_T2.wav", "Vox.wav")) == ()


def test_a_loop_recording_becomes_takes_that_lie_over_the_first_pass() -> None:
    track = session("Lead Vox loop.wav", start_s=10.0).tracks[0]
    part = loop_part(track, [(2.0, 18.0), (18.0, 34.0), (34.0, 45.0)])
    assert part.found_by == "loop"
    assert [take.begins_s for take in part.takes] == [12.0, 28.0, 44.0]
    assert {take.begins_s + take.offset_s for take in part.takes} == {12.0}
    assert part.takes[-1].ends_s == 55.0


def test_the_order_is_that_of_recording() -> None:
    part = only(
        parts_of(session("9-Vox-231101_1207.wav", "9-Vox-231101_0903.wav", "9-Vox-231031_2359.wav"))
    )
    said = [take.track for take in part.takes]
    assert said == ["9-Vox-231031_2359", "9-Vox-231101_0903", "9-Vox-231101_1207"]
