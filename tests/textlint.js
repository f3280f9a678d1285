// How the site's Japanese is checked: two presets as they are, but for the changes below, each with its reason.
module.exports = {
  rules: {
    "preset-ja-technical-writing": {
      // Lists explain an output line by line, in sentences; their other points are phrases without a style.
      "no-mix-dearu-desumasu": { preferInBody: "ですます", preferInList: "ですます" },
      // AもBも names things that go together, and this lesson is about pairs: client and daemon, image and container.
      "no-doubled-joshi": { allow: ["も"] },
      // The lesson asks its reader before it answers.
      "no-exclamation-question-mark": { allowFullWidthQuestion: true },
    },
    "preset-ja-spacing": true,
    prh: {
      rulePaths: ["./terms.yml"],
      // A term is spelled the same in a link, in bold type and in a quotation.
      checkLink: true,
      checkEmphasis: true,
      checkBlockQuote: true,
    },
  },
};
