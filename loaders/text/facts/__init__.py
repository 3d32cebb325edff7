"""What sentences state of an edition: roles, days, places, figures, exhibits, agreements."""
