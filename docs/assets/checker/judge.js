// Judges what a reader's own terminal printed, by the expectations that the build checks: text in, a verdict out.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { fits, parts } = globalThis.lesson;
  const { canonical, read, split } = globalThis.lesson.paste;
  const { align, cost, count, patterns } = globalThis.lesson.alignment;
  const MESSAGE_GOES_ON = 2; // lines below its first

  const isHeader = (text) => /^[A-Z][A-Z /]*$/.test(parts(text).join(" ")) && text.length > 8;

  /** What was made of some commands and lines together, in the cheapest of the ways that count as right. */
  function compare(numbers, step, expected, lines, command = "") {
    const all = numbers.flatMap((number) => patterns(expected[number], step.commands[number], number));
    const ways = [{ patterns: all, notes: [] }];
    const from = all.findIndex((pattern) => pattern.text.startsWith("Unable to find image "));
    const to = all.findIndex((pattern) => pattern.text.startsWith("Status: "));
    if (from >= 0 && to > from && !lines.some((line) => /^Unable to find image |: Pulling from /.test(line.text))) {
      const rest = [...all.slice(0, from), ...all.slice(to + 1)];
      if (rest.length) ways.push({ patterns: rest, notes: ["present"] });
    }
    if (lines.some((line) => line.note === "current")) {
      ways.push({ patterns: all.filter((pattern) => pattern.kind !== "layers"), notes: [] });
    }
    if (/:latest\b/.test(command)) {
      ways.push({ patterns: all.filter((pattern) => !pattern.text.startsWith("Using default tag")), notes: [] });
    }
    const units = ways.map((way) => {
      const items = align(way.patterns, lines);
      const found = count(items, "found");
      return { numbers, items, found, notes: found ? way.notes : [], cost: cost(items) };
    });
    return units.reduce((best, unit) => (unit.found && unit.cost < best.cost ? unit : best));
  }

  /** The segments that a command may have printed; where a step has the same command again, in their order. */
  function triesOf(number, step, labelled) {
    const keys = step.commands.map(canonical);
    const same = keys.flatMap((key, other) => (key === keys[number] ? [other] : []));
    const all = labelled.filter((segment) => segment.command === same[0]);
    const turn = same.indexOf(number);
    return all.slice(turn, Math.max(turn, all.length - same.length + turn) + 1);
  }

  /** The step by one engine's expectations: its commands, each with the lines that go best with it. */
  function assess(step, segments, expected) {
    const [lead, ...rest] = segments;
    const labelled = rest.filter((segment) => segment.command >= 0);
    const everything = step.commands.map((_, number) => number);
    if (!labelled.length) {
      const candidates = [lead, ...rest].filter((segment) => segment.lines.length);
      const units = candidates.map((segment) => {
        const unit = compare(everything, step, expected, segment.lines, segment.typed);
        return segment === lead ? unit : { ...unit, notes: [...unit.notes, "other"], other: segment.typed };
      });
      if (!units.length) return [compare(everything, step, expected, [])];
      return [units.reduce((best, unit) => (unit.cost < best.cost ? unit : best))];
    }
    const tries = everything.map((number) => triesOf(number, step, labelled));
    const before = everything.filter((number) => number < labelled[0].command && !tries[number].length);
    const units = lead.lines.length && before.length ? [compare(before, step, expected, lead.lines)] : [];
    for (const number of everything.filter((number) => !units.length || !before.includes(number))) {
      const made = tries[number].map((segment) => compare([number], step, expected, segment.lines, segment.typed));
      if (!made.length) units.push({ ...compare([number], step, expected, []), untyped: true });
      else units.push(made.reduce((best, unit) => (unit.cost <= best.cost ? unit : best)));
    }
    return units;
  }

  /** Whether a line stands where another was expected: it begins alike, or it is another row of the same table. */
  function contradicts(items) {
    const header = items.some((item) => item.mark === "found" && isHeader(item.pattern.text));
    const begins = (text) => text.split(" ")[0];
    return items.some(
      ({ mark, pattern }) =>
        mark === "missing" &&
        items.some(
          (item) =>
            item.mark === "extra" &&
            !item.line.unfinished &&
            (header || (begins(pattern.text).length > 2 && begins(item.line.text) === begins(pattern.text))),
        ),
    );
  }

  /** Whether a table that must be empty is not. */
  function isFilled(units) {
    return units.some(({ items }) =>
      items.some(
        ({ mark, pattern }, index) =>
          mark === "found" &&
          isHeader(pattern.text) &&
          items.every((item) => item.pattern === pattern || item.pattern?.command !== pattern.command) &&
          items[index + 1]?.mark === "extra" &&
          /\s{2,}\S.*\s{2,}\S/.test(items[index + 1].line.shown),
      ),
    );
  }

  /** The note on a table that has its headings and none of the rows that are expected; null where there is none. */
  function emptyTable(step, { items }) {
    const at = items.findIndex(({ mark, pattern }) => mark === "found" && isHeader(pattern.text));
    const next = items[at + 1];
    if (at < 0 || next?.mark !== "missing" || next.pattern.command !== items[at].pattern.command) return null;
    const command = canonical(step.commands[next.pattern.command]).split(" ");
    if (command.includes("image")) return "noImages";
    if (!command.includes("ps")) return "noRows";
    return command.includes("-a") || command.includes("--all") ? "noContainers" : "noneRuns";
  }

  function decide(units, segments) {
    const items = units.flatMap((unit) => unit.items);
    const [found, missing, extra] = ["found", "missing", "extra"].map((mark) => count(items, mark));
    const other = units.some((unit) => unit.other);
    if (items.some((item) => item.mark === "error")) return "error";
    if (!segments.some((segment) => segment.lines.length)) return missing || !segments[1] ? "nothing" : "done";
    // An ID says nothing of the command that printed it.
    if (other && items.every((item) => item.mark !== "found" || item.pattern.kind === "id")) return "different";
    if (!missing) return isFilled(units) ? "different" : "done";
    return !found || extra > found || units.some((unit) => contradicts(unit.items)) ? "different" : "part";
  }

  /** Why, in the words that a reader sees; each is a sentence or more. */
  const NOTES = {
    exists: "`Already exists`のレイヤーは、前から手元にありました。`Pull complete`と同じで、正しい結果です。",
    current: "最新のイメージが前から手元にあったので、取り寄せませんでした。正しい結果です。",
    present: "イメージが前から手元にあったので、取り寄せる行は出ていません。正しい結果です。",
    other: "打ったコマンドは、この手順のものと違います。",
    same: "打ったコマンドは少し違いますが、結果は同じです。",
    failure: "この手順では、エラーになるのが正しい結果です。",
    beginning: "上のほうの行がありません。コピーした範囲を確かめてください。",
    unfinished: "イメージの取得がまだ終わっていません。終わってから、もう一度コピーしてください。",
    filled: "一覧が空ではありません。前から使っているものなら、そのまま進めてかまいません。",
    noImages: "一覧は見出しだけで、イメージが1つもありません。前の手順の`docker image pull`を打ったか、確かめてください。",
    noneRuns: "一覧は見出しだけで、動いているコンテナがありません。`docker ps -a`を打つと、止まったコンテナも出ます。",
    noContainers: "一覧は見出しだけで、コンテナが1つもありません。前の手順の`docker run`を打ったか、確かめてください。",
    noRows: "一覧は見出しだけで、中身がありません。前の手順を打ったか、確かめてください。",
    wrong: "この手順と違う行があります。イメージやコンテナの名前と、打ったコマンドを確かめてください。",
    podman: "Podmanの出力のようです。この教材の出力とは、行の形が違います。",
    cut: "長いので、最後の部分だけを見ました。",
  };

  function notes(step, verdict, units, { engine, status }, cut) {
    const items = units.flatMap((unit) => unit.items);
    const fails = units.some(({ numbers }) => numbers.some((number) => status[number]));
    const said = new Set(units.flatMap((unit) => unit.notes));
    for (const { line, mark, pattern } of items) {
      if (mark === "found" && line.note && !fits(pattern.parts, line.text)) said.add(line.note);
    }
    if (verdict === "done" && fails) said.add("failure");
    if (verdict === "done" && said.delete("other")) said.add("same");
    if (verdict === "different") said.add(isFilled(units) ? "filled" : "wrong");
    if (verdict === "part") {
      const firstFound = items.findIndex(({ mark }) => mark === "found");
      const lastMissing = items.findLastIndex(({ mark }) => mark === "missing");
      if (items.some(({ line }) => line?.unfinished)) said.add("unfinished");
      else if (lastMissing < firstFound) said.add("beginning");
      units.map((unit) => emptyTable(step, unit)).filter(Boolean).forEach((note) => said.add(note));
    }
    if (cut) said.add("cut");
    const sentences = [...said].map((note) => NOTES[note]);
    if (engine && verdict !== "nothing") sentences.push(`Docker Engine ${engine}の形の出力です。`);
    return sentences;
  }

  /** The errors of a paste as one text, to look them up. */
  function explain(units) {
    const lines = units.flatMap(({ items }) => items);
    const begins = ({ mark }) => mark === "error";
    return lines
      .filter((_, index) => lines.slice(Math.max(0, index - MESSAGE_GOES_ON), index + 1).some(begins))
      .map(({ line }) => line?.text ?? "")
      .join("\n");
  }

  /** The lines to show under each command. */
  function report(step, units) {
    return units.flatMap(({ numbers, items, untyped, other }) => {
      const groups = numbers.map((number) => {
        return { command: other ?? step.commands[number], untyped: Boolean(untyped), lines: [] };
      });
      let group = groups[0];
      for (const { mark, pattern, line } of items) {
        if (pattern) group = groups[numbers.indexOf(pattern.command)];
        group.lines.push({ mark: mark === "free" ? "extra" : mark, text: line?.shown ?? pattern.shown });
      }
      return groups.filter(({ lines }) => lines.length);
    });
  }

  /**
   * Says whether a step worked.
   *
   * step: `commands`, and `outputs`: the lines `expected` of every command, and its `status`, on one `engine` ("" for
   * the page's own).
   * The verdict is one of done, part, different, error, nothing (no output yet) and other (not Docker's).
   */
  function judge(step, paste) {
    const { lines, cut } = read(paste);
    if (!lines.length) return { verdict: "nothing", notes: [], commands: [], error: null };
    if (lines.some((line) => /Emulate Docker CLI using podman|Podman Engine|^Trying to pull /.test(line.text))) {
      return { verdict: "other", notes: [NOTES.podman], commands: [], error: null };
    }
    const segments = split(lines, step.commands);
    const total = (units) => units.reduce((sum, { items }) => sum + cost(items), 0);
    const tries = step.outputs.map((output) => ({ output, units: assess(step, segments, output.expected) }));
    const best = tries.reduce((best, next) => (total(next.units) < total(best.units) ? next : best));
    const verdict = decide(best.units, segments);
    return {
      verdict,
      notes: notes(step, verdict, best.units, best.output, cut),
      commands: verdict === "nothing" ? [] : report(step, best.units),
      error: verdict === "error" ? explain(best.units) : null,
    };
  }

  globalThis.lesson.judge = judge;
}
