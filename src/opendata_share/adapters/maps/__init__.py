"""Field maps of open data that agencies published, one TOML file a source; each says its quirks where it meets them.

What lives here: column names, code words and official facts. What must not be here: a row of anybody's file, code.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
