// Opens a term's tooltip on hover, keyboard focus and tap. Without this, a term is a link to its entry.
// Esc and a tap elsewhere close it: the browser does that for a popover.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const MARGIN = 8; // pixels that stay free beside the tooltip
  const OPEN_AFTER = 150; // milliseconds, so that a passing mouse opens nothing
  const CLOSE_AFTER = 300; // milliseconds, to reach the tooltip in

  /** Puts an open tooltip below a line of text, or above it when there is no room. */
  function place(tip, line) {
    const { clientWidth, clientHeight } = document.documentElement;
    const left = Math.max(MARGIN, Math.min(line.left, clientWidth - tip.offsetWidth - MARGIN));
    const above = line.bottom + tip.offsetHeight > clientHeight && line.top > tip.offsetHeight;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above ? line.top - tip.offsetHeight : line.bottom) + scrollY}px`;
  }

  function connect(term) {
    const tip = term.nextElementSibling;
    let timer;
    let tapped = false;

    /** Opens at the line of the term that the pointer, if there is one, is on. */
    const open = (y = 0) => {
      const lines = [...term.getClientRects()];
      tip.togglePopover(true);
      place(tip, lines.find((line) => y <= line.bottom) ?? lines[0]);
    };
    const close = () => term.matches(":focus-visible") || tip.hidePopover();
    const after = (milliseconds, action) => {
      clearTimeout(timer);
      timer = setTimeout(action, milliseconds);
    };

    term.addEventListener("pointerenter", ({ pointerType, buttons, clientY }) => {
      if (pointerType !== "touch" && !buttons) after(OPEN_AFTER, () => open(clientY));
    });
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    for (const part of [term, tip]) {
      part.addEventListener("pointerleave", ({ pointerType }) => {
        if (pointerType !== "touch") after(CLOSE_AFTER, close);
      });
    }

    term.addEventListener("focus", () => term.matches(":focus-visible") && open());
    term.addEventListener("blur", ({ relatedTarget }) => {
      if (relatedTarget && !tip.contains(relatedTarget)) tip.hidePopover();
    });

    term.addEventListener("pointerdown", ({ pointerType }) => {
      tapped = pointerType === "touch";
    });
    term.addEventListener("click", (event) => {
      if (tapped) {
        event.preventDefault();
        open(event.clientY);
      }
      tapped = false;
    });
  }

  if ("popover" in HTMLElement.prototype) document.querySelectorAll(".glossary-term").forEach(connect);
}
