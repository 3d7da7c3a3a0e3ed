"""What models of rows and columns have in common, whichever library they are of."""
