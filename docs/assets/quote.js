// An output line and its explanation light up together: a quote in the text, and the line of the block above that it
// is. A block instead of a module, which browsers do not load from file://.
"use strict";

{
  /** The line of an output that has a text, as an element of its own; null where there is none. */
  function lineOf(output, text) {
    const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const at = node.data.indexOf(text);
      if (at < 0) continue;
      if (node.parentElement.matches(".explained")) return node.parentElement;
      const end = node.data.indexOf("\n", at);
      const range = document.createRange();
      range.setStart(node, node.data.lastIndexOf("\n", at) + 1);
      range.setEnd(node, end < 0 ? node.data.length : end);
      const line = document.createElement("span");
      line.className = "explained";
      range.surroundContents(line);
      return line;
    }
    return null;
  }

  const linesOf = (terminal, text) =>
    [...terminal.querySelectorAll(".output")].map((output) => lineOf(output, text)).filter(Boolean).slice(0, 1);

  /** The lines that a quote is: of the nearest block above that has it, and of the tabs beside that. */
  function found(quote, above) {
    for (const terminal of above.toReversed()) {
      const lines = linesOf(terminal, quote.textContent);
      if (!lines.length) continue;
      const others = [...(terminal.closest(".tabbed-set")?.querySelectorAll(".terminal") ?? [])];
      return [...lines, ...others.filter((other) => other !== terminal).flatMap((other) => linesOf(other, quote.textContent))];
    }
    return [];
  }

  function connect(quote, lines) {
    const parts = [quote, ...lines];
    const light = (on) => parts.forEach((part) => part.classList.toggle("lit", on));
    const show = (part) => part?.scrollIntoView({ block: "center", inline: "nearest" });
    const go = () => show(lines.find((line) => line.checkVisibility()));
    for (const part of parts) {
      part.addEventListener("pointerenter", () => light(true));
      part.addEventListener("pointerleave", () => light(document.activeElement === quote));
    }
    quote.tabIndex = 0;
    quote.setAttribute("role", "button");
    quote.addEventListener("focus", () => light(true));
    quote.addEventListener("blur", () => light(false));
    quote.addEventListener("click", go);
    quote.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      go();
    });
    for (const line of lines) {
      line.addEventListener("click", () => {
        if (!getSelection().isCollapsed) return; // it was being copied
        quote.focus({ preventScroll: true });
        show(quote);
      });
    }
  }

  const above = [];
  for (const part of document.querySelectorAll(".terminal, li code.quote")) {
    if (part.matches(".terminal")) above.push(part);
    else {
      const lines = found(part, above);
      if (lines.length) connect(part, lines);
    }
  }
}
