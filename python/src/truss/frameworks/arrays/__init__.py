"""Models that take arrays by name: what the frameworks of networks share."""
