"""Records are looked for by kind beside visits only; changes by their id alone."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None
BESIDE_VISITS = sa.text("scope NOT LIKE 'visits:%'")


def upgrade() -> None:
    """An index less on changes, a smaller one on records."""
    op.drop_index("ix_change_device_n", "change", if_exists=True)
    op.drop_index("ix_record_kind", "record", if_exists=True)
    op.create_index(
        "ix_record_kind", "record", ["kind", "id"], sqlite_where=BESIDE_VISITS, postgresql_where=BESIDE_VISITS
    )


def downgrade() -> None:
    """As it was."""
    op.drop_index("ix_record_kind", "record")
    op.create_index("ix_record_kind", "record", ["kind", "id"])
    op.create_index("ix_change_device_n", "change", ["device", "n"])
