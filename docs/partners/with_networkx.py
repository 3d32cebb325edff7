"""Which bodies co-organized which years? From a release, with networkx alone (as Gephi reads it).

python with_networkx.py RELEASE
"""

import sys
from itertools import combinations
from pathlib import Path

import networkx as nx

ORGANIZING = {"organizer", "co-host"}

graph = nx.read_graphml(Path(sys.argv[1]) / "graph.graphml", force_multigraph=True)
lines = set()
for edition, about in graph.nodes(data=True):
    if about["class"] == "edition" and "year" in about:
        ties = graph.in_edges(edition, data="role")
        bodies = sorted({body for body, _, role in ties if role in ORGANIZING})
        for pair in combinations(bodies, 2):
            names = (graph.nodes[body]["label"] for body in pair)
            lines.add("\t".join([str(about["year"]), *names]) + "\n")
sys.stdout.writelines(sorted(lines))
