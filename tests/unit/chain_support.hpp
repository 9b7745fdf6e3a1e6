// For the tests of notes, checkpoints and proof files: a note of another implementation's, and one
// of our own with a witness's line.
#pragma once

#include "ledger/chain/note.hpp"

#include <doctest/doctest.h>
#include <numeric>
#include <string>

namespace ledger::test {

// The C2SP signed-note example.
inline constexpr const char* kFooKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

// Signed with the seed 00 01 .. 1f over the tree of the eight published leaves, and cosigned by a
// witness whose key type is not a note key.
inline const std::string kOrigin = "audit.example/ledger";
inline const std::string kVkey =
    "audit.example/ledger+3652ace2+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
inline const std::string kText =
    "audit.example/ledger\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
inline const std::string kLine = "— audit.example/ledger NlKs4o0SDWiDgANvhO3BaoecXOVZMUsMX3WcYuY5R/"
                                 "r+WV7uvv6WfStJ3wRJtgAyh5j1KB/mW/b0n3wTaFUisIt2GQg=\n";
inline const std::string kWitnessVkey =
    "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
inline const std::string kWitnessLine =
    "— witness.example/w1 IDJKvgAAAABlU/EA9GDOYrbmhl7SA3lA1DyC5/"
    "qG1UpR68X3v+08uipXVaVs7+GAVAEfMoh8m2T0OUHl0nirjudzXjQFzhdiIJYgCQ==\n";
inline const std::string kSigned = kText + "\n" + kLine + kWitnessLine;

inline SigningSeed seed_from(std::uint8_t first) {
  SigningSeed seed;
  std::iota(seed.writable().begin(), seed.writable().end(), first);
  return seed;
}

inline VerifierKey key_of(std::string_view vkey) {
  return parse_verifier_key(vkey).value();
}

template <class T>
bool is(const Result<T>& result, Errc code) {
  return !result && result.error().code() == code;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace ledger::test
