"""Writing the balance down as faders."""

from __future__ import annotations

from tonmeister.producer.balance import (
    ALONE_LU,
    LUFS_OFFSET_DB,
    above_band_lu,
    band_of,
    integrated_lufs,
)
from tonmeister.producer.evidence import ids
from tonmeister.producer.plan import Plan, move


def write_faders(plan: Plan) -> None:
    """Give every track the fader that the balance asks for, to a tenth of a dB."""
    amount = plan.amount("balance")
    if amount == 0.0 or not plan.lanes:
        return
    mix_lufs = integrated_lufs(plan.mix_k())
    singers = plan.group("Lead Vocals")
    over_lu = above_band_lu(plan) if singers and band_of(plan) else None
    if over_lu is not None and over_lu > ALONE_LU:
        over_lu = None
    for lane in plan.lanes:
        heard = [
            *plan.evidence.on(lane.name, "vocal/under", "vocal/over", "balance"),
            *plan.evidence.level(lane.name),
        ]
        because = ids(heard, 2)
        if not because:
            plan.notes.append(f"I left the fader of {lane.name} alone: its level was not heard.")
            lane.fader_db = 0.0
            continue
        level_lu = lane.in_db() + lane.fader_db + LUFS_OFFSET_DB - mix_lufs
        predicted = {"level_lu": level_lu}
        sings = lane in singers and over_lu is not None
        if sings and over_lu is not None:
            predicted["above_band_lu"] = over_lu
        gain_db = round(max(-100.0, min(24.0, lane.fader_db)), 1)
        lane.moves.append(
            move(
                lane.name, "balance", "fader", "fader", {"gain_db": gain_db},
                rule="balance/over_the_band" if sings else "balance/place",
                because=because,
                predicted=predicted,
            )
        )  # fmt: skip
        lane.fader_db = gain_db * amount / 100.0
