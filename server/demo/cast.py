"""Who works for the invented company, and what each may read and write."""

from dataclasses import dataclass

PASSWORD = "tally-demo"
REGION = "Tamblewold"
TERRITORIES = {"north": "Marrowick North", "south": "Marrowick South"}
ROUTES = {"north-1": "amina", "north-2": "bruno", "south-1": "chen", "south-2": "dalia"}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. `id` is what they sign in with."""

    id: str
    name: str
    role: str
    language: str = "en"
    territory: str | None = None


CAST = (
    Member("amina", "Amina Quorr", "tallyman", territory="north"),
    Member("bruno", "Bruno Feddlestone", "tallyman", territory="north"),
    Member("chen", "陈小舟", "tallyman", "zh", territory="south"),
    Member("dalia", "Dalia Umberwen", "tallyman", territory="south"),
    Member("rosa", "Rosa Tindlemark", "representative", territory="north"),
    Member("ravi", "Ravi Ostrander-Pell", "representative", territory="south"),
    Member("mira", "Mira Calloway-Zand", "marketing"),
    Member("sven", "Sven Ullagard", "sales"),
    Member("mona", "Mona Pirrenholt", "manager"),
    Member("ada", "Ada Wexcombe", "admin"),
)

READ = ("read",)
READ_AND_WRITE = ("read", "write")


def routes_of(member: Member) -> list[str]:
    """The routes that somebody works on: a tallyman his own, a representative all of the territory."""
    if member.role == "tallyman":
        return [route for route, person in ROUTES.items() if person == member.id]
    return [route for route in ROUTES if member.territory and route.startswith(f"{member.territory}-")]


def grants_of(member: Member) -> list[tuple[str, tuple[str, ...]]]:
    """Patterns of scopes, each with what may be done to them."""
    own = (f"person:{member.id}", READ_AND_WRITE)
    if member.territory is None:
        return [own, (f"office:{member.role}", READ_AND_WRITE)]
    area = READ_AND_WRITE if member.role == "representative" else READ
    grants: list[tuple[str, tuple[str, ...]]] = [("company", READ), (f"territory:{member.territory}", area), own]
    for route in routes_of(member):
        grants += [(f"route:{route}", READ_AND_WRITE), (f"visits:{route}:*", READ_AND_WRITE)]
    return grants
