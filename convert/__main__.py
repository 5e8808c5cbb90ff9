"""`python -m convert`: the same program as the command `chenggao`."""

from convert.cli import main

if __name__ == "__main__":
    main()
