"""`python -m opendata_share.policy` prints the JSON Schema of policy files, which `policy-schema.json` holds.

What lives here: printing it. What this file must not know: the form.
"""

from __future__ import annotations

import json
import sys

from ._form import policy_schema

sys.stdout.write(f"{json.dumps(policy_schema(), indent=2)}\n")
