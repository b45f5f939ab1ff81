"""REAPER projects: written so that REAPER plays our mix, read so that its mixes become ours."""

from tonmeister.later import later

__getattr__ = later(
    __name__,
    {
        "write": "writing",
        "live": "writing",
        "read": "reading.session",
        "GRADES": "fidelity",
    },
)
