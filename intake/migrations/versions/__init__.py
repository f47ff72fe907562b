"""One file a revision; they never import a model."""
