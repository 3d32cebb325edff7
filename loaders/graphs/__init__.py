"""Graphs: descriptions in RDF and in the markup of web pages become records with evidence."""
