"""Ratios against the raw limit, both sides in one run."""
