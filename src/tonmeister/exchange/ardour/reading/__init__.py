"""From an Ardour session, of any version since 3, to a session of ours."""

from tonmeister.exchange.ardour.reading.session import read

__all__ = ["read"]
