"""What a row is called beside its bar: as few words as tell the rows apart."""

from collections.abc import Callable, Sequence

WORDS = ("text", "ref", "choice", "day")


def labels_of(texts: Sequence[Callable[[int], str]], count: int) -> list[str]:
    """One label for each of `count` rows. `texts` give what a row's columns say, the most telling column first.

    The first column alone, if no two rows share it; else with the next columns that tell more of them apart.
    """
    labels = [""] * count
    for text in texts:
        more = [" · ".join(filter(None, (label, text(at)))) for at, label in enumerate(labels)]
        if len(set(more)) > len(set(labels)) or not any(labels):
            labels = more
        if len(set(labels)) == count:
            break
    return [label or "–" for label in labels]
