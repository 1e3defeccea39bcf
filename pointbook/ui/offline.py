"""One HTML file that opens without a network: Plotly once, plots as data, a policy that lets in nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from plotly.offline import get_plotlyjs

from pointbook.texts import say
from pointbook.ui.plots import Plot

_DRAW: Final = """
const told = JSON.parse(document.getElementById("plots").textContent);
const config = { displayModeBar: false, responsive: false, locale: told.lang };
for (const [name, plot] of Object.entries(told.plots)) {
  const place = document.getElementById(name);
  Plotly.newPlot(place, plot.data, plot.layout, config);
  for (const button of place.parentElement.querySelectorAll("button[data-format]"))
    button.addEventListener("click", () => Plotly.downloadImage(place, {
      format: button.dataset.format, filename: place.dataset.file, scale: 2,
      width: plot.layout.width, height: plot.layout.height,
    }));
}
"""
_STYLE: Final = """
body { margin: 24px auto; max-width: 1048px; padding: 0 24px; background: #fff; color: #262730; line-height: 1.6;
  font-family: 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif; font-size: 14px; }
h1 { font-size: 24px; margin: 8px 0; } h2 { font-size: 17px; margin: 28px 0 8px; }
.quiet { color: #5f6570; font-size: 13px; }
figure { margin: 8px 0; overflow-x: auto; } figure p { margin: 0 24px; }
button { font: inherit; font-size: 13px; border: 1px solid #c9ced6; border-radius: 8px; background: #fff;
  padding: 2px 12px; margin-right: 8px; cursor: pointer; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; width: 100%; }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid #e6eaf1; white-space: nowrap; }
th { font-weight: 600; } td.number, th.number { text-align: right; }
.table { overflow-x: auto; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px 24px; }
.figures b { display: block; font-size: 21px; } .figures span { color: #5f6570; font-size: 13px; display: block; }
.proof { border-left: 3px solid #2b8a5c; padding: 8px 12px; background: #f5f6f8; }
.proof.broken { border-left-color: #c2410c; }
@media print { button { display: none; } figure, tr { break-inside: avoid; } }
"""


def page(title: str, body: str, plots: Mapping[str, Plot], lang: str) -> bytes:
    """The file: `body` is markup of ours with places for the plots, which travel beside it as data."""
    library, draw = get_plotlyjs(), _DRAW
    told = {"lang": "zh-CN" if lang == "zh" else "en", "plots": dict(plots)}
    policy = (
        f"default-src 'none'; script-src {_library_hash()} {_hash(draw)}; "
        "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    parts = (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        body,
        f'<script type="application/json" id="plots">{_as_data(told)}</script>',
        f"<script>{library}</script>",
        f"<script>{draw}</script>",
        "</body>\n</html>\n",
    )
    return "\n".join(parts).encode()


def place(name: str, file: str, lang: str) -> str:
    """Where a plot will stand, with the buttons by which the reader's own browser saves it."""
    buttons = "".join(
        f'<button type="button" data-format="{each}">{html.escape(say(f"downloads.save_{each}", lang))}</button>'
        for each in ("png", "svg")
    )
    named = f'id="{html.escape(name)}" data-file="{html.escape(file)}"'
    return f"<figure><div {named}></div><p>{buttons}</p></figure>"


def chart(title: str, plot: Plot, lang: str) -> bytes:
    """One plot on paper as a file of its own."""
    return page(title, place("plot", title, lang), {"plot": plot}, lang)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    """A table of texts, numbers to the right."""
    kinds = [' class="number"' if each else "" for each in numeric]

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{kind}>{html.escape(cell)}</{tag}>"
            for cell, kind in zip(cells, kinds, strict=True)
        )

    body = "\n".join(f"<tr>{line(each, 'td')}</tr>" for each in rows)
    return f'<div class="table"><table><thead><tr>{line(head, "th")}</tr></thead><tbody>{body}</tbody></table></div>'


def _as_data(told: object) -> str:
    """JSON that cannot end the element it stands in."""
    plain = json.dumps(told, ensure_ascii=False, default=str)
    return plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@cache
def _library_hash() -> str:
    return _hash(get_plotlyjs())
