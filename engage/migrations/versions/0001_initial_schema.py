"""Initial schema

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column(
            "path",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("timezone", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "kind IN ('city', 'district', 'street', 'community', 'building', 'stairwell')", name=op.f("ck_area_kind")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )
    op.create_index("ix_area_kind", "area", ["kind"], unique=False)
    op.create_index(op.f("ix_area_parent_id"), "area", ["parent_id"], unique=False)
    op.create_index("ix_area_path", "area", ["path"], unique=True)
    op.create_table(
        "guess_window",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guess_window")),
    )
    op.create_table(
        "picture",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("full", sa.LargeBinary(), nullable=False),
        sa.Column("thumb", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_picture")),
    )
    op.create_table(
        "staff_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_user")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_user_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_audit_entry_area_id")),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_audit_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_area_id"), "audit_entry", ["area_id"], unique=False)
    op.create_table(
        "dwelling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("floor_area_dm2", sa.Integer(), nullable=False),
        sa.CheckConstraint("floor_area_dm2 > 0", name=op.f("ck_dwelling_floor_area")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_dwelling_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dwelling")),
        sa.UniqueConstraint("area_id", "label", name=op.f("uq_dwelling_area_id_label")),
    )
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=True),
        sa.Column("rules_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_election_opens_before_closing")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_election_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    op.create_index(op.f("ix_election_area_id"), "election", ["area_id"], unique=False)
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("spot_zh", sa.String(length=200), nullable=False),
        sa.Column("spot_en", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("target IN ('community', 'cycle')", name=op.f("ck_placement_target")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_placement_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name=op.f("fk_placement_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("code", name=op.f("uq_placement_code")),
    )
    op.create_index(op.f("ix_placement_area_id"), "placement", ["area_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'official', 'worker', 'professional')", name=op.f("ck_role_grant_role")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_role_grant_area_id")),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_role_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("user_id", "role", "area_id", name=op.f("uq_role_grant_user_id_role_area_id")),
    )
    op.create_index(op.f("ix_role_grant_area_id"), "role_grant", ["area_id"], unique=False)
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_upload_area_id")),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_upload_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_upload_token")),
    )
    op.create_index(op.f("ix_upload_area_id"), "upload", ["area_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("slot_key", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_ballot_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    op.create_index("ix_ballot_election_id", "ballot", ["election_id"], unique=False)
    op.create_index("uq_ballot_slot_key", "ballot", ["slot_key"], unique=True)
    op.create_table(
        "code_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("channel IN ('letter', 'desk')", name=op.f("ck_code_batch_channel")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_code_batch_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name=op.f("fk_code_batch_created_by_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_code_batch_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batch")),
        sa.UniqueConstraint("token", name=op.f("uq_code_batch_token")),
    )
    op.create_index(op.f("ix_code_batch_area_id"), "code_batch", ["area_id"], unique=False)
    op.create_index(op.f("ix_code_batch_election_id"), "code_batch", ["election_id"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_commitment_election_id")),
        sa.PrimaryKeyConstraint("election_id", "position", name=op.f("pk_commitment")),
        sa.UniqueConstraint("receipt", name=op.f("uq_commitment_receipt")),
    )
    op.create_index(
        "ix_commitment_replaces",
        "commitment",
        ["replaces"],
        unique=False,
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("summary_zh", sa.String(), nullable=False),
        sa.Column("summary_en", sa.String(), nullable=False),
        sa.Column("voters", sa.String(length=12), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("age_as_of", sa.Date(), nullable=True),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("pot_minor", sa.BigInteger(), nullable=False),
        sa.Column("ballot_form", sa.String(length=16), nullable=False),
        sa.Column("min_choices", sa.Integer(), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("shows_tally", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("options_made", sa.Integer(), nullable=False),
        sa.Column("form_token", sa.String(length=32), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=True),
        sa.CheckConstraint("voters IN ('dwellings', 'persons')", name=op.f("ck_cycle_voters")),
        sa.CheckConstraint("0 <= min_choices AND min_choices <= max_choices", name=op.f("ck_cycle_choices")),
        sa.CheckConstraint("pot_minor >= 0", name=op.f("ck_cycle_pot")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_cycle_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name=op.f("fk_cycle_created_by_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_cycle_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("election_id", name=op.f("uq_cycle_election_id")),
        sa.UniqueConstraint("form_token", name=op.f("uq_cycle_form_token")),
    )
    op.create_index(op.f("ix_cycle_area_id"), "cycle", ["area_id"], unique=False)
    op.create_table(
        "election_count",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("lengths", sa.JSON(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_count_election_id")),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_election_count")),
    )
    op.create_table(
        "resident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("tie", sa.String(length=8), nullable=False),
        sa.Column("dwelling_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("tie IN ('lives', 'works', 'studies')", name=op.f("ck_resident_tie")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_resident_area_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name=op.f("fk_resident_dwelling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
        sa.UniqueConstraint("area_id", "reference", name=op.f("uq_resident_area_id_reference")),
    )
    op.create_index(op.f("ix_resident_dwelling_id"), "resident", ["dwelling_id"], unique=False)
    op.create_table(
        "scan_count",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_scan_count_placement_id")),
        sa.PrimaryKeyConstraint("placement_id", "hour_at", name=op.f("pk_scan_count")),
    )
    op.create_table(
        "turnout",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_turnout_area_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_turnout_election_id")),
        sa.PrimaryKeyConstraint("election_id", "day", "area_id", name=op.f("pk_turnout")),
    )
    op.create_table(
        "imported_ballot",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_imported_ballot_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", "position", name=op.f("pk_imported_ballot")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("text_zh", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("place_zh", sa.String(length=120), nullable=False),
        sa.Column("place_en", sa.String(length=120), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("picture_digest", sa.String(length=64), nullable=True),
        sa.Column("form_token", sa.String(length=32), nullable=True),
        sa.Column("source", sa.JSON(), nullable=True),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_proposal_cost")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_proposal_area_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_proposal_cycle_id")),
        sa.ForeignKeyConstraint(["picture_digest"], ["picture.digest"], name=op.f("fk_proposal_picture_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("cycle_id", "form_token", name=op.f("uq_proposal_cycle_id_form_token")),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_proposal_cycle_id_number")),
        sa.UniqueConstraint("cycle_id", "option", name=op.f("uq_proposal_cycle_id_option")),
    )
    op.create_index(op.f("ix_proposal_cycle_id"), "proposal", ["cycle_id"], unique=False)
    op.create_table(
        "result",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_result_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_result")),
    )
    op.create_table(
        "roll_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("dwelling_id", sa.Integer(), nullable=True),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(dwelling_id IS NULL) <> (resident_id IS NULL)", name=op.f("ck_roll_slot_one_voter")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_roll_slot_area_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name=op.f("fk_roll_slot_dwelling_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_roll_slot_election_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_roll_slot_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_slot")),
        sa.UniqueConstraint("election_id", "dwelling_id", name=op.f("uq_roll_slot_election_id_dwelling_id")),
        sa.UniqueConstraint("election_id", "resident_id", name=op.f("uq_roll_slot_election_id_resident_id")),
    )
    op.create_index("ix_roll_slot_election_id_area_id", "roll_slot", ["election_id", "area_id"], unique=False)
    op.create_table(
        "access_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.String(length=4), nullable=False),
        sa.Column("secret_hash", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.CheckConstraint("state IN ('issued', 'spent', 'void')", name=op.f("ck_access_code_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["code_batch.id"], name=op.f("fk_access_code_batch_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_access_code_election_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["roll_slot.id"], name=op.f("fk_access_code_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_code")),
        sa.UniqueConstraint("election_id", "locator", name=op.f("uq_access_code_election_id_locator")),
    )
    op.create_index(op.f("ix_access_code_batch_id"), "access_code", ["batch_id"], unique=False)
    op.create_index(op.f("ix_access_code_slot_id"), "access_code", ["slot_id"], unique=False)
    op.create_index(
        "uq_access_code_valid_slot_id",
        "access_code",
        ["slot_id"],
        unique=True,
        sqlite_where=sa.text("state = 'issued'"),
        postgresql_where=sa.text("state = 'issued'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_access_code_valid_slot_id",
        table_name="access_code",
        sqlite_where=sa.text("state = 'issued'"),
        postgresql_where=sa.text("state = 'issued'"),
    )
    op.drop_index(op.f("ix_access_code_slot_id"), table_name="access_code")
    op.drop_index(op.f("ix_access_code_batch_id"), table_name="access_code")
    op.drop_table("access_code")
    op.drop_index("ix_roll_slot_election_id_area_id", table_name="roll_slot")
    op.drop_table("roll_slot")
    op.drop_table("result")
    op.drop_index(op.f("ix_proposal_cycle_id"), table_name="proposal")
    op.drop_table("proposal")
    op.drop_table("imported_ballot")
    op.drop_table("turnout")
    op.drop_table("scan_count")
    op.drop_index(op.f("ix_resident_dwelling_id"), table_name="resident")
    op.drop_table("resident")
    op.drop_table("election_count")
    op.drop_index(op.f("ix_cycle_area_id"), table_name="cycle")
    op.drop_table("cycle")
    op.drop_index(
        "ix_commitment_replaces",
        table_name="commitment",
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    op.drop_table("commitment")
    op.drop_index(op.f("ix_code_batch_election_id"), table_name="code_batch")
    op.drop_index(op.f("ix_code_batch_area_id"), table_name="code_batch")
    op.drop_table("code_batch")
    op.drop_index("uq_ballot_slot_key", table_name="ballot")
    op.drop_index("ix_ballot_election_id", table_name="ballot")
    op.drop_table("ballot")
    op.drop_index(op.f("ix_upload_area_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_index(op.f("ix_role_grant_area_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_placement_area_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_index(op.f("ix_election_area_id"), table_name="election")
    op.drop_table("election")
    op.drop_table("dwelling")
    op.drop_index(op.f("ix_audit_entry_area_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("staff_user")
    op.drop_table("picture")
    op.drop_table("guess_window")
    op.drop_index("ix_area_path", table_name="area")
    op.drop_index(op.f("ix_area_parent_id"), table_name="area")
    op.drop_index("ix_area_kind", table_name="area")
    op.drop_table("area")
