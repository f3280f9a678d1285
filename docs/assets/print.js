// On paper the answers stand at the end, not under their questions. A block instead of a module, which browsers do not
// load from file://.
"use strict";

{
  const { element } = globalThis.lesson;
  const article = document.querySelector("article");
  const answers = [...(article?.querySelectorAll("details.success") ?? [])].filter(
    (answer) => !answer.parentElement.closest("details.success, .tabbed-block"),
  );
  let restore = [];

  /** The right and the wrong choices of the question above an answer, explained; a hint may stand between. */
  function explanations(answer) {
    let above = answer.previousElementSibling;
    while (above?.matches("details.question")) above = above.previousElementSibling;
    return above?.querySelector(":scope > .predict-answers");
  }

  function move() {
    const section = element("section", { class: "answers" }, element("h2", {}, "答え"));
    answers.forEach((answer, index) => {
      const place = element("p", { class: "answer-place" }, `答え${index + 1}は、このページの終わりにあります。`);
      const { open } = answer;
      const explained = explanations(answer);
      const question = explained?.parentElement;
      answer.replaceWith(place);
      answer.open = true;
      section.append(element("h3", {}, `答え${index + 1}`), ...(explained ? [explained] : []), answer);
      restore.push(() => {
        place.replaceWith(answer);
        answer.open = open;
        if (explained) question.append(explained);
      });
    });
    article.append(section);
    restore.push(() => section.remove());
  }

  function back() {
    restore.forEach((step) => step());
    restore = [];
  }

  if (answers.length) {
    addEventListener("beforeprint", move);
    addEventListener("afterprint", back);
  }
}
