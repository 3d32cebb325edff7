"""How networks are drawn: places of nodes, static figures, pages."""
