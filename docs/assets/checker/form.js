// A form under a block, in which readers check what their own terminal printed. What they paste stays in the page, as
// text. How it is judged stands in the scripts of JUDGE, which are loaded when a form is opened first.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { element, load, parts, pasteForm } = globalThis.lesson;
  /** Each needs those before it. */
  const JUDGE = ["checker/hints.js", "checker/read.js", "checker/align.js", "checker/judge.js", "checker/goal.js"];
  const MOST_IN_A_ROW = { missing: 6, extra: 6, error: 6 }; // of lines that say the same
  const TITLES = {
    done: ["○", "できています"],
    part: ["△", "途中までできています"],
    different: ["×", "違う結果です"],
    error: ["！", "エラーが出ています"],
    nothing: ["…", "コマンドがまだのようです"],
    other: ["？", "Docker以外の出力のようです"],
  };
  const ADVICE = {
    done: "この手順の行が、すべて出ています。",
    part: "まだ出ていない行があります。",
    different: "",
    error: "エラーの行を見てください。",
    nothing: "コマンドを打ち、出てきた文字を貼り付けてください。",
    other: "",
  };
  /** What is said of goals otherwise than of steps. */
  const GOAL_TITLES = { done: "目標に届きました", part: "途中まで届いています", different: "まだ届いていません" };
  const GOAL_ADVICE = { done: "", part: "△のところを見直してください。" };
  const MARKS = {
    reached: ["○", "できていること"],
    unreached: ["△", "まだのこと"],
    found: ["○", "出ている行"],
    missing: ["△", "まだない行"],
    error: ["！", "エラーの行"],
    extra: ["・", "そのほかの行"],
  };

  /** A sentence, with what stands between backticks as code. */
  function sentence(text) {
    return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
  }

  /** A pattern, with words for what may be anything. */
  function friendly(pattern) {
    const shown = parts(pattern).flatMap((part) => [part, element("em", {}, "（何でもよい）")]);
    return shown.slice(0, -1).filter((part) => part);
  }

  function row({ mark, text }) {
    const [sign, meaning] = MARKS[mark];
    const shown = mark.endsWith("reached")
      ? element("span", {}, ...sentence(text))
      : element("code", {}, ...(mark === "missing" ? friendly(text) : [text]));
    return element(
      "li",
      { class: `check-${mark}` },
      element("span", { class: "check-mark", role: "img", "aria-label": meaning }, sign),
      shown,
    );
  }

  /** The lines under a command; of many in a row that say the same, only the first. */
  function rows(lines) {
    const shown = [];
    let before = 0;
    for (const [index, line] of lines.entries()) {
      const most = MOST_IN_A_ROW[line.mark] ?? Infinity;
      before = line.mark === lines[index - 1]?.mark ? before + 1 : 0;
      if (before < most) shown.push(row(line));
      else if (before === most) shown.push(element("li", { class: "check-more" }));
      if (before >= most) shown.at(-1).textContent = `（同じような行が、ほかに${before - most + 1}行）`;
    }
    return shown;
  }

  function command({ command, untyped, lines }) {
    const note = untyped ? [element("span", { class: "check-untyped" }, "まだ打っていないようです")] : [];
    return [
      element("p", { class: "check-command" }, element("code", {}, `$ ${command}`), ...note),
      element("ol", {}, ...rows(lines)),
    ];
  }

  /** What the signs say that stand before the lines. */
  function legend(commands) {
    const marks = new Set(commands.flatMap(({ lines }) => lines.map(({ mark }) => mark)));
    const used = Object.keys(MARKS).filter((mark) => marks.has(mark));
    const words = used.map((mark) => MARKS[mark].join(" "));
    return words.length ? [element("p", { class: "check-legend", "aria-hidden": "true" }, words.join("　"))] : [];
  }

  const link = (address, ...text) => element("a", { href: address }, ...text);

  /** What is known of the error of a paste, and where to read on: what the page of errors has of it. */
  async function explanation(error, errors) {
    if (!error || errors === null) return [];
    await load("errors/data.js", "errors/search.js");
    const entry = globalThis.lesson.errors.find(error);
    if (entry) return [element("p", {}, entry.meaning, " ", link(`${errors}#${entry.id}`, "エラー逆引きで直し方を見る"))];
    return [element("p", {}, link(`${errors}#find`, "エラー逆引きで似たものを探す"))];
  }

  function build(data) {
    const step = JSON.parse(data.textContent);
    const status = element("p", { class: "check-verdict", role: "status" });
    const result = element("div", { class: "check-result" });

    async function check(input) {
      await load(...JUDGE);
      const { judge, judgeGoal } = globalThis.lesson;
      const judged = step.goal ? judgeGoal(step.goal, input.value) : judge(step, input.value);
      const explained = await explanation(judged.error, step.errors);
      const [sign, title] = TITLES[judged.verdict];
      const [titles, advice] = step.goal ? [GOAL_TITLES, GOAL_ADVICE] : [{}, {}];
      status.dataset.verdict = judged.verdict;
      status.replaceChildren(
        element("span", { class: "check-mark", "aria-hidden": "true" }, sign),
        element("strong", {}, titles[judged.verdict] ?? title),
        element("span", {}, advice[judged.verdict] ?? ADVICE[judged.verdict]),
      );
      result.replaceChildren(
        ...explained,
        ...judged.notes.map((note) => element("p", {}, ...sentence(note))),
        ...legend(judged.commands),
        ...judged.commands.flatMap(command),
      );
      if (judged.verdict === "nothing") input.focus();
      else status.scrollIntoView({ block: "nearest" });
    }

    const label = step.goal
      ? "確かめるコマンドを打ち、ターミナルの文字を、コマンドの行から終わりまで貼り付けてください。"
      : "ターミナルの文字を、コマンドの行から終わりまで貼り付けてください。";
    const form = pasteForm({ label, submit: "確認する", use: check }, status, result);
    const summary = element("summary", {}, "あなたの出力を確認する");
    const details = element("details", { class: "check", "data-step": data.dataset.step }, summary, form);
    details.addEventListener("toggle", () => load(...JUDGE), { once: true });
    data.replaceWith(details);
  }

  document.querySelectorAll("script.check").forEach(build);
}
