"""AAF: the way into Pro Tools, Logic Pro, Cubase and Nuendo that keeps clips as clips."""

from tonmeister.exchange.aaf.fidelity import live
from tonmeister.exchange.aaf.writing import write

__all__ = ["live", "write"]
