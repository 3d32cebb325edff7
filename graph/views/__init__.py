"""Networks: views as networkx graphs, in which every edge leads back to its sources."""
