"""The voices of the guide vocal: how long the throat is, how far they reach, how they sing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideVoice:
    """One voice. ``throat_ratio`` is 1 for the man whose vowels our phones were measured on."""

    name: str
    throat_ratio: float
    low_midi: int
    high_midi: int
    vibrato_cents: float = 22.0
    breathy: float = 0.04


GUIDE_VOICES = {
    voice.name: voice
    for voice in (
        GuideVoice(name="soprano", throat_ratio=1.19, low_midi=60, high_midi=84),
        GuideVoice(name="alto", throat_ratio=1.14, low_midi=53, high_midi=77),
        GuideVoice(name="tenor", throat_ratio=1.04, low_midi=47, high_midi=72),
        GuideVoice(name="baritone", throat_ratio=0.99, low_midi=43, high_midi=67),
        GuideVoice(name="bass", throat_ratio=0.95, low_midi=38, high_midi=62),
    )
}
"""Ranges as choirs count them; the length of the throat after the ratio of the formants of women
to those of men (Peterson & Barney, J. Acoust. Soc. Am. 24, 1952: about 1.17)."""


class NoSuchVoice(ValueError):
    """A voice is asked for that there is not."""


def guide_voice(name: str) -> GuideVoice:
    """Return a voice by name; raises ``NoSuchVoice`` with those there are."""
    try:
        return GUIDE_VOICES[name]
    except KeyError:
        raise NoSuchVoice(f"there is no voice {name!r}: {', '.join(GUIDE_VOICES)}") from None
