"""How far the preamp must be opened: from how loud it is and what the microphone makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from tonmeister.knowledge.gear_microphones import Microphone
from tonmeister.knowledge.gear_preamps import Preamp
from tonmeister.knowledge.gear_sources import Place

TARGET_DBFS, PEAK_DBFS = -18.0, -8.0
"""Where the playing should lie (RMS), and what its peaks should stay under."""

PASCAL_DB = 94.0
DBU_OVER_DBV_DB = 2.21


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """The preamp's gain: ``from_db`` for loud playing, ``to_db`` for soft.

    ``microphone_pad_db`` and ``preamp_pad_db`` are 0 where no pad is needed. ``short_db`` is how
    much gain is missing for soft playing, ``hot_db`` how much too loud it stays for the preamp,
    ``over_db`` by how much the peaks pass what the microphone stands, pad and all.
    """

    from_db: float
    to_db: float
    peak_db: float
    microphone_pad_db: float
    preamp_pad_db: float
    short_db: float
    hot_db: float
    over_db: float


def gain(place: Place, mic: Microphone, amp: Preamp) -> Gain:
    """Reckon the gain that brings loud and soft playing to -18 dBFS, peaks under -8 dBFS."""
    peak_db = place.loud_db + place.crest_db
    pad_db = mic.pad_db if peak_db > mic.max_db else 0.0
    wanted = [_needed_db(spl_db, place, mic, amp) + pad_db for spl_db in
              (place.loud_db, place.soft_db)]  # fmt: skip
    amp_pad_db = amp.pad_db if wanted[0] < amp.gain_low_db else 0.0
    loud_db, soft_db = wanted[0] + amp_pad_db, wanted[1] + amp_pad_db
    return Gain(
        from_db=_within(loud_db, amp),
        to_db=_within(soft_db, amp),
        peak_db=peak_db,
        microphone_pad_db=pad_db,
        preamp_pad_db=amp_pad_db,
        short_db=max(0.0, soft_db - amp.gain_high_db),
        hot_db=max(0.0, amp.gain_low_db - loud_db),
        over_db=max(0.0, peak_db - mic.max_db - pad_db),
    )


def _needed_db(spl_db: float, place: Place, mic: Microphone, amp: Preamp) -> float:
    level_dbu = mic.sensitivity_dbv + spl_db - PASCAL_DB + DBU_OVER_DBV_DB
    target_dbfs = min(TARGET_DBFS, PEAK_DBFS - place.crest_db)
    return amp.gain_low_db + amp.full_scale_dbu + target_dbfs - level_dbu


def _within(gain_db: float, amp: Preamp) -> float:
    return round(min(max(gain_db, amp.gain_low_db), amp.gain_high_db), 1)
