"""From a recall sheet to sound. Never decides.

``plan`` wires and checks a sheet, ``render`` plays it. Sound comes from ``Source``s and goes to
``Sink``s; a ``PrintStore`` keeps what strips sounded like, so that only what changed is played
again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.console.fingerprint import ENGINE, fingerprints
    from tonmeister.console.moves import Moves, RoutingError
    from tonmeister.console.rendering import BLOCK_FRAMES, Cancelled, Rendered, render
    from tonmeister.console.routing import Channel, Plan, plan
    from tonmeister.console.seams import PrintSamples, PrintStore, PrintWriter, QuickPrint, Sink
    from tonmeister.console.warm import warm_up

__all__ = [
    "BLOCK_FRAMES",
    "ENGINE",
    "Cancelled",
    "Channel",
    "Moves",
    "Plan",
    "PrintSamples",
    "PrintStore",
    "PrintWriter",
    "QuickPrint",
    "Rendered",
    "RoutingError",
    "Sink",
    "fingerprints",
    "plan",
    "render",
    "warm_up",
]

__getattr__ = later(
    __name__,
    {
        "ENGINE": "fingerprint",
        "fingerprints": "fingerprint",
        "Moves": "moves",
        "RoutingError": "moves",
        "BLOCK_FRAMES": "rendering",
        "Cancelled": "rendering",
        "Rendered": "rendering",
        "render": "rendering",
        "Channel": "routing",
        "Plan": "routing",
        "plan": "routing",
        "PrintSamples": "seams",
        "PrintStore": "seams",
        "PrintWriter": "seams",
        "QuickPrint": "seams",
        "Sink": "seams",
        "warm_up": "warm",
    },
)
