"""How a record sounds where people hear it: simulated on band levels, and as sound."""

from tonmeister.listening.translation.filters import Rendering, response_db
from tonmeister.listening.translation.scene import Scene
from tonmeister.listening.translation.simulate import Heard, hear_on, in_the_studio
from tonmeister.listening.translation.trouble import Trouble, troubles

__all__ = [
    "Heard",
    "Rendering",
    "Scene",
    "Trouble",
    "hear_on",
    "in_the_studio",
    "response_db",
    "troubles",
]
