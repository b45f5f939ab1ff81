"""From a recall sheet to sound. Never decides.

``plan`` wires and checks a sheet, ``render`` plays it. Sound comes from ``Source``s and goes to
``Sink``s; a ``PrintStore`` keeps what strips sounded like, so that only what changed is played
again.
"""

from tonmeister.console.fingerprint import ENGINE, fingerprints
from tonmeister.console.moves import Moves, RoutingError
from tonmeister.console.render import BLOCK_FRAMES, Cancelled, Rendered, render
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
