"""Words of sentences that people read: counts, and enumerations."""

from collections.abc import Sequence


def counted(count: int, one: str, many: str) -> str:
    """Returns a count with what is counted.

    >>> counted(1, "account", "accounts"), counted(1_200, "account", "accounts")
    ('1 account', '1,200 accounts')
    """
    return f"{count:,} {one if count == 1 else many}"


def listed(texts: Sequence[str]) -> str:
    """Returns the texts as an enumeration.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
