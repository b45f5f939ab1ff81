"""What somebody says about their own hum: the click, their taps, the meter, the key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tonmeister.flow.wishes import BadWish
from tonmeister.model import KeyAt
from tonmeister.music.harmony.rows import FLAVOURS, Flavour

METERS = ("2/4", "3/4", "4/4", "6/8")
SLOWEST_BPM, FASTEST_BPM = 30.0, 300.0
FEWEST_TAPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HumAsked:
    """What is known before listening; ``None`` is left to the house. ``taps_s``: when the beats
    are, in seconds of the recording.
    """

    click_bpm: float | None = None
    taps_s: tuple[float, ...] | None = None
    meter: str | None = None
    key: KeyAt | None = None
    chords: Flavour = "safe"
    title: str | None = None


def read_asked(
    *, click: str | None = None, tap: str | None = None, meter: str | None = None,
    key: str | None = None, chords: str | None = None, title: str | None = None,
) -> HumAsked:  # fmt: skip
    """Read what was typed. Raises ``BadWish`` with one clear line."""
    if click is not None and tap is not None:
        raise BadWish("--click and --tap are two answers to one question: give one")
    if meter is not None and meter not in METERS:
        raise BadWish(f"--meter is {meter!r}, but takes {', '.join(METERS)}")
    flavour = next((f for f in FLAVOURS if f == (chords or "safe")), None)
    if flavour is None:
        raise BadWish(f"--chords is {chords!r}, but takes {', '.join(FLAVOURS)}")
    return HumAsked(
        click_bpm=None if click is None else _bpm(click),
        taps_s=None if tap is None else read_taps(tap),
        meter=meter, key=None if key is None else read_key(key), chords=flavour, title=title,
    )  # fmt: skip


def _bpm(said: str) -> float:
    try:
        value = float(said.lower().removesuffix("bpm"))
    except ValueError:
        value = float("nan")
    if not SLOWEST_BPM <= value <= FASTEST_BPM:
        raise BadWish(
            f"--click is {said!r}, but takes beats a minute, {SLOWEST_BPM:.0f} to {FASTEST_BPM:.0f}"
        )
    return value


def read_taps(said: str) -> tuple[float, ...]:
    """Read the times of taps in seconds, from a text or from the file it names."""
    words = re.split(r"[\s,;]+", said.strip())
    taps = _numbers(words)
    if taps is None:
        path = Path(said)
        if not path.is_file():
            raise BadWish(
                f'--tap is {said!r}, which is neither times in seconds ("0.5 1.13 1.75") nor a '
                "file that holds them"
            )
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadWish(f"--tap: {path} cannot be read as text ({error})") from error
        # a line may say more after its time, as label tracks do
        taps = _numbers([line.split()[0].strip(",;") for line in text.splitlines() if line.split()])
        taps = taps or _numbers(re.split(r"[\s,;]+", text.strip()))
        if taps is None:
            raise BadWish(f"--tap: {path} does not hold times in seconds, one a line")
        many = _numbers(re.split(r"[\s,;]+", text.strip()))
        taps = many if len(text.splitlines()) == 1 and many else taps
    if len(taps) < FEWEST_TAPS:
        raise BadWish(f"--tap holds {len(taps)} taps; tap at least {FEWEST_TAPS} beats")
    for one, other in pairwise(taps):
        if not 60.0 / FASTEST_BPM <= other - one <= 60.0 / SLOWEST_BPM:
            raise BadWish(
                f"--tap: from {one:g} s to {other:g} s is no beat; taps rise, "
                f"{60.0 / FASTEST_BPM:g} to {60.0 / SLOWEST_BPM:g} s apart"
            )
    return tuple(taps)


def _numbers(words: Sequence[str]) -> list[float] | None:
    try:
        return [float(word) for word in words]
    except ValueError:
        return None


def read_key(said: str) -> KeyAt:
    """Read "D major" or "Bb minor". Raises ``BadWish``."""
    from fractions import Fraction

    from tonmeister.music.scales import UnknownScale, read_scale
    from tonmeister.music.spelling import SIGNATURE

    try:
        scale = read_scale(said)
    except UnknownScale as error:
        raise BadWish(f"--key: {error}") from error
    if scale.tonic is None or scale.mode not in SIGNATURE:
        raise BadWish(f'--key is {said!r}: give a tonic and major or minor ("D major", "Bb minor")')
    letter, sign = scale.name[0], scale.name.split()[0][1:]
    fifths = "FCGDAEB".index(letter) - 1 + 7 * (sign.count("#") - sign.count("b"))
    return KeyAt(at_quarters=Fraction(0), tonic_fifths=fifths, mode=scale.mode)
