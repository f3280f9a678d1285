// Finds the entry of the page of errors that a pasted text is about. Its data is in data.js, which the build makes
// of that page's own transcripts. A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const GAP = 400; // letters that may stand where a message has a name, an ID or an address
  const SHARE = 0.5; // of the words of a text that an entry must have to be offered for it
  const KEPT = 100_000; // letters at each end of a longer text

  /** A text without what terminals, systems and copying change: case, blanks, where lines break, and quotes. */
  const squash = (text) => text.toLowerCase().replace(/&(?:quot|#39|#x27);|[\s"'`´“”‘’\\\u200b\ufeff]+/g, "");

  const cut = (text) => (text.length > 2 * KEPT ? `${text.slice(0, KEPT)}\n${text.slice(-KEPT)}` : text);

  /** The parts of a message between what varies. */
  const between = (pattern) => globalThis.lesson.parts(pattern).map(squash).filter(Boolean);

  /** Whether the parts follow each other closely, after some place where the first stands. */
  function follow(text, [first, ...rest]) {
    for (let start = text.indexOf(first); start >= 0; start = text.indexOf(first, start + 1)) {
      let at = start + first.length;
      const follows = (part) => {
        const found = text.slice(at, at + GAP + part.length).indexOf(part);
        at += found + part.length;
        return found >= 0;
      };
      if (rest.every(follows)) return true;
    }
    return false;
  }

  const length = (words) => words.reduce((sum, word) => sum + word.length, 0);

  /** The entry whose message in the text is the longest, or null; what is no error counts only where nothing else does. */
  function find(text) {
    const squashed = squash(cut(text));
    const weight = ({ patterns, mild }) => {
      const found = patterns.map(between).filter((parts) => follow(squashed, parts));
      return Math.max(0, ...found.map(length)) / (mild ? 1000 : 1);
    };
    let best = null;
    let most = 0;
    for (const entry of globalThis.lesson.knownErrors) {
      const weighed = weight(entry);
      if (weighed > most) [best, most] = [entry, weighed];
    }
    return best;
  }

  /** The Latin words and Japanese letter pairs of a text. */
  function words(text) {
    const folded = text.toLowerCase();
    const latin = folded.match(/[a-z]{3,}/g) ?? [];
    const pairs = [...folded.matchAll(/(?=([\p{sc=Hira}\p{sc=Kana}\p{sc=Han}ー]{2}))/gu)].map((match) => match[1]);
    return new Set([...latin, ...pairs]);
  }

  const EVERYWHERE = words("docker: Error response from daemon: See 'docker run --help' for more information. The not found for with and");

  /** The entries that share the most words with the text, the rarer the better; at most so many, and none by chance. */
  function near(text, count) {
    const asked = new Set([...words(cut(text))].filter((word) => !EVERYWHERE.has(word)));
    const known = globalThis.lesson.knownErrors.map((entry) => words([entry.title, entry.meaning, ...entry.patterns].join(" ")));
    const rarity = (word) => 1 / known.filter((own) => own.has(word)).length;
    return globalThis.lesson.knownErrors
      .map((entry, number) => {
        const shared = [...known[number]].filter((word) => asked.has(word));
        const fits = shared.length > 1 && shared.length >= SHARE * asked.size;
        return { entry, weight: fits ? shared.reduce((sum, word) => sum + rarity(word), 0) : 0 };
      })
      .filter(({ weight }) => weight > 0)
      .sort((one, other) => other.weight - one.weight)
      .slice(0, count)
      .map(({ entry }) => entry);
  }

  globalThis.lesson.errors = { find, near };
}
