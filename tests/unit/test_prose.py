"""What textlint gets to read, and what it finds in it, by the site's own rules."""

import subprocess
import sys
from textwrap import dedent

import pytest

from tests import prose
from tests.helpers import npm


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The findings in files, all checked at once: the line and the rule of each, by the file's name."""
    folder = tmp_path_factory.mktemp("prose")

    def check(**files):
        npm.install("dependencies")
        paths = {name: folder / f"{name}.{'console' if name.startswith('transcript') else 'md'}" for name in files}
        for name, path in paths.items():
            path.write_text(dedent(files[name]), encoding="utf-8")
        found = {name: [] for name in files}
        for line in prose.findings(paths.values()):
            file, number, reason = line.split(":", 2)
            found[file.rpartition("/")[2].partition(".")[0]].append((int(number), reason.rpartition("（")[2][:-1]))
        return {name: sorted(set(lines)) for name, lines in found.items()}

    return check


def test_prose_is_checked_wherever_readers_see_it_and_nowhere_else(found):
    assert found(
        plain="""\
            # 見出しのサーバ {#a}

            コンテナーを動かします。

            **deamon**に頼みます。

            [レポジトリ](x.md)です。

            > `docker`{ .message }のサーバです。

            | 表のサーバ | `サーバ` |
            |---|---|
            | セルのサーバ | `docker run サーバ` |
            """,
        front="""\
            ---
            title: 準備
            description: サーバを用意します。
            search:
              boost: 2
            ---
            """,
        aside="""\
            !!! note "題名のサーバ"

                コンテナーだよ。

                - 項目のサーバ

            外のサーバです。
            """,
        tabs="""\
            === "Windows"

                サーバを立てます。

                ??? tip "中の題名"

                    もっと中のサーバだよ。

                    ```sh
                    echo サーバ
                    ```

                戻ったサーバです。

            === "Linux"

                サーバを止めます。
            """,
        diagram="""\
            ```mermaid
            flowchart TB
              accTitle: サーバの図
              accDescr: サーバに頼む図。
              a["サーバ"] -->|"レポジトリ"| b
              you->>client: サーバに頼む
            ```

            最後のサーバです。
            """,
        exercise="""\
            ```predict id="x"
            ? サーバは動くでしょう。
            - サーバ | コンテナーは動きません。
            + 動く | サーバは動きます。
            = 1 / 一つ / サーバ | サーバは1つです。
            ! サーバを数えましょう。
            ```
            """,
        code="""\
            ```console exec="1"
            --8<-- "サーバ/サーバ.console"
            ```

            `#!output サーバ`という行です。

            ````markdown
            ```sh
            サーバ
            ```
            サーバ
            ````
            """,
        transcript="""\
            ### サーバを動かす
            $ echo サーバ
            サーバ
            """,
    ) == {
        "plain": [(1, "prh"), (3, "prh"), (5, "prh"), (7, "prh"), (9, "prh"), (11, "prh"), (13, "prh")],
        "front": [(3, "prh")],
        "aside": [(1, "prh"), (3, "prh"), (5, "prh"), (7, "prh")],
        "tabs": [(3, "prh"), (7, "prh"), (13, "prh"), (17, "prh")],
        "diagram": [(3, "prh"), (4, "prh"), (5, "prh"), (6, "prh"), (9, "prh")],
        "exercise": [(2, "prh"), (3, "prh"), (4, "prh"), (5, "prh"), (6, "prh")],
        "code": [],
        "transcript": [(1, "prh")],
    }


def test_the_rules_are_those_of_the_presets_with_the_changes_of_this_site(found):
    assert found(
        good="""\
            Docker Hostで動きます。`docker run`を打つと、**daemon**が動かします。どうなるでしょうか。どこで？

            - イメージを取り寄せる
            - コンテナを動かします。イメージもコンテナも残ります。

            !!! note

                気にしなくていいよ。
            """,
        spaces="""\
            Docker Host で動きます。

            ここで `docker run` を打ちます。
            """,
        style="""\
            コンテナを動かします。コンテナは動くのである。

            - これは一覧である。
            """,
        marks="""\
            動きました！

            動いた

            ﾃｽﾄです。
            """,
        long=f"{'とても長い文を書いて、' * 3}{'読む人をたいへん困らせる' * 8}のはやめます。\n",
    ) == {
        "good": [],
        "spaces": [
            (1, "ja-space-between-half-and-full-width"),
            (3, "ja-space-around-code"),
        ],
        "style": [(1, "no-mix-dearu-desumasu"), (3, "no-mix-dearu-desumasu")],
        "marks": [(1, "no-exclamation-question-mark"), (3, "ja-no-mixed-period"), (5, "no-hankaku-kana")],
        "long": [(1, "sentence-length")],
    }


def test_every_rule_of_the_list_of_terms_carries_its_own_test():
    rules = (prose.TESTS / "terms.yml").read_text(encoding="utf-8").split("\n  - expected: ")[1:]
    assert len(rules) > 40
    assert [rule.partition("\n")[0] for rule in rules if "specs: [{from: " not in rule] == []


def test_the_command_names_the_place_and_fails(tmp_path):
    bad, good = tmp_path / "bad.md", tmp_path / "good.md"
    bad.write_text("# 見出し\n\nDockerHubから取り寄せます。\n", encoding="utf-8")
    good.write_text("# 見出し\n\nDocker Hubから取り寄せます。\n", encoding="utf-8")

    def run(*files):
        command = [sys.executable, prose.__file__, *files]
        result = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        return result.returncode, result.stdout

    assert run(bad, good) == (1, f"{bad}:3: DockerHub => Docker Hub（prh）\n")
    assert run(good) == (0, "textlint: 指摘はありません。\n")
