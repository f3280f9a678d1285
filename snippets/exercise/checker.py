"""The form in which readers check their own output: what a script makes it of."""

import json

from snippets.html import text
from snippets.script.script import Step


def form(step: Step, errors: str | None) -> str:
    """The step's expectations, as JSON. Nothing of it is seen without the script.

    Args:
        step: The step.
        errors: Address of the page of errors; None where there is none.
    """
    data = {
        "errors": errors,
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
    # Within a script element only `<` has a meaning, as the beginning of its end or of a comment.
    harmless = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" class="check" data-step="{text(step.name)}">{harmless}</script>'
