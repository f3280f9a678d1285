// Predict, then look: a question can be answered, the answer is explained, and the real output opens.
// Without this, the question stands there with its answers folded. What was answered is kept in this browser only.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { element, squeeze } = globalThis.lesson;
  const KEY = "docker-flow-lesson.answers"; // { page: { question: what was answered } }
  const LONGEST = 200; // characters of an answer to type
  const NOT_KEPT = "（このブラウザでは保存できないので、ページを閉じると消えます）";

  /** What was answered, kept where the browser lets us and in memory where it does not. */
  const answers = {
    kept: true,
    all: {},

    read() {
      try {
        const all = JSON.parse(localStorage.getItem(KEY) ?? "{}");
        if (this.kept && all && typeof all === "object") this.all = all;
      } catch (error) {
        this.kept &&= error instanceof SyntaxError; // something else stood under our name
      }
      return this.all;
    },

    of(page) {
      const found = this.read()[page];
      return found && typeof found === "object" ? found : {};
    },

    write(all) {
      this.all = all;
      try {
        localStorage.setItem(KEY, JSON.stringify(all));
      } catch {
        this.kept = false;
      }
    },

    clear(page) {
      const { [page]: _, ...others } = answers.read();
      answers.write(others);
    },

    put: (page, question, answer) =>
      answers.write({ ...answers.read(), [page]: { ...answers.of(page), [question]: answer } }),
  };

  /** Spellings of one answer become the same: full-width letters, the dashes of input methods, blanks, a prompt. */
  const normal = (text) =>
    squeeze(text.normalize("NFKC").replace(/[\u2010-\u2015\u2212\u30fc]/g, "-")).replace(/^\$ /, "");

  /** The folded block with the real output; a hint may stand before it. */
  function output(question) {
    let next = question.nextElementSibling;
    while (next?.matches("details.question")) next = next.nextElementSibling;
    return next?.matches("details") ? next : null;
  }

  /** A question that is answered by choosing. */
  function choices(question, list) {
    const { predict } = question.dataset;
    const reasons = [...question.querySelectorAll(".predict-answers li")];
    const options = [...list.children].map((item, number) => {
      const text = item.textContent;
      const radio = element("input", { type: "radio", name: `predict-${predict}`, value: text });
      const label = element("label", { class: "predict-choice" }, radio, element("span", {}, ...item.childNodes));
      return { radio, label, text, reason: reasons[number] };
    });
    list.remove();
    return {
      fields: options.map(({ label }) => label),
      first: options[0].radio,
      ask: "答えを1つ選んでから、押してください。",
      read: () => options.find(({ radio }) => radio.checked)?.text ?? "",
      show: (answer) => options.forEach(({ radio, text }) => (radio.checked = text === answer)),
      judge(answer) {
        const found = options.find(({ text }) => text === answer);
        return found && { right: found.reason.dataset.right === "yes", reason: found.reason };
      },
    };
  }

  /** The whole commands that answer a question which asks for a part of one, as it has a □ in place of it. */
  function whole(question, parts) {
    const asked = [...question.querySelectorAll(".predict-question code")].map((code) => normal(code.textContent));
    return asked.filter((command) => command.includes("□")).flatMap((command) => parts.map((part) => command.replace("□", () => part)));
  }

  /** A question that is answered by typing. */
  function typing(question) {
    const [right, wrong] = question.querySelectorAll(".predict-answers li");
    const parts = JSON.parse(right.dataset.spellings).map(normal);
    const spellings = [...parts, ...whole(question, parts)];
    const plain = { autocapitalize: "none", autocomplete: "off", spellcheck: "false" };
    const field = element("input", { type: "text", maxlength: LONGEST, ...plain });
    return {
      fields: [element("label", { class: "predict-field" }, element("span", {}, "あなたの答え"), field)],
      first: field,
      ask: "答えを入力してから、押してください。",
      read: () => field.value.trim(),
      show: (answer) => (field.value = answer),
      judge(answer) {
        const spelled = normal(answer);
        const isRight = spellings.includes(spelled);
        const isClose = !isRight && spellings.some((spelling) => spelling.toLowerCase() === spelled.toLowerCase());
        return { right: isRight, reason: isRight ? right : wrong, isClose };
      },
    };
  }

  function verdict(answer, { right, reason, isClose }) {
    const mark = element("strong", { class: "predict-mark" }, right ? "○ 正解です。" : "✕ 違います。");
    const said = element("p", {}, mark, `あなたの答え：${answer}`);
    if (isClose) return [said, element("p", {}, "大文字と小文字を見直してみましょう。そこだけが違います。")];
    const why = element("p", {}, ...[...reason.querySelector(".predict-why").childNodes].map((node) => node.cloneNode(true)));
    const again = element("p", {}, "下の本物の出力を見て、もう一度答えられます。");
    return right ? [said, why] : [said, why, again];
  }

  /** Makes a question answerable; `changed` is called after each answer. */
  function connect(question, changed) {
    const { predict, page } = question.dataset;
    const list = question.querySelector(".predict-choices");
    const { fields, first, ask, read, show, judge } = list ? choices(question, list) : typing(question);
    const asked = question.querySelector(".predict-question");
    const legend = element("legend", { class: "predict-question" }, ...asked.childNodes);
    const button = element("button", { type: "submit", class: "predict-button" }, "答え合わせ");
    const feedback = element("div", { class: "predict-feedback", role: "status" });
    const form = element("form", { class: "predict-form" }, element("fieldset", {}, legend, ...fields), button, feedback);
    asked.replaceWith(form);
    question.classList.add("predict--open");

    function tell(answer) {
      const judged = judge(answer);
      question.dataset.state = judged ? (judged.right ? "right" : "wrong") : "";
      feedback.replaceChildren(...(judged ? verdict(answer, judged) : []));
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = read();
      if (!answer) {
        feedback.replaceChildren(element("p", {}, ask));
        first.focus();
        return;
      }
      answers.put(page, predict, answer);
      tell(answer);
      const details = output(question);
      if (details) details.open = true;
      changed();
    });

    return {
      restore() {
        const answer = String(answers.of(page)[predict] ?? "").slice(0, LONGEST);
        show(answer);
        if (answer) tell(answer);
      },
      reset() {
        show("");
        question.dataset.state = "";
        feedback.replaceChildren();
      },
      isRight: () => question.dataset.state === "right",
    };
  }

  /** Where a page says how many of its questions were answered: above its summary, or below the last of them. */
  function progress(questions) {
    const { page } = questions[0].dataset;
    const connected = questions.map((question) => connect(question, () => say()));
    const line = element("span", { role: "status" });
    const button = element("button", { type: "button", class: "predict-clear" }, "このページの答えを消す");

    function say(prefix = "") {
      const right = connected.filter((question) => question.isRight()).length;
      line.textContent = `${prefix}このページの問い：${questions.length}問中${right}問正解${answers.kept ? "" : NOT_KEPT}`;
    }

    button.addEventListener("click", () => {
      answers.clear(page);
      connected.forEach((question) => question.reset());
      say("このページの答えを消しました。");
    });
    const told = element("p", { class: "predict-progress" }, line, button);
    const summary = document.getElementById("summary");
    // Not between a question and its output.
    if (summary) summary.before(told);
    else (output(questions.at(-1)) ?? questions.at(-1)).after(told);
    connected.forEach((question) => question.restore());
    say();
  }

  const questions = [...document.querySelectorAll(".predict")];
  if (questions.length) progress(questions);
}
