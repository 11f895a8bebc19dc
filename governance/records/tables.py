"""All tables of the records: what this house's migrations make and its guards keep."""

from __future__ import annotations

from governance.records.audit_models import AUDIT_TABLES
from governance.records.checkin_models import CHECKIN_TABLES
from governance.records.comment_models import COMMENT_TABLES
from governance.records.incident_models import INCIDENT_TABLES
from governance.records.investment_models import INVESTMENT_TABLES
from governance.records.models import PROMISE_TABLES
from governance.records.step_models import STEP_TABLES
from governance.records.token_models import TOKEN_TABLES

RECORD_TABLES = (
    PROMISE_TABLES
    | AUDIT_TABLES
    | INCIDENT_TABLES
    | INVESTMENT_TABLES
    | CHECKIN_TABLES
    | COMMENT_TABLES
    | STEP_TABLES
    | TOKEN_TABLES
)
