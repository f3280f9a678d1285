// Executed blocks whose screen moved: a button plays the terminal as it was. Before it is pressed, nothing is loaded.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const STEP = 1; // seconds that an arrow key goes on or back
  const TICK = 100; // milliseconds from one position of the slider to the next
  const NOTHING = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0); // a program that a browser without WebAssembly refuses
  const FAILED = "再生できません。ネットワークか、ブラウザの設定を確かめてください。";
  const STILL = "画面の動きを減らす設定なので、最後の画面で止めてあります。「再生」を押すと動きます。";

  const { element, load } = globalThis.lesson;
  const button = (className, text) => element("button", { type: "button", class: className }, text);

  async function castOf(name) {
    new WebAssembly.Module(NOTHING);
    const parts = ["player/asciinema-player.css", "player/asciinema-player.min.js", `casts/${name}.js`];
    await Promise.all(parts.map((path) => load(path)));
    return self.casts[name];
  }

  /** Puts the player in place of the block's text; `close` puts the text back. */
  function open(terminal, cast, close) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const toggle = button("replay-toggle", "再生");
    const slider = element("input", { type: "range", min: 0, step: "any", value: 0, "aria-label": "再生の位置" });
    const clock = element("span", { class: "replay-clock" });
    const screen = element("div", { class: "replay-screen" });
    const view = element("div", { class: "replay-view" }, screen);
    const bar = element("div", { class: "replay-bar" }, toggle, slider, clock, button("replay-close", "閉じる"));
    const note = element("p", { class: "replay-note", role: "status" });
    const root = element("div", { class: "replay", role: "group", "aria-label": "ターミナルの再生" }, view, note, bar);
    const { width } = JSON.parse(cast.slice(0, cast.indexOf("\n")));
    screen.style.setProperty("--columns", width);
    terminal.querySelector("pre").after(root);

    const player = AsciinemaPlayer.create({ data: cast }, screen, {
      autoPlay: !still,
      controls: false,
      cursorMode: "steady",
      fit: "width",
      preload: true,
      terminalFontFamily: "var(--md-code-font-family)",
      terminalLineHeight: 1.4,
      theme: "lesson",
    });
    let playing = false;
    let length = 0;

    async function show() {
      const at = Math.min(await player.getCurrentTime(), length);
      slider.value = at;
      slider.ariaValueText = `${at.toFixed(1)}秒`;
      clock.textContent = `${at.toFixed(1)} / ${length.toFixed(1)}秒`;
    }
    function becomes(now, label) {
      playing = now;
      toggle.textContent = label;
      show();
    }
    const seek = (at) => player.seek(Math.max(0, Math.min(at, length))).then(show);
    const turn = () => (playing ? player.pause() : player.play());

    player.addEventListener("playing", () => becomes(true, "一時停止"));
    player.addEventListener("pause", () => becomes(false, "再生"));
    player.addEventListener("ended", () => becomes(false, "再生"));
    player.addEventListener("error", () => (note.textContent = FAILED));
    player.addEventListener("metadata", ({ duration }) => {
      slider.max = length = duration;
      show();
      if (still) {
        note.textContent = STILL;
        seek(length);
      }
    });
    const ticking = setInterval(() => playing && show(), TICK);

    toggle.addEventListener("click", turn);
    slider.addEventListener("input", () => seek(slider.valueAsNumber));
    // The player's keys are answered here, without its English help; the page's own shortcuts rest meanwhile.
    root.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const act = {
        " ": event.target.matches("button") ? undefined : turn,
        ArrowLeft: () => seek(slider.valueAsNumber - STEP),
        ArrowRight: () => seek(slider.valueAsNumber + STEP),
        Home: () => seek(0),
        End: () => seek(length),
        Escape: close,
      }[event.key];
      event.stopPropagation();
      if (act) {
        event.preventDefault();
        act();
      }
    });
    root.querySelector(".replay-close").addEventListener("click", close);
    toggle.focus();
    return () => {
      clearInterval(ticking);
      player.dispose();
      root.remove();
    };
  }

  function connect(terminal) {
    const start = button("terminal-replay", "再生");
    const said = element("span", { class: "replay-failed", role: "status" });
    let remove;

    function close() {
      remove();
      remove = undefined;
      terminal.classList.remove("terminal-playing");
      start.focus();
    }
    start.addEventListener("click", async () => {
      start.disabled = true;
      said.textContent = "";
      try {
        const cast = await castOf(terminal.dataset.replay);
        terminal.classList.add("terminal-playing");
        remove = open(terminal, cast, close);
      } catch {
        said.textContent = FAILED;
      }
      start.disabled = false;
    });
    terminal.querySelector("figcaption").before(start);
    terminal.querySelector("figcaption").append(said);
  }

  document.querySelectorAll(".terminal[data-replay]").forEach(connect);
}
