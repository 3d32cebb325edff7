"""Measures: what can be computed on a network, each as a table."""
