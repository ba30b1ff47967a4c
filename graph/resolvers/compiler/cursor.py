"""Cursors: opaque, signed, and bound to the order that they were made for.

A cursor is base64url of a 16-byte signature and the sort keys of a row as a JSON array of texts. The database signs
what it sends (HMAC-SHA256, by its own sha256), and this module checks what comes back.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import orjson

from graph.errors import BadInput
from graph.sql import Fragment, Node, constant, join, number, sql

_SIGNATURE = 16
_BLOCK = 64
_BORDER = "\n"  # ends an order's name, so that a longer one's cursor can't be cut into a shorter one's


class CursorKey:
    """The key that signs cursors, derived from the instance's secret; what its older secrets signed is read too."""

    def __init__(self, secret: str, *older: str) -> None:
        self._key, *self._older = (
            hashlib.sha256(b"account-graph cursor " + each.encode()).digest() for each in (secret, *older)
        )
        padded = self._key.ljust(_BLOCK, b"\0")
        self._inner = bytes(byte ^ 0x36 for byte in padded)
        self._outer = bytes(byte ^ 0x5C for byte in padded)

    def expression(self, order: str, keys: Sequence[Node]) -> Fragment:
        """An expression for a row's cursor: ``keys`` are its sort keys as text expressions."""
        signature = sql(
            "substring(sha256({outer} || sha256({inner} || convert_to({order} || c.payload, 'UTF8')))"
            " FROM 1 FOR {size})",
            outer=constant(self._outer, "bytea"),
            inner=constant(self._inner, "bytea"),
            order=constant(order + _BORDER, "text"),
            size=number(_SIGNATURE),
        )
        # base64 as RFC 4648 has it for URLs: its own two letters, no padding, no line ends
        return sql(
            "(SELECT translate(encode({signature} || convert_to(c.payload, 'UTF8'), 'base64'), E'+/=\\n', '-_')"
            " FROM (SELECT json_build_array({keys})::text AS payload) c)",
            signature=signature,
            keys=join(", ", keys),
        )

    def encode(self, order: str, keys: list[str | None]) -> str:
        """The cursor of a row with these sort keys, as the database would write it."""
        payload = "[" + ", ".join(orjson.dumps(key).decode() for key in keys) + "]"
        signed = _signature(self._key, order, payload.encode()) + payload.encode()
        return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()

    def decode(self, order: str, cursor: str, argument: str) -> list[str | None]:
        """The sort keys in a cursor; BadInput for one that we didn't make, or made for another order."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not payload or not self._is_signed(order, payload, signature):
            raise BadInput(
                f"`{argument}` is not a cursor of this list in this order. Take it from `pageInfo` or `edges` of the"
                " same list, sorted the same way."
            )
        keys: list[Any] = orjson.loads(payload)
        return keys

    def _is_signed(self, order: str, payload: bytes, signature: bytes) -> bool:
        return any(hmac.compare_digest(signature, _signature(key, order, payload)) for key in (self._key, *self._older))


def _signature(key: bytes, order: str, payload: bytes) -> bytes:
    return hmac.digest(key, (order + _BORDER).encode() + payload, "sha256")[:_SIGNATURE]
