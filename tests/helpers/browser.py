"""Sizes of windows, colour schemes, and what axe-core finds."""

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCHEMES = {"light": "default", "dark": "slate"}
EVERYTHING = """
*, *::before, *::after { transition: none !important; }
.tabbed-block { display: block !important; }
"""


def violations(page):
    """One line for each element that breaks a rule: the rule, the element, and what is wrong with it."""
    return [
        f"{rule['id']}: {node['html']}\n  {node['failureSummary']}"
        for rule in page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        for node in rule["nodes"]
    ]
