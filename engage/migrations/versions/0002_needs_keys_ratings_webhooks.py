"""Needs, keys of programs, ratings, webhooks

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from engage.needs.similar.tables import CREATE, DROP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need_draft",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_need_draft")),
    )
    with op.batch_alter_table("need_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_draft_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "rating_burst",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "slot", name=op.f("pk_rating_burst")),
    )
    with op.batch_alter_table("rating_burst", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_burst_slot"), ["slot"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_api_key_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name=op.f("fk_api_key_created_by_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["api_key.id"], name=op.f("fk_api_key_replaced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_area_id"), ["area_id"], unique=False)

    op.create_table(
        "bulk_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_bulk_change_area_id")),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_bulk_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text_zh", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_canned_answer_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
    )
    with op.batch_alter_table("canned_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canned_answer_area_id"), ["area_id"], unique=False)

    op.create_table(
        "need_count",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_assisted", sa.Boolean(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_need_count_area_id")),
        sa.PrimaryKeyConstraint(
            "area_id", "category", "state", "is_private", "is_assisted", name=op.f("pk_need_count")
        ),
    )
    op.create_table(
        "need_settings",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("due_days", sa.JSON(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("professions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_need_settings_area_id")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_need_settings")),
    )
    op.create_table(
        "outbox_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_spread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_outbox_event_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_event")),
        sa.UniqueConstraint("name", name=op.f("uq_outbox_event_name")),
    )
    with op.batch_alter_table("outbox_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_event_happened_at"), ["happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_event_is_spread"), ["is_spread"], unique=False)

    op.create_table(
        "professional",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_no", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("profession", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("photo_digest", sa.String(length=64), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("card_code", sa.String(length=10), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "profession IN ('planner', 'architect', 'engineer', 'other')", name=op.f("ck_professional_profession")
        ),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_professional_merge")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["professional.id"], name=op.f("fk_professional_merged_into_id")),
        sa.ForeignKeyConstraint(["photo_digest"], ["picture.digest"], name=op.f("fk_professional_photo_digest")),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_professional_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professional")),
        sa.UniqueConstraint("card_code", name=op.f("uq_professional_card_code")),
        sa.UniqueConstraint("staff_no", name=op.f("uq_professional_staff_no")),
        sa.UniqueConstraint("user_id", name=op.f("uq_professional_user_id")),
    )
    op.create_table(
        "rating_settings",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_rating_settings_area_id")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_rating_settings")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_saved_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_view_user_id_name")),
    )
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("event_types", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("old_secret", sa.String(length=300), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_webhook_endpoint_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name=op.f("fk_webhook_endpoint_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    with op.batch_alter_table("webhook_endpoint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_endpoint_area_id"), ["area_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("endpoint_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_problem", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_delivery_endpoint_id")),
        sa.ForeignKeyConstraint(["event_id"], ["outbox_event.id"], name=op.f("fk_delivery_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("event_id", "endpoint_id", name=op.f("uq_delivery_event_id_endpoint_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_endpoint_id"), ["endpoint_id"], unique=False)
        batch_op.create_index("ix_delivery_state_next_at", ["state", "next_at"], unique=False)

    op.create_table(
        "idempotent_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name=op.f("fk_idempotent_answer_api_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotent_answer")),
        sa.UniqueConstraint(
            "api_key_id", "idempotency_key", name=op.f("uq_idempotent_answer_api_key_id_idempotency_key")
        ),
    )
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotent_answer_answered_at"), ["answered_at"], unique=False)

    op.create_table(
        "professional_area",
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_professional_area_area_id")),
        sa.ForeignKeyConstraint(
            ["professional_id"], ["professional.id"], name=op.f("fk_professional_area_professional_id")
        ),
        sa.PrimaryKeyConstraint("professional_id", "area_id", name=op.f("pk_professional_area")),
    )
    with op.batch_alter_table("professional_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_professional_area_area_id"), ["area_id"], unique=False)

    op.create_table(
        "published_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("policy", sa.String(length=24), nullable=False),
        sa.Column("minimum_n", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rating_mark", sa.BigInteger(), nullable=False),
        sa.Column("review_mark", sa.Integer(), nullable=False),
        sa.Column("change_mark", sa.Integer(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_published_figure_area_id")),
        sa.ForeignKeyConstraint(
            ["professional_id"], ["professional.id"], name=op.f("fk_published_figure_professional_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["staff_user.id"], name=op.f("fk_published_figure_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
    )
    with op.batch_alter_table("published_figure", schema=None) as batch_op:
        batch_op.create_index("ix_published_figure_professional_id_period", ["professional_id", "period"], unique=False)

    op.create_table(
        "rating_sum",
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("level_1", sa.Integer(), nullable=False),
        sa.Column("level_2", sa.Integer(), nullable=False),
        sa.Column("level_3", sa.Integer(), nullable=False),
        sa.Column("level_4", sa.Integer(), nullable=False),
        sa.Column("level_5", sa.Integer(), nullable=False),
        sa.Column("shown_1", sa.Integer(), nullable=False),
        sa.Column("shown_2", sa.Integer(), nullable=False),
        sa.Column("shown_3", sa.Integer(), nullable=False),
        sa.Column("shown_4", sa.Integer(), nullable=False),
        sa.Column("shown_5", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_rating_sum_area_id")),
        sa.ForeignKeyConstraint(["professional_id"], ["professional.id"], name=op.f("fk_rating_sum_professional_id")),
        sa.PrimaryKeyConstraint("professional_id", "area_id", "month", name=op.f("pk_rating_sum")),
    )
    with op.batch_alter_table("rating_sum", schema=None) as batch_op:
        batch_op.create_index("ix_rating_sum_professional_id_month", ["professional_id", "month"], unique=False)

    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("policy", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["professional_id"], ["professional.id"], name=op.f("fk_satisfaction_professional_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction")),
        sa.UniqueConstraint("professional_id", "period", name=op.f("uq_satisfaction_professional_id_period")),
    )
    with op.batch_alter_table("satisfaction", schema=None) as batch_op:
        batch_op.create_index("ix_satisfaction_period_changed_at", ["period", "changed_at", "id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_no", sa.String(length=60), nullable=False),
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("invited", sa.String(length=200), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('completed', 'cancelled', 'missed')", name=op.f("ck_visit_state")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_area_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff_user.id"], name=op.f("fk_visit_entered_by_id")),
        sa.ForeignKeyConstraint(["professional_id"], ["professional.id"], name=op.f("fk_visit_professional_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("visit_no", name=op.f("uq_visit_visit_no")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_area_id_visited_on", ["area_id", "visited_on"], unique=False)
        batch_op.create_index("ix_visit_professional_id_visited_on", ["professional_id", "visited_on"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel IN ('qr', 'slip', 'letter', 'api', 'phone')", name=op.f("ck_ticket_channel")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_ticket_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_ticket_code_digest")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_change_area_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["staff_user.id"], name=op.f("fk_visit_change_changed_by_id")),
        sa.ForeignKeyConstraint(["professional_id"], ["professional.id"], name=op.f("fk_visit_change_professional_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_change_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_change")),
    )
    with op.batch_alter_table("visit_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_change_professional_id"), ["professional_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_change_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "path",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("level1_id", sa.Integer(), nullable=True),
        sa.Column("level2_id", sa.Integer(), nullable=True),
        sa.Column("level3_id", sa.Integer(), nullable=True),
        sa.Column("level4_id", sa.Integer(), nullable=True),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("raw_text", sa.String(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("summary_zh", sa.String(), nullable=False),
        sa.Column("summary_en", sa.String(), nullable=False),
        sa.Column("affected", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("api_key_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("professional_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("effort", sa.String(length=8), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tracking_digest", sa.String(length=64), nullable=False),
        sa.Column("form_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'assisted', 'open311', 'survey')", name=op.f("ck_need_channel")),
        sa.CheckConstraint("effort IN ('little', 'some', 'much')", name=op.f("ck_need_effort")),
        sa.CheckConstraint(
            "state IN ('received', 'published', 'matched', 'under-way', 'done', 'confirmed', 'declined', 'merged')",
            name=op.f("ck_need_state"),
        ),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_need_merge")),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name=op.f("fk_need_api_key_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_need_area_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff_user.id"], name=op.f("fk_need_entered_by_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["need.id"], name=op.f("fk_need_merged_into_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_need_placement_id")),
        sa.ForeignKeyConstraint(["professional_id"], ["staff_user.id"], name=op.f("fk_need_professional_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_need_proposal_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("form_token", name=op.f("uq_need_form_token")),
        sa.UniqueConstraint("tracking_digest", name=op.f("uq_need_tracking_digest")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_need_category", ["category", "state", "path"], unique=False)
        batch_op.create_index("ix_need_due", ["due_at"], unique=False)
        batch_op.create_index("ix_need_level1_created_at", ["level1_id", "state", "created_at", "id"], unique=False)
        batch_op.create_index("ix_need_level1_priority", ["level1_id", "state", "priority", "id"], unique=False)
        batch_op.create_index("ix_need_level1_supports", ["level1_id", "state", "supports", "id"], unique=False)
        batch_op.create_index("ix_need_level1_updated_at", ["level1_id", "state", "updated_at", "id"], unique=False)
        batch_op.create_index("ix_need_level2_created_at", ["level2_id", "state", "created_at", "id"], unique=False)
        batch_op.create_index("ix_need_level2_priority", ["level2_id", "state", "priority", "id"], unique=False)
        batch_op.create_index("ix_need_level2_supports", ["level2_id", "state", "supports", "id"], unique=False)
        batch_op.create_index("ix_need_level2_updated_at", ["level2_id", "state", "updated_at", "id"], unique=False)
        batch_op.create_index("ix_need_level3_created_at", ["level3_id", "state", "created_at", "id"], unique=False)
        batch_op.create_index("ix_need_level3_priority", ["level3_id", "state", "priority", "id"], unique=False)
        batch_op.create_index("ix_need_level3_supports", ["level3_id", "state", "supports", "id"], unique=False)
        batch_op.create_index("ix_need_level3_updated_at", ["level3_id", "state", "updated_at", "id"], unique=False)
        batch_op.create_index("ix_need_level4_created_at", ["level4_id", "state", "created_at", "id"], unique=False)
        batch_op.create_index("ix_need_level4_priority", ["level4_id", "state", "priority", "id"], unique=False)
        batch_op.create_index("ix_need_level4_supports", ["level4_id", "state", "supports", "id"], unique=False)
        batch_op.create_index("ix_need_level4_updated_at", ["level4_id", "state", "updated_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_need_path", ["path"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_professional_id"), ["professional_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_need_state", ["state", "due_at", "id"], unique=False)
        batch_op.create_index("ix_need_updated", ["updated_at", "id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("efficiency", sa.Integer(), nullable=True),
        sa.Column("competence", sa.Integer(), nullable=True),
        sa.Column("manner", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("comment_state", sa.String(length=8), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("released_month", sa.Date(), nullable=True),
        sa.Column("handle", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "comment_state IN ('none', 'waiting', 'shown', 'hidden')", name=op.f("ck_rating_comment_state")
        ),
        sa.CheckConstraint("standing IN ('counted', 'quarantined', 'excluded')", name=op.f("ck_rating_standing")),
        sa.CheckConstraint("competence BETWEEN 1 AND 5", name=op.f("ck_rating_competence")),
        sa.CheckConstraint("efficiency BETWEEN 1 AND 5", name=op.f("ck_rating_efficiency")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_rating_level")),
        sa.CheckConstraint("manner BETWEEN 1 AND 5", name=op.f("ck_rating_manner")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff_user.id"], name=op.f("fk_rating_entered_by_id")),
        sa.ForeignKeyConstraint(["professional_id"], ["professional.id"], name=op.f("fk_rating_professional_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_rating_ticket_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_rating_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("handle", name=op.f("uq_rating_handle")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_rating_ticket_id")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index("ix_rating_comment_state", ["comment_state"], unique=False)
        batch_op.create_index("ix_rating_professional_id_batch", ["professional_id", "batch"], unique=False)
        batch_op.create_index("ix_rating_standing", ["standing"], unique=False)
        batch_op.create_index("ix_rating_visit_id", ["visit_id"], unique=False)

    op.create_table(
        "call_back",
        sa.Column("rating_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'not-reached')", name=op.f("ck_call_back_state")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_call_back_area_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff_user.id"], name=op.f("fk_call_back_done_by_id")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_call_back_rating_id")),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_call_back")),
    )
    with op.batch_alter_table("call_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_back_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_call_back_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "need_contact",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("notice", sa.String(length=20), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_contact_need_id")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_contact")),
    )
    op.create_table(
        "need_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=True),
        sa.Column("text_zh", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["staff_user.id"], name=op.f("fk_need_event_actor_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_event_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_event")),
    )
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.create_index("ix_need_event_need_id_id", ["need_id", "id"], unique=False)

    op.create_table(
        "need_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_flag_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_flag")),
        sa.UniqueConstraint("need_id", "device", name=op.f("uq_need_flag_need_id_device")),
    )
    with op.batch_alter_table("need_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_flag_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shown_digest", sa.String(length=64), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["picture.digest"], name=op.f("fk_need_photo_digest")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_photo_need_id")),
        sa.ForeignKeyConstraint(["shown_digest"], ["picture.digest"], name=op.f("fk_need_photo_shown_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_photo")),
        sa.UniqueConstraint("need_id", "position", name=op.f("uq_need_photo_need_id_position")),
    )
    with op.batch_alter_table("need_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_photo_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_photo_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_photo_shown_digest"), ["shown_digest"], unique=False)

    op.create_table(
        "need_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff_user.id"], name=op.f("fk_need_support_entered_by_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_support_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_support")),
        sa.UniqueConstraint("need_id", "device", name=op.f("uq_need_support_need_id_device")),
    )
    op.create_table(
        "need_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=64), nullable=False),
        sa.Column("is_solved", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_verdict_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_verdict")),
        sa.UniqueConstraint("need_id", "round", "voice", name=op.f("uq_need_verdict_need_id_round_voice")),
    )
    op.create_table(
        "need_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("professional_id", sa.Integer(), nullable=False),
        sa.Column("visit_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome_zh", sa.String(), nullable=False),
        sa.Column("outcome_en", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'made', 'cancelled')", name=op.f("ck_need_visit_state")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_visit_need_id")),
        sa.ForeignKeyConstraint(["professional_id"], ["staff_user.id"], name=op.f("fk_need_visit_professional_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_visit")),
    )
    with op.batch_alter_table("need_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_visit_need_id"), ["need_id"], unique=False)

    op.create_table(
        "rating_answer",
        sa.Column("rating_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text_zh", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff_user.id"], name=op.f("fk_rating_answer_answered_by_id")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rating_answer_rating_id")),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_rating_answer")),
    )
    op.create_table(
        "rating_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'upheld', 'excluded')", name=op.f("ck_rating_appeal_state")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff_user.id"], name=op.f("fk_rating_appeal_decided_by_id")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rating_appeal_rating_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_appeal")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_rating_appeal_rating_id")),
    )
    op.create_table(
        "rating_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("old_standing", sa.String(length=12), nullable=False),
        sa.Column("new_standing", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff_user.id"], name=op.f("fk_rating_review_decided_by_id")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rating_review_rating_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_review")),
    )
    with op.batch_alter_table("rating_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_review_rating_id"), ["rating_id"], unique=False)

    op.create_table(
        "rating_evidence",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["rating_appeal.id"], name=op.f("fk_rating_evidence_appeal_id")),
        sa.ForeignKeyConstraint(["digest"], ["picture.digest"], name=op.f("fk_rating_evidence_digest")),
        sa.PrimaryKeyConstraint("appeal_id", "position", name=op.f("pk_rating_evidence")),
    )
    with op.batch_alter_table("staff_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("profession", sa.String(length=12), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_staff_user_profession"), "profession IN ('planner', 'architect', 'engineer', 'other')"
        )

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_placement_target"), type_="check")
        batch_op.create_check_constraint(op.f("ck_placement_target"), "target IN ('community', 'cycle', 'need')")

    for statement in CREATE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)

    # A poster that led to the form of needs leads to its community's page, as most do.
    op.execute("UPDATE placement SET target = 'community' WHERE target = 'need'")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_placement_target"), type_="check")
        batch_op.create_check_constraint(op.f("ck_placement_target"), "target IN ('community', 'cycle')")

    with op.batch_alter_table("staff_user", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_staff_user_profession"), type_="check")
        batch_op.drop_column("profession")

    op.drop_table("rating_evidence")
    with op.batch_alter_table("rating_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_review_rating_id"))

    op.drop_table("rating_review")
    op.drop_table("rating_appeal")
    op.drop_table("rating_answer")
    with op.batch_alter_table("need_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_visit_need_id"))

    op.drop_table("need_visit")
    op.drop_table("need_verdict")
    op.drop_table("need_support")
    with op.batch_alter_table("need_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_photo_shown_digest"))
        batch_op.drop_index(batch_op.f("ix_need_photo_need_id"))
        batch_op.drop_index(batch_op.f("ix_need_photo_digest"))

    op.drop_table("need_photo")
    with op.batch_alter_table("need_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_flag_need_id"))

    op.drop_table("need_flag")
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.drop_index("ix_need_event_need_id_id")

    op.drop_table("need_event")
    op.drop_table("need_contact")
    with op.batch_alter_table("call_back", schema=None) as batch_op:
        batch_op.drop_index("ix_call_back_state_due_on")
        batch_op.drop_index(batch_op.f("ix_call_back_area_id"))

    op.drop_table("call_back")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index("ix_rating_visit_id")
        batch_op.drop_index("ix_rating_standing")
        batch_op.drop_index("ix_rating_professional_id_batch")
        batch_op.drop_index("ix_rating_comment_state")

    op.drop_table("rating")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index("ix_need_updated")
        batch_op.drop_index("ix_need_state")
        batch_op.drop_index(batch_op.f("ix_need_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_need_professional_id"))
        batch_op.drop_index("ix_need_path")
        batch_op.drop_index(batch_op.f("ix_need_merged_into_id"))
        batch_op.drop_index("ix_need_level4_updated_at")
        batch_op.drop_index("ix_need_level4_supports")
        batch_op.drop_index("ix_need_level4_priority")
        batch_op.drop_index("ix_need_level4_created_at")
        batch_op.drop_index("ix_need_level3_updated_at")
        batch_op.drop_index("ix_need_level3_supports")
        batch_op.drop_index("ix_need_level3_priority")
        batch_op.drop_index("ix_need_level3_created_at")
        batch_op.drop_index("ix_need_level2_updated_at")
        batch_op.drop_index("ix_need_level2_supports")
        batch_op.drop_index("ix_need_level2_priority")
        batch_op.drop_index("ix_need_level2_created_at")
        batch_op.drop_index("ix_need_level1_updated_at")
        batch_op.drop_index("ix_need_level1_supports")
        batch_op.drop_index("ix_need_level1_priority")
        batch_op.drop_index("ix_need_level1_created_at")
        batch_op.drop_index("ix_need_due")
        batch_op.drop_index("ix_need_category")
        batch_op.drop_index(batch_op.f("ix_need_area_id"))

    op.drop_table("need")
    with op.batch_alter_table("visit_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_change_visit_id"))
        batch_op.drop_index(batch_op.f("ix_visit_change_professional_id"))

    op.drop_table("visit_change")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_visit_id"))

    op.drop_table("ticket")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_professional_id_visited_on")
        batch_op.drop_index("ix_visit_area_id_visited_on")

    op.drop_table("visit")
    with op.batch_alter_table("satisfaction", schema=None) as batch_op:
        batch_op.drop_index("ix_satisfaction_period_changed_at")

    op.drop_table("satisfaction")
    with op.batch_alter_table("rating_sum", schema=None) as batch_op:
        batch_op.drop_index("ix_rating_sum_professional_id_month")

    op.drop_table("rating_sum")
    with op.batch_alter_table("published_figure", schema=None) as batch_op:
        batch_op.drop_index("ix_published_figure_professional_id_period")

    op.drop_table("published_figure")
    with op.batch_alter_table("professional_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_professional_area_area_id"))

    op.drop_table("professional_area")
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotent_answer_answered_at"))

    op.drop_table("idempotent_answer")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_state_next_at")
        batch_op.drop_index(batch_op.f("ix_delivery_endpoint_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("webhook_endpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_endpoint_area_id"))

    op.drop_table("webhook_endpoint")
    op.drop_table("saved_view")
    op.drop_table("rating_settings")
    op.drop_table("professional")
    with op.batch_alter_table("outbox_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_event_is_spread"))
        batch_op.drop_index(batch_op.f("ix_outbox_event_happened_at"))

    op.drop_table("outbox_event")
    op.drop_table("need_settings")
    op.drop_table("need_count")
    with op.batch_alter_table("canned_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_canned_answer_area_id"))

    op.drop_table("canned_answer")
    op.drop_table("bulk_change")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_area_id"))

    op.drop_table("api_key")
    with op.batch_alter_table("rating_burst", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_burst_slot"))

    op.drop_table("rating_burst")
    with op.batch_alter_table("need_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_draft_updated_at"))

    op.drop_table("need_draft")
