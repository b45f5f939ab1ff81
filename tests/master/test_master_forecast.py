"""How loud a song will be after its curves, before the whole was played."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from little_masters import RATE_HZ, song

from tonmeister.effects.match_eq import GAINS
from tonmeister.flow.master.rehearsal import Rehearsal
from tonmeister.flow.mastering import play_master
from tonmeister.listening import features_of
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.producer.level import last_moves
from tonmeister.producer.reference import after_curves
from tonmeister.signal import Audio
from tonmeister.signal.loudness import integrated_lufs

TILT_DB = np.linspace(-9.0, 9.0, 30)


def curve(part: str, gains_db: np.ndarray) -> Decision:
    settings = {"part": part, **dict(zip(GAINS, gains_db.tolist(), strict=True))}
    return Decision(id=f"Master/master/{part}", stage="master", effect="match_eq",
                    settings=settings, rule="match/tone", because=(), reason="")  # fmt: skip


def sheet_of(*moves: Decision, lufs: float = -20.0) -> RecallSheet:
    return RecallSheet(
        song="a", rate_hz=RATE_HZ, length_s=60.0, genre="any",
        target=Target(loudness_lufs=lufs, ceiling_dbtp=-1.0),
        strips=(Strip(name="Master", kind="master", decisions=moves),),
    )  # fmt: skip


def two_parts() -> Audio:
    """Return a dark soft half minute and a bright loud one, each with moments of both."""
    dark, bright = (song(s, slope_db=d, length_s=30.0) for s, d in ((3, -7.5), (4, -3.0)))
    return Audio(np.concatenate([0.2 * dark, 0.5 * bright], axis=1), RATE_HZ)


@pytest.mark.parametrize("moves", [
    [curve("both", TILT_DB)],
    [curve("both", -TILT_DB), curve("side", TILT_DB)],
    [replace(curve("mid", TILT_DB), amount_percent=50.0)],
    [replace(curve("both", TILT_DB), bypass=True)],
])  # fmt: skip
def test_what_curves_do_to_the_loudness_is_about_known_before_they_are_played(
    moves: list[Decision],
) -> None:
    sound = two_parts()
    foretold = integrated_lufs(after_curves(features_of(sound, light=True), moves))
    assert foretold == pytest.approx(
        play_master(sheet_of(*moves), sound, peaks=False).loudness_lufs, abs=0.3
    )


def test_pieces_tell_how_loud_the_whole_will_be() -> None:
    sound = two_parts()
    level = last_moves("Master", Target(loudness_lufs=-20.0, ceiling_dbtp=-1.0), 0.0, -20.0, [])
    moves = (curve("both", TILT_DB), curve("side", -TILT_DB), *level)
    tried = Rehearsal(sound, features_of(sound, light=True)).at_level(sheet_of(*moves))
    whole = play_master(tried.sheet, sound, peaks=False).loudness_lufs
    assert whole == pytest.approx(-20.0, abs=0.1)
