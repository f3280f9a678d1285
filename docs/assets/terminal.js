// Executed blocks: commands are copied and selected without prompts, comments and outputs.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const SAID_FOR = 2000; // milliseconds

  function connect(terminal) {
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
