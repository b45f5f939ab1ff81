"""Any session that goes out as AAF and comes back sounds the same; places stay to the frame."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from aaf_songs import LENGTH, song, track
from daw_played import played
from hypothesis import given, settings
from hypothesis import strategies as st

from tonmeister.exchange.aaf import read, write
from tonmeister.model.daw import DawClip, DawTrack, Fade

levels = st.floats(-30.0, 6.0).map(lambda value: round(value, 2))
fades = st.builds(
    Fade, length_frames=st.integers(2, 900), shape=st.sampled_from(["linear", "equal_power"])
) | st.just(Fade())  # fmt: skip


@st.composite
def clips(draw: st.DrawFn, file: str) -> DawClip:
    length = draw(st.integers(1, 9000))
    bends = draw(st.lists(st.integers(0, length - 1), max_size=3, unique=True).map(sorted))
    return DawClip(
        file=file, length_frames=length, at_frames=draw(st.integers(-2000, LENGTH - length)),
        start_frames=draw(st.integers(-500, LENGTH - 3000)), gain_db=draw(levels),
        fade_in=draw(fades), fade_out=draw(fades), flip_polarity=draw(st.booleans()),
        envelope_db=tuple((at, draw(levels)) for at in bends),
    )  # fmt: skip


@st.composite
def tracks(draw: st.DrawFn, number: int) -> DawTrack:
    channels = draw(st.sampled_from([1, 2]))
    file = "Vox.wav" if channels == 1 else "Guitar.wav"
    bends = draw(st.lists(st.integers(0, LENGTH), max_size=4, unique=True).map(sorted))
    return track(
        f"T{number}", *draw(st.lists(clips(file), min_size=1, max_size=5)), channels=channels,
        pan_percent=float(draw(st.integers(-100, 100))), fader_db=draw(levels),
        fader_curve_db=tuple((at, draw(levels)) for at in bends) if draw(st.booleans()) else (),
        flip_polarity=draw(st.booleans()), output=draw(st.sampled_from(["Band", "Master"])),
    )  # fmt: skip


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.tuples(tracks(1), tracks(2), tracks(3)), levels)
def test_what_goes_out_and_comes_back_sounds_the_same(
    band: tuple[DawTrack, ...], bus_db: float
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        session = song(folder, *band, DawTrack(name="Band", kind="bus", fader_db=bus_db))
        made = write(session, folder / "out", lambda share: None)
        back = read(made.main, folder)
        ours, theirs = played(session), played(back)
        ours = np.pad(ours, ((0, len(theirs) - len(ours)), (0, 0)))
        loudest = max(float(np.abs(ours).max()), 0.01)
        assert float(np.abs(ours - theirs).max()) < 2e-3 * loudest + 1e-6
        places = sorted(c.at_frames for t in back.tracks for c in t.clips)
        assert set(places) <= {max(0, p) for p in _places(session.tracks)}


def _places(tracks: tuple[DawTrack, ...]) -> set[int]:
    """Return where clips may begin: at their place, or later by what lies before their file."""
    return {c.at_frames + max(0, -c.start_frames, -c.at_frames) for t in tracks for c in t.clips}
