"""The reversible guard that keeps a spreadsheet from reading a CSV cell as a formula."""

# The apostrophe is one of them, so that a text that begins with one comes back whole.
RISKY = frozenset("=+-@\t\r＝＋－＠'")


def guard(cell: str) -> str:
    """Put one apostrophe before a cell that a spreadsheet could take for a formula."""
    return "'" + cell if cell[:1] in RISKY else cell


def unguard(cell: str) -> str:
    """Take off the apostrophe that `guard` put there."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RISKY else cell
