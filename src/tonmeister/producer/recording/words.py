"""What is said about a line: from the same numbers it was chosen by."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.gear_microphones import Microphone
from tonmeister.knowledge.voices import voice
from tonmeister.producer.recording.choose import QUIET_DB
from tonmeister.producer.recording.gain import Gain
from tonmeister.producer.recording.inputs import Slot
from tonmeister.producer.recording.needs import Need
from tonmeister.units import say

_PROXIMITY = ("kick", "snare", "tom", "lead-vocal", "backing-vocal", "electric-guitar", "bass-amp")


def said(key: str, **words: str | float) -> str:
    """Fill a sentence in; every number with its unit."""
    told = {k: v if isinstance(v, str) else say(k, v) for k, v in words.items()}
    return voice("plain")[key].format_map(told)


def reasons(need: Need, mic: Microphone | None, set_to: Gain | None) -> Iterator[str]:
    """Say why this microphone there, at this gain."""
    place = need.place
    yield said("setup/place", why=place.why)
    if mic is None or set_to is None:
        yield said("setup/direct_gain")
        return
    if need.source.name in mic.good_for:
        yield said("setup/at_home", microphone=mic.title, source=need.source.title.lower())
    elif mic.kind in place.likes:
        yield said("setup/kind", kind=mic.kind, source=need.source.title.lower())
    yield said(
        "setup/gain", soft_db=place.soft_db, loud_db=place.loud_db, peak_db=set_to.peak_db,
        max_db=mic.max_db,
    )  # fmt: skip
    if mic.proximity_cm > place.near_cm and need.source.name in _PROXIMITY:
        yield said("setup/proximity", reach=f"{mic.proximity_cm:g} cm")
    if place.reversed:
        yield said("setup/reversed")


def warnings(
    need: Need, mic: Microphone | None, set_to: Gain | None, slot: Slot, never: bool
) -> Iterator[str]:
    """Say what may go wrong on this line."""
    if mic is None or set_to is None:
        return
    place = need.place
    if mic.kind not in place.likes:
        kinds = ", ".join(place.likes)
        yield said("setup/strange", microphone=mic.title, kind=mic.kind, better=kinds)
    if never:
        yield said("setup/ribbon_shared", microphone=mic.title, preamp=slot.amp.title)
    elif mic.passive_ribbon:
        yield said("setup/ribbon", microphone=mic.title)
    if set_to.microphone_pad_db:
        yield said("setup/pad", pad_db=set_to.microphone_pad_db, max_db=mic.max_db)
    if set_to.over_db:
        yield said("setup/too_loud", peak_db=set_to.peak_db, over_db=set_to.over_db)
    if set_to.preamp_pad_db:
        yield said("setup/preamp_pad", pad_db=set_to.preamp_pad_db)
    if set_to.hot_db:
        yield said("setup/hot", hot_db=set_to.hot_db)
    if set_to.short_db:
        yield said("setup/short", short_db=set_to.short_db)
    if mic.self_noise_db is not None and place.soft_db - mic.self_noise_db < QUIET_DB:
        yield said("setup/noisy", noise_db=mic.self_noise_db, soft_db=place.soft_db)
