// The search box of the page of errors: what is pasted opens its entry. Without this, the page has its table.
"use strict";

{
  const { element, load, pasteForm } = globalThis.lesson;
  const SEARCH = ["errors/data.js", "errors/search.js"];
  const NEAREST = 2;

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
  async function judge(text) {
    if (!text.trim()) return { said: [element("p", {}, "メッセージを貼り付けてください。")] };
    await load(...SEARCH);
    const { find, near } = globalThis.lesson.errors;
    const entry = find(text);
    if (entry) return { said: [element("p", {}, "見つかりました：", link(entry), ` ${entry.meaning}`)], entry };
    const advice = "合う項目はありませんでした。英語の文だけを貼り付けるか、下の表で似た文を探してください。";
    const nearest = near(text, NEAREST);
    const list = element("ul", {}, ...nearest.map((one) => element("li", {}, link(one), ` ${one.meaning}`)));
    return { said: [element("p", {}, advice), ...(nearest.length ? [element("p", {}, "近いかもしれない項目："), list] : [])] };
  }

  function build(place) {
    const status = element("div", { role: "status", class: "error-status" });

    async function search(input) {
      const { said, entry } = await judge(input.value);
      status.replaceChildren(...said);
      if (entry) open(entry);
      else input.focus();
    }

    const label = "出たメッセージを貼り付けると、合う項目が開きます。";
    const form = pasteForm({ label, submit: "項目を探す", use: search }, status);
    form.addEventListener("focusin", () => load(...SEARCH), { once: true });
    form.addEventListener("input", ({ inputType }) => {
      if (inputType === "insertFromPaste" || inputType === "insertFromDrop") form.requestSubmit();
    });
    place.append(form);
  }

  document.querySelectorAll(".error-finder").forEach(build);
}
