"""Pictures on paper: white, with title, filters and source inside; HTML that opens offline and runs only its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from collections.abc import Iterator

import plotly.graph_objects as go
import pytest

from pointbook.errors import PictureNotMade
from pointbook.ui import offline, painter
from pointbook.ui.paper import WIDTH, Caption, on_paper
from pointbook.ui.plots import Bar, Plot, bars

CAPTION = Caption(
    "积分排名 · 前 2 名", "期间：2026-05 · 标签：<b>贵宾</b>", "积分簿 · 数据截至 2026-06-30"
)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def plot(label: str = "曾小贤") -> Plot:
    return bars([Bar(label, 12.5), Bar("胡一菲", 3)], title="前 2 名", signed=False, lang="zh")


@pytest.fixture
def artist() -> Iterator[painter.Painter]:
    opened = painter.Painter()
    yield opened
    opened.close()


def test_a_plot_on_paper_is_white_and_says_what_it_is() -> None:
    drawn = plot()
    before = json.dumps(drawn)
    made = on_paper(drawn, CAPTION)["layout"]
    go.Figure(on_paper(drawn, CAPTION))
    assert made["paper_bgcolor"] == made["plot_bgcolor"] == "#ffffff"
    assert made["title"]["text"] == "<b>积分排名 · 前 2 名</b>"
    assert made["title"]["subtitle"]["text"] == "期间：2026-05 · 标签：&lt;b&gt;贵宾&lt;/b&gt;"
    assert made["annotations"][-1]["text"] == CAPTION.source
    assert made["yaxis"]["zeroline"] is False
    assert json.dumps(drawn) == before


def test_many_filters_take_more_lines_and_push_the_plot_down() -> None:
    long = Caption("t", " · ".join(["门店：南京路步行街店铺"] * 12), "s")
    made, short = on_paper(plot(), long)["layout"], on_paper(plot(), CAPTION)["layout"]
    lines = made["title"]["subtitle"]["text"].count("<br>")
    assert lines >= 1
    assert made["height"] - short["height"] == made["margin"]["t"] - short["margin"]["t"] > 0


def test_an_html_file_needs_nothing_from_elsewhere_and_runs_only_its_own_scripts() -> None:
    content = offline.chart(
        "积分 <排名>", on_paper(plot("</script><img onerror=x>"), CAPTION), "zh"
    ).decode()
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", SCRIPT.sub("", content))
    assert "</script><img" not in content
    assert "<title>积分 &lt;排名&gt;</title>" in content
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', content)
    assert policy is not None
    scripts = SCRIPT.findall(content)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    data = re.search(r'<script type="application/json" id="plots">(.*?)</script>', content)
    assert data is not None
    read = json.loads(data[1])["plots"]["plot"]
    assert read["data"][0]["x"] == [12.5, 3]
    assert read["layout"]["yaxis"]["ticktext"][1] == "胡一菲"


@pytest.mark.browser
def test_a_picture_is_drawn_by_the_browser_of_the_server(artist: painter.Painter) -> None:
    made = on_paper(plot(), CAPTION)
    picture = artist.paint(made, "png")
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (2 * WIDTH, 2 * made["layout"]["height"])
    drawing = artist.paint(made, "svg").decode()
    assert "曾小贤" in drawing
    assert "数据截至 2026-06-30" in drawing
    assert "&#60;b&#62;贵宾" in drawing


def test_a_browser_that_does_not_start_is_a_refusal_and_not_a_hang(
    artist: painter.Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for found in (None, "/nowhere/chromium"):
        monkeypatch.setattr(painter, "browser", lambda found=found: found)
        with pytest.raises(PictureNotMade):
            artist.paint(on_paper(plot(), CAPTION), "png")
