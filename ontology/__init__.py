"""What things mean: vocabulary, schemes, authority files, IRIs and record types."""
