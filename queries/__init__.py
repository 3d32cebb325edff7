"""How questions are asked: query files and the catalogue that reads them."""
