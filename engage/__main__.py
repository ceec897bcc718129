"""`python -m engage` is the `engage` program."""

from engage.cli import main

if __name__ == "__main__":  # The processes that draw pictures import this file again.
    main(prog_name="engage")
