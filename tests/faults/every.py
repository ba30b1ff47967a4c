"""All faults there are."""

from . import Fault
from .in_answers import FAULTS as IN_ANSWERS
from .in_sharing import FAULTS as IN_SHARING

FAULTS: tuple[Fault, ...] = (*IN_SHARING, *IN_ANSWERS)
