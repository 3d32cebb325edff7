"""Page: a network as one HTML file that opens anywhere, with the words behind every tie."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...ontology.errors import MissingExtraError, SettingError
from .content import content
from .layout import positions
from .reduce import reduced
from .style import shape_of

if TYPE_CHECKING:
    import networkx as nx

    from .content import Data, Proofs

__all__ = ["draw"]

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent
_SMALLEST, _LARGEST = 8, 24  # radius of a node in pixels
_SHAPES = {"circle": "dot", "triangle down": "triangleDown"}  # what vis-network calls them
_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {"smooth": False, "hoverWidth": 0, "selectionWidth": 1, "color": {"inherit": False}},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "keyboard": False},
}
# Characters that could end a script element, or a line of a script in old browsers.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def draw(graph: nx.Graph, proofs: Proofs, language: str = "en", size: str = "strength") -> str:
    """The interactive page of a network: one HTML file that loads nothing from elsewhere.

    `proofs` gives the facts behind the tie of two nodes; `language` ("en" or "zh") is the one that
    the page opens in; `size` is "strength" (sum of the weights of a node's ties) or the name of a
    node attribute that is a number. Large networks are reduced as `reduced` says. Labels, quotes
    and all else that comes from sources is drawn as text, never read as markup. Raises
    MissingExtraError and SettingError.
    """
    if language not in LANGUAGES:
        raise SettingError(
            f"There are no pages in the language {language!r}", "Choose 'en' or 'zh'."
        )
    part, left_out = reduced(graph)
    data = content(part, graph, proofs, size)
    network = _network(data, positions(part))
    texts = json.loads(_own("page.json"))
    title = data["title"].get(language) or data["title"]["en"]
    return _rendered(
        data | {"language": language, "left_out": left_out, "network": network, "texts": texts},
        language=language,
        title=title or texts[language]["untitled"],
        summary=left_out[language],
        noscript=texts[language]["noscript"],
    )


def _network(data: Data, places: dict[str, tuple[int, int]]) -> Data:
    """Nodes, edges and options for vis-network; page.js adds colors, widths and labels."""
    try:
        from pyvis.network import Network
    except ModuleNotFoundError as error:
        raise _missing("pyvis") from error
    net = Network(directed=data["directed"], cdn_resources="in_line")
    arrows = {"to": {"enabled": data["directed"], "scaleFactor": 0.6}}
    net.set_options(json.dumps(_OPTIONS | {"edges": _OPTIONS["edges"] | {"arrows": arrows}}))
    radius = _scale((node["value"] for node in data["nodes"]), _SMALLEST, _LARGEST)
    # Filled by hand: add_node and add_edge look through all that was added before. No text of a
    # source goes into what vis-network reads.
    net.nodes = [
        {
            "id": number,
            "x": places[node["iri"]][0],
            "y": places[node["iri"]][1],
            "size": radius(node["value"]),
            "shape": _SHAPES.get(shape_of(node["type"]), shape_of(node["type"])),
        }
        for number, node in enumerate(data["nodes"])
    ]
    net.edges = [
        {"id": number, "from": edge["ends"][0], "to": edge["ends"][1]}
        for number, edge in enumerate(data["edges"])
    ]
    nodes, edges, *_, options = net.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def _scale(values: Iterable[float], least: float, most: float) -> Callable[[float], float]:
    """From a value to a radius, so that areas and not radii grow with values."""
    roots = [math.sqrt(max(value, 0.0)) for value in values]
    low, high = min(roots, default=0.0), max(roots, default=0.0)
    # A network whose nodes are all alike has them in a middle size.
    middle, span = (0.25, 1.0) if high == low else (0.0, high - low)
    return lambda value: round(
        least + (most - least) * (middle + (math.sqrt(max(value, 0.0)) - low) / span), 1
    )


def _rendered(data: Data, **texts: str) -> str:
    """The file: our template with our style, vis-network, our script and the data in it."""
    try:
        from jinja2 import Environment, StrictUndefined
        from markupsafe import Markup
    except ModuleNotFoundError as error:
        raise _missing("jinja2") from error
    scripts = [_script(_vis_network()), _script(_own("page.js"))]
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()) for script in scripts)
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        _own("page.html")
    )
    return template.render(
        **texts,
        style=Markup(_own("page.css")),  # noqa: S704 -- our own file
        scripts=[Markup(script) for script in scripts],  # noqa: S704 -- our own and vis-network's
        data=Markup(_json(data)),  # noqa: S704 -- without characters that are markup
        policy=_policy(hashes),
    )


def _policy(hashes: Iterable[bytes]) -> str:
    """Nothing may be loaded and only our scripts may run, even if a text became markup."""
    allowed = " ".join(f"'sha256-{value.decode()}'" for value in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(data: Any) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _script(text: str) -> str:
    """A script that does not end its element early: both words occur in strings only.

    Line ends are as the browser makes them before it takes the hash.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _vis_network() -> str:
    """The newest vis-network that pyvis carries."""
    import pyvis

    found = Path(pyvis.__file__).parent.glob("lib/vis-*/vis-network.min.js")

    def version(path: Path) -> list[int]:
        return [int(part) for part in path.parent.name.removeprefix("vis-").split(".")]

    return max(found, key=version).read_text("utf-8")


def _own(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _missing(library: str) -> MissingExtraError:
    return MissingExtraError(
        f"{library} is not installed", "Install it: pip install 'convenor[drawing]'"
    )
