"""An SVG, read."""

from html.parser import HTMLParser


class Drawn(HTMLParser):
    """The elements of an SVG, and its texts by class."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.texts = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "text":
            self.texts.append((self.elements[-1][1].get("class"), data))
        elif self.inside:
            self.elements[-1][1]["text"] = self.elements[-1][1].get("text", "") + data

    def having(self, **attributes):
        return [
            element
            for _, element in self.elements
            if all(element.get(name.strip("_").replace("_", "-")) == value for name, value in attributes.items())
        ]
