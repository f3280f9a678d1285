"""A real browser on the real site, cut off from every other host."""

import functools
import http.server
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    handler = functools.partial(_Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def browser():
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, address):
    """Makes a browser page that reaches no other host; `page.strangers` has what it asked of other hosts."""
    contexts = []

    def new_page(**options):
        context = browser.new_context(locale="ja-JP", base_url=f"{address}/", **options)
        contexts.append(context)
        page = context.new_page()
        page.strangers = []

        def decide(route):
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:
                page.strangers.append(route.request.url)
                route.abort()

        context.route("**/*", decide)
        return page

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(new_page):
    """Opens a page of the site."""

    def open_page(path="", **options):
        page = new_page(**options)
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def page(new_page):
    """A browser page that may use the clipboard."""
    return new_page(permissions=["clipboard-read", "clipboard-write"])
