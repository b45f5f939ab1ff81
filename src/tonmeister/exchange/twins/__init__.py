"""Our effects as free LV2 plug-ins that sound the same, and back.

A mix that is opened in Ardour then shows an equaliser as an equaliser, to be gone on with.
"""

from tonmeister.exchange.twins.finding import Together, twin_of, twins_of
from tonmeister.exchange.twins.reading import effect_of
from tonmeister.exchange.twins.twin import Twin

__all__ = ["Together", "Twin", "effect_of", "twin_of", "twins_of"]
