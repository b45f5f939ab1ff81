"""Bringing a record to a platform, and saying what a platform does to a record."""

from __future__ import annotations

from tonmeister.flow.platforms.deliver import deliver_for
from tonmeister.flow.platforms.guard import Delivered
from tonmeister.flow.platforms.wanted import wanted

__all__ = ["Delivered", "deliver_for", "wanted"]
