"""A plugin of pytest that plants a fault: loaded before the program, so that what is made at import is faulty too."""

import os

from . import VARIABLE
from .planting import plant

plant(os.environ[VARIABLE])
