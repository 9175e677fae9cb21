"""What a record becomes when an edit of its fields arrives, whatever arrived before it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sync.stamp import Stamp, Stamps, stamp_after


class Met(NamedTuple):
    """Two different values of one field, the later set by somebody who had not seen the other."""

    field: str
    standing: Any
    standing_stamp: Stamp
    other: Any
    other_stamp: Stamp


class Merged(NamedTuple):
    """The fields and stamps after the edit, and what met unseen. `changed` tells if any value differs."""

    fields: dict[str, Any]
    stamps: Stamps
    met: tuple[Met, ...]
    changed: bool


class Edit(NamedTuple):
    """Who sets values, when, at which revision of the record, and up to which one they had seen it."""

    made: int
    device: str
    n: int
    rev: int
    seen_rev: int | None

    def has_seen(self, stamp: Stamp) -> bool:
        """Whether the author was looking at the value that bears a stamp, or had set it before."""
        if self.seen_rev is not None and stamp.rev <= self.seen_rev:
            return True
        return stamp.device == self.device and stamp.n <= self.n

    def was_left_behind(self, stamp: Stamp) -> bool:
        """Whether the value that bears a stamp is the same device's later word on it, come before this one."""
        return stamp.device == self.device and stamp.n > self.n


def first_fields(incoming: Mapping[str, Any], edit: Edit) -> Merged:
    """A record that nobody had yet."""
    stamp = Stamp(edit.made, edit.device, edit.n, edit.rev)
    if None not in incoming.values():
        return Merged(dict(incoming), Stamps(stamp), (), True)
    fields = {name: value for name, value in incoming.items() if value is not None}
    cleared = {name: stamp for name, value in incoming.items() if value is None}
    return Merged(fields, Stamps(stamp, cleared), (), True)


def merge(fields: Mapping[str, Any], stamps: Stamps, incoming: Mapping[str, Any], edit: Edit) -> Merged:
    """The greatest stamp wins, field by field; two values that meet unseen are told as met."""
    after, apart, met, changed = dict(fields), dict(stamps.apart), [], False
    for name, value in incoming.items():
        there, standing = stamps.of(name, fields), fields.get(name)
        if there is not None and edit.was_left_behind(there):
            apart[name] = there._replace(time=max(there.time, edit.made))
            continue
        seen = there is not None and edit.has_seen(there)
        new = stamp_after(edit.made, edit.device, edit.n, edit.rev, there if seen else None)
        wins = there is None or new.order > there.order
        if value != standing or type(value) is not type(standing):
            if there is not None and not seen:
                met.append(Met(name, value, new, standing, there) if wins else Met(name, standing, there, value, new))
            if wins:
                changed = True
                _put(after, name, value)
        elif there is not None:
            new = new._replace(rev=there.rev)
        if wins:
            apart[name] = new
    return Merged(after, Stamps(stamps.first, apart), tuple(met), changed)


def _put(fields: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value
