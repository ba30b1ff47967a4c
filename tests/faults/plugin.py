"""A plugin of pytest that plants a fault: loaded before the program, so that what is made at import is faulty too."""

import os

from . import VARIABLE
from .every import FAULTS
from .planting import plant

plant(next(fault for fault in FAULTS if fault.name == os.environ[VARIABLE]))
