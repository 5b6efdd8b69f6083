"""The page around Gradio: what is seen and told before Gradio's scripts are there, or without them.

Gradio's own page presents Gradio, in English, and asks for its scripts in four rounds. Of it are kept the parts that
start Gradio; the rest is the template ``page.html``.
"""

import re
from pathlib import Path
from urllib.parse import parse_qs

from markupsafe import Markup
from starlette.types import Scope

from .render import Renderer

STYLES = "".join(
    f'<link rel="stylesheet" href="/tillit/{name}.css">\n' for name in ("tokens", "answer", "feedback", "chat")
)
"""The page's style sheets: in its head, so that something is seen at once; and put last by Gradio, so that they win."""

ASSETS = (
    *("Blocks-0aNuD791.css", "Blocks-D1GWYZdr.js", "Example-BG5zdIqX.css", "Example-h__FlDnt.js", "HTML-BuYIBbeV.css"),
    *("HTML-DBguWbVR.js", "HistoryStorageControl-DuiTcqlS.js", "HistoryStorageControl-WpXJfujP.css"),
    *("Index-Akn07EZk2.js", "Index-BtpqUM30.js", "Index-BvgenQIA.js", "Index-CwZFw7rD.js", "Index-DrCM5gzc.css"),
    *("Index-EfSyqQsq.css", "Index-VzTVYr-q.css", "api-logo-CCEtYehn.js", "browser-DEyAkl5d.js", "core-Bdx9080F.js"),
    *("core-DonAqEks.css", "dist-Kll2twSG.js", "legacy-CDJ-45tY.js", "logo-D4NPp-_W.js", "runtime-qxXi1UK7.js"),
    *("settings-logo-AL7zGNml.js", "src-1GSBhSW9.js", "src-B8NTxzPO.css", "src-DcSdoR3U.js"),
    *("statustracker-CouyIdTk.css", "statustracker-DQF-KcRT.js"),
)
"""The files that Gradio asks for round by round, in the locked version; a test keeps them in step."""

_STARTING = re.compile(
    r"<script>window\.gradio_\w+ = .*?</script>|<script data-gradio-mode>.*?</script>"
    r'|<script type="module".*?</script>|<link rel="stylesheet"[^>]*>',
    re.DOTALL,
)

_THEME = re.compile(r'"theme_hash":"(\w+)"')


class Shell:
    """Writes the page; ``assets`` is the folder of Gradio's scripts, of which only those are asked for that it has."""

    def __init__(self, renderer: Renderer, assets: Path) -> None:
        self._renderer = renderer
        self._assets = [name for name in ASSETS if (assets / name).is_file()]

    def __call__(self, page: str, scope: Scope) -> str:
        """The page in the language that the address names, with what starts Gradio taken from its own page."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])
        starting = Markup("\n").join(map(Markup, _STARTING.findall(page)))
        language = self._renderer.language(asked[-1])
        theme = _THEME.search(page)
        return self._renderer.page(
            "page.html",
            language,
            styles=Markup(STYLES),  # noqa: S704 - written above
            starting=starting,
            theme=theme and theme.group(1),
            assets=self._assets,
        )
