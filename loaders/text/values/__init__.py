"""What stands in a sentence whatever it is about: numbers, days, names, series and places."""
