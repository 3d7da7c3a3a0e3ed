"""What a model can be asked, and how: its methods, their stages, what they take, and calls of them."""
