"""Tablets as Node plays them: the page's own scripts that keep and send, without a page."""
