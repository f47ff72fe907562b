"""Pure: texts in any language become words to look up, and what people type a question to the index."""
