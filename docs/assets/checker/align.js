// Puts the lines of a terminal beside the patterns that a transcript expects, at the least cost.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { ANY_CHARACTERS, ANY_LINES, fits, parts, squeeze } = globalThis.lesson;
  const { isError, isUnreachable } = globalThis.lesson.hints;
  const { isLegend } = globalThis.lesson.paste;

  // What a difference costs: a line that is not there outweighs any number of lines too many.
  const MISSING = 10_000;
  const EXTRA = 1;
  const JOINED = 2;

  const LAYER = `${ANY_CHARACTERS}: Pull complete`;

  /** Commands of which a line that may be anything is an ID. */
  const PRINTS_ID = /^docker (?:create |rm |run (?:\S+ )*-\w*d|ps -\w*q|build -q)/;
  const ID = /^(?:sha256:)?[0-9a-f]{12,64}$/;

  /** What a command must print, as patterns to match with lines. */
  function patterns(expected, command, number) {
    const id = PRINTS_ID.test(squeeze(command));
    const made = [];
    for (const source of expected) {
      const text = squeeze(source);
      if (!text || isLegend(text.replace(ANY_CHARACTERS, ""))) continue;
      const kind = text === ANY_LINES ? "any" : text === LAYER ? "layers" : text === ANY_CHARACTERS && id ? "id" : "line";
      if (kind === "layers" && made.at(-1)?.kind === "layers") continue;
      if (kind === "any" && made.at(-1)?.kind === "layers") continue;
      made.push({ kind, text, shown: source, parts: parts(text), command: number });
    }
    return made;
  }

  /** Whether a pattern and a line belong together. */
  function match(pattern, line) {
    if (pattern.kind === "layers") return Boolean(line.layer);
    if (pattern.kind === "id") return ID.test(line.text);
    if (pattern.text === ANY_CHARACTERS) return !isError(line.text);
    if (isUnreachable(pattern.text) && isUnreachable(line.text)) return true;
    // A value may be empty, and the blank before it went with the blanks at the end.
    return [line.text, `${line.text} `, line.means ?? line.text].some((text) => fits(pattern.parts, text));
  }

  /** A line that a narrow terminal has broken in two. */
  function joined(pattern, line, next) {
    if (pattern.kind !== "line" || !next || line.shown.length < 40 || pattern.parts.length < 2) return false;
    return fits(pattern.parts, line.text + next.text) || fits(pattern.parts, `${line.text} ${next.text}`);
  }

  /** The cheapest way to reconcile patterns with lines: what was found, what is missing, what is extra, in order. */
  function align(patterns, lines) {
    const [n, m] = [patterns.length, lines.length];
    const width = m + 1;
    const costs = new Int32Array((n + 1) * width);
    const fit = new Uint8Array(n * width);
    for (let i = n; i >= 0; i--) {
      for (let j = m; j >= 0; j--) {
        const at = i * width + j;
        if (i === n) {
          costs[at] = (m - j) * EXTRA;
          continue;
        }
        const pattern = patterns[i];
        let best = costs[at + width] + (pattern.kind === "any" ? 0 : MISSING);
        if (j < m) {
          best = Math.min(best, costs[at + 1] + (pattern.kind === "any" ? 0 : EXTRA));
          if (pattern.kind !== "any" && match(pattern, lines[j])) {
            fit[at] = 1;
            best = Math.min(best, costs[at + width + 1]);
            if (pattern.kind === "layers") best = Math.min(best, costs[at + 1]);
          } else if (joined(pattern, lines[j], lines[j + 1])) {
            fit[at] = 2;
            best = Math.min(best, costs[at + width + 2] + JOINED);
          }
        }
        costs[at] = best;
      }
    }
    return walk(patterns, lines, costs, fit);
  }

  function walk(patterns, lines, costs, fit) {
    const width = lines.length + 1;
    const items = [];
    let [i, j] = [0, 0];
    while (i < patterns.length || j < lines.length) {
      const at = i * width + j;
      const pattern = patterns[i];
      const line = lines[j];
      const here = costs[at];
      if (pattern && fit[at] === 1 && pattern.kind === "layers" && costs[at + 1] === here) {
        items.push({ mark: "found", pattern, line });
        j += 1;
        // The last of the layers is where no more line fits.
        if (j === lines.length || fit[i * width + j] !== 1) i += 1;
      } else if (pattern && fit[at] === 1 && costs[at + width + 1] === here) {
        items.push({ mark: "found", pattern, line });
        [i, j] = [i + 1, j + 1];
      } else if (pattern && fit[at] === 2 && costs[at + width + 2] + JOINED === here) {
        const shown = `${line.shown}\n${lines[j + 1].shown}`;
        items.push({ mark: "found", pattern, line: { ...line, shown } });
        [i, j] = [i + 1, j + 2];
      } else if (pattern?.kind === "any" && costs[at + width] === here) {
        i += 1;
      } else if (line && (pattern?.kind === "any" || costs[at + 1] + EXTRA === here)) {
        items.push({ mark: isError(line.text) ? "error" : pattern?.kind === "any" ? "free" : "extra", line });
        j += 1;
      } else {
        items.push({ mark: "missing", pattern });
        i += 1;
      }
    }
    return items;
  }

  const count = (items, mark) => items.filter((item) => item.mark === mark).length;

  const cost = (items) => count(items, "missing") * MISSING + count(items, "error") * 100 + count(items, "extra");

  globalThis.lesson.alignment = { align, cost, count, patterns };
}
