"""Every column that is ever shown: its type, width and privacy class. A leaf that all may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pointbook.texts import has_text, say

ColumnType: TypeAlias = Literal[
    "id", "text", "long_text", "code", "points", "signed", "money", "count", "percent",
    "date", "time", "rank", "move",
]  # fmt: skip
Width: TypeAlias = Literal["small", "medium", "large"]
Privacy: TypeAlias = Literal["open", "personal", "contact"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `words` names the section of texts that has the words for its codes."""

    name: str
    type: ColumnType = "text"
    width: Width = "medium"
    privacy: Privacy = "open"
    words: str | None = None


_ALL = (
    # customers
    Column("customer_no", "id", "small"),
    Column("customer", "text", privacy="personal"),
    Column("name", "text", privacy="personal"),
    Column("phone", "id", privacy="contact"),
    Column("email", "id", privacy="contact"),
    Column("gender", "text", "small", "personal"),
    Column("birthday", "date", "small", "personal"),
    Column("joined_on", "date", "small"),
    Column("region", "text", "small"),
    Column("city", "text", "small"),
    Column("store", "text"),
    Column("department", "text"),
    Column("owner", "text", "small"),
    Column("tier", "text", "small"),
    Column("status", "code", "small", words="statuses"),
    Column("tags", "text"),
    Column("fields", "long_text", "large", "personal"),
    Column("before", "long_text", "large", "personal"),
    Column("created_at", "time"),
    Column("updated_at", "time"),
    Column("balance", "points", "small"),
    Column("available", "points", "small"),
    Column("pending", "points", "small"),
    Column("held", "points", "small"),
    Column("debt", "points", "small"),
    Column("lapsed", "points", "small"),
    Column("expiring", "points", "small"),
    Column("last_activity", "time"),
    Column("first_entry_at", "time"),
    Column("last_entry_at", "time"),
    Column("entry_count", "count", "small"),
    # entries and lots
    Column("entry_id", "id", "small"),
    Column("occurred_at", "time"),
    Column("recorded_at", "time"),
    Column("kind", "code", "small", words="kinds"),
    Column("points", "signed", "small"),
    Column("balance_before", "points", "small"),
    Column("balance_after", "points", "small"),
    Column("before_after", "text"),
    Column("reason", "code", words="reasons"),
    Column("source", "code", words="sources"),
    Column("ref", "id"),
    Column("line", "count", "small"),
    Column("note", "long_text", "large", "personal"),
    Column("channel", "text", "small"),
    Column("campaign", "text"),
    Column("amount", "money", "small"),
    Column("available_from", "time"),
    Column("expires_at", "time"),
    Column("reverses_entry_id", "id", "small"),
    Column("batch_id", "id", "small"),
    Column("requested", "points", "small"),
    Column("short", "points", "small"),
    Column("spent", "points", "small"),
    Column("out_of_reach", "points", "small"),
    Column("owing", "points", "small"),
    Column("fate", "code", words="fates"),
    Column("reversible", "points", "small"),
    Column("rule_version", "id", "small"),
    Column("actor", "text", "small", words="actors"),
    Column("approver", "text", "small"),
    Column("lot_entry_id", "id", "small"),
    Column("drawn", "points", "small"),
    Column("remaining", "points", "small"),
    Column("hold_id", "id", "small"),
    Column("state", "code", "small", words="states"),
    # ranking and movers
    Column("rank", "rank", "small"),
    Column("rank_change", "move", "small"),
    Column("measure", "code", "small", words="measures"),
    Column("value", "points", "small"),
    Column("share", "percent", "small"),
    Column("previous_rank", "rank", "small"),
    Column("previous_value", "points", "small"),
    Column("compare_value", "points", "small"),
    Column("change", "signed", "small"),
    Column("change_pct", "percent", "small"),
    # growth
    Column("bucket_start", "date", "small"),
    Column("group", "text"),
    Column("opening", "points", "small"),
    Column("earned", "signed", "small"),
    Column("redeemed", "signed", "small"),
    Column("expired", "signed", "small"),
    Column("cleared", "signed", "small"),
    Column("adjusted", "signed", "small"),
    Column("reversed", "signed", "small"),
    Column("transferred", "signed", "small"),
    Column("brought_in", "signed", "small"),
    Column("other", "signed", "small"),
    Column("net", "signed", "small"),
    Column("closing", "points", "small"),
    Column("active_customers", "count", "small"),
    Column("new_customers", "count", "small"),
    Column("redemption_rate", "percent", "small"),
    # imports
    Column("title", "text", "large"),
    Column("import_kind", "code", "small", words="import_kinds"),
    Column("rows", "count", "small"),
    Column("entries", "count", "small"),
    Column("customers", "count", "small"),
    Column("skipped", "count", "small"),
    Column("idle", "count", "small"),
    Column("problems", "count", "small"),
    Column("overdrawn", "count", "small"),
    Column("points_in", "points", "small"),
    Column("points_out", "points", "small"),
    Column("first_at", "time"),
    Column("last_at", "time"),
    Column("undoes", "id", "small"),
    Column("undone_by", "id", "small"),
    Column("mapping", "long_text", "large"),
    Column("file_digest", "id"),
    Column("row", "id", "small"),
    Column("column", "text"),
    Column("field", "text"),
    Column("cell", "text"),
    Column("code", "code", "large", words="problems"),
    Column("advice", "code", "large", words="advice"),
    # backups
    Column("made_at", "time"),
    Column("kibibytes", "count", "small"),
    Column("is_encrypted", "code", "small", words="yes_no"),
    Column("book_rows", "count"),
    Column("book_points", "signed"),
    Column("file_rows", "count"),
    Column("file_points", "signed"),
    Column("same_rows", "count"),
    Column("only_book", "count"),
    Column("only_file", "count"),
    Column("tier_before", "text"),
    Column("tier_after", "text"),
    # reports
    Column("within_days", "count", "small"),
    # users
    Column("user_name", "id", "small"),
    Column("full_name", "text", "small", "personal"),
    Column("role", "code", "small", words="roles"),
    Column("post", "text", "small"),
    Column("signed_in_at", "time"),
    Column("user_state", "code", "small", words="user_states"),
    Column("user_count", "count", "small"),
    Column("rights", "long_text", "large"),
    Column("entry_limit", "text", "small"),
    Column("batch_limit", "text", "small"),
    Column("day_limit", "text", "small"),
    Column("role_rights", "text", "large"),
    Column("department_id", "id", "small"),
    Column("parent_id", "id", "small"),
    Column("is_active", "code", "small"),
    Column("is_open", "code", "small"),
    # audit
    Column("link_no", "id", "small"),
    Column("command", "code", words="commands"),
    Column("what", "long_text", "large"),
    Column("came_from", "text"),
    Column("times", "count", "small"),
    Column("outcome", "code", "small", words="outcomes"),
    Column("refusal", "long_text", "large"),
    Column("said", "long_text", "large"),
    Column("before", "text"),
    Column("after", "text"),
    Column("tries", "count", "small"),
    Column("place", "text"),
    Column("last_try_at", "time"),
    Column("right", "code", words="rights"),
    Column("last_used_at", "time"),
    Column("use_state", "code", "small", words="use_states"),
    Column("review_id", "id", "small"),
    Column("users", "count", "small"),
    Column("grants", "count", "small"),
    Column("unused", "count", "small"),
    Column("reach", "code", "small", words="reaches"),
    # fields of imported files that no table shows
    Column("date", "date", "small"),
    Column("year", "id", "small"),
    Column("month", "id", "small"),
    Column("joined_year", "id", "small"),
    Column("joined_month", "id", "small"),
    # orders, rewards, redemptions
    Column("order_no", "id"),
    Column("ordered_at", "time"),
    Column("paid_points", "points", "small"),
    Column("quantity", "points", "small"),
    Column("product", "text"),
    Column("order_status", "text", "small"),
    Column("reward_no", "id", "small"),
    Column("reward_name", "text"),
    Column("category", "text", "small"),
    Column("points_price", "points", "small"),
    Column("money_value", "money", "small"),
    Column("stock", "points", "small"),
    Column("valid_from", "date", "small"),
    Column("valid_until", "date", "small"),
    Column("reward_status", "text", "small"),
    Column("reward_state", "code", "small", words="reward_states"),
    Column("redemptions", "count", "small"),
    Column("redeemed_points", "points", "small"),
    Column("last_redeemed_at", "time"),
    Column("redemption_no", "id"),
    Column("redeemed_at", "time"),
    Column("redemption_state", "code", "small", words="redemption_states"),
    Column("redemption_status", "text", "small"),
    Column("records", "count", "small"),
)

COLUMNS: dict[str, Column] = {column.name: column for column in _ALL}


def column(name: str) -> Column:
    """The column of this name; one that nobody described (a company's own field) is plain text."""
    return COLUMNS.get(name) or Column(name)


def label(name: str, lang: str = "zh") -> str:
    """What a column is called on screen, in an export and in an import's mapping."""
    key = f"columns.{name}"
    return say(key, lang) if has_text(key, lang) else name
