#include "tools/run.hpp"

int main(int argc, char** argv) {
  return ledger::tools::run(argc, argv);
}
