"""Recorded notes as an instrument: banks of zones, and the one sampler that plays them all."""

from tonmeister.instruments.sampler.bank import (
    Bank,
    Envelope,
    Filter,
    Recording,
    Sound,
    Sweep,
    Swing,
    Zone,
)
from tonmeister.instruments.sampler.sampler import Sampler

__all__ = [
    "Bank",
    "Envelope",
    "Filter",
    "Recording",
    "Sampler",
    "Sound",
    "Sweep",
    "Swing",
    "Zone",
]
