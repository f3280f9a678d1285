"""What mmdr calls the parts of a drawing, and what they are called here."""

SHAPES = {
    "statediagram-note": "note",
    "note-cluster": "",
    "inner": "",
    "note-edge": "edge dashed",
    "edge-pattern-dotted": "edge dashed",
    "edge-pattern-dashed": "edge dashed",
    "edge-thickness-thick": "edge thick",
    "flowchart-link": "edge",
    "transition": "edge",
    "messageLine0": "edge",
    "messageLine1": "edge dashed",
    "labelBkg": "back",
    "state-start": "end",
    "node": "node",
    "cluster": "group",
    "statediagram-cluster": "group",
    "actor-line": "lifeline",
    "actor-man": "person",
    "actor": "node",
    "note": "note",
    "activation0": "activation",
    "activation1": "activation",
    "activation2": "activation",
    "loopLine": "frame",
    "labelBox": "tab",
    "marker": "head",
}
TEXTS = {
    "cluster-label": "title",
    "labelText": "word",
    "loopText": "condition",
    "sectionTitle": "condition",
    "messageText": "said",
    "edgeLabel": "said",
    "sequenceNumber": "number",
    "actor-man": "said",
}
"""Classes of mmdr's, and what they are called here."""
MMDR_WORDS = {"word", "number"}
"""Texts that mmdr adds by itself."""
