package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// log is one exported size of the ledger.
type log struct {
	folder   string
	known    note.Verifiers
	tree     tlog.Tree
	hashes   tlog.HashReader
	records  [][]byte
	rejected int
}

func firstLine(data []byte) string {
	line, _, _ := strings.Cut(string(data), "\n")
	return line
}

// openCheckpoint gives the tree that a checkpoint of this origin states, if it is signed.
func openCheckpoint(signed []byte, origin string, known note.Verifiers) (tlog.Tree, error) {
	opened, err := note.Open(signed, known)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != origin || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", origin)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// tilesPath is the path of tlog-tiles for one of sumdb: without the height, and with ".p/" only on
// partial tiles, as there.
func tilesPath(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// tiles reads hash tiles for tlog.TileHashReader, which checks them against the root.
type tiles string

func (folder tiles) Height() int { return 8 }

func (folder tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		data = append(data, read(string(folder), tilesPath(tile)))
	}
	return data, nil
}

func (folder tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func readRecords(folder string, size int64) [][]byte {
	var records [][]byte
	for first := int64(0); first < size; first += 256 {
		width := int(min(256, size-first))
		bundle := read(folder, tilesPath(tlog.Tile{H: 8, L: -1, N: first / 256, W: width}))
		for ; width > 0; width-- {
			length := int(binary.BigEndian.Uint16(bundle))
			records = append(records, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
		expect(len(bundle) == 0, "a bundle of %s holds more than its records", folder)
	}
	return records
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// openLog checks the checkpoint, and every record against the tiles and the tiles against the root.
func openLog(folder string, size int64, origin string, known note.Verifiers) *log {
	signed := read(folder, "checkpoint")
	tree, err := openCheckpoint(signed, origin, known)
	check(err)
	expect(tree.N == size, "the checkpoint of %s states the size %d", folder, tree.N)
	l := &log{folder: folder, known: known, tree: tree, records: readRecords(folder, size)}
	l.hashes = tlog.TileHashReader(tree, tiles(folder))
	var indexes []int64
	for n := range l.records {
		indexes = append(indexes, tlog.StoredHashIndex(0, int64(n)))
	}
	hashes, err := l.hashes.ReadHashes(indexes)
	check(err)
	for n, record := range l.records {
		expect(hashes[n] == tlog.RecordHash(record), "record %d has another leaf hash", n)
	}
	l.forgeCheckpoint(signed, origin)
	return l
}

func (l *log) mustReject(err error, what string, arguments ...any) {
	expect(err != nil, "%s: accepted though "+what, append([]any{l.folder}, arguments...)...)
	l.rejected++
}

func flip(data []byte, at int) []byte {
	forged := append([]byte(nil), data...)
	forged[at] ^= 1
	return forged
}

func (l *log) forgeCheckpoint(signed []byte, origin string) {
	end := bytes.LastIndex(signed, []byte("\n\n"))
	for at := 0; at <= end; at++ {
		_, err := openCheckpoint(flip(signed, at), origin, l.known)
		l.mustReject(err, "byte %d of the checkpoint was flipped", at)
	}
	space := bytes.LastIndexByte(signed, ' ')
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(signed[space:])))
	check(err)
	for at := range signature {
		forged := base64.StdEncoding.EncodeToString(flip(signature, at))
		_, err := openCheckpoint([]byte(string(signed[:space+1])+forged+"\n"), origin, l.known)
		l.mustReject(err, "byte %d of the signature was flipped", at)
	}
	// Sizes as plausible as the true one; only the signature binds the size.
	lines := strings.SplitN(string(signed), "\n", 3)
	for _, size := range []int64{l.tree.N - 1, l.tree.N + 1} {
		lines[1] = strconv.FormatInt(size, 10)
		_, err := openCheckpoint([]byte(strings.Join(lines, "\n")), origin, l.known)
		l.mustReject(err, "the size was changed to %d", size)
	}
	_, err = openCheckpoint(signed, origin+"x", l.known)
	l.mustReject(err, "another origin was expected")
	_, err = openCheckpoint(signed, origin, note.VerifierList())
	l.mustReject(err, "no key is trusted")
}

func (l *log) proofFiles(pattern string) []string {
	found, err := filepath.Glob(filepath.Join(l.folder, "proof", pattern))
	check(err)
	expect(len(found) > 0, "no proofs %s in %s", pattern, l.folder)
	return found
}
