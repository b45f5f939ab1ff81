"""Aligned stems: every track as one long file from the song's first frame, for any workstation."""

from tonmeister.exchange.stems.fidelity import live
from tonmeister.exchange.stems.writing import write

__all__ = ["live", "write"]
