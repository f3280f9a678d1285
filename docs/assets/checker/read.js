// Reads what was copied from a terminal: takes off what terminals, prompts and copying add, and finds the commands.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { squeeze } = globalThis.lesson;

  // A paste may be hostile: what is looked at is bounded, and no pattern below is tried twice on the same characters.
  const MOST_CHARACTERS = 100_000;
  const MOST_LINES = 1_000;
  const LONGEST_LINE = 1_000;
  const LONGEST_PROMPT = 200;

  /** What a terminal, a browser or a word processor adds to a text. */
  const ADDED = [
    [/\x1b\[[0-?]*[ -/]*[@-~]/g, ""], // colours, movements of the cursor
    [/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?/g, ""], // titles of the window
    [/\r\n?/g, "\n"],
    [/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, ""],
  ];

  /** Lines that say nothing of the step: the site's comments, fences, ornaments of prompts, advertisements, legends. */
  const NOISE = [
    /^###? /,
    /^```/,
    /^終了ステータス \d+$/,
    /^[╭┌]/,
    /^\S+@\S+ MINGW64 /, // the first line of Git Bash's prompt
    /^What's next:$/,
    /^View a summary of image vulnerabilities/,
    /^WARNING: This output is designed for human readability/,
    /^(?:Downloading|Extracting)? ?\[=*>? ?\]/,
  ];

  /** What may stand before a prompt: an environment, a time. */
  const DECORATION = /^(?:\([\w.-]+\) |\[[\d:]+\] )+/;
  const PROMPTS = [
    /^PS(?: [^>]*)?> ?/,
    /^[A-Za-z]:\\[^>]*> ?/,
    /^@\S+ ➜ \S+(?: \([^)]*\))? \$(?: |$)/, // Codespaces
    /^\[?[^\s@]+@[^$#%❯>➜]*[$#%❯>➜](?: |$)/,
    /^➜ \S+(?: git:\(\S+(?: ✗)?)?(?: |$)/,
    /^[╰└][─➤$#%❯>]+ ?/,
    /^(?:[\w.~/-]+ ?)?(?:[＄％＃]|[$%#❯»λ>](?= |$)) ?(?=[a-z./~]|$)/,
  ];

  /** Commands that are one and the same. */
  const SAME_COMMAND = [
    [/^sudo /, ""],
    [/^docker(?:\.exe)? /i, "docker "],
    [/^curl\.exe /i, "curl "],
    [/^docker (?:images|image list)(?= |$)/, "docker image ls"],
    [/^docker container (?:ls|list|ps)(?= |$)/, "docker ps"],
    [/^docker container (?!inspect |prune)/, "docker "],
    [/^docker rmi /, "docker image rm "],
    [/^docker image (build|history|load|pull|push|save|tag) /, "docker $1 "],
  ];

  /** What stands above a list of images, and is easily left out when that is copied. */
  const isLegend = (text) => /^i Info → ?U In Use$/.test(text);
  const isNoise = (text) => isLegend(text) || NOISE.some((look) => look.test(text));

  /** The end of a paste as lines: `shown` as pasted, `text` to compare; and whether something was left out. */
  function read(paste) {
    let text = paste.slice(-MOST_CHARACTERS);
    for (const [added, instead] of ADDED) text = text.replace(added, instead);
    const all = text.split("\n").filter((line) => line.trim());
    const lines = all.slice(-MOST_LINES).map((line) => {
      const shown = line.slice(0, LONGEST_LINE).trimEnd();
      return { shown, text: squeeze(shown), indent: shown.search(/\S/) };
    });
    return { lines, cut: paste.length > MOST_CHARACTERS || all.length > MOST_LINES };
  }

  /** A command on one line, in its usual spelling. */
  function usual(command) {
    const text = squeeze(command.replace(/[\\`^]\s*\n/g, " "));
    return SAME_COMMAND.reduce((text, [spelling, instead]) => text.replace(spelling, instead), text);
  }

  /** A command by which it is recognised, whatever its prompt, its spelling and the order of its options. */
  const canonical = (command) => usual(command).split(" ").sort().join(" ");

  /** What was typed on a line, and what a terminal printed right behind it; nothing when the line is an output. */
  function typed(line, known) {
    if (known.has(canonical(line.text))) return { command: line.text };
    const text = line.text.replace(DECORATION, "");
    const start = text.slice(0, LONGEST_PROMPT);
    const prompt = PROMPTS.map((look) => look.exec(start)).find(Boolean);
    if (!prompt) return null;
    const command = text.slice(prompt[0].length);
    for (const expected of known.values()) {
      // Some terminals lose the line break between a command and its output when they are copied.
      const output = command.startsWith(expected) ? command.slice(expected.length) : "";
      if (/^[A-Z]/.test(output)) return { command: expected, output };
    }
    return { command };
  }

  /** The lines in segments, each behind the command it belongs to: its number in the step, -1 for another, or null. */
  function split(lines, commands) {
    const known = new Map(commands.map((command) => [canonical(command), squeeze(command)]));
    const keys = commands.map(canonical);
    const indent = Math.min(...lines.map((line) => line.indent));
    const segments = [{ command: null, lines: [] }];
    let open = false; // whether a command may go on in the next line
    for (const line of lines) {
      const segment = segments.at(-1);
      const found = line.indent === indent && typed(line, known);
      if (open && /^>{1,2} ?/.test(line.text)) {
        segment.typed += `\n${line.text.replace(/^>+ ?/, "")}`;
        segment.command = keys.indexOf(canonical(segment.typed));
      } else if (found) {
        open = Boolean(found.command);
        if (!open) continue;
        const command = keys.indexOf(canonical(found.command));
        segments.push({ command, typed: found.command, lines: [] });
        if (found.output) segments.at(-1).lines.push({ ...line, shown: found.output, text: squeeze(found.output) });
      } else if (!isNoise(line.text)) {
        open = false;
        segment.lines.push(line);
      }
    }
    return segments.map((segment) => ({ ...segment, lines: settle(segment.lines) }));
  }

  /** One line for each layer, its last; other things that Docker may say instead count as what is expected. */
  function settle(lines) {
    const layer = /^([0-9a-f]{12}): (\S.*)$/;
    const last = new Map();
    lines.forEach((line, index) => {
      const id = layer.exec(line.text)?.[1];
      if (id) last.set(id, index);
    });
    const pulled = lines.some((line) => line.text.startsWith("Status: "));
    return lines
      .filter((line, index) => index === (last.get(layer.exec(line.text)?.[1]) ?? index))
      .map((line) => {
        const state = layer.exec(line.text)?.[2];
        if (state === "Pull complete") return { ...line, layer: true };
        if (state === "Already exists") return { ...line, layer: true, note: "exists" };
        if (state) return { ...line, layer: pulled, unfinished: !pulled };
        const current = /^Status: Image is up to date for (.*)$/.exec(line.text);
        if (current) return { ...line, means: `Status: Downloaded newer image for ${current[1]}`, note: "current" };
        return { ...line, text: line.text.replace(/^docker : (?=Unable to find image)/, "") };
      });
  }

  globalThis.lesson.paste = { canonical, isLegend, read, split, usual };
}
