"""What every host is given besides the sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Work:
    """A folder for what is made on the way, how long a host may take, and when to stop."""

    folder: Path
    timeout_s: float = 120.0
    cancelled: Callable[[], bool] | None = None
