"""Reckoning with local days, which are written as YYYY-MM-DD."""

from datetime import date, timedelta


def back(day: str, days: int) -> str:
    """The day so many days before."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def ahead(day: str, days: int) -> str:
    """The day so many days after."""
    return back(day, -days)
