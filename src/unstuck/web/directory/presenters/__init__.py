"""Services, search results, maps and imports in words, as their pages show them."""
