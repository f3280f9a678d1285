// One choice of environment for the whole site: the system and the generation of Docker. Where a tab is chosen, all tabs
// of the site follow, also those in folds. The choice is kept in this browser only. A block instead of a module, which
// browsers do not load from file://.
"use strict";

{
  const KEY = "docker-flow-lesson.environment"; // { system, generation }
  const SYSTEMS = ["Windows", "macOS", "Linux", "WSL", "ブラウザだけ"];

  let kept = {};

  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      if (found && typeof found === "object") kept = found;
    } catch {
      // nothing is kept here, or something else stood under our name
    }
  }

  function write() {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // the choice holds for this page
    }
  }

  /** What a tab is for: which of the two choices it belongs to, and all that it stands for there; null for another. */
  function meaning(label) {
    const { generations } = label.dataset;
    if (generations) return ["generation", generations.split(" ")];
    const systems = SYSTEMS.filter((system) => label.textContent.includes(system));
    return systems.length ? ["system", systems] : null;
  }

  const tabs = [...document.querySelectorAll(".tabbed-set > .tabbed-labels > label")].flatMap((label) => {
    const found = meaning(label);
    const input = document.getElementById(label.htmlFor);
    return found && input ? [{ input, choice: found[0], values: found[1] }] : [];
  });

  /** Brings all tabs in line, but those of one set, which was just chosen from. */
  function follow(chosen) {
    for (const { input, choice, values } of tabs) {
      if (input.name === chosen?.name || input.checked || !values.includes(kept[choice])) continue;
      input.checked = true;
      input.dispatchEvent(new Event("change")); // Material moves the line under the label
    }
  }

  for (const { input, choice, values } of tabs) {
    input.addEventListener("change", ({ isTrusted }) => {
      if (!isTrusted) return;
      read();
      if (!values.includes(kept[choice])) kept[choice] = values[0];
      write();
      const before = input.closest(".tabbed-set").getBoundingClientRect().top;
      follow(input);
      scrollBy({ top: input.closest(".tabbed-set").getBoundingClientRect().top - before, behavior: "instant" });
    });
  }

  read();
  follow();
}
