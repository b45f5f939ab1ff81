"""DAWproject 1.0: the open exchange format of Bitwig Studio, Studio One and Cubase.

Source: https://github.com/bitwig/dawproject (schemas under ``schema``, MIT).
"""

from __future__ import annotations

from tonmeister.exchange.dawproject.generic import live
from tonmeister.exchange.dawproject.opened import read
from tonmeister.exchange.dawproject.written import write

__all__ = ["live", "read", "write"]
