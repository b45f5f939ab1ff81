"""From findings to decisions. Never touches a sample."""

from tonmeister.producer.decide import decide, target_of
from tonmeister.producer.explain import explain, hear
from tonmeister.producer.guess import guess_genre
from tonmeister.producer.merge import merge
from tonmeister.producer.revise import revise
from tonmeister.producer.why import why

__all__ = ["decide", "explain", "guess_genre", "hear", "merge", "revise", "target_of", "why"]
