// Goes through a trace step by step: each is lit in the drawing, in the list that stands for it on a phone, and in the
// table. A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const { element } = globalThis.lesson;
  const NAME = "あなた"; // stands below its figure, not above an arrow

  /** The parts of each arrow of a drawing, from top to bottom: its shape, and the words above or within it. */
  function drawn(svg) {
    const shapes = [...svg.querySelectorAll(".edge, rect.note")].map((shape) => {
      const { y, height } = shape.getBBox();
      return { shape, end: y + height };
    });
    const arrows = shapes.sort((one, other) => one.end - other.end).map(({ shape, end }) => ({ end, parts: [shape] }));
    const top = Math.max(...[...svg.querySelectorAll("rect.node")].map((node) => node.getBBox().y + node.getBBox().height));
    for (const text of svg.querySelectorAll("text")) {
      const y = Number(text.getAttribute("y"));
      if (y > top && text.textContent !== NAME) arrows.find(({ end }) => end >= y)?.parts.push(text);
    }
    return arrows.map(({ parts }) => parts);
  }

  function connect(trace) {
    const svg = trace.querySelector("svg");
    const items = [...trace.querySelectorAll(".story > li")];
    const numbers = (item, name) => item.dataset[name].split(" ").filter(Boolean);
    const said = element("span", { role: "status" });
    const back = element("button", { type: "button" }, "前へ");
    const next = element("button", { type: "button" }, "次へ");
    const bar = element("p", { class: "trace-bar" }, back, next, said);
    let at = -1;

    /** All that shows a step: on a phone the drawing has no boxes, and then it lights nothing. */
    function partsOf(item) {
      const arrows = svg.checkVisibility() ? drawn(svg) : [];
      const rows = numbers(item, "rows").map((row) => trace.querySelector(`[data-row="${row}"]`));
      return [item, ...rows, ...numbers(item, "arrows").flatMap((arrow) => arrows[arrow] ?? [])].filter(Boolean);
    }

    function go(to) {
      at = to;
      trace.querySelectorAll(".lit").forEach((part) => part.classList.remove("lit"));
      const parts = partsOf(items[at]);
      parts.forEach((part) => part.classList.add("lit"));
      parts.find((part) => part !== items[at] && part.closest("svg"))?.scrollIntoView({ block: "center", inline: "center" });
      if (items[at].checkVisibility()) items[at].scrollIntoView({ block: "center" });
      trace.dataset.at = at;
      back.disabled = at === 0;
      next.disabled = at === items.length - 1;
      const [way, words] = items[at].children;
      said.textContent = `${at + 1} / ${items.length}　${way.textContent}：${words.textContent}`;
    }

    back.disabled = true;
    said.textContent = `${items.length}個のやりとりを、1つずつ見られます。`;
    back.addEventListener("click", () => go(at - 1));
    next.addEventListener("click", () => go(at + 1));
    trace.querySelector("summary").after(bar);
  }

  document.querySelectorAll("details.trace").forEach(connect);
}
