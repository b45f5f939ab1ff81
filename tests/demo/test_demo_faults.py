"""Each fault that the demo session says it has is there, measured against a flawless take."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.flow.demo import CLICK, DEMO_FAULTS, LEVELS, ROUGH_MIX
from tonmeister.music.demo_parts import seconds
from tonmeister.music.demo_song import form
from tonmeister.signal.instruments.faults import CEILING


def level_db(x, start_s, end_s):
    piece = x[0, round(start_s * 48000) : round(end_s * 48000)]
    return 10 * np.log10(np.mean(piece**2) + 1e-20)


def lines_db(x):
    return [
        level_db(x, seconds(line[0].start_beats), seconds(line[-1].start_beats))
        for part in form(short=True)
        for line in part.lines
    ]


def test_every_fault_names_a_track():
    assert {fault["file"] for fault in DEMO_FAULTS.values()} <= set(LEVELS)


def test_the_bass_is_muddy(takes, flawless, in_band):
    def mud_db(x):
        return in_band(x, 150, 300) - in_band(x, 40, 120)

    more_db = mud_db(takes["08 Bass DI.wav"]) - mud_db(flawless["08 Bass DI.wav"])
    assert 3.0 < more_db < 9.0


def test_the_vocal_sinks_in_the_chorus(takes, flawless):
    verse, chorus = form(short=True)[1:]

    def lift_db(x):
        chorus_db = level_db(x, seconds(chorus.start_beats), seconds(chorus.end_beats - 1))
        return chorus_db - level_db(x, seconds(verse.start_beats), seconds(verse.end_beats - 1))

    sinks_db = lift_db(takes["13 Lead Vox T1.wav"]) - lift_db(flawless["13 Lead Vox T1.wav"])
    assert -7.0 < sinks_db < -3.0


def test_the_lines_are_uneven(takes, flawless):
    uneven = np.subtract(
        lines_db(takes["13 Lead Vox T1.wav"]), lines_db(flawless["13 Lead Vox T1.wav"])
    )
    assert abs(uneven[0] - uneven[1]) > 2.5  # two lines of one verse
    assert abs(uneven[2] - uneven[3]) > 2.0  # two lines of one chorus


def test_the_vocal_hisses(takes, flawless, in_band):
    def sharp_db(x):
        return in_band(x, 5000, 10000) - in_band(x, 200, 3000)

    assert sharp_db(takes["13 Lead Vox T1.wav"]) - sharp_db(flawless["13 Lead Vox T1.wav"]) > 2.5


@pytest.mark.parametrize(("session", "sign"), [("takes", -1), ("flawless", 1)])
def test_one_overhead_is_flipped(request, session, sign):
    tracks = request.getfixturevalue(session)
    left, right = (np.fft.rfft(tracks[n][0]) for n in ("05 OH L.wav", "06 OH R.wav"))
    lows = slice(int(30 * tracks["05 OH L.wav"].shape[1] / 48000), None)
    lows = slice(lows.start, lows.start * 8)
    both = np.real(np.vdot(left[lows], right[lows]))
    alike = both / np.linalg.norm(left[lows]) / np.linalg.norm(right[lows])
    assert sign * alike > 0.6


def test_the_driven_guitar_hums_where_it_rests(takes, flawless, in_band):
    rest = slice(0, round(seconds(16) * 48000))  # it waits for the chorus

    def hum_db(tracks):
        x = tracks["10 Gtr Drive.wav"][:, rest]
        return max(in_band(x, f - 2, f + 2) for f in (50, 100, 150))

    assert hum_db(takes) > -60.0
    assert hum_db(takes) - hum_db(flawless) > 25.0


def test_the_backing_vocal_is_clipped_and_nothing_else_is(takes):
    for name in [*LEVELS, ROUGH_MIX, CLICK]:
        cut = int((np.abs(takes[name]) >= CEILING).sum())
        assert (cut > 50) == (name == "14 Backing Vox.wav"), f"{name}: {cut} samples at the ceiling"


def test_the_hats_are_heard_in_the_snare(takes, flawless, in_band):
    before = slice(0, round(seconds(2) * 48000))  # hats alone count the band in

    def bleed_db(tracks):
        return in_band(tracks["02 Snare.wav"][:, before], 6000, 14000)

    assert bleed_db(takes) - bleed_db(flawless) > 12.0
