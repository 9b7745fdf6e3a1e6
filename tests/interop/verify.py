#!/usr/bin/env python3
"""Checks chain and tree of an exported ledger: verify.py FOLDER. Who signed is checked in go/."""
import base64, hashlib, pathlib, re, struct, sys
NOTE = r"([^\s+\0-\x1f\x7f-\x9f]+)\n([1-9][0-9]{0,18})\n(\S+)\n\n(?:\u2014 \S+ \S+\n)+"
HEADER = "magic version flags sequence time previous ledger-id body-length reserved".split()

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def be(data): return int.from_bytes(data, "big")

def need(holds, refusal):
    if not holds:
        raise ValueError(refusal)

def root_of(leaves):  # section 5, of leaf hashes; k: largest power of two below their number
    k = 1 << (len(leaves) - 1).bit_length() - 1 if len(leaves) > 1 else 0
    return sha(b"\1", root_of(leaves[:k]), root_of(leaves[k:])) if k else (leaves or [sha()])[0]

def read(path, limit):
    need(path.is_file() and path.stat().st_size <= limit, f"{path}: missing, no file, or too long")
    return path.read_bytes()

def records(folder, size):  # section 5: records 0 to size - 1, out of the entry bundles
    for first in range(0, size, 256):
        groups = "/".join(f"x{int(group):03}" for group in f"{first // 256:,}".split(","))
        name = groups[:-4] + groups[-3:] + f".p/{size - first}" * (size - first < 256)
        data, at = read(folder / "tile/entries" / name, 256 * 65537), 0
        for sequence in range(first, min(first + 256, size)):
            begin, at = at + 2, at + 2 + be(data[at:at + 2])
            need(at <= len(data), f"tile/entries/{name}: cut in record {sequence}")
            yield data[begin:at]
        need(at == len(data), f"tile/entries/{name}: bytes behind record {sequence}")

def ledger_id_of(body, origin):  # sections 2, 3: the one canonical ledgerOpened with this origin
    name, words = origin.encode(), len(origin.encode()) // 8 + 1
    form = struct.pack("<6I32x2I16s10I", 0, 0x60001, 1, 0, 0x15, 0x82, 8, 0x10000, body[64:80],
                       0, 0x30001, 0x10001, 0, 9, len(name) + 1 << 3 | 2,
                       words + 1 << 2 | 1, 0x102, words + 4 << 2 | 1, 0x102)
    form += name.ljust(8 * words, b"\0") + body[-64:]  # verifierKey and random
    need(len(name) < 256 and body == form, "record 0: opens no ledger of the checkpoint's origin")
    return sha(b"auditledger/ledger-id/v1\n\0%c%b%b\0\1\0\1" % (len(name), name, body[-64:]))[:16]

def verify(folder):
    note = re.fullmatch(NOTE, read(folder / "checkpoint", 1 << 20).decode())
    need(note and int(note[2]) < 1 << 63, "checkpoint: no signed note of origin, size and root")
    chain, time, ledger_id = [bytes(32)], -1 << 63, None  # zeros, then the leaf hashes
    for at, record in enumerate(records(folder, int(note[2]))):
        head = struct.unpack(">4sHHQq32s16sII", record[:80].ljust(80, b"\0"))
        ledger_id, time = ledger_id or ledger_id_of(record[80:], note[1]), max(head[4], time)
        due = b"ALRD", 1, head[2] & 7, at, time, chain[-1], ledger_id, len(record) - 80, 0
        wrong = [name for name, has, must in zip(HEADER, head, due) if has != must]
        need(not wrong, f"record {at}: {', '.join(wrong)}")
        chain.append(sha(b"\0", record))
    need(base64.b64encode(root_of(chain[1:])).decode() == note[3], "checkpoint: another root")
    return len(chain) - 1, note[3]

if __name__ == "__main__":
    try:
        print("%d records, root %s: consistent, signer not checked"
              % verify(pathlib.Path(*sys.argv[1:2])))
    except (OSError, ValueError) as refusal:
        sys.exit(f"REJECTED: {refusal}")
