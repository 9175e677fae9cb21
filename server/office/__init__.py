"""The desk: pages for marketing, sales, managers and representatives; figures first, every figure a door."""

from server.office.blueprint import blueprint

__all__ = ["blueprint"]
