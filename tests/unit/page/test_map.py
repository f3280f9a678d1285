import re

import pytest
from bs4 import BeautifulSoup

from snippets.errors import LessonError
from snippets.page.map import PLACES, Way, head, parse, render

LESSONS = """
you -> client, client -> daemon, daemon -> registry, images -> containers, daemon -> containers, containers -> volumes,
daemon -> images, images -> registry, containers -> network, daemon -> containerd, browser -> containers
"""
ARROWS = re.findall(r"\w+ -> \w+", LESSONS)
ALWAYS = {"you", "client", "daemon", "images", "containers", "registry"}


def drawn(arrow):
    return BeautifulSoup(render(parse(arrow, {})), "html5lib").figure


@pytest.mark.parametrize("arrow", ARROWS)
def test_a_page_lights_the_two_places_and_the_arrow_between_them(arrow):
    start, end = arrow.split(" -> ")
    figure = drawn(arrow)
    assert {place["data-place"] for place in figure.select("[data-place]")} == ALWAYS | {start, end}
    assert {place["data-place"] for place in figure.select("[data-lit]")} == {start, end}
    assert len(figure.select(".map-lit")) == 1
    names = figure.svg["aria-label"].removesuffix("の地図").split("、")
    assert names == [text.get_text() for text in figure.select("[data-place] text")]


def test_where_we_are_stands_in_words_that_are_heard_and_seen():
    caption = drawn("daemon -> registry").figcaption
    assert caption.get_text() == "いまここ：daemon → からレジストリ"
    assert caption.select_one("[aria-hidden]").get_text() == " → "
    assert caption.select_one(".map-said").get_text() == "から"


def test_an_arrow_may_point_the_other_way():
    there, back = parse("images -> registry", {}).lit, parse("registry -> images", {}).lit
    assert (there.start, there.end) == (back.end, back.start)


@pytest.mark.parametrize("arrow", [arrow for each in ARROWS for arrow in (each, " -> ".join(each.split(" -> ")[::-1]))])
def test_every_arrow_ends_at_the_borders_of_its_places_and_crosses_no_other(arrow):
    shown = parse(arrow, {})
    for way in (shown.lit, *shown.ways):
        assert way.start[0] == way.end[0] or way.start[1] == way.end[1]
    for key, (x, y) in ((shown.start, shown.lit.start), (shown.end, shown.lit.end)):
        place = shown.places[key]
        assert place.x <= x <= place.x + place.width and abs(y - place.y) <= place.height / 2
        assert x in (place.x, place.x + place.width) or abs(y - place.y) == place.height / 2
    for one in shown.places.values():
        for other in shown.places.values():
            apart = one.x + one.width < other.x or other.x + other.width < one.x
            assert one is other or apart or abs(one.y - other.y) > (one.height + other.height) / 2


def test_the_head_ends_where_the_arrow_does():
    assert head(Way((10, 5), (40, 5))) == ((30, 5), "40,5 30,11 30,-1")
    assert head(Way((5, 10), (5, 40))) == ((5, 30), "5,40 11,30 -1,30")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "「daemon -> registry」のように、矢印を1つだけ"),
        ("daemon", "矢印を1つだけ"),
        ("daemon -> registry\nyou -> client", "矢印を1つだけ"),
        ("daemon -> moon", f"moon という場所は地図にありません。使えるのは {'・'.join(PLACES)} です。"),
        ("you -> registry", "you -> registry という矢印は地図にありません。あるのは you -> client、client -> daemon"),
        ("daemon -> daemon", "daemon -> daemon という矢印は地図にありません。"),
        ('<script>alert("x")</script>', "矢印を1つだけ"),
    ],
)
def test_what_is_not_on_the_map_says_what_is(source, message):
    with pytest.raises(LessonError) as caught:
        parse(source, {})
    assert message in str(caught.value)


def test_there_are_no_options():
    with pytest.raises(LessonError, match="size などのオプションはありません"):
        parse("daemon -> registry", {"size": "1"})
