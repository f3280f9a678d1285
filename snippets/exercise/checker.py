"""The form in which readers check their own output: what a script makes it of."""

import json
from collections.abc import Mapping

from snippets.html import text
from snippets.script.script import Step


def form(step: Step, errors: str | None) -> str:
    """The step's expectations, as JSON. Nothing of it is seen without the script.

    Args:
        step: The step.
        errors: Address of the page of errors; None where there is none.
    """
    data = {
        "commands": [command.text for command in step.commands],
        "outputs": [
            {
                "engine": generation,
                "expected": [command.expected for command in commands],
                "status": [command.status for command in commands],
            }
            for generation, commands in (("", step.commands), *((v.generation, v.commands) for v in step.variants))
        ],
    }
    return script(step.name, errors, data)


def script(name: str, errors: str | None, data: Mapping[str, object]) -> str:
    """What the form needs to know, as JSON.

    Args:
        name: What is checked: a step, or a goal.
        errors: As for `form`.
        data: What is expected.
    """
    told = {"errors": errors, **data}
    # Within a script element only `<` has a meaning, as the beginning of its end or of a comment.
    harmless = json.dumps(told, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" class="check" data-step="{text(name)}">{harmless}</script>'
