"""Asks a list of one framework about an object, where nothing of its library is imported; prints all modules."""

import json
import sys

from truss.errors import FrameworkNotSupportedError
from truss.frameworks import known

known.FRAMEWORKS = (known.KnownFramework(*sys.argv[1:]),)
try:
    known.framework_of(object())
except FrameworkNotSupportedError:
    print(json.dumps(sorted(sys.modules)))
