"""`python -m opendata_share.policy` writes the JSON Schema of policy files beside the form it is made of.

What lives here: writing the file. What this file must not know: the form.
"""

from __future__ import annotations

import json
from pathlib import Path

from ._form import policy_schema

if __name__ == "__main__":
    place = Path(__file__).with_name("policy-schema.json")
    place.write_text(json.dumps(policy_schema(), indent=2) + "\n", encoding="utf-8")
