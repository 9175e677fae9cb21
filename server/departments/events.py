"""Sightings that belong together: marked as the same, directly or by way of others, they are one event."""

from collections.abc import Mapping


def folded(same_as: Mapping[str, str | None]) -> dict[str, str]:
    """For each sighting, one name that it shares with all it is the same as; a link that leads nowhere tells nothing."""
    parent = {name: name for name in same_as}

    def top(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for name, other in same_as.items():
        if other in parent:
            parent[top(name)] = top(other)
    return {name: top(name) for name in parent}
