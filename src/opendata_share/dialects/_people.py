"""Who answers for a data set, in the words of Data Package 2.0.

What lives here: licence, publisher and contact of the publisher's own facts. What this file must not know: contracts.
"""

from __future__ import annotations

from typing import Any

from ..contract import DatasetInfo


def people_of(info: DatasetInfo) -> dict[str, Any]:
    """Return `licenses` and `contributors`, where they are known."""
    people: dict[str, Any] = {}
    if info.licence is not None:
        place = "path" if "://" in info.licence else "name"
        people["licenses"] = [{place: info.licence}]
    if info.publisher is not None:
        contributor: dict[str, Any] = {"title": info.publisher, "roles": ["publisher"]}
        if info.contact is not None:
            contributor["email" if "@" in info.contact and "://" not in info.contact else "path"] = info.contact
        people["contributors"] = [contributor]
    return people
