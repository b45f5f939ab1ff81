"""The platforms a person asked for."""

from __future__ import annotations

from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.platform_targets import Platform, UnknownPlatform, platform


def wanted(names: str) -> tuple[Platform, ...]:
    """Return the platforms of ``spotify,apple,cd``, each once, in that order.

    Raises ``BadWish`` with the names there are.
    """
    said = [name.strip().casefold() for name in names.split(",") if name.strip()]
    if not said:
        raise BadWish("no platform was named: say, for instance, --for spotify,cd")
    try:
        return tuple(platform(name) for name in dict.fromkeys(said))
    except UnknownPlatform as error:
        raise BadWish(str(error)) from None
