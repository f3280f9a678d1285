// What the messages of Docker and of systems without it look like, and what to do where the cause is common.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const UNREACHABLE =
    /^(?:docker: )?(?:Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect: )/;

  /** Messages of systems without Docker, and of clients that do not reach it: how they look, what to do. */
  const SYSTEM = [
    {
      look: /could not be found in this WSL/,
      title: "WSLの中からdockerを使えません。Docker Desktopの設定で、WSL integrationをオンにしてください。",
      section: "install",
    },
    {
      look: new RegExp(
        [
          "用語 'docker' は", // PowerShell
          "'docker' は、内部コマンドまたは外部コマンド", // the command prompt
          "'docker' is not recognized",
          "docker: (?:command not found|コマンドが見つかりません|not found)", // bash, sh
          "command not found: docker", // zsh
          "Unknown command: docker", // fish
          "[Cc]ommand 'docker' not found|コマンド 'docker' が見つかりません", // Ubuntu
        ].join("|"),
      ),
      title: "dockerというコマンドが見つかりません。Dockerを入れてから、ターミナルを開き直してください。",
      section: "install",
    },
  ];
  const CLIENT = [
    {
      look: UNREACHABLE,
      title: "daemonに届いていません。Docker Desktopを起動するか、Linuxならdaemonを動かしてください。",
      section: "version",
    },
    {
      look: /permission denied while trying to connect to the (?:Docker daemon socket|docker API)/i,
      title: "daemonと話す権限がありません。Linuxでは、ユーザーをdockerグループに加えてログインし直してください。",
      section: "install",
    },
    {
      look: /toomanyrequests/,
      title: "Docker Hubから取り寄せられる回数の上限です。しばらく待つか、docker loginでログインしてください。",
    },
    {
      look: /net\/http: |Client\.Timeout|no such host|i\/o timeout|proxyconnect/,
      title: "daemonが、レジストリに届いていません。ネットワークとプロキシの設定を確かめてください。",
    },
    {
      look: /^curl: \((?:52|56)\)/,
      title: "サーバーの準備が、まだ終わっていないようです。数秒待って、もう一度打ってください。",
    },
    {
      look: /^curl : (?:リモート サーバーに接続できません|Unable to connect)/,
      title: "そのポートで待っている相手がいません。コンテナが動いているか、ポートを公開したかを確かめてください。",
    },
    {
      look: /unknown command: |is not a docker command|unknown (?:shorthand )?flag/,
      title: "コマンドかオプションの綴りが違います。",
    },
  ];

  const ERRORS = [
    /^(?:docker ?: )?(?:Error response from daemon|Error: |ERROR: |error from registry|invalid reference format)/,
    /^(?:docker ?: )?(?:unknown (?:shorthand )?flag|unknown command|'[^']*' is not a docker command|invalid )/,
    /^(?:docker ?: )?(?:[Gg]ot )?permission denied/,
    /^docker ?: (?!Unable to find image)\S/,
    /^the input device is not a TTY|^cannot attach stdin to a TTY-enabled container/,
    /^(?:docker: )?"?docker[\w ]*"? requires /,
    /^curl: ?\(\d+\)/,
    /^curl : /,
    /^-?(?:bash|zsh|sh|fish)(?:: line \d+)?: /,
    /^no matching manifest /,
    /: no such file or directory$/i,
    ...[...SYSTEM, ...CLIENT].map(({ look }) => look),
  ];

  const isError = (text) => ERRORS.some((look) => look.test(text));
  const isUnreachable = (text) => UNREACHABLE.test(text);

  /** What is known of one of these texts: of systems without Docker, and of everything else. */
  function hints(texts) {
    const first = (known) => known.find(({ look }) => texts.some((text) => look.test(text))) ?? null;
    return { system: first(SYSTEM), client: first(CLIENT) };
  }

  globalThis.lesson.hints = { hints, isError, isUnreachable };
}
