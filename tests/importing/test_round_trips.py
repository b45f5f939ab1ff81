"""A sheet that goes out to another program and comes back is the sheet it was.

Whatever the table of a format calls exact must come back so, for any mix.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sessions import LENGTH_S, RATE_HZ, bring, recording, rendered, session_of, whole

from tonmeister.console.curves import Level
from tonmeister.console.moves import Moves, read_moves
from tonmeister.exchange.daw.fidelity import grades_of
from tonmeister.exchange.daw.formats import FORMATS, Format
from tonmeister.exchange.daw.laws import sides
from tonmeister.flow.exporting.layout import laid_out
from tonmeister.flow.exporting.printing import Printer
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.importing.bringing import lay_in
from tonmeister.flow.importing.opening import read_session_file
from tonmeister.flow.importing.wishes import ImportWish
from tonmeister.flow.produce import as_it_stands
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.model import DawLane, DawTrack, Decision, RecallSheet, Setting, Stage, Strip
from tonmeister.studio import Project, read_session, read_sheet, write_sheet

NEAR_DB, NEAR_CURVE_DB, NEAR_GAIN = 2e-3, 0.02, 1e-4
FRAMES = np.arange(0, round(LENGTH_S * RATE_HZ), 97)
TRACKS = ("Lead Vox", "Gtr", "Kick")
STAGES: dict[str, Stage] = {
    "trim": "repair", "fader": "balance", "pan": "pan", "send": "space", "bell": "eq",
}  # fmt: skip


class Song:
    """A song of three tracks, one with a take, as it was heard."""

    def __init__(self, folder: Path) -> None:
        vox, gtr = recording(folder, "vox", seed=2), recording(folder, "gtr", channels=2, seed=3)
        kick, take = recording(folder, "kick", seed=1), recording(folder, "take", seed=5)
        second = DawLane(clips=whole(take).clips, name="Lead Vox T2", take=2)
        tracks = (
            DawTrack(name="Lead Vox", channels=1, law="sine", lanes=(whole(vox), second)),
            DawTrack(name="Gtr", lanes=(whole(gtr),)),
            DawTrack(name="Kick", channels=1, law="sine", lanes=(whole(kick),)),
        )
        made = bring(session_of(*tracks, files=(vox, gtr, kick, take)), folder / "Song")
        self.project = Project.find(made.folder)
        wishes = Wishes(song=made.folder, out=self.project.folder, genre="pop")
        self.hearing: Hearing = as_it_stands(self.project, wishes, Teller())[0]
        self.count = 0


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Song:
    return Song(tmp_path_factory.mktemp("round"))


def there_and_back(song: Song, sheet: RecallSheet, form: Format, folder: Path) -> Project:
    """Write a sheet in a format, read it and bring it in again."""
    song.count += 1
    place = folder / str(song.count)
    for name in ("sound", "out", "into"):
        (place / name).mkdir(parents=True)
    printer = Printer(song.project, song.hearing, sheet, Teller(), 1)
    laid = laid_out(song.project, song.hearing, sheet, form, place / "sound", printer)
    file = form.write(laid.session, place / "out", lambda _part: None).main
    back = read_session_file(file, place / "into", outside=False)
    wish = ImportWish(session=file, out=place / "song")
    return Project.find(lay_in(back, file, wish, Teller()).folder)


# --- any mix ------------------------------------------------------------------------------------


def _move(strip: str, effect: str, points: list[tuple[float, float]], knob: str,
          **knobs: Setting) -> Decision:  # fmt: skip
    stage = STAGES[effect]
    curves = {knob: tuple(points)} if points else {}
    return Decision(
        id=f"{strip}/{stage}/{effect}", stage=stage, effect=effect, settings=knobs, rule="by hand",
        because=(), reason="", curves=curves,
    )  # fmt: skip


def _number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 3))


def _ride(low: float, high: float) -> st.SearchStrategy[list[tuple[float, float]]]:
    point = st.tuples(_number(0.0, LENGTH_S), _number(low, high))
    rides = st.lists(point, min_size=2, max_size=4, unique_by=lambda p: round(p[0] * RATE_HZ / 64))
    return st.one_of(st.just([]), rides.map(sorted))


@st.composite
def strips(draw: st.DrawFn, name: str, kind: str) -> Strip:
    """Draw a strip with all that a mix does to it."""
    moves: list[Decision] = []
    if kind == "track":
        flip = draw(st.booleans())
        gain_db = draw(_number(-20.0, 20.0))
        moves.append(_move(name, "trim", [], "", gain_db=gain_db, flip_polarity=flip, shift_ms=0.0))
    level_db = draw(_number(-60.0, 10.0))
    moves.append(_move(name, "fader", draw(_ride(-40.0, 6.0)), "gain_db", gain_db=level_db))
    percent = draw(_number(-100.0, 100.0))
    ride = draw(_ride(-100.0, 100.0))
    moves.append(_move(name, "pan", ride, "position_percent", position_percent=percent))
    if kind == "track" and draw(st.booleans()):
        to: dict[str, Setting] = {"to": "Hall", "pre_fader": draw(st.booleans())}
        to["level_db"] = draw(_number(-50.0, 6.0))
        moves.append(_move(name, "send", draw(_ride(-50.0, 6.0)), "level_db", **to))
    output = draw(st.sampled_from(["Band", "Master"])) if kind == "track" else "Master"
    track = name if kind == "track" else ""
    role = "other" if kind == "track" else ""
    return Strip(
        name=name, kind=kind, track=track, role=role, output=output,  # type: ignore[arg-type]
        decisions=tuple(moves),
    )  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Strip, ...]:
    """Draw the strips of a mix of three tracks, a return and a bus that has something to sum."""
    tracks = [draw(strips(name, "track")) for name in TRACKS]
    tracks[0] = replace(tracks[0], output="Band")
    if not any(d.effect == "send" for strip in tracks for d in strip.decisions):
        send = _move("Gtr", "send", [], "", to="Hall", level_db=-9.0, pre_fader=False)
        tracks[1] = replace(tracks[1], decisions=(*tracks[1].decisions, send))
    rest = (draw(strips("Hall", "return")), draw(strips("Band", "bus")))
    return (*tracks, *rest, Strip(name="Master", kind="master", output=""))


def sheet_of(song: Song, made: tuple[Strip, ...]) -> RecallSheet:
    return replace(read_sheet(song.project.recall_file), strips=made, notes=())


# --- what came back -----------------------------------------------------------------------------


def differences(before: RecallSheet, after: RecallSheet) -> Iterator[tuple[str, str]]:
    """Yield the features of the table that are not the same any more, each with what differs."""
    came = {strip.name: strip for strip in after.strips}
    for strip in before.strips:
        if strip.kind == "master":
            continue
        other = came.get(strip.name)
        if other is None or (other.kind, other.output) != (strip.kind, strip.output):
            yield "buses", f"{strip.name}: {other and (other.kind, other.output)}"
            continue
        ours, theirs = read_moves(strip, RATE_HZ), read_moves(other, RATE_HZ)
        for feature, said in _moves(ours, theirs, mono=strip.name in ("Lead Vox", "Kick")):
            yield feature, f"{strip.name}: {said}"


def _moves(ours: Moves, theirs: Moves, *, mono: bool) -> Iterator[tuple[str, str]]:
    if abs(ours.trim_db - theirs.trim_db) > NEAR_DB:
        yield "clip gain", f"{ours.trim_db} {theirs.trim_db}"
    if ours.flip != theirs.flip:
        yield "clip polarity", f"{ours.flip} {theirs.flip}"
    apart = _apart_db(ours.fader, theirs.fader)
    if apart > (NEAR_CURVE_DB if ours.fader.curves else NEAR_DB):
        yield ("fader ride" if ours.fader.curves else "fader"), f"{apart} dB"
    law = "pan mono" if mono else "pan stereo"
    wide = _sides_apart(ours.pan, theirs.pan, mono=mono)
    if wide > (100 * NEAR_GAIN if ours.pan.curves else NEAR_GAIN):
        yield ("pan ride" if ours.pan.curves else law), f"{wide}"
    sends = {(s.to, s.pre_fader): s.level for s in theirs.sends}
    for send in ours.sends:
        feature = "pre-fader sends" if send.pre_fader else "sends"
        level = sends.get((send.to, send.pre_fader))
        apart = math.inf if level is None else _apart_db(send.level, level)
        if apart > (NEAR_CURVE_DB if send.level.curves else NEAR_DB):
            yield ("send ride" if send.level.curves else feature), f"{apart} dB"


def _values(level: Level) -> np.ndarray:
    return np.broadcast_to(level.block(0, FRAMES[-1] + 1), (FRAMES[-1] + 1,))[FRAMES]


def _apart_db(ours: Level, theirs: Level) -> float:
    return float(np.abs(_values(ours) - _values(theirs)).max())


def _sides_apart(ours: Level, theirs: Level, *, mono: bool) -> float:
    law = "sine" if mono else "balance"
    rows = [
        np.array([sides(law, value) for value in _values(level)[::20]])  # type: ignore[arg-type]
        for level in (ours, theirs)
    ]
    return float(np.abs(rows[0] - rows[1]).max())


def _smoothed(words: str, said: str) -> bool:
    """Whether the table takes buses and returns out of what it calls exact."""
    return "on a bus" in words and said.startswith(("Hall", "Band"))


def _played_in(project: Project, strip: str) -> bool:
    """Whether a strip's level moves before a pre-fader send, so that it stands in the sound."""
    session, sheet = read_session(project), read_sheet(project.recall_file)
    (file,) = session.track(strip).files
    sends = read_moves(sheet.strip(strip), RATE_HZ).sends
    is_float = sf.info(str(project.song_folder / file)).subtype == "FLOAT"
    return is_float and any(send.pre_fader for send in sends)


@pytest.mark.parametrize("name", ["dawproject", "reaper", "ardour"])
@settings(
    max_examples=6, deadline=None, derandomize=True, database=None, phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(made=sheets())
def test_what_the_table_calls_exact_comes_back(
    name: str, made: tuple[Strip, ...], song: Song, tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = FORMATS[name]
    sheet = sheet_of(song, made)
    project = there_and_back(song, sheet, form, tmp_path_factory.getbasetemp() / f"back-{name}")
    exact = {feature: words for feature, (grade, words) in grades_of(form).items()
             if grade == "exact"}  # fmt: skip
    lost = [
        (feature, said)
        for feature, said in differences(sheet, read_sheet(project.recall_file))
        if feature in exact
        and not _smoothed(exact[feature], said)
        and not (feature.startswith("clip") and _played_in(project, said.partition(":")[0]))
    ]
    assert lost == []
    session = read_session(project)
    assert {track.name for track in session.playing} == set(TRACKS)
    if "takes" in exact:
        take = next(track for track in session.tracks if track.take_of)
        assert (take.take_of, take.take, take.use) == ("Lead Vox", 2, False)


def fixed_mix() -> tuple[Strip, ...]:
    """Return a mix whose buses stand still, with a bell on its return: printed, or a device."""
    ride = [(0.1, -12.0), (0.7, -2.5), (1.2, -7.0)]
    tracks = (
        Strip(name="Lead Vox", kind="track", track="Lead Vox", output="Band", role="other",
              decisions=(
                  _move("Lead Vox", "trim", [], "", gain_db=3.0, flip_polarity=True, shift_ms=0.0),
                  _move("Lead Vox", "fader", ride, "gain_db", gain_db=0.0),
                  _move("Lead Vox", "pan", [], "", position_percent=-35.0),
                  _move("Lead Vox", "send", [], "", to="Hall", level_db=-9.0, pre_fader=False),
              )),
        Strip(name="Gtr", kind="track", track="Gtr", output="Master", role="other", decisions=(
            _move("Gtr", "fader", [], "", gain_db=-7.5),
            _move("Gtr", "pan", [], "", position_percent=60.0),
            _move("Gtr", "send", [], "", to="Hall", level_db=-14.0, pre_fader=True),
        )),
        Strip(name="Kick", kind="track", track="Kick", output="Band", role="other", decisions=(
            _move("Kick", "fader", [], "", gain_db=-3.0),
        )),
    )  # fmt: skip
    rest = (
        Strip(name="Hall", kind="return", decisions=(
            _move("Hall", "bell", [], "", frequency_hz=900.0, gain_db=-3.0, width_q=1.2),
            _move("Hall", "fader", [], "", gain_db=-4.0),
            _move("Hall", "pan", [], "", position_percent=12.0),
        )),
        Strip(name="Band", kind="bus", decisions=(_move("Band", "fader", [], "", gain_db=-1.0),)),
        Strip(name="Master", kind="master", output=""),
    )  # fmt: skip
    return (*tracks, *rest)


@pytest.mark.parametrize("name", ["dawproject", "reaper", "ardour", "aaf"])
def test_a_mix_that_went_out_and_came_back_sounds_the_same(
    name: str, song: Song, tmp_path: Path
) -> None:
    sheet = sheet_of(song, fixed_mix())
    project = there_and_back(song, sheet, FORMATS[name], tmp_path)
    frames = round(LENGTH_S * RATE_HZ)
    write_sheet(song.project, sheet)
    before = rendered(song.project.song_folder, frames)
    after = rendered(project.song_folder, frames)
    assert float(np.abs(before).max()) > 0.1
    assert 20.0 * math.log10(float(np.abs(before - after).max()) + 1e-12) < -110.0
