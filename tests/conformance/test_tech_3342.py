"""Our loudness range against EBU Tech 3342 (2023), table 1; tolerance 1 LU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from ebu_signals import tones

from tonmeister.signal.loudness import LoudnessMeter

STEPS = {
    1: ([(20.0, -20.0), (20.0, -30.0)], 10.0),
    2: ([(20.0, -20.0), (20.0, -15.0)], 5.0),
    3: ([(20.0, -40.0), (20.0, -20.0)], 20.0),
    4: ([(20.0, -50.0), (20.0, -35.0), (20.0, -20.0), (20.0, -35.0), (20.0, -50.0)], 15.0),
}


@pytest.mark.parametrize("fine", [False, True])
@pytest.mark.parametrize("rate_hz", [44100, 48000])
@pytest.mark.parametrize("case", STEPS)
def test_the_range_between_steady_levels_is_their_distance(
    case: int, rate_hz: int, fine: bool
) -> None:
    parts, wanted_lu = STEPS[case]
    meter = LoudnessMeter(rate_hz, peaks=False, fine=fine)
    meter.add(tones(parts, rate_hz))
    assert meter.range_lu() == pytest.approx(wanted_lu, abs=1.0)


FILES = {
    1: ("seq-3342-1-", 10.0),
    2: ("seq-3342-2-", 5.0),
    3: ("seq-3342-3-", 20.0),
    4: ("seq-3342-4-", 15.0),
    5: ("seq-3341-7_seq-3342-5-", 5.0),
    6: ("seq-3341-2011-8_seq-3342-6-", 15.0),
}


@pytest.mark.material
@pytest.mark.parametrize("case", FILES)
def test_the_published_files_have_their_range(case: int, material: Path) -> None:
    """Cases 5 and 6 are real programmes, which no definition can replace."""
    begins, wanted_lu = FILES[case]
    found = sorted((material / "conformance").glob(f"{begins}*"))
    if not found:
        pytest.skip(f"case {case}: the EBU's own file {begins}* is not among the shared recordings")
    sound, rate_hz = soundfile.read(found[0], always_2d=True)
    meter = LoudnessMeter(rate_hz, peaks=False)
    meter.add(np.ascontiguousarray(sound.T))
    assert meter.range_lu() == pytest.approx(wanted_lu, abs=1.0)
