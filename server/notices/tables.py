"""What is remembered of notices: who wants them where, how far was looked, what was told, what is on its way."""

from sqlalchemy import Column, Integer, Table, Text

from server.database import Base, Whole

SUBSCRIPTION = Table(
    "push_subscription",
    Base.metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("device", Text, nullable=False, index=True),
    Column("endpoint", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("made_at", Whole, nullable=False),
)

LOOK = Table(
    "notice_look",
    Base.metadata,
    Column("id", Text, primary_key=True),
    Column("through", Whole, nullable=False),
)

TOLD = Table(
    "notice_told",
    Base.metadata,
    Column("id", Text, primary_key=True),
    Column("told_at", Whole, nullable=False),
)

DELIVERY = Table(
    "push_delivery",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("made_at", Whole, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_at", Whole, nullable=False),
)
