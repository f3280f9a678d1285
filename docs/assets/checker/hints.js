// What the messages of Docker, and of systems without it, look like. What they come to is on the page of errors.
// A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const UNREACHABLE =
    /^(?:docker: )?(?:Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect: )/;

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
    UNREACHABLE,
    /permission denied while trying to connect|toomanyrequests|could not be found in this WSL/,
    /net\/http: |Client\.Timeout|no such host|i\/o timeout|proxyconnect|no space left on device/,
    /(?:用語 |[Cc]ommand |コマンド |^|The term )'docker' (?:は、?|is not recognized|not found|が見つかりません)/,
    /(?:[Cc]ommand not found|Unknown command): docker|unknown command: |is not a docker command/,
  ];

  const isError = (text) => ERRORS.some((look) => look.test(text));
  const isUnreachable = (text) => UNREACHABLE.test(text);

  globalThis.lesson.hints = { isError, isUnreachable };
}
