"""Send."""

from __future__ import annotations

from tonmeister.effects.declare import Effect, Processor, choice, effect, knob, switch


@effect("send", source="house")
class Send(Effect):
    """How much of a part goes to a room, a plate or an echo that several parts share.

    Played by the console, after all inserts.
    """

    to: str = choice(default="Room", doc="the return strip it goes to")
    level_db: float = knob(
        default=-12.0, low=-100.0, high=12.0, automatable=True, doc="how much of it; -100 is off"
    )
    pre_fader: bool = switch(default=False, doc="whether it stays when the fader moves")

    def start(self, rate_hz: int) -> Processor:
        raise NotImplementedError("send: the console plays it at the end of a strip, not as insert")
