"""Which input for which microphone: instrument inputs, and who shares a phantom switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.knowledge.gear_microphones import Microphone
from tonmeister.knowledge.gear_preamps import Preamp
from tonmeister.knowledge.roles import roles
from tonmeister.producer.recording.needs import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One input: its number over all, on which preamp, and which phantom switch it hangs on."""

    channel_count: int
    amp: Preamp
    input_count: int
    switch: tuple[int, int]

    @property
    def instrument(self) -> bool:
        """Whether it takes an instrument directly."""
        return self.input_count <= self.amp.instrument_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One cable: for which need, with which microphone; ``None``: direct (``box``: a DI box)."""

    need: Need
    mic: Microphone | None
    side: str = ""
    box: bool = False


def slots(amps: Sequence[Preamp]) -> list[Slot]:
    """Return every input in order."""
    found: list[Slot] = []
    for rack, amp in enumerate(amps):
        for number in range(1, amp.inputs_count + 1):
            switch = (rack, (number - 1) // amp.phantom_group_count)
            found.append(
                Slot(channel_count=len(found) + 1, amp=amp, input_count=number, switch=switch)
            )
    return found


def patched(wanted: Sequence[Wanted], amps: Sequence[Preamp]) -> list[tuple[Slot, Wanted]]:
    """Give every cable an input, in the order of a console.

    Where a passive ribbon would share a phantom switch with a condenser, condensers come first
    and ribbons at the other end.
    """
    order = {role: i for i, role in enumerate(roles())}
    first = roles().index("kick")

    def seat(one: Wanted) -> tuple[int, int]:
        at = order[one.need.source.role]
        return (at if at >= first else at + len(order), one.need.order_count)

    usual = sorted(wanted, key=seat)
    placed = _placed(usual, slots(amps))
    if clashes(placed):
        safer = sorted(usual, key=_turn)
        again = _placed(safer, slots(amps), apart=True)
        if len(clashes(again)) < len(clashes(placed)):
            placed = again
    return sorted(placed, key=lambda pair: pair[0].channel_count)


def clashes(placed: Sequence[tuple[Slot, Wanted]]) -> list[Slot]:
    """Return the inputs at which a passive ribbon would get 48 V."""
    on = {slot.switch for slot, one in placed if powered(one)}
    return [s for s, one in placed if one.mic and one.mic.passive_ribbon and s.switch in on]


def powered(one: Wanted) -> bool:
    """Whether it needs 48 V."""
    return one.mic is not None and one.mic.phantom


def _turn(one: Wanted) -> int:
    if one.mic is not None and one.mic.passive_ribbon:
        return 2
    return 0 if powered(one) else 1


def _placed(
    usual: Sequence[Wanted], free: list[Slot], *, apart: bool = False
) -> list[tuple[Slot, Wanted]]:
    """Seat what needs an instrument input first, the rest in order (ribbons at the far end)."""
    left = list(free)
    found: list[tuple[Slot, Wanted]] = []
    direct = [one for one in usual if one.mic is None and not one.box]
    for one in direct:
        slot = next(s for s in left if s.instrument)
        left.remove(slot)
        found.append((slot, one))
    rest = [one for one in usual if one not in direct]
    if apart:
        ribbons = [one for one in rest if _turn(one) == 2]
        found += zip(reversed(left), reversed(ribbons), strict=False)
        rest = [one for one in rest if _turn(one) < 2]
    found += zip(left, rest, strict=False)
    return found
