"""What the logs of real engines and a real registry hold of one command; see ``tests/unit/trace/captured``.

For engines 20.10 (Debian 12), 26.1 (Debian 13) and 28.5 (Debian sid), with registry 2.8, and 29.7, with containerd's
image store and registry 3.1: the daemon's lines (those that tell nothing left out), the events and the sandbox's
marks. ``*.own.log`` is what a registry that the lesson runs wrote meanwhile; of its second log, in Apache's format,
each run of lines is cut to one.
"""

from tests.helpers.project import ROOT

CAPTURED = ROOT / "tests" / "unit" / "trace" / "captured"


def captured(engine, command):
    registry = CAPTURED / f"{engine}-{command}.registry.log"
    return (CAPTURED / f"{engine}-{command}.engine.log").read_text(encoding="utf-8"), (
        registry.read_text(encoding="utf-8") if registry.exists() else 'time="" level=info msg="listening"\n'
    )


def own_log(engine, command):
    own = CAPTURED / f"{engine}-{command}.own.log"
    return own.read_text(encoding="utf-8") if own.exists() else ""
