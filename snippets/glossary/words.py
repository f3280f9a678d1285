r"""Find words in Japanese text.

Python-Markdown's ``abbr`` looks for whole words by ``\b``, and Japanese puts nothing between words. What tells
コンテナ from コンテナイメージ is the script: a word of one script does not begin or end within a run of it.
"""

import re
from collections.abc import Iterable

_KATAKANA = "ァ-ヺー-ヿㇰ-ㇿｦ-ﾟ"  # without the middle dot, which stands between words
_KANJI = "々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_LATIN = "0-9A-Za-zÀ-ɏ０-９Ａ-Ｚａ-ｚ"
_BORDERS = {
    _KATAKANA: (f"(?<![{_KATAKANA}])", f"(?![{_KATAKANA}])"),
    _KANJI: (f"(?<![{_KANJI}])", f"(?![{_KANJI}])"),
    # Besides words, these keep out options, paths, addresses and file names: --pull, run.sh, httpd:latest.
    _LATIN: (rf"(?<![{_LATIN}_$#@/\\.:-])", f"(?![_-]|[.:/@]?[{_LATIN}])"),
}
"""For each script, what must not stand before and after a term that begins or ends in it."""


def pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest spelling where it is a word of its own."""
    return re.compile("|".join(_word(spelling) for spelling in sorted(spellings, key=len, reverse=True)))


def _word(spelling: str) -> str:
    before, _ = _borders(spelling[0])
    _, after = _borders(spelling[-1])
    return before + r"\s+".join(re.escape(part) for part in spelling.split()) + after


def _borders(letter: str) -> tuple[str, str]:
    return next((borders for script, borders in _BORDERS.items() if re.match(f"[{script}]", letter)), ("", ""))
