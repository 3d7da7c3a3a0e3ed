"""What the person who called mk_truss, init or cleanup is told."""
