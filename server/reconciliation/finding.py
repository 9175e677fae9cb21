"""A difference between claims, as the flat tables show it now."""

from dataclasses import dataclass, field
from typing import Any, Literal

Rule = Literal[
    "delivered_not_on_shelf", "pop_not_received", "pop_not_standing", "promo_without_element", "observers_contradict"
]
Owner = Literal["marketing", "sales"]

OWNER_OF: dict[Rule, Owner] = {
    "delivered_not_on_shelf": "sales",
    "pop_not_received": "marketing",
    "pop_not_standing": "sales",
    "promo_without_element": "sales",
    "observers_contradict": "sales",
}
"""Who answers for a difference: marketing for what it hands to the field, sales for what becomes of it in the shop."""

DAYS_TO_SETTLE: dict[Rule, int] = {
    "delivered_not_on_shelf": 7,
    "pop_not_received": 5,
    "pop_not_standing": 7,
    "promo_without_element": 3,
    "observers_contradict": 7,
}


@dataclass(frozen=True)
class Finding:
    """What differs, where, since which day; each side's claim by name; the records that show it, newest first."""

    rule: Rule
    about: str
    since_on: str
    outlet: str | None = None
    route: str | None = None
    said: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same difference as one known before."""
        return self.rule, self.outlet or self.route or "", self.about
