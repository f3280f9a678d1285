// Judges what a reader's own terminal printed, by the expectations that the build checks. Only pure functions: text in,
// a verdict out. What a line must look like is the same as in snippets/expect.py, except that runs of blanks are alike,
// because the widths of columns differ.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  // A paste may be hostile: what is looked at is bounded, and no pattern below is tried twice on the same characters.
  const MOST_CHARACTERS = 100_000;
  const MOST_LINES = 1_000;
  const LONGEST_LINE = 1_000;
  const LONGEST_PROMPT = 200;
  const MESSAGE_GOES_ON = 2; // lines below its first

  // What a difference costs: a line that is not there outweighs any number of lines too many.
  const MISSING = 10_000;
  const EXTRA = 1;
  const JOINED = 2;

  const ANY = "[..]";
  const LAYER = "[..]: Pull complete";

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
    /^i Info → ?U In Use$/,
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

  /** Commands of which a line that may be anything is an ID. */
  const PRINTS_ID = /^docker (?:create |rm |run (?:\S+ )*-\w*d|ps -\w*q|build -q)/;
  const ID = /^(?:sha256:)?[0-9a-f]{12,64}$/;

  const UNREACHABLE =
    /^(?:docker: )?(?:Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect: )/;

  /** Messages of systems without Docker, and of clients that do not reach it: how they look, what to do. */
  const SYSTEM = [
    {
      look: /could not be found in this WSL/,
      title: "WSLの中からdockerを使えません。Docker Desktopの設定で、WSL integrationをオンにしてください。",
      section: "install",
    },
    {
      look: /用語 'docker' は|'docker' は、内部コマンドまたは外部コマンド|term 'docker' is not recognized|'docker' is not recognized|docker: (?:command not found|コマンドが見つかりません|not found)|command not found: docker|Unknown command: docker|コマンド 'docker' が見つかりません|Command 'docker' not found/,
      title: "dockerというコマンドが見つかりません。Dockerを入れてから、ターミナルを開き直してください。",
      section: "install",
    },
  ];
  const CLIENT = [
    {
      look: UNREACHABLE,
      title: "daemonに届いていません。Docker Desktopを起動するか、Linuxならdaemonを動かしてください。",
      section: "version",
    },
    {
      look: /permission denied while trying to connect to the (?:Docker daemon socket|docker API)/i,
      title: "daemonと話す権限がありません。Linuxでは、ユーザーをdockerグループに加えてログインし直してください。",
      section: "install",
    },
    {
      look: /toomanyrequests/,
      title: "Docker Hubから取り寄せられる回数の上限です。しばらく待つか、docker loginでログインしてください。",
    },
    {
      look: /net\/http: |Client\.Timeout|no such host|i\/o timeout|proxyconnect/,
      title: "daemonが、レジストリに届いていません。ネットワークとプロキシの設定を確かめてください。",
    },
    {
      look: /^curl: \((?:52|56)\)/,
      title: "サーバーの準備が、まだ終わっていないようです。数秒待って、もう一度打ってください。",
    },
    {
      look: /^curl : (?:リモート サーバーに接続できません|Unable to connect)/,
      title: "そのポートで待っている相手がいません。コンテナが動いているか、ポートを公開したかを確かめてください。",
    },
    {
      look: /unknown command: |is not a docker command|unknown (?:shorthand )?flag/,
      title: "コマンドかオプションの綴りが違います。",
    },
  ];

  const ERRORS = [
    /^(?:docker ?: )?(?:Error response from daemon|Error: |ERROR: |error from registry|invalid reference format)/,
    /^(?:docker ?: )?(?:unknown (?:shorthand )?flag|unknown command|'[^']*' is not a docker command|invalid )/,
    /^(?:docker ?: )?(?:[Gg]ot )?permission denied/,
    /^docker ?: (?!Unable to find image)\S/,
    /^the input device is not a TTY/,
    /^(?:docker: )?"?docker[\w ]*"? requires /,
    /^curl: ?\(\d+\)/,
    /^curl : /,
    /^-?(?:bash|zsh|sh|fish)(?:: line \d+)?: /,
    /^no matching manifest /,
    /: no such file or directory$/i,
    ...[...SYSTEM, ...CLIENT].map(({ look }) => look),
  ];

  const squeeze = (text) =>
    text
      .replace(/[‘’]/g, "'")
      .replace(/[“”]/g, '"')
      .replace(/\s+/g, " ")
      .trim();
  const isNoise = (line) => NOISE.some((look) => look.test(line.text));
  const isError = (line) => ERRORS.some((look) => look.test(line.text));
  const isHeader = (text) => /^[A-Z][A-Z /]*$/.test(text.replaceAll(ANY, " ")) && text.length > 8;

  /**
   * Whether a pattern, split at `[..]`, fits a text; the leftmost place for each part is as good as any other.
   * Blanks on both sides of `[..]` may be the same blank: in the terminal it was a run of them.
   */
  function fits(parts, text) {
    const [first, ...rest] = parts;
    if (!rest.length) return text === first;
    const last = rest.pop();
    let before = first;
    let at = first.length;
    const from = (part) => (before.endsWith(" ") && part.startsWith(" ") ? at - 1 : at);
    for (const part of rest) {
      at = text.indexOf(part, from(part));
      if (at < 0) return false;
      at += part.length;
      before = part;
    }
    return text.startsWith(first) && text.endsWith(last) && text.length - last.length >= from(last);
  }

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

  /** A command by which it is recognised, whatever its prompt, its spelling and the order of its options. */
  function canonical(command) {
    let text = squeeze(command.replace(/[\\`^]\s*\n/g, " "));
    for (const [spelling, usual] of SAME_COMMAND) text = text.replace(spelling, usual);
    return text.split(" ").sort().join(" ");
  }

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
      } else if (!isNoise(line)) {
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

  /** What a command must print, as patterns to match with lines. */
  function patterns(expected, command, number) {
    const id = PRINTS_ID.test(squeeze(command));
    const made = [];
    for (const source of expected) {
      const text = squeeze(source);
      if (!text) continue;
      const kind = text === "..." ? "any" : text === LAYER ? "layers" : text === ANY && id ? "id" : "line";
      if (kind === "layers" && made.at(-1)?.kind === "layers") continue;
      if (kind === "any" && made.at(-1)?.kind === "layers") continue;
      made.push({ kind, text, shown: source, parts: text.split(ANY), command: number });
    }
    return made;
  }

  /** Whether a pattern and a line belong together. */
  function match(pattern, line) {
    if (pattern.kind === "layers") return Boolean(line.layer);
    if (pattern.kind === "id") return ID.test(line.text);
    if (pattern.text === ANY) return !isError(line);
    if (UNREACHABLE.test(pattern.text) && UNREACHABLE.test(line.text)) return true;
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
        items.push({ mark: isError(line) ? "error" : pattern?.kind === "any" ? "free" : "extra", line });
        j += 1;
      } else {
        items.push({ mark: "missing", pattern });
        i += 1;
      }
    }
    return items;
  }

  const count = (items, mark) => items.filter((item) => item.mark === mark).length;

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

  const cost = (items) => count(items, "missing") * MISSING + count(items, "error") * 100 + count(items, "extra");

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
    wrong: "この手順と違う行があります。イメージやコンテナの名前と、打ったコマンドを確かめてください。",
    podman: "Podmanの出力のようです。この教材の出力とは、行の形が違います。",
    cut: "長いので、最後の部分だけを見ました。",
  };

  function notes(verdict, units, { engine, status }, cut) {
    const items = units.flatMap((unit) => unit.items);
    const has = (test) => items.some(test);
    const fails = units.some(({ numbers }) => numbers.some((number) => status[number]));
    const said = new Set(units.flatMap((unit) => unit.notes));
    for (const { line, mark, pattern } of items) {
      if (mark === "found" && line.note && !fits(pattern.parts, line.text)) said.add(line.note);
    }
    if (verdict === "done" && fails) said.add("failure");
    if (verdict === "done" && said.delete("other")) said.add("same");
    if (verdict === "different") said.add(isFilled(units) ? "filled" : "wrong");
    if (verdict === "part" && has(({ line }) => line?.unfinished)) said.add("unfinished");
    else if (verdict === "part" && items.findLastIndex(({ mark }) => mark === "missing") < items.findIndex(({ mark }) => mark === "found")) {
      said.add("beginning");
    }
    if (cut) said.add("cut");
    const sentences = [...said].map((note) => NOTES[note]);
    if (engine && verdict !== "nothing") sentences.push(`Docker Engine ${engine}の形の出力です。`);
    return sentences;
  }

  /** The errors of a paste as text, to look them up, and what is known of them here. */
  function explain(units) {
    const lines = units.flatMap(({ items }) => items);
    // A message may go on in the lines below.
    const text = lines
      .filter((_, index) => lines.slice(Math.max(0, index - MESSAGE_GOES_ON), index + 1).some(({ mark }) => mark === "error"))
      .map(({ line }) => line?.text ?? "")
      .join("\n");
    const hint = (hints) => {
      const found = hints.find(({ look }) => lines.some(({ mark, line }) => mark === "error" && look.test(line.text)));
      return found ? { title: found.title, section: found.section ?? null } : null;
    };
    return { text, system: hint(SYSTEM), client: hint(CLIENT) };
  }

  /** The lines to show under each command. */
  function report(step, units) {
    return units.flatMap(({ numbers, items, untyped, other }) => {
      const groups = numbers.map((number) => ({ command: other ?? step.commands[number], untyped: Boolean(untyped), lines: [] }));
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
      notes: notes(verdict, best.units, best.output, cut),
      commands: verdict === "nothing" ? [] : report(step, best.units),
      error: verdict === "error" ? explain(best.units) : null,
    };
  }

  globalThis.outputJudge = { judge };
}
