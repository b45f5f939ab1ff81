"""Holding Ardour's render of a session against its own words: what is left, in dBFS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from daw_played import Plays, played

from tonmeister.exchange.ardour import rendered, write
from tonmeister.model.daw import DawSession


@dataclass(frozen=True)
class Null:
    """What is left of Ardour's sound less ours, and how loud ours was."""

    peak_dbfs: float
    rms_dbfs: float
    loud_dbfs: float


def null(session: DawSession, folder: Path, plays: Plays | None = None) -> Null:
    """Write a session, let Ardour render it and subtract what it should be."""
    main = write(session, folder / "session", lambda share: None).main
    heard, rate_hz = soundfile.read(
        rendered(main, folder / "ardour.wav"), dtype="float64", always_2d=True
    )
    assert rate_hz == session.rate_hz
    ours = played(session, plays)
    assert heard.shape == ours.shape
    left = np.abs(heard - ours)
    return Null(_db(left.max()), _db(np.sqrt(np.mean(left**2))), _db(np.abs(ours).max()))


def _db(value: float) -> float:
    return float(20.0 * np.log10(value + 1e-15))
