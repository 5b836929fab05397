"""Write the documents of the shipped contracts anew, from their record classes.

What lives here: that one program. What this file must not know: what a contract says.

    python -m opendata_share.schemas.documents
"""

from __future__ import annotations

import json
from pathlib import Path

from ... import schemas


def documents() -> dict[str, str]:
    """Return the text of each document, by the contract's name."""
    contracts = [getattr(schemas, name).contract() for name in schemas.__all__]
    return {
        contract.name: json.dumps(contract.to_document(), ensure_ascii=False, indent=1) + "\n" for contract in contracts
    }


def main() -> None:
    """Write every document beside this program."""
    for name, text in documents().items():
        Path(__file__).with_name(f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
