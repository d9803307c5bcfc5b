"""What the tests of the tasks share."""

from __future__ import annotations

TREATY, ENVOY = "을사늑약은 언제 체결되었나?", "고종은 왜 헤이그에 특사를 파견했어?"
