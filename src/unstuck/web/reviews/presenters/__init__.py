"""Reviews in words: the page of one, the lists, the steps as actions."""
