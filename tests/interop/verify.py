#!/usr/bin/env python3
"""Verifies a ledger exported as C2SP tlog-tiles: verify.py FOLDER. Written from schemas/FORMAT.md.

Checks headers, ledger id, chain, hashes, and root and size against the checkpoint. The standard
library knows no Ed25519: who signed the checkpoint is not checked here, but in go/.
"""
import base64, hashlib, pathlib, sys

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def be(data): return int.from_bytes(data, "big")
def need(right, what):
    if not right: raise ValueError(what)

def follow(body, at):  # section 3: where the pointer at `at` leads, its middle and its last number
    word = int.from_bytes(body[at:at + 8], "little")
    offset = (word >> 2 & 0x1fffffff) - (word >> 2 & 0x20000000)
    return at + 8 + 8 * offset, word >> 32 & 0xffff, word >> 35

def inside(struct, number, body):  # the place of pointer `number` of the struct behind a pointer
    return follow(body, struct)[0] + 8 * (follow(body, struct)[1] + number)

def ledger_id_of(body, origin):  # section 2: Event, pointer 5 control, pointer 0 opened
    opened, fields = inside(inside(0, 5, body), 0, body), []
    for number in range(3):
        start, _, count = follow(body, inside(opened, number, body))
        fields.append(body[start:start + count])
    need(fields[0] == origin + b"\0", "record 0 opens another ledger than the checkpoint's")
    return sha(b"auditledger/ledger-id/v1\n", len(origin).to_bytes(2, "big"), origin, fields[1],
               fields[2], b"\0\1\0\1")[:16]

def records(folder, size):  # section 5
    for first in range(0, size, 256):
        width, (rest, last) = min(256, size - first), divmod(first // 256, 1000)
        name = f"{last:03d}" + (f".p/{width}" if width < 256 else "")
        while rest: rest, name = rest // 1000, f"x{rest % 1000:03d}/{name}"
        bundle = (folder / "tile/entries" / name).read_bytes()
        for _ in range(width):
            length, bundle = be(bundle[:2]), bundle[2:]
            need(len(bundle) >= length, "a bundle is cut off")
            yield bundle[:length]
            bundle = bundle[length:]
        need(not bundle, "a bundle holds more than its records")

def root_of(leaves):
    if len(leaves) < 2: return leaves[0] if leaves else sha()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))

def verify(folder):
    origin, size, root = (folder / "checkpoint").read_bytes().split(b"\n")[:3]
    need(size == b"%d" % int(size), "the size is not written as a plain number")
    leaves, before, ledger, link = [], -1 << 63, None, bytes(32)
    for number, record in enumerate(records(folder, int(size))):  # section 1
        time = int.from_bytes(record[16:24], "big", signed=True)
        ledger = ledger or ledger_id_of(record[80:], origin)
        for right, what in (
                (record[:6] == b"ALRD\0\1" and 80 <= len(record), "magic or version"),
                (be(record[6:8]) < 8, "flags"), (be(record[8:16]) == number, "sequence"),
                (time >= before, "time"), (record[24:56] == link, "chain"),
                (record[56:72] == ledger, "ledger id"),
                (be(record[72:76]) == len(record) - 80 and not be(record[76:80]), "length")):
            need(right, f"record {number}: {what}")
        link, before = sha(b"\0", record), time
        leaves.append(link)
    need(root_of(leaves) == base64.b64decode(root, validate=True), "the root is another")
    return len(leaves), root.decode()

if __name__ == "__main__":
    try:
        print("%d records, root %s: consistent, signer not checked" % verify(pathlib.Path(sys.argv[1])))
    except (ValueError, OSError, IndexError) as error:
        sys.exit(f"REJECTED: {error}")
