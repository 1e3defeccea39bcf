"""The server around the pages: routes, headers, gate, language."""
