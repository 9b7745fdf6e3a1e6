// Checks an exported ledger with the code that checks Go's own module log, golang.org/x/mod:
//
//	interop DIRECTORY
//
// DIRECTORY is what tests/interop/export.cpp writes. For every size: the checkpoint opens with the
// vkey, the hash tiles lead to its root and to every record, and the proofs hold. Then each of
// these is tampered with, and each forgery must be rejected.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
}

func expect(right bool, format string, arguments ...any) {
	if !right {
		check(fmt.Errorf(format, arguments...))
	}
}

func read(parts ...string) []byte {
	data, err := os.ReadFile(filepath.Join(parts...))
	check(err)
	return data
}

func sizesIn(directory string) []int64 {
	entries, err := os.ReadDir(directory)
	check(err)
	var sizes []int64
	for _, entry := range entries {
		if size, err := strconv.ParseInt(entry.Name(), 10, 64); err == nil {
			sizes = append(sizes, size)
		}
	}
	sort.Slice(sizes, func(i, j int) bool { return sizes[i] < sizes[j] })
	return sizes
}

func main() {
	expect(len(os.Args) == 2, "usage: interop DIRECTORY")
	directory := os.Args[1]
	verifier, err := note.NewVerifier(firstLine(read(directory, "vkey")))
	check(err)
	known := note.VerifierList(verifier)

	sizes := sizesIn(directory)
	expect(len(sizes) > 0, "no exported sizes in %s", directory)
	roots := make(map[int64]tlog.Hash)
	for _, size := range sizes {
		folder := filepath.Join(directory, strconv.FormatInt(size, 10))
		log := openLog(folder, size, verifier.Name(), known)
		roots[size] = log.tree.Hash
		inclusions := log.checkInclusions()
		consistencies := log.checkConsistencies(roots)
		fmt.Printf("size %4d: checkpoint opens; tiles lead to %d records; %d inclusion and %d "+
			"consistency proofs hold, and are the ones made here; %d forgeries rejected\n",
			size, len(log.records), inclusions, consistencies, log.rejected)
	}
}
