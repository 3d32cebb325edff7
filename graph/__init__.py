"""How facts are kept, checked, explained and handed on."""
