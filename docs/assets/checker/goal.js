// Judges whether a reader has reached a goal, by what their own commands print: in any order, whatever else is there.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { fits, parts, squeeze } = globalThis.lesson;
  const { isError } = globalThis.lesson.hints;
  const { read, split, usual } = globalThis.lesson.paste;

  const NOTES = {
    cut: "長いので、最後の部分だけを見ました。",
    podman: "Podmanの出力のようです。この教材の出力とは、行の形が違います。",
    look: "確かめるコマンドの行から、出力の終わりまでを貼り付けてください。",
  };

  /** What a command asks for, whatever its options and however an address is written. */
  function asks(command) {
    const words = usual(command).split(" ").filter((word) => !word.startsWith("-"));
    return words.map((word) => word.replace(/^http:\/\/|\/$/g, "")).join(" ");
  }

  /**
   * The lines by which the conditions of a command are judged: what it printed last; else what a command like it
   * printed last; else, where the paste has no commands, all of it. Nothing where it was not typed.
   */
  function evidence(look, number, segments) {
    const last = (fit) => segments.findLast((segment, at) => at > 0 && fit(segment))?.lines;
    const alike = ({ command, typed }) => command === -1 && asks(typed) === asks(look.command);
    const bare = segments.length === 1 && segments[0].lines.length ? segments[0].lines : null;
    return last(({ command }) => command === number) ?? last(alike) ?? bare;
  }

  /** The segments of a paste; of commands with the same words, each is what was typed word for word. */
  function segmentsOf(looks, lines) {
    const commands = looks.map(({ command }) => command);
    const exact = commands.map(usual);
    return split(lines, commands).map((segment) => {
      const number = exact.indexOf(usual(segment.typed ?? ""));
      return number >= 0 ? { ...segment, command: number } : segment;
    });
  }

  /** Whether what was printed is as a condition wants it. */
  function holds({ pattern, wanted }, lines) {
    const wantedParts = parts(squeeze(pattern));
    return lines.some(({ text }) => fits(wantedParts, text) || fits(wantedParts, `${text} `)) === wanted;
  }

  /** The conditions of a command, each with whether it is reached. */
  function weigh(look, number, segments, alone) {
    const lines = evidence(look, number, segments);
    const bare = lines === segments[0].lines;
    const found = look.conditions.map((condition) => Boolean(lines) && holds(condition, lines));
    // Lines without their command are those of this one when something wanted is among them.
    const known = lines && (!bare || alone || look.conditions.some(({ wanted }, at) => wanted && found[at]));
    return {
      command: look.command,
      untyped: !known,
      lines: look.conditions.map(({ says }, at) => ({ mark: known && found[at] ? "reached" : "unreached", text: says })),
    };
  }

  /**
   * Says whether a goal is reached, in the form of lesson.judge.
   *
   * looks: for each command that shows the state, its `command` and its `conditions`: a `pattern` for one line,
   * whether it is `wanted` or must not be there, and what that `says` to a reader.
   */
  function judgeGoal(looks, paste) {
    const { lines, cut } = read(paste);
    if (!lines.length) return { verdict: "nothing", notes: [], commands: [], error: null };
    if (lines.some((line) => /Emulate Docker CLI using podman|Podman Engine/.test(line.text))) {
      return { verdict: "other", notes: [NOTES.podman], commands: [], error: null };
    }
    const segments = segmentsOf(looks, lines);
    const commands = looks.map((look, number) => weigh(look, number, segments, looks.length === 1));
    const marks = commands.flatMap((command) => command.lines.map(({ mark }) => mark));
    const errors = segments.at(-1).lines.filter(({ text }) => isError(text)).map(({ text }) => text);
    const reached = marks.filter((mark) => mark === "reached").length;
    const verdict =
      reached === marks.length ? "done" : errors.length ? "error" : reached ? "part" : "different";
    const notes = [
      ...(verdict !== "done" && commands.some(({ untyped }) => untyped) ? [NOTES.look] : []),
      ...(cut ? [NOTES.cut] : []),
    ];
    const error = verdict === "error" ? errors.join("\n") : null;
    return { verdict, notes, commands, error };
  }

  globalThis.lesson.judgeGoal = judgeGoal;
}
