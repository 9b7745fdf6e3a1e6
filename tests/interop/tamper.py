#!/usr/bin/env python3
"""Tampers with copies of an exported ledger; verify.py must reject each: tamper.py FOLDER.

The first kind of forger changes bytes and leaves the rest as it is. The second one makes chain and
root anew, as an insider could: only the rules for headers are left to find that.
"""
import base64
import pathlib
import shutil
import sys
import tempfile

import verify


def write_dump(folder, records, checkpoint):
    """Fewer than 1,000 full bundles, so that their names are simple."""
    shutil.rmtree(folder, ignore_errors=True)
    entries = folder / "tile/entries"
    for first in range(0, len(records), 256):
        part = records[first:first + 256]
        name = f"{first // 256:03d}" + ("" if len(part) == 256 else f".p/{len(part)}")
        (entries / name).parent.mkdir(parents=True, exist_ok=True)
        (entries / name).write_bytes(b"".join(len(r).to_bytes(2, "big") + r for r in part))
    (folder / "checkpoint").write_bytes(checkpoint)


def flipped(data, at, bit=0):
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1:]


def edited(records, at, record):
    return records[:at] + [record] + records[at + 1:]


def chained(records):
    """Every link made anew."""
    linked, previous = [], bytes(32)
    for record in records:
        linked.append(record[:24] + previous + record[56:])
        previous = verify.sha(b"\0", linked[-1])
    return linked


def stated(checkpoint, size=None, root=None):
    lines = checkpoint.split(b"\n")
    lines[1] = lines[1] if size is None else str(size).encode()
    lines[2] = lines[2] if root is None else base64.b64encode(root)
    return b"\n".join(lines)


def covered(records, checkpoint):
    """A checkpoint over just these records; its signature, which is not looked at, does not fit."""
    leaves = [verify.sha(b"\0", record) for record in records]
    return stated(checkpoint, len(records), verify.root_of(leaves))


def outside_changes(records, checkpoint):
    """Yields a name, records, a checkpoint, and a word of the reason for rejection."""
    middle = len(records) // 2
    record = records[middle]
    for at in range(len(record)):
        yield f"byte {at} flipped", edited(records, middle, flipped(record, at, at % 8)), checkpoint, ""
    last = records[-1]
    yield "last record changed", edited(records, len(records) - 1, flipped(last, len(last) - 1)), \
        checkpoint, "root"
    yield "record removed", records[:middle] + records[middle + 1:], checkpoint, ""
    yield "record doubled", records[:middle] + records[middle - 1:], checkpoint, ""
    swapped = edited(edited(records, middle, records[middle + 1]), middle + 1, record)
    yield "records swapped", swapped, checkpoint, "sequence"
    yield "tail cut off", records[:-1], checkpoint, ""
    yield "record emptied", edited(records, middle, b""), checkpoint, "magic"
    root = base64.b64decode(checkpoint.split(b"\n")[2])
    yield "other root", records, stated(checkpoint, root=flipped(root, 31)), "root"
    yield "smaller size", records, stated(checkpoint, size=len(records) - 1), ""
    yield "larger size", records, stated(checkpoint, size=len(records) + 1), ""
    yield "other spelling of the size", records, checkpoint.replace(b"\n", b"\n0", 1), "signed note"
    yield "other origin", records, b"x" + checkpoint, "origin"


def inside_changes(records, checkpoint):
    middle = len(records) // 2
    record = records[middle]
    earlier = (0).to_bytes(8, "big")
    edits = {
        "magic": [flipped(record, 0)],
        "version": [flipped(record, 5)],
        "flags": [flipped(record, 6), flipped(record, 7, 3)],
        "sequence": [flipped(record, 15)],
        "time": [record[:16] + earlier + record[24:]],
        "ledger-id": [flipped(record, 56), flipped(record, 71)],
        "length": [flipped(record, 75), record + bytes(8), record[:-8]],
        "reserved": [flipped(record, 79)],
    }
    for reason, variants in edits.items():
        for variant in variants:
            forged = chained(edited(records, middle, variant))
            yield f"forged anew: {reason}", forged, covered(forged, checkpoint), reason
    opened = records[0].replace(b"interop.example", b"forgery.example")
    forged = chained(edited(records, 0, opened))
    yield "forged anew: origin", forged, covered(forged, checkpoint), "origin"
    # Only record 0's own header still has the old id, which is no longer what its body gives.
    forged = chained([r[:56] + bytes(16) + r[72:] for r in records])
    yield "forged anew: every ledger id", forged, covered(forged, checkpoint), "ledger-id"
    unlinked = edited(records, middle, flipped(record, 24))
    yield "forged anew: link", unlinked, covered(unlinked, checkpoint), "previous"


def rejection(folder):
    try:
        verify.verify(folder)
    except (ValueError, OSError, IndexError) as error:
        return str(error)
    return None


def main(source):
    checkpoint = (source / "checkpoint").read_bytes()
    records = list(verify.records(source, int(checkpoint.split(b"\n")[1])))
    tried = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "dump"
        write_dump(folder, chained(records), covered(records, checkpoint))
        if chained(records) != records or rejection(folder) is not None:
            sys.exit("FAILED: a true copy is rejected, so the rejections below would mean nothing")
        for changes in (outside_changes, inside_changes):
            for name, changed, signed, reason in changes(records, checkpoint):
                write_dump(folder, changed, signed)
                found = rejection(folder)
                if found is None or reason not in found:
                    sys.exit(f"FAILED: {name}: {found or 'accepted'}; expected: {reason}")
                tried += 1
    print(f"{tried} tampered copies of {len(records)} records: each rejected")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
