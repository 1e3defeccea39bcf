"""The book beside another system: balances compared as of a day, and differences worked off."""

from pointbook.reconciling.comparing import Compared as Compared
from pointbook.reconciling.comparing import compare as compare
from pointbook.reconciling.room import Reconciling as Reconciling
