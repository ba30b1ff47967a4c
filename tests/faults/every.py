"""All faults there are."""

from . import Fault
from .in_answers import FAULTS as IN_ANSWERS
from .in_letting_in import FAULTS as IN_LETTING_IN
from .in_sharing import FAULTS as IN_SHARING

FAULTS: tuple[Fault, ...] = (*IN_SHARING, *IN_LETTING_IN, *IN_ANSWERS)
