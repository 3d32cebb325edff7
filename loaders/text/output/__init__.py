"""What was read, for others: records with evidence, JSON, and the text with marks."""
