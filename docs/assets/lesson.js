// What more than one script of the pages needs: elements, the scripts that are loaded later, the box for pasted text,
// and what `[..]` means. A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const HERE = globalThis.document?.currentScript.src; // the search, which has no document, reads patterns only
  const ANY_CHARACTERS = "[..]";
  const ANY_LINES = "...";

  /** An element with attributes and children, which are elements or text and never HTML. */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const loaded = new Map();

  function start(path) {
    const href = new URL(path, HERE);
    const made = path.endsWith(".css")
      ? element("link", { rel: "stylesheet", href })
      : element("script", { src: href });
    const done = new Promise((resolve, reject) => Object.assign(made, { onload: resolve, onerror: reject }));
    loaded.set(path, done);
    done.catch(() => loaded.delete(path)); // what could not be had may be the next time
    document.head.append(made);
    return done;
  }

  /** Loads scripts and stylesheets of this script's folder, one after the other and each once. */
  async function load(...paths) {
    for (const path of paths) await (loaded.get(path) ?? start(path));
  }

  /** A form for a text that stays in the page. Its first part for results also says when `use` fails. */
  function pasteForm({ label, submit, use }, ...results) {
    const input = element("textarea", { rows: 5, spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
    const form = element(
      "form",
      { class: "paste" },
      element("label", {}, label, input),
      element(
        "p",
        { class: "paste-buttons" },
        element("button", { type: "submit" }, submit),
        element("button", { type: "reset" }, "消す"),
      ),
      element("p", { class: "paste-privacy" }, "調べるのは、このブラウザの中だけです。どこにも送らず、保存もしません。"),
      ...results,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      use(input).catch((error) => {
        results[0].textContent = "うまくいきませんでした。ページを読み込み直してから、もう一度試してください。";
        throw error;
      });
    });
    form.addEventListener("reset", () => {
      results.forEach((part) => part.replaceChildren());
      input.focus();
    });
    return form;
  }

  /** A text in one spelling of its blanks and quotes. */
  const squeeze = (text) => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, " ").trim();

  /** What a pattern has before, between and behind each `[..]`; several in a row are one. */
  const parts = (pattern) =>
    pattern.split(ANY_CHARACTERS).filter((part, index, all) => part || !index || index === all.length - 1);

  /**
   * Whether the parts of a pattern fit a whole text, both squeezed; else it is as in snippets/expect.py. The leftmost
   * place for each part is as good as any other. Blanks on both sides of `[..]` may be the same blank of the text, which
   * was a run of them.
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

  globalThis.lesson = { ANY_CHARACTERS, ANY_LINES, element, fits, load, parts, pasteForm, squeeze };
}
