"""What an AAF wants to be unique, made from what is in it: the same session, the same file."""

from __future__ import annotations

import uuid
from typing import Any

_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "tonmeister aaf")


def made_fixed(file: Any) -> None:
    """Take time, chance and the machine out of an empty AAF and say who made it."""
    from aaf2.auid import AUID

    one = file.header["IdentificationList"].value[0]
    one["CompanyName"].value = "Tonmeister"
    one["ProductName"].value = "Tonmeister"
    one["ProductVersionString"].value = "1"
    one["ProductID"].value = AUID(str(_OURS))
    one["GenerationAUID"].value = uuid.uuid5(_OURS, "generation")
    one["Platform"].value = "any"
    one["Date"].value = _then()
    file.header["LastModified"].value = _then()


def mob(file: Any, kind: str, name: str, *parts: object) -> Any:
    """Return a mob with an id that follows from ``parts``, and add it to the file."""
    from aaf2.auid import AUID
    from aaf2.mobid import MobID

    out = getattr(file.create, kind)(name)
    mob_id = MobID.new()
    mob_id.material = AUID(str(uuid.uuid5(_OURS, "\0".join([kind, name, *map(str, parts)]))))
    out.mob_id = mob_id
    out["CreationTime"].value = out["LastModified"].value = _then()
    file.content.mobs.append(out)
    return out


def _then() -> Any:
    """Return the moment that all our AAFs say they were made at."""
    from datetime import datetime

    return datetime(2000, 1, 1)
