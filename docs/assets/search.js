// Answers the site's search: Material's page and this speak the messages of Material's own worker. That one looks for
// words, and Japanese puts nothing between words; this looks for the letters as they were typed, anywhere in a text.
// A message of an error is looked up as on the page of errors, whose entry then comes first.
// A block instead of a module: at file://, where browsers start no worker, this is a script of the page.
"use strict";

{
  const [SETUP, READY, RESULT] = [0, 1, 3]; // Material's numbers; 2 is a query
  const SHOWN = 3; // sections of a page that are shown without unfolding
  const EXCERPTS = 2; // lines of a section that are shown
  const EXCERPT = 120; // letters of such a line
  const BEFORE = 40; // letters of it before what was found

  /** Verbs that beginners write in kana. */
  const READINGS = {
    けす: "消す", けし: "消し", けせ: "消せ", とめる: "止める", とめた: "止めた", とまる: "止まる", とまっ: "止まっ",
    うごかす: "動かす", うごかし: "動かし", うごかな: "動かな", うごく: "動く", つくる: "作る", つくり: "作り",
    つくっ: "作っ", しらべ: "調べ", とりよせ: "取り寄せ", ためす: "試す", なおす: "直す", なおし: "直し", ひらく: "開く",
    おく: "置く", おきば: "置き場", かさなり: "重なり", かたづけ: "片付け", えらぶ: "選ぶ",
  };
  const WORD = /[a-z][a-z0-9]{3,}|[ァ-ヶー]{4,}/g;

  const ENTITIES = { lt: "<", gt: ">", amp: "&" };
  const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|amp);/g, (_, name) => ENTITIES[name]);
  const escaped = (text) => text.replace(/[<>&]/g, (letter) => `&#${letter.charCodeAt()};`);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  /** A letter in any width and case; spaces count nowhere, as in Dockerイメージ and Docker イメージ. */
  const exact = (letter) => letter.normalize("NFKC").toLowerCase().trim();
  /** Besides, in either kana and without long vowels: れじすとり, レジストリー. */
  const loose = (letter) =>
    exact(letter).replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt() + 0x60)).replace("ー", "");

  /** A text with its letters as they are compared, and where in the text each of these stands. */
  function read(text, fold) {
    const letters = [...text].map(fold);
    const places = letters.flatMap((folded, place) => Array(folded.length).fill(place));
    return { text: [...text], letters: letters.join(""), places };
  }

  /** Every place of a needle in a text, as the first letter and the one after the last. */
  function* find({ letters, places }, needle) {
    for (let at = letters.indexOf(needle); at >= 0; at = letters.indexOf(needle, at + needle.length)) {
      yield [places[at], places[at + needle.length - 1] + 1];
    }
  }

  /** Whether what was found is a word of its own: Latin letters end at others, Japanese ones only at punctuation. */
  function isWord({ text }, [start, end]) {
    const goesOn = (letter, neighbour) => (/[0-9a-z]/i.test(letter) ? /[0-9a-z_-]/i : /[\p{L}\p{N}]/u).test(neighbour);
    return !goesOn(text[start], text[start - 1] ?? "") && !goesOn(text[end - 1], text[end] ?? "");
  }

  /** Whether what was found begins a word; Japanese has no words to begin. */
  const beginsWord = ({ text }, [start]) => !/[0-9a-z]{2}/i.test((text[start - 1] ?? "") + text[start]);

  /** How much a section is about a needle: most of all when it is its name. 0 when it does not have it. */
  function weight({ name, title, lines }, needle) {
    const places = (text) => [...find(text, needle)].filter((place) => beginsWord(text, place));
    const words = sum(lines.flatMap((line) => places(line).map((place) => (isWord(line, place) ? 2 : 1))));
    const [first] = places(title);
    const named = title.letters === needle || name === needle;
    return (named ? 8 : 0) + (first ? 2 : 0) + (first?.[0] === 0 ? 1 : 0) + Math.log2(1 + words);
  }

  /** How much a section's title and most similar line have in common with a phrase; 0 when that is little. */
  function likeness({ title, lines }, rarity, share) {
    const common = (...texts) => [...rarity].filter(([piece]) => texts.some(({ letters }) => letters.includes(piece)));
    const worth = (text) => sum(common(text).map(([, rare]) => rare));
    const alike = lines.filter((line) => common(title, line).length >= share * rarity.size);
    return alike.length && Math.max(...[title, ...alike].map(worth)) + worth(title) / 2;
  }

  /** The sections that have a score, with it. */
  const rated = (sections, rate) =>
    sections.map((section) => [section, rate(section) * section.boost]).filter(([, score]) => score);

  /** The sections that have all words, best when one after the other. */
  const having = (sections, words) =>
    rated(sections, (section) => {
      const weights = words.map((word) => weight(section, word));
      return 4 * weight(section, words.join("")) + (weights.includes(0) ? 0 : sum(weights) / weights.length);
    });

  /** The sections that have most pieces of a phrase, and these pieces. Latin letters are fewer, so they need more. */
  function resembling(sections, phrase) {
    const [size, share] = /^[ -~]*$/.test(phrase) ? [3, 0.7] : [2, 0.5];
    const pieces = Array.from({ length: phrase.length - size + 1 }, (_, at) => phrase.slice(at, at + size));
    const has = ({ lines }, piece) => lines.some(({ letters }) => letters.includes(piece));
    const rare = (piece) => 1 / (1 + sections.filter((section) => has(section, piece)).length);
    const rarity = new Map(pieces.map((piece) => [piece, rare(piece)]));
    return [rated(sections, (section) => likeness(section, rarity, share)), [...rarity.keys()]];
  }

  /** A verb in kana as the lessons write it. */
  function written(word) {
    const kana = Object.keys(READINGS).find((kana) => word.startsWith(kana));
    return kana ? READINGS[kana] + word.slice(kana.length) : word;
  }

  /** Whether one word becomes the other by one letter more, less or instead, or by two that change places. */
  function isTypo(one, other) {
    if (one === other) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    const [a, b] = [one.slice(at), other.slice(at)];
    const swapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
    return swapped || a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1);
  }

  /** A word that no section has, as the lessons spell it most often: the words with how often they stand there. */
  function spelled(word, words) {
    const close = words.has(word) ? [] : [...words].filter(([known]) => isTypo(word, known));
    return close.sort(([, a], [, b]) => b - a)[0]?.[0] ?? word;
  }

  /** What answers a query: the sections with their scores, and what to mark in them. */
  function answer(foldings, query) {
    const typed = query.normalize("NFKC").split(/\s+/).map(written);
    const corrected = typed.map((word) => spelled(word.toLowerCase(), foldings[0].words));
    const wordings = foldings.map(({ fold }) => typed.map((word) => read(word, fold).letters).filter(Boolean));
    const tries = [...wordings.entries(), [0, corrected]];
    for (const [at, words] of tries) {
      const found = having(foldings[at].sections, words);
      if (found.length) return [found, [words.join(""), ...words]];
    }
    return resembling(foldings.at(-1).sections, wordings.at(-1).join(""));
  }

  /** The places in a text of all letters that belong to a needle. */
  function marks(text, needles) {
    const places = new Set();
    for (const needle of needles) {
      for (const [start, end] of find(text, needle)) for (let at = start; at < end; at += 1) places.add(at);
    }
    return places;
  }

  /** A part of a text as HTML with its marks. */
  function marked({ text }, places, start = 0, end = text.length) {
    const letters = text.slice(start, end).map(escaped);
    const single = letters.map((letter, at) => (places.has(start + at) ? `<mark>${letter}</mark>` : letter));
    return single.join("").replaceAll("</mark><mark>", "");
  }

  /** The lines of a section that have most marks, cut around the first of these. */
  function excerpts({ lines }, needles) {
    const rated = lines.map((line) => [line, marks(line, needles)]).sort(([, a], [, b]) => b.size - a.size);
    const shown = rated.slice(0, EXCERPTS).filter(([, places], at) => places.size || !at);
    return shown.map(([line, places]) => {
      const start = places.size ? Math.max(0, Math.min(...places) - BEFORE) : 0;
      const end = start + EXCERPT;
      return `<p>${start ? "…" : ""}${marked(line, places, start, end)}${end < line.text.length ? "…" : ""}</p>`;
    });
  }

  /** A result as Material shows it: it unfolds what scores less than the first one of the page. */
  const item = ({ location, title, lines }, needles, score) => ({
    location,
    title: marked(title, marks(title, needles)),
    text: excerpts({ lines }, needles).join(""),
    score,
    terms: {},
  });

  /** The section of the page of errors that a message is about, if there are both. */
  function entryOf(sections, query) {
    const { errors, knownErrors } = globalThis.lesson ?? {};
    const entry = errors?.find(query);
    if (!entry) return null;
    const has = (page, id) => sections.some(({ location }) => location === `${page}#${id}`);
    return sections.find(({ page, location }) => {
      return location === `${page}#${entry.id}` && knownErrors.every(({ id }) => has(page, id));
    });
  }

  /** The results, best page first, each with its best sections first. */
  function search(foldings, query) {
    if (!query.trim()) return [];
    const entry = entryOf(foldings[0].sections, query);
    const [answers, needles] = answer(foldings, query);
    const found = answers.filter(([section]) => section !== entry);
    const pages = new Map(entry ? [["", [entry]]] : []);
    for (const [section] of found.sort(([, a], [, b]) => b - a)) {
      pages.set(section.page, [...(pages.get(section.page) ?? []), section]);
    }
    return [...pages.values()].map((results) => {
      const [{ own }] = results;
      if (results[0] === entry) return [item(entry, needles, 1)];
      const parts = results.filter((section) => section !== own);
      const items = parts.map((section, place) => item(section, needles, place < SHOWN ? 1 : 0));
      return results[0] === own ? [item(own, needles, 1), ...items] : [...items, item(own, needles, 1)];
    });
  }

  /** What Material's search index says of the sections, ready to be searched. */
  function prepare(docs, fold) {
    const known = new Map();
    const once = (letter) => known.get(letter) ?? known.set(letter, fold(letter)).get(letter);
    const pages = new Map();
    const sections = docs.map(({ location, title, text, boost = 1 }) => {
      const [page, id = ""] = location.split("#");
      const lines = text.split(/<\/?(?:p|li|ol|ul|pre)>|\n/).map((line) => plain(line).trim());
      const section = { location, page, boost, title: read(plain(title), once), name: id.replaceAll("-", "") };
      return Object.assign(section, { lines: lines.filter(Boolean).map((line) => read(line, once)) });
    });
    for (const section of sections) {
      if (!pages.has(section.page)) pages.set(section.page, section); // a page comes before its sections
      section.own = pages.get(section.page);
    }
    const words = new Map();
    for (const { title, lines } of sections) {
      for (const { text } of [title, ...lines]) {
        for (const [word] of text.join("").toLowerCase().matchAll(WORD)) words.set(word, (words.get(word) ?? 0) + 1);
      }
    }
    return { fold, sections, words };
  }

  let foldings;

  const setUp = (docs) => [exact, loose].map((fold) => prepare(docs, fold));

  function reply({ type, data }) {
    if (type === SETUP) return { type: READY };
    return { type: RESULT, data: { items: search(foldings, data) } };
  }

  /** The sections, which snippets/search.py puts where only those load them who search. */
  async function load() {
    const answered = await fetch("../../search/sections.json");
    try {
      importScripts("lesson.js", "errors/data.js", "errors/search.js");
    } catch {
      // a site without a page of errors
    }
    return setUp((await answered.json()).docs);
  }

  if (typeof document === "undefined") {
    let loading;
    const again = () => {
      loading = undefined; // what could not be loaded may be with the next letter
      throw new Error("no sections");
    };
    addEventListener("message", async ({ data }) => {
      // Material asks for nothing when a page is opened.
      if (data.type !== SETUP && data.data.trim()) foldings ??= await (loading ??= load().catch(again));
      postMessage(reply(data));
    });
  } else if (location.protocol === "file:") {
    window.Worker = class extends EventTarget {
      postMessage(data) {
        if (data.type === SETUP) foldings = setUp(data.data.docs);
        const known = data.type === SETUP ? null : globalThis.lesson.load("errors/data.js", "errors/search.js");
        const answer = () => this.dispatchEvent(new MessageEvent("message", { data: reply(data) }));
        Promise.resolve(known).then(answer, answer); // a site may be without a page of errors
      }
    };
  }
}
