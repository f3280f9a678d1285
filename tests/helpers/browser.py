"""Sizes of windows, colour schemes, searching, and what axe-core finds."""

import re

from playwright.sync_api import expect

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


def search(page, query):
    """Type a query that is not the one before."""
    box, meta = page.locator(".md-search__input"), page.locator(".md-search-result__meta")
    for text, answered in (("", "検索キーワードを入力してください"), (query, re.compile("見つかりま"))):
        box.fill(text)
        expect(meta).to_have_text(answered)
