"""The tables of the ledger. Only the SQL ledger writes them; two triggers keep everybody to the rules."""

import re

from sqlalchemy import DDL, Boolean, Column, Connection, Index, Integer, Table, Text, event, text

from server.database import Base, Whole

meta = Base.metadata

LEDGER_STATE = Table(
    "ledger_state",
    meta,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Text, nullable=False),
    Column("safe_through", Whole, nullable=False, default=0),
)

SCOPE = Table(
    "scope",
    meta,
    Column("id", Text, primary_key=True),
    Column("head", Whole, nullable=False, default=0),
    Column("floor", Whole, nullable=False, default=0),
    Column("alive", Whole, nullable=False, default=0),
    Column("digest", Text, nullable=False, default="0" * 16),
)

DEVICE = Table(
    "device",
    meta,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("name", Text, nullable=False, default=""),
    Column("deposit_hash", Text),
    Column("created_at", Whole, nullable=False),
    Column("seen_at", Whole),
    Column("through", Whole, nullable=False, default=0),
    Column("gaps", Text, nullable=False, default="[]"),
    Column("chain", Text, nullable=False, default=""),
    Column("made", Whole),
    Column("unsent", Whole),
    Column("photos_unsent", Whole),
    Column("storage_persisted", Boolean),
    Column("kinds", Integer),
    Column("clock_off", Whole),
    Column("is_lost", Boolean, nullable=False, default=False),
)

GRANT = Table(
    "scope_grant",
    meta,
    Column("id", Integer, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("pattern", Text, nullable=False),
    Column("verbs", Text, nullable=False),
    Column("from_at", Whole, nullable=False, default=0),
    Column("until_at", Whole),
)

CHANGE = Table(
    "change",
    meta,
    Column("id", Text, primary_key=True),
    Column("edition", Integer, primary_key=True, default=0),
    Column("device", Text, nullable=False),
    Column("n", Whole, nullable=False),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("made_at", Whole, nullable=False),
    Column("received_at", Whole, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("sent", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("chain", Text, nullable=False),
)

HELD = Table(
    "held",
    meta,
    Column("id", Text, primary_key=True),
    Column("device", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("received_at", Whole, nullable=False),
    Column("sent", Text, nullable=False),
)

BESIDE_VISITS = "scope NOT LIKE 'visits:%'"
"""Where records are looked for by kind. What visits bring is most of all and read by scope, so that costs no index."""

RECORD = Table(
    "record",
    meta,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("seq", Whole, nullable=False),
    Column("rev", Whole, nullable=False),
    Column("fields", Text, nullable=False),
    Column("stamps", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("first_received_at", Whole, nullable=False),
    Column("received_at", Whole, nullable=False),
    Column("changes", Text, nullable=False),
    Index("ix_record_scope_seq", "scope", "seq", unique=True),
    Index("ix_record_kind", "kind", "id", sqlite_where=text(BESIDE_VISITS), postgresql_where=text(BESIDE_VISITS)),
)

GONE = Table(
    "gone",
    meta,
    Column("scope", Text, primary_key=True),
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
    Column("rev", Whole, nullable=False),
    Index("ix_gone_scope_record", "scope", "record", unique=True),
)

PROJECTION = Table(
    "projection",
    meta,
    Column("scope", Text, primary_key=True),
    Column("seq", Whole, nullable=False),
)

DEPOSIT = Table(
    "deposit",
    meta,
    Column("id", Integer, primary_key=True),
    Column("device", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("received_at", Whole, nullable=False),
    Column("body", Text, nullable=False),
    Column("is_reviewed", Boolean, nullable=False, default=False),
)

_SQLITE_SEQ = """
CREATE TRIGGER IF NOT EXISTS {table}_{verb}_within_head BEFORE {verb} ON {table}
WHEN NEW.seq > coalesce((SELECT head FROM scope WHERE id = NEW.scope), 0)
BEGIN SELECT raise(ABORT, 'a feed row is ahead of its scope''s counter'); END
"""
_SQLITE_JOURNAL = """
CREATE TRIGGER IF NOT EXISTS change_{verb}_never BEFORE {verb} ON change
BEGIN SELECT raise(ABORT, 'the journal is only added to'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION seqs_within_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh LEFT JOIN scope ON scope.id = fresh.scope WHERE fresh.seq > coalesce(scope.head, 0)) THEN
    RAISE EXCEPTION 'a feed row is ahead of its scope''s counter';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION journal_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is only added to'; END $$;
CREATE OR REPLACE TRIGGER record_insert_within_head AFTER INSERT ON record
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION seqs_within_head();
CREATE OR REPLACE TRIGGER record_update_within_head AFTER UPDATE ON record
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION seqs_within_head();
CREATE OR REPLACE TRIGGER gone_insert_within_head AFTER INSERT ON gone
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION seqs_within_head();
CREATE OR REPLACE TRIGGER gone_update_within_head AFTER UPDATE ON gone
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION seqs_within_head();
CREATE OR REPLACE TRIGGER change_never BEFORE UPDATE OR DELETE ON change
  FOR EACH ROW EXECUTE FUNCTION journal_never();
"""


def guards(dialect: str) -> list[str]:
    """The triggers of a dialect, each a statement (or, on PostgreSQL, one script)."""
    if dialect == "postgresql":
        return [_POSTGRESQL]
    seqs = [_SQLITE_SEQ.format(table=t, verb=v) for t in ("record", "gone") for v in ("INSERT", "UPDATE")]
    return seqs + [_SQLITE_JOURNAL.format(verb=verb) for verb in ("UPDATE", "DELETE")]


@event.listens_for(meta, "after_create")
def _guard(_target, connection, **_) -> None:
    """Put the triggers up, once: to replace one takes locks that a server at work would wait for."""
    if connection.dialect.name == "postgresql" and _are_up(connection):
        return
    for statement in guards(connection.dialect.name):
        connection.execute(DDL(statement.replace("%", "%%")))


def _are_up(connection: Connection) -> bool:
    wanted = re.findall(r"CREATE OR REPLACE TRIGGER (\w+)", _POSTGRESQL)
    query = text("SELECT count(*) FROM pg_trigger WHERE tgname = ANY(:names) AND NOT tgisinternal")
    return connection.execute(query, {"names": wanted}).scalar_one() == len(wanted)
