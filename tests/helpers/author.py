"""The author's own Docker, and waiting for what another process brings about."""

import time

from snippets.sandbox.containers import LABEL


class Author:
    """The author's Docker, as the author sees it."""

    def __init__(self, client):
        self.client = client

    def belongings(self):
        """Everything there but the sandboxes' own."""
        return {
            "containers": {c.id: c.status for c in self.client.containers.list(all=True) if LABEL not in c.labels},
            "images": {
                tag
                for image in self.client.images.list()
                for tag in image.tags
                if not tag.startswith("docker-flow-lesson-engine:")
            },
            "networks": {n.id for n in self.client.networks.list() if LABEL not in (n.attrs["Labels"] or {})},
            "volumes": {v.id for v in self.client.volumes.list() if LABEL not in (v.attrs["Labels"] or {})},
        }

    def sandboxes(self):
        """Everything of ours that is there, running or not."""
        mine = {"label": LABEL}
        return [
            *(c.name for c in self.client.containers.list(all=True, filters=mine)),
            *(n.name for n in self.client.networks.list(filters=mine)),
            *(v.name for v in self.client.volumes.list(filters=mine)),
        ]


def wait_until(what, seconds=60):
    """Wait for a condition, which a signal or a file brings about in another process."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
    return found
