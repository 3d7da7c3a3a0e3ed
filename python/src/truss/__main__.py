"""`python -m truss`: the command `truss` of this very Python."""

from truss._launcher import main

if __name__ == "__main__":
    main()
