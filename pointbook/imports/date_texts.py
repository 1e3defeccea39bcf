"""The patient reading of dates: every writing that is clearly one, in Chinese and in English."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pointbook.imports.date_orders import EITHER, Decide

_DAY = r"^\d{4}-\d{1,2}-\d{1,2}$"
_MONTH = r"^(\d{4})-(\d{1,2})$"
_OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"
_CLOCK = r"\d{1,2}(?::\d{2}){1,2}"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_SECONDS = r"^1[0-8]\d{8}$"
_MILLISECONDS = r"^1[0-8]\d{11}$"
"""Since 1970: 2001 to 2030, so that no day and hour in ten digits is taken for it."""
_SERIAL_ZERO = datetime(1899, 12, 30)
_MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def read(texts: pl.Series, timezone: str, decide: Decide) -> tuple[pl.Series, pl.Series]:
    """Local instants of distinct texts, null where there is none, and whether only a day was given."""
    plain = _in_one_form(texts, decide)
    is_day = plain.str.contains(_DAY)
    month = plain.str.extract(_MONTH, 1), plain.str.extract(_MONTH, 2)
    forms = (
        "%Y-%m-%d", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M",
        "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p",
    )  # fmt: skip
    attempts = [plain.str.to_datetime(form, strict=False, time_unit="us") for form in forms]
    serials, is_whole = _serials(plain)
    found = pl.select(
        pl.coalesce(
            *attempts,
            month_starts(*month),
            _with_offset(plain, timezone),
            serials,
            _since_1970(plain, timezone),
        )
    ).to_series()
    return found, is_day | month[0].is_not_null() | is_whole


def month_starts(year: pl.Series, month: pl.Series) -> pl.Series:
    """The first day of each month at 00:00."""
    text = year + "-" + month + "-01"
    return text.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us")


def _in_one_form(texts: pl.Series, decide: Decide) -> pl.Series:
    plain = _month_names(_half_days(texts.str.normalize("NFKC").str.strip_chars()))
    either = plain.filter(plain.str.contains(EITHER))
    if not either.is_empty():
        is_day_first = decide(either) == "day_first"
        form = "$3-$2-$1" if is_day_first else "$3-$1-$2"
        plain = plain.str.replace(EITHER.removesuffix(r"(?:\D|$)") + r"(\D|$)", f"{form}$4")
    return (
        plain.str.replace(r"日\s*", "日 ")
        .str.replace(r"^(\d{4})\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2})(?:\s*日)?", "$1-$2-$3")
        .str.replace(r"^(\d{4})\s*[年/.-]\s*(\d{1,2})\s*月?$", "$1-$2")
        .str.replace(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$", "$1-$2-$3 $4:$5")
        .str.replace(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$", "$1-$2-$3 $4:$5:$6")
        .str.replace(r"^(\d{4})(\d{2})(\d{2})(?:$|[ T])", "$1-$2-$3 ")
        .str.replace(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])$", "$1-$2")
        .str.replace(r"^(\S+)[T ]\s*", "$1 ")
        .str.replace(r"分\s*(\d{1,2})\s*秒?$", "分:$1")
        .str.replace(r"\s*(时|点)\s*(\d{1,2})\s*分?", ":$2")
        .str.strip_chars()
    )


def _half_days(texts: pl.Series) -> pl.Series:
    """上午, 下午, am and p.m. as AM and PM behind the time."""
    if not texts.str.contains(r"[AaPp]\.?[Mm]|[上下]午").any():
        return texts
    return (
        texts.str.replace(rf"上午\s*({_CLOCK})", "$1 AM")
        .str.replace(rf"下午\s*({_CLOCK})", "$1 PM")
        .str.replace(r"(\d)\s*([AaPp])\.?[Mm]\.?$", "$1 ${2}M")
    )


def _month_names(texts: pl.Series) -> pl.Series:
    """5 Mar 2026, 05-Mar-2026 and March 5, 2026 with the month as a number, in the order of a year first."""
    named = texts.str.contains(r"(?i)\b(?:" + "|".join(_MONTH_NAMES) + ")")
    if not named.any():
        return texts
    separator = r"(?:\s+|\s*[-/.,]\s*)"
    turned = texts.str.replace(
        rf"^(\d{{1,2}}){separator}([A-Za-z]{{3}})[a-z]*{separator}(\d{{4}})", "$3-$2-$1"
    ).str.replace(rf"^([A-Za-z]{{3}})[a-z]*{separator}(\d{{1,2}}){separator}(\d{{4}})", "$3-$1-$2")
    numbers = [str(number) for number in range(1, 13)]
    return turned.zip_with(
        named.not_(), turned.str.replace_many(_MONTH_NAMES, numbers, ascii_case_insensitive=True)
    )


def _serials(plain: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Days since 1899-12-30, as a workbook counts them; a fraction is the time of day."""
    is_serial = plain.str.contains(_SERIAL)
    count = plain.set(is_serial.not_(), None).cast(pl.Float64)
    at = pl.select(_SERIAL_ZERO + pl.duration(seconds=(pl.lit(count) * 86_400).round())).to_series()
    return at.cast(pl.Datetime("us")), is_serial & (count % 1 == 0).fill_null(False)


def _since_1970(plain: pl.Series, timezone: str) -> pl.Series:
    seconds = plain.set(plain.str.contains(_SECONDS).not_(), None).cast(pl.Int64)
    milliseconds = plain.set(plain.str.contains(_MILLISECONDS).not_(), None).cast(pl.Int64)
    count = (seconds * 1_000_000).zip_with(seconds.is_not_null(), milliseconds * 1_000)
    return _local(count.cast(pl.Datetime("us", "UTC")), timezone)


def _with_offset(plain: pl.Series, timezone: str) -> pl.Series:
    """Instants that name their offset from UTC, in the programme's local time."""
    if not plain.str.contains(_OFFSET).any():
        return pl.repeat(None, len(plain), dtype=pl.Datetime("us"), eager=True)
    marked = plain.str.replace(r"\s*Z$", "+0000").str.replace(r"\s*([+-]\d{2}):?(\d{2})$", "$1$2")
    attempts = [
        marked.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        for form in ("%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M%z")
    ]
    return _local(pl.select(pl.coalesce(attempts)).to_series(), timezone)


def _local(instants: pl.Series, timezone: str) -> pl.Series:
    return instants.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
