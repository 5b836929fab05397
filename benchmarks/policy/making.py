"""Makes the mutants of the policy package, with mutmut.

What lives here: writing, in place of each module, its mutants with mutmut's switch between them, and which there are.
What this file must not know: how they are tried. It runs in the environment that has mutmut.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

from benchmarks.policy.mutants import PACKAGE, ROOT, WORK, made_file


def make() -> None:
    """Make the mutants of every module that changed since they were made."""
    for source in sorted((ROOT / PACKAGE).glob("*.py")):
        code, kept = source.read_text("utf-8"), made_file(source.name)
        of = hashlib.sha256(f"mutmut {version('mutmut')}\n{code}".encode()).hexdigest()
        if kept.exists() and json.loads(kept.read_text("utf-8"))["of"] == of:
            continue
        print(f"making mutants of {source.name}", flush=True)
        mutated = mutate_file_contents(str(source), code)
        (WORK / PACKAGE / source.name).write_text(mutated.code, "utf-8")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"of": of, "functions": _functions(source.stem, mutated)}), "utf-8")


def function_of(mangled: str) -> str:
    """Return the name of a function, of a method after its class, as it is in the source.

    Example:
        >>> function_of("xǁViewǁbatches"), function_of("x__copy")
        ('View.batches', '_copy')
    """
    return mangled.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")


def _functions(stem: str, mutated: MutatedFile) -> dict[str, object]:
    found: dict[str, object] = {}
    for mangled, digest in mutated.hash_by_function_name.items():
        many = sum(name.startswith(f"{mangled}__mutmut_") for name in mutated.mutant_names)
        spans = [
            mutated.line_span_by_function_name[f"{mangled}__mutmut_{each}"] for each in ("orig", *range(1, many + 1))
        ]
        found[function_of(mangled)] = {
            "dotted": f"opendata_share.policy.{stem}.{mangled}",
            "code": digest,
            "spans": [(span.start, span.end) for span in spans],
        }
    return found
