"""`python -m cypaudit` is the command `cypaudit`."""

from cypaudit.cli.app import main

if __name__ == "__main__":
    main()
