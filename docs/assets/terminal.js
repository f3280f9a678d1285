// Executed blocks: commands are copied and selected without prompts, comments and outputs; where more is to be seen at
// a side is marked.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { element } = globalThis.lesson;
  const SAID_FOR = 2000; // milliseconds

  /** Says on a block at which sides more of it is to be seen, in `data-more`. */
  function mark(terminal, { scrollLeft, scrollWidth, clientWidth }) {
    const hidden = { left: scrollLeft, right: scrollWidth - clientWidth - scrollLeft };
    const sides = Object.keys(hidden).filter((side) => hidden[side] > 1); // positions have fractions of a pixel
    if (sides.length) terminal.dataset.more = sides.join(" ");
    else delete terminal.dataset.more;
  }

  /** Has a button copy a text, and say whether that was allowed. */
  function copying(button, text) {
    const label = button.textContent;
    const say = (said) => {
      button.textContent = said;
      setTimeout(() => (button.textContent = label), SAID_FOR);
    };
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () =>
      navigator.clipboard.writeText(text()).then(
        () => say("コピーしました"),
        () => say("コピーできませんでした"),
      ),
    );
  }

  function connect(terminal) {
    const pre = terminal.querySelector("pre");
    pre.addEventListener("scroll", () => mark(terminal, pre), { passive: true });
    new ResizeObserver(() => mark(terminal, pre)).observe(pre);

    const commands = () => [...terminal.querySelectorAll(".typed")].map((line) => line.textContent).join("");
    copying(terminal.querySelector(".terminal-copy"), commands);

    // Where a selection begins says whether it is of commands or of outputs.
    terminal.addEventListener("pointerdown", ({ target }) => {
      terminal.dataset.selecting = target.closest(".typed, .output")?.className ?? "";
    });
  }

  /** A block that is not executed: a file, or what is typed on another system. */
  function connectSource(block) {
    const button = element("button", { type: "button", class: "source-copy" }, "コピー");
    copying(button, () => block.querySelector("code").textContent);
    block.append(button);
  }

  document.querySelectorAll(".terminal").forEach(connect);
  document.querySelectorAll(".highlight:has(> pre > code)").forEach(connectSource);
}
