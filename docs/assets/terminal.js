// Executed blocks: commands are copied and selected without prompts, comments and outputs; where more is to be seen at
// a side is marked.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const SAID_FOR = 2000; // milliseconds

  /** Says on a block at which sides more of it is to be seen, in `data-more`. */
  function mark(terminal, { scrollLeft, scrollWidth, clientWidth }) {
    const hidden = { left: scrollLeft, right: scrollWidth - clientWidth - scrollLeft };
    const sides = Object.keys(hidden).filter((side) => hidden[side] > 1); // positions have fractions of a pixel
    if (sides.length) terminal.dataset.more = sides.join(" ");
    else delete terminal.dataset.more;
  }

  function connect(terminal) {
    const pre = terminal.querySelector("pre");
    pre.addEventListener("scroll", () => mark(terminal, pre), { passive: true });
    new ResizeObserver(() => mark(terminal, pre)).observe(pre);

    const button = terminal.querySelector(".terminal-copy");
    const label = button.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const commands = [...terminal.querySelectorAll(".typed")].map((line) => line.textContent);
      await navigator.clipboard.writeText(commands.join(""));
      button.textContent = "コピーしました";
      setTimeout(() => (button.textContent = label), SAID_FOR);
    });

    // Where a selection begins says whether it is of commands or of outputs.
    terminal.addEventListener("pointerdown", ({ target }) => {
      terminal.dataset.selecting = target.closest(".typed, .output")?.className ?? "";
    });
  }

  document.querySelectorAll(".terminal").forEach(connect);
}
