"""What is known of a plug-in before it is played."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class CannotHost(Exception):
    """A plug-in cannot be played here, or came to grief; one line says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something of a plug-in that can be set: ``id`` is what stands in the sheet."""

    id: str
    name: str
    low: float
    high: float
    default: float
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A plug-in that is installed here.

    ``inputs`` and ``outputs`` count its channels (0: only its host knows), ``version`` changes
    whenever its files do. ``refused`` says why it cannot be hosted; empty if it can.
    ``is_late``: it may come out later than it went in. ``host`` names the program that plays it.
    """

    format: str
    id: str
    name: str
    path: Path
    version: str
    inputs: int = 0
    outputs: int = 0
    side_inputs: int = 0
    is_late: bool = True
    host: str = ""
    parameters: tuple[Parameter, ...] = ()
    refused: str = ""

    def parameter(self, wanted: str) -> Parameter | None:
        """Return the parameter of that name, if it has one."""
        return next((p for p in self.parameters if p.id == wanted), None)
