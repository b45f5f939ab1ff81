"""Which of the band's microphones for which place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tonmeister.knowledge.gear_microphones import Microphone
from tonmeister.knowledge.gear_preamps import Preamp
from tonmeister.producer.recording.gain import gain
from tonmeister.producer.recording.needs import Need

STRANGE = 10.0
"""The weight of a kind that does not belong there; everything else stays below it."""

QUIET_DB = 55.0
"""So far its own noise should lie under soft playing."""


def unfit(need: Need, mic: Microphone, amp: Preamp) -> float:
    """Say how ill a microphone suits a place (0 is at home); a choice is the lowest."""
    place = need.place
    likes = place.likes
    points = 3.0 * likes.index(mic.kind) if mic.kind in likes else STRANGE
    points -= 2.5 if need.source.name in mic.good_for else 0.0
    set_to = gain(place, mic, amp)
    points += 1.5 if set_to.microphone_pad_db else 0.0
    points += 6.0 + 0.2 * set_to.over_db if set_to.over_db > 0.0 else 0.0
    points += 0.5 * set_to.short_db
    if mic.self_noise_db is not None:
        points += 0.1 * max(0.0, QUIET_DB - (place.soft_db - mic.self_noise_db))
    return points


def best(need: Need, free: Sequence[Microphone], amp: Preamp, count: int) -> Microphone | None:
    """Return the best of what is free, of which there are as many as asked for."""
    there = Counter(free)
    fitting = [mic for mic in there if there[mic] >= count]
    return min(fitting, key=lambda mic: (unfit(need, mic, amp), mic.name), default=None)


def others(
    need: Need, chosen: Microphone, owned: Sequence[Microphone], amp: Preamp, count: int
) -> list[Microphone]:
    """Return up to two of the band's other types that would do there too, best first."""
    there = Counter(owned)
    rest = [
        mic
        for mic in there
        if mic != chosen and there[mic] >= count and mic.kind in need.place.likes
    ]
    return sorted(rest, key=lambda mic: (unfit(need, mic, amp), mic.name))[:2]
