"""Run a command: `python -m intake …` is the same as `intake …`."""

from intake.cli import main

if __name__ == "__main__":
    main()
