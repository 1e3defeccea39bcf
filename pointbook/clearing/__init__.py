"""Clearing by rules: whose points are cleared when, looked at by a person once, then done day by day."""

from __future__ import annotations

from pointbook.clearing.room import Clearing as Clearing
from pointbook.clearing.rule import CONDITIONS as CONDITIONS
from pointbook.clearing.rule import Condition as Condition
from pointbook.clearing.rule import KeptRule as KeptRule
from pointbook.clearing.rule import Rule as Rule
