"""What tensors are made of: datatypes, elements and their packing, nesting."""
