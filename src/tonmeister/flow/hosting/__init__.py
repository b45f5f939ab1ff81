"""Plug-ins of other people in our console: played ahead, kept, and handed to the strips.

What they need is in the sheet; what they do is done by processes of their own.
"""

from __future__ import annotations

from tonmeister.flow.hosting.playing_ahead import Hosting, Ready
from tonmeister.flow.hosting.up_to import has_plugins, is_heard

__all__ = ["Hosting", "Ready", "has_plugins", "is_heard"]
