"""Values as JSON text, exact: what a program reads of an answer."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal


def json_text(value: object) -> str:
    """JSON in which a Decimal is a number with all its digits; dates are ISO text."""
    match value:
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return format(value, "f") if value.is_finite() else "null"
        case float():
            return repr(value) if math.isfinite(value) else "null"
        case datetime() | date():
            return json.dumps(value.isoformat())
        case Mapping():
            pairs = (f"{json_text(str(name))}: {json_text(each)}" for name, each in value.items())
            return f"{{{', '.join(pairs)}}}"
        case Sequence():
            return f"[{', '.join(map(json_text, value))}]"
    return json.dumps(str(value), ensure_ascii=False)
