"""The life of a plan: drafted, approved, embargoed, released to the field, acknowledged, closed, evaluated."""
