"""Recognises a model where no other library than its own is imported; prints all modules."""

import json
import sys
from statistics import NormalDist

from truss.frameworks import known

normal = known.KnownFramework("normal", package="statistics", module="client.normal_framework")
known.FRAMEWORKS = (*known.FRAMEWORKS, normal)
assert known.framework_of(NormalDist(5, 2)).name == "normal"
print(json.dumps(sorted(sys.modules)))
