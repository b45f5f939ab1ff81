"""From findings to decisions. Never touches a sample."""

from tonmeister.producer.decide import decide, target_of
from tonmeister.producer.explain import explain

__all__ = ["decide", "explain", "target_of"]
