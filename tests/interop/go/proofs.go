package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// parseProof reads a number and hashes from a text: the lines in `head`, the last of which goes on
// with the number; hashes; an empty line; the checkpoint, which must be the one of this log.
func (l *log) parseProof(path, head string) (int64, []tlog.Hash) {
	text := string(read(path))
	expect(strings.HasPrefix(text, head), "%s does not begin with %q", path, head)
	body, checkpoint, found := strings.Cut(text[len(head):], "\n\n")
	expect(found, "%s has no checkpoint", path)
	expect(checkpoint == string(read(l.folder, "checkpoint")), "%s has another checkpoint", path)
	lines := strings.Split(body, "\n")
	number, err := strconv.ParseInt(lines[0], 10, 64)
	check(err)
	var hashes []tlog.Hash
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		hashes = append(hashes, hash)
	}
	return number, hashes
}

func flipHash(hash tlog.Hash, at int) tlog.Hash {
	hash[at%len(hash)] ^= 1
	return hash
}

// forgeries gives the proof with one bit flipped in each hash, one hash left out at either end, and
// one too many.
func forgeries(proof []tlog.Hash) [][]tlog.Hash {
	var forged [][]tlog.Hash
	for i := range proof {
		changed := append([]tlog.Hash(nil), proof...)
		changed[i] = flipHash(changed[i], i)
		forged = append(forged, changed)
	}
	if len(proof) > 0 {
		forged = append(forged, proof[1:], proof[:len(proof)-1])
	}
	return append(forged, append(append([]tlog.Hash(nil), proof...), tlog.Hash{}))
}

func (l *log) checkInclusions() int {
	files := l.proofFiles("inclusion-*")
	for _, file := range files {
		index, proof := l.parseProof(file, "c2sp.org/tlog-proof@v1\nindex ")
		size, root := l.tree.N, l.tree.Hash
		leaf := tlog.RecordHash(l.records[index])
		check(tlog.CheckRecord(proof, size, root, index, leaf))
		made, err := tlog.ProveRecord(size, index, l.hashes)
		check(err)
		expect(fmt.Sprint(made) == fmt.Sprint(tlog.RecordProof(proof)), "%s is another proof", file)

		for i, forged := range forgeries(proof) {
			l.mustReject(tlog.CheckRecord(forged, size, root, index, leaf), "%s, forgery %d", file, i)
		}
		l.mustReject(tlog.CheckRecord(proof, size, flipHash(root, 31), index, leaf), "%s: root", file)
		l.mustReject(tlog.CheckRecord(proof, size, root, index+1, leaf), "%s: index", file)
		l.mustReject(tlog.CheckRecord(proof, index, root, index, leaf), "%s: size", file)
		record := l.records[index]
		for _, at := range []int{0, 8, 16, 24, 56, 80, len(record) - 1} {
			forged := tlog.RecordHash(flip(record, at))
			l.mustReject(tlog.CheckRecord(proof, size, root, index, forged), "%s: byte %d", file, at)
		}
		cut := tlog.RecordHash(bytes.TrimSuffix(record, record[len(record)-1:]))
		l.mustReject(tlog.CheckRecord(proof, size, root, index, cut), "%s: record cut", file)
	}
	return len(files)
}

// checkConsistencies uses the roots of the smaller sizes, whose checkpoints were opened before.
func (l *log) checkConsistencies(roots map[int64]tlog.Hash) int {
	files := l.proofFiles("consistency-*")
	for _, file := range files {
		old, proof := l.parseProof(file, "old ")
		size, root, oldRoot := l.tree.N, l.tree.Hash, roots[old]
		check(tlog.CheckTree(proof, size, root, old, oldRoot))
		made, err := tlog.ProveTree(size, old, l.hashes)
		check(err)
		expect(fmt.Sprint(made) == fmt.Sprint(tlog.TreeProof(proof)), "%s is another proof", file)

		for i, forged := range forgeries(proof) {
			l.mustReject(tlog.CheckTree(forged, size, root, old, oldRoot), "%s, forgery %d", file, i)
		}
		l.mustReject(tlog.CheckTree(proof, size, flipHash(root, 0), old, oldRoot), "%s: root", file)
		l.mustReject(tlog.CheckTree(proof, size, root, old, flipHash(oldRoot, 9)), "%s: old", file)
		l.mustReject(tlog.CheckTree(proof, size, root, size+1, oldRoot), "%s: sizes", file)
	}
	return len(files)
}
