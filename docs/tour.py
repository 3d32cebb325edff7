# %% [markdown]
# # Networks: from the graph to a figure
#
# A tour in the percent format: open it as a notebook (Jupyter with Jupytext, VS Code), or run it:
# `python docs/tour.py`. It needs a graph (`convenor build`) and the extras
# `pip install 'convenor[drawing,pandas]'`. The tests run it as it stands.

# %%
import os
from pathlib import Path

import networkx as nx

import convenor
from convenor.graph.drawing.figures import years_figure
from convenor.graph.drawing.lanes import lanes_figure
from convenor.graph.drawing.page import draw
from convenor.graph.drawing.sheet import save
from convenor.graph.measures.change import moves, turnover
from convenor.graph.measures.nodes import betweenness, degree
from convenor.graph.measures.ties import persistence
from convenor.graph.views.evidence import Evidence

kg = convenor.open()
folder = Path(os.environ.get("TOUR_FOLDER", "."))  # where figures go
print(kg)

# %% [markdown]
# ## Who organizes together?
#
# A network is a plain networkx graph. Its nodes are IRIs; labels, kinds, years, weights and sources
# are attributes.

# %%
together = kg.network("co-organization", years=(2018, 2025))
print(together, together.graph["title"])
one, other, heaviest = max(together.edges(data=True), key=lambda tie: tie[2]["weight"])
print(together.nodes[one]["label"], "and", together.nodes[other]["label"])
print(heaviest["weight"], "editions, in", heaviest["years"])

# %% [markdown]
# Every edge leads back to who says so, and where.

# %%
for proof in kg.evidence(together, one, other)[:3]:
    statement = proof.statements[0]
    print(proof.text, "|", statement.publisher, "|", statement.passages[0])

# %% [markdown]
# ## Who is in between, and who bridges most series?

# %%
print(betweenness(together).to_pandas()[["nodeLabel", "betweenness"]].head())
ministries = kg.network("body-series", kind="ministry")
bridges = degree(ministries).to_pandas()
bridges = bridges[bridges["node"].str.contains("/organization/")]
print(bridges[["nodeLabel", "degree"]].head())

# %% [markdown]
# ## What changes from year to year?
#
# Where `partial` is true, the sources do not list all organizers of that year: who is missing then
# may have been there.

# %%
wmc = kg.network("body-edition", series="World Manufacturing Convention", role="organizer")
print(turnover(wmc).to_pandas()[["previous_year", "year", "joined", "left", "stayed", "partial"]])
print(moves(wmc).to_pandas().groupby(["year", "change"]).size())
print(persistence(together).to_pandas().iloc[0])

# %% [markdown]
# ## How are two bodies connected?

# %%
path = kg.network("path", "TCab Tech", "China Telecom")
for step in path.graph["paths"][:2]:
    print(" → ".join(path.nodes[node]["label"] for node in step))

# %% [markdown]
# ## Figures, and files for other programs

# %%
(folder / "years.svg").write_bytes(save(years_figure(together), "svg"))
(folder / "lanes.svg").write_bytes(save(lanes_figure(wmc), "svg"))
page = draw(together, Evidence(together, kg.provenance).of)
(folder / "together.html").write_text(page, "utf-8")

# %% [markdown]
# All of networkx is at hand, such as the largest group in which all organize with all.

# %%
clique = max(nx.find_cliques(together), key=len)
print(len(clique), "bodies:", ", ".join(sorted(together.nodes[node]["label"] for node in clique)))
kg.close()
