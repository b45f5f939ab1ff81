"""AAF: the way into and out of Pro Tools, Logic Pro, Cubase and Nuendo that keeps clips."""

from tonmeister.exchange.aaf.fidelity import live
from tonmeister.exchange.aaf.reading.opened import read
from tonmeister.exchange.aaf.writing import write

__all__ = ["live", "read", "write"]
