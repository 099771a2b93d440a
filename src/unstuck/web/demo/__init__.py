"""The invented agency of `unstuck demo`, built through the rooms' own actions."""
