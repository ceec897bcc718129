"""Surveys

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("draft_token", sa.String(length=32), nullable=True),
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["picture.digest"], name=op.f("fk_survey_photo_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_photo")),
    )
    with op.batch_alter_table("survey_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_photo_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_photo_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_photo_draft_token"), ["draft_token"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("wave_of_id", sa.Integer(), nullable=True),
        sa.Column("election_id", sa.Integer(), nullable=True),
        sa.Column("form_token", sa.String(length=32), nullable=True),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("intro_zh", sa.String(), nullable=False),
        sa.Column("intro_en", sa.String(), nullable=False),
        sa.Column("thanks_zh", sa.String(), nullable=False),
        sa.Column("thanks_en", sa.String(), nullable=False),
        sa.Column("notice_zh", sa.String(), nullable=False),
        sa.Column("notice_en", sa.String(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=8), nullable=False),
        sa.Column("paging", sa.String(length=8), nullable=False),
        sa.Column("once_per_device", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("paper_days", sa.Integer(), nullable=False),
        sa.Column("weighting", sa.JSON(), nullable=True),
        sa.Column("published", sa.JSON(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("gate IN ('open', 'ticket', 'code')", name=op.f("ck_survey_gate")),
        sa.CheckConstraint("paging IN ('question', 'section', 'all')", name=op.f("ck_survey_paging")),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_survey_state")),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_survey_opens_before_closing")
        ),
        sa.CheckConstraint("wave_of_id IS NULL OR wave_of_id <> id", name=op.f("ck_survey_wave")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name=op.f("fk_survey_created_by_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_survey_election_id")),
        sa.ForeignKeyConstraint(["wave_of_id"], ["survey.id"], name=op.f("fk_survey_wave_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("form_token", name=op.f("uq_survey_form_token")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_election_id"), ["election_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_wave_of_id"), ["wave_of_id"], unique=False)

    op.create_table(
        "survey_part",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_part_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "key", name=op.f("pk_survey_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_tag_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_tag")),
        sa.UniqueConstraint("survey_id", "name", name=op.f("uq_survey_tag_survey_id_name")),
    )
    op.create_table(
        "survey_ticket_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_ticket_batch_area_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["staff_user.id"], name=op.f("fk_survey_ticket_batch_created_by_id")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_ticket_batch_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_ticket_batch")),
        sa.UniqueConstraint("token", name=op.f("uq_survey_ticket_batch_token")),
    )
    with op.batch_alter_table("survey_ticket_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_ticket_batch_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "survey_turnout",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_turnout_area_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_turnout_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "area_id", "channel", name=op.f("pk_survey_turnout")),
    )
    op.create_table(
        "survey_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("former", sa.JSON(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_version_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_version_survey_id_number")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'assisted', 'paper', 'late')", name=op.f("ck_survey_answer_channel")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_answer_area_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_answer_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.create_index("ix_survey_answer_survey_id_id", ["survey_id", "id"], unique=False)
        batch_op.create_index(
            "ix_survey_answer_uncounted",
            ["survey_id", "is_counted"],
            unique=False,
            sqlite_where=sa.text("is_counted = 0"),
            postgresql_where=sa.text("is_counted = false"),
        )
        batch_op.create_index(batch_op.f("ix_survey_answer_version_id"), ["version_id"], unique=False)

    op.create_table(
        "survey_count",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=90), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_count_area_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_count_version_id")),
        sa.PrimaryKeyConstraint("version_id", "question", "cell", "area_id", "channel", name=op.f("pk_survey_count")),
    )
    op.create_table(
        "survey_sum",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_sum_area_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_sum_version_id")),
        sa.PrimaryKeyConstraint("version_id", "question", "area_id", "channel", name=op.f("pk_survey_sum")),
    )
    op.create_table(
        "survey_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["survey_ticket_batch.id"], name=op.f("fk_survey_ticket_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_ticket")),
        sa.UniqueConstraint("digest", name=op.f("uq_survey_ticket_digest")),
    )
    with op.batch_alter_table("survey_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_ticket_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "survey_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["survey_answer.id"], name=op.f("fk_survey_action_answer_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["staff_user.id"], name=op.f("fk_survey_action_marked_by_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_survey_action_need_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_survey_action_proposal_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_action_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_action")),
        sa.UniqueConstraint("answer_id", "question", name=op.f("uq_survey_action_answer_id_question")),
    )
    with op.batch_alter_table("survey_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_action_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_action_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_action_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "survey_draft",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(length=64), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'assisted', 'paper')", name=op.f("ck_survey_draft_channel")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_survey_draft_area_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["roll_slot.id"], name=op.f("fk_survey_draft_slot_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_draft_survey_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["survey_ticket.id"], name=op.f("fk_survey_draft_ticket_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_survey_draft_version_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_survey_draft")),
        sa.UniqueConstraint("survey_id", "part_key", name=op.f("uq_survey_draft_survey_id_part_key")),
    )
    with op.batch_alter_table("survey_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_draft_saved_on"), ["saved_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_draft_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_draft_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_draft_version_id"), ["version_id"], unique=False)

    op.create_table(
        "survey_tagged",
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["survey_answer.id"], name=op.f("fk_survey_tagged_answer_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["survey_tag.id"], name=op.f("fk_survey_tagged_tag_id")),
        sa.PrimaryKeyConstraint("answer_id", "question", "tag_id", name=op.f("pk_survey_tagged")),
    )
    with op.batch_alter_table("survey_tagged", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_tagged_tag_id"), ["tag_id"], unique=False)

    # Added where the table stands: a copy of it would lose the trigger that keeps the index of words.
    for table in ("need", "proposal"):
        op.add_column(table, sa.Column("origin", sa.String(length=40), nullable=False, server_default=""))

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_placement_target"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_placement_target"), "target IN ('community', 'cycle', 'need', 'survey')"
        )


def downgrade() -> None:
    # A poster that led to a survey leads to its community's page, as most do.
    op.execute("UPDATE placement SET target = 'community', target_id = NULL WHERE target = 'survey'")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_placement_target"), type_="check")
        batch_op.create_check_constraint(op.f("ck_placement_target"), "target IN ('community', 'cycle', 'need')")

    for table in ("proposal", "need"):
        op.drop_column(table, "origin")

    with op.batch_alter_table("survey_tagged", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_tagged_tag_id"))

    op.drop_table("survey_tagged")
    with op.batch_alter_table("survey_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_draft_version_id"))
        batch_op.drop_index(batch_op.f("ix_survey_draft_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_survey_draft_slot_id"))
        batch_op.drop_index(batch_op.f("ix_survey_draft_saved_on"))

    op.drop_table("survey_draft")
    with op.batch_alter_table("survey_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_action_survey_id"))
        batch_op.drop_index(batch_op.f("ix_survey_action_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_survey_action_need_id"))

    op.drop_table("survey_action")
    with op.batch_alter_table("survey_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_ticket_batch_id"))

    op.drop_table("survey_ticket")
    op.drop_table("survey_sum")
    op.drop_table("survey_count")
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_answer_version_id"))
        batch_op.drop_index(
            "ix_survey_answer_uncounted",
            sqlite_where=sa.text("is_counted = 0"),
            postgresql_where=sa.text("is_counted = false"),
        )
        batch_op.drop_index("ix_survey_answer_survey_id_id")

    op.drop_table("survey_answer")
    op.drop_table("survey_version")
    op.drop_table("survey_turnout")
    with op.batch_alter_table("survey_ticket_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_ticket_batch_survey_id"))

    op.drop_table("survey_ticket_batch")
    op.drop_table("survey_tag")
    op.drop_table("survey_part")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_wave_of_id"))
        batch_op.drop_index(batch_op.f("ix_survey_election_id"))
        batch_op.drop_index(batch_op.f("ix_survey_area_id"))

    op.drop_table("survey")
    with op.batch_alter_table("survey_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_photo_draft_token"))
        batch_op.drop_index(batch_op.f("ix_survey_photo_digest"))
        batch_op.drop_index(batch_op.f("ix_survey_photo_answer_id"))

    op.drop_table("survey_photo")
