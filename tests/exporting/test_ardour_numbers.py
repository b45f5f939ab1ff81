"""The arithmetic under an Ardour session: pans, rides, fades, names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonmeister.exchange.ardour.gains import added, cut, moved_fader, on_frames
from tonmeister.exchange.ardour.names import channel_names, file_names
from tonmeister.exchange.ardour.pans import mono_gain, position
from tonmeister.exchange.ardour.placing import placed
from tonmeister.exchange.ardour.regions import whole_clip
from tonmeister.exchange.daw.curves import value_at
from tonmeister.exchange.daw.laws import sides
from tonmeister.model.daw import DawClip, DawDevice, DawLane, DawSend, DawTrack, Fade, PanLaw

CLIP = DawClip(file="a.wav", at_frames=0, length_frames=48000)


@given(st.floats(-100.0, 100.0), st.sampled_from(["sine", "balance"]))
def test_a_pan_on_ardours_panner_has_our_sides(percent: float, law: PanLaw) -> None:
    left, right = sides(law, percent)
    at, rest = position(1, left, right)
    assert rest * mono_gain(1.0 - at) == pytest.approx(left, abs=1e-9)
    assert rest * mono_gain(at) == pytest.approx(right, abs=1e-9)
    at, rest = position(2, left, right)
    assert rest * min(1.0, 2.0 - 2.0 * at) == pytest.approx(left, abs=1e-9)
    assert rest * min(1.0, 2.0 * at) == pytest.approx(right, abs=1e-9)


def test_two_silent_sides_are_no_pan() -> None:
    with pytest.raises(ValueError, match="mute"):
        position(1, 0.0, 0.0)


def test_a_ride_goes_into_the_clips_unless_something_stands_between() -> None:
    ride = ((0, -6.0), (48000, 0.0))
    track = DawTrack(name="A", fader_curve_db=ride, fader_db=-3.0, lanes=(DawLane(clips=(CLIP,)),))
    put = placed(track, 2)
    assert put.envelope_db == ((0, -3.0), (48000, 3.0))
    assert put.fader == pytest.approx(10 ** (-3 / 20))
    early = DawSend(to="Verb", level_db=0.0, pre_fader=True)
    for other in (
        DawTrack(name="A", fader_curve_db=ride, lanes=track.lanes, sends=(early,)),
        DawTrack(name="A", fader_curve_db=ride, lanes=track.lanes,
                 devices=(DawDevice(name="EQ", effect="bell"),)),
        DawTrack(name="A", fader_curve_db=ride, kind="bus"),
    ):  # fmt: skip
        put = placed(other, 2)
        assert not put.envelope_db
        assert put.fader_curve_db == ride


def test_what_a_pan_leaves_over_stays_behind_the_plug_ins() -> None:
    track = DawTrack(name="A", channels=1, law="sine", pan_percent=40.0,
                     lanes=(DawLane(clips=(CLIP,)),))  # fmt: skip
    assert placed(track, 1).trim != 1.0
    live = DawTrack(name="A", channels=1, law="sine", pan_percent=40.0,
                    devices=(DawDevice(name="EQ", effect="bell"),))  # fmt: skip
    put = placed(live, 1)
    assert put.trim == 1.0
    assert put.fader == pytest.approx(placed(track, 1).trim)
    assert put.before_fader_db


_CURVES = st.lists(
    st.tuples(st.integers(0, 500), st.floats(-60.0, 12.0)), min_size=1, max_size=6
).map(lambda points: tuple(sorted(points, key=lambda point: point[0])))


@given(_CURVES, _CURVES)
def test_curves_add_up_at_every_frame(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    both = added(one, other)
    for at in range(0, 501, 7):
        expected = value_at(on_frames(one), at) + value_at(on_frames(other), at)
        assert value_at(both, at) == pytest.approx(expected, abs=1e-9)


@given(_CURVES, st.integers(-50, 400), st.integers(1, 300))
def test_a_cut_curve_is_the_curve_there(points: tuple, start: int, length: int) -> None:  # type: ignore[type-arg]
    part = cut(points, start, length)
    for k in range(length + 1):
        assert value_at(part, k) == pytest.approx(value_at(on_frames(points), start + k), abs=1e-9)


def test_off_stays_off_whatever_is_added() -> None:
    both = added(((0, -100.0), (100, -100.0), (200, 0.0)), ((0, 12.0),))
    assert [value_at(both, at) for at in (0, 50, 100)] == [-100.0] * 3
    assert value_at(both, 101) == pytest.approx(-99.0 + 12.0)
    assert value_at(both, 200) == pytest.approx(12.0)


def test_a_smoothed_fader_comes_out_as_drawn() -> None:
    """Ardour's filter, run over the written list, gives the ride back."""
    rate_hz, n = 48000, 60000
    ride = ((4800, -6.0), (24000, 0.0), (40000, -9.0))
    at, value = zip(*moved_fader(ride, rate_hz), strict=True)
    wanted = np.interp(np.arange(n) + 0.5, at, value)
    wanted[0] = value[0]
    heard = np.empty(n)
    gain = value[0]
    for k in range(n):
        heard[k] = gain
        gain += 156.825 / rate_hz * (wanted[k] - gain)
    ours = 10.0 ** (np.interp(np.arange(n), *zip(*ride, strict=True)) / 20.0)
    assert np.abs(heard - ours).max() < 5e-6


def test_what_a_clip_has_outside_its_file_or_the_song_is_cut_with_its_fade() -> None:
    clip = DawClip(file="a", at_frames=-100, length_frames=1000, fade_in=Fade(length_frames=401))
    left = whole_clip(clip, 800)
    assert left is not None
    assert (left.at_frames, left.start_frames, left.length_frames) == (0, 100, 700)
    assert left.fade_in.length_frames == 0
    assert 10 ** (value_at(left.envelope_db, 0) / 20) == pytest.approx(0.25, rel=1e-3)
    assert 10 ** (value_at(left.envelope_db, 200) / 20) == pytest.approx(0.75, rel=1e-3)
    assert whole_clip(clip, 100) is None


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_names_become_unique_and_safe(told: list[str]) -> None:
    for names in (channel_names(told), file_names(told)):
        assert len(names) == len(told)
        assert len({name.casefold() for name in names}) == len(names)
        assert all(names)
    for name in file_names(told):
        assert not set(name) & set('/\\:*?"<>|\x00')
        assert not name.startswith(".")
