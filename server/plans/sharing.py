"""A whole number shared out in proportion, to the last unit."""

from collections.abc import Mapping


def shared(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The parts of a total, in proportion to their weights; they add up to it exactly (largest remainders first).

    Without any weight the parts are equal.
    """
    if not weights:
        return {}
    whole = {name: max(0, weight) for name, weight in weights.items()}
    if not any(whole.values()):
        whole = dict.fromkeys(whole, 1)
    sum_of_all = sum(whole.values())
    parts = {name: total * weight // sum_of_all for name, weight in whole.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(whole, key=lambda name: (-(total * whole[name] % sum_of_all), name))
    for name in by_remainder[:left]:
        parts[name] += 1
    return parts
