// The search box of the page of errors: what is pasted opens its entry. Without this, the page has its table.
"use strict";

{
  const NEAREST = 2;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  }

  const link = ({ id, title }) => element("a", { href: `#${id}` }, element("code", {}, title));

  /** Brings the entry's heading into view and to the keyboard, and marks it until another is found. */
  function open({ id }) {
    document.querySelector(".error-found")?.classList.remove("error-found");
    const heading = document.getElementById(id);
    heading.classList.add("error-found");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    location.hash = id;
    heading.scrollIntoView();
  }

  /** What to say of a text, and the entry to open. */
  function judge(text) {
    if (!text.trim()) return { said: [element("p", {}, "メッセージを貼り付けてください。")] };
    const entry = globalThis.knownErrors.find(text);
    if (entry) return { said: [element("p", {}, "見つかりました：", link(entry), ` ${entry.meaning}`)], entry };
    const advice = "合う項目はありませんでした。英語の文だけを貼り付けるか、下の表で似た文を探してください。";
    const near = globalThis.knownErrors.near(text, NEAREST);
    const list = element("ul", {}, ...near.map((one) => element("li", {}, link(one), ` ${one.meaning}`)));
    return { said: [element("p", {}, advice), ...(near.length ? [element("p", {}, "近いかもしれない項目："), list] : [])] };
  }

  function build(place) {
    const input = element("textarea", { rows: 4, spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
    const status = element("div", { role: "status", class: "error-status" });
    const form = element(
      "form",
      {},
      element("label", {}, "出たメッセージを貼り付けると、合う項目が開きます。", input),
      element(
        "p",
        { class: "error-buttons" },
        element("button", { type: "submit" }, "項目を探す"),
        element("button", { type: "reset" }, "消す"),
      ),
      status,
      element("p", { class: "error-privacy" }, "探すのは、このブラウザの中だけです。どこにも送らず、保存もしません。"),
    );

    function search() {
      const { said, entry } = judge(input.value);
      status.replaceChildren(...said);
      if (entry) open(entry);
      else input.focus();
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      search();
    });
    input.addEventListener("input", ({ inputType }) => {
      if (inputType === "insertFromPaste" || inputType === "insertFromDrop") search();
    });
    form.addEventListener("reset", () => {
      status.replaceChildren();
      input.focus();
    });
    place.append(form);
  }

  document.querySelectorAll(".error-finder").forEach(build);
}
