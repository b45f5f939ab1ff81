"""Ardour sessions: written with everything that Ardour can play, rendered by it, and read back."""

from tonmeister.later import later

__all__ = ["ArdourFailed", "NoArdour", "live", "read", "rendered", "write"]

__getattr__ = later(
    __name__,
    {
        "write": "writing",
        "live": "plugins",
        "read": "reading",
        "rendered": "rendering",
        "NoArdour": "rendering",
        "ArdourFailed": "rendering",
    },
)
