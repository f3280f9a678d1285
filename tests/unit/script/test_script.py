from snippets.script.script import keys, read_script


def test_a_step_is_fresh_until_a_command_up_to_it_or_a_file_changes():
    commands = [["docker ps"], ["docker pull httpd", "docker ps"], ["docker stop web"]]
    fresh = keys("image", commands, {"Dockerfile": b"FROM httpd"})
    assert len(set(fresh)) == 3
    assert keys("image", [*commands[:2], ["other"]], {"Dockerfile": b"FROM httpd"})[:2] == fresh[:2]
    changed = keys(
        "image", [commands[0], ["docker pull nginx", "docker ps"], commands[2]], {"Dockerfile": b"FROM httpd"}
    )
    assert changed[0] == fresh[0]
    assert set(changed[1:]).isdisjoint(fresh)
    assert set(keys("image", commands, {"Dockerfile": b"FROM nginx"})).isdisjoint(fresh)
    assert set(keys("image", commands, {"Containerfile": b"FROM httpd"})).isdisjoint(fresh)
    assert set(keys("other", commands, {"Dockerfile": b"FROM httpd"})).isdisjoint(fresh)
    assert keys("image", [["docker ps docker pull httpd"]], {}) != keys(
        "image", [["docker ps", "docker pull httpd"]], {}
    )


def test_what_a_desktop_hides_in_a_folder_makes_no_page_stale(tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "one.console").write_text("$ docker ps\n...\n", encoding="utf-8")
    (folder / "Dockerfile").write_text("FROM httpd\n", encoding="utf-8")
    page = '```console exec="1"\n--8<-- "page/one.console"\n```\n'
    before = read_script("page", page, tmp_path)
    (folder / ".DS_Store").write_bytes(b"\0")
    assert read_script("page", page, tmp_path) == before
    assert before.files == {"Dockerfile": b"FROM httpd\n"}
