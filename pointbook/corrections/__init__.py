"""Corrections of one customer's points: what a change would do, the change, and its reasons."""

from pointbook.corrections.change import WAYS as WAYS
from pointbook.corrections.change import Change as Change
from pointbook.corrections.change import Way as Way
from pointbook.corrections.effects import Effects as Effects
from pointbook.corrections.effects import Standing as Standing
from pointbook.corrections.room import Corrections as Corrections
from pointbook.corrections.room import Posted as Posted
