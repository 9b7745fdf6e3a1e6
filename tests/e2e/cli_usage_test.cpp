// What the command line says without a daemon.
#include "cli_support.hpp"

using e2e::holds;
using e2e::run;

TEST_CASE("a slip of the finger is a usage error that names what was meant") {
  const auto command = run({"appnd"});
  CHECK(command.code == 2);
  CHECK(command.out.empty());
  CHECK(holds(command.err, "error[AL-1005]: no such command: appnd"));
  CHECK(holds(command.err, "did you mean append?"));
  const auto option = run({"log", "--limt", "3"});
  CHECK(option.code == 2);
  CHECK(holds(option.err, "did you mean --limit?"));
  const auto type = run({"append", "--type", "consent.givn", "--subject", "a"});
  CHECK(type.code == 2);
  CHECK(holds(type.err, "did you mean consent.given?"));
}

TEST_CASE("with -o json an error is one JSON object on standard error") {
  for (const std::string word : {"-ojson", "--format=json"}) {
    CAPTURE(word);
    const auto usage = run({word, "log", "--nonsense"});
    CHECK(usage.code == 2);
    CHECK(usage.err.find("{\"schema_version\":1,\"error\":{\"code\":\"AL-1005\"") == 0);
    CHECK(usage.err.find('\n') == usage.err.size() - 1);
  }
}

TEST_CASE("without a daemon a command fails with its own exit code and doctor still works") {
  const auto status = run({"--socket", "/nonexistent/sock", "status"});
  CHECK(status.code == 5);
  CHECK(holds(status.err, "error[AL-5006]"));
  const auto doctor = run({"--socket", "/nonexistent/sock", "doctor"});
  CHECK(doctor.code == 1);
  CHECK(holds(doctor.out, "[fail] socket: /nonexistent/sock"));
  const auto json = run({"--socket", "/nonexistent/sock", "doctor", "-o", "json"});
  CHECK(json.code == 1);
  CHECK(json.out.find("{\"schema_version\":1,\"health\":\"fail\"") == 0);
}

TEST_CASE("help knows commands, types, errors, exit codes and fields") {
  CHECK(holds(run({"--help"}).out, "append"));
  CHECK(holds(run({"help"}).out, "Usage: auditledger"));
  CHECK(holds(run({"help", "projection", "list"}).out, "Usage: auditledger projection list"));
  CHECK(holds(run({"help", "errors"}).out, "AL-3001"));
  CHECK(holds(run({"help", "exit-codes"}).out, "130  interrupted"));
  CHECK(holds(run({"help", "fields"}).out, "consentMethod"));
  CHECK(holds(run({"help", "consent.given"}).out, "\"consentMethod\":\"box\""));
  CHECK(run({"help", "nonsense"}).code == 2);
  CHECK(run({"--version"}).out.find("auditledger ") == 0);
}

TEST_CASE("colour appears when it is asked for and never in a file otherwise") {
  CHECK(!holds(run({"schema", "list"}).out, "\x1b["));
  CHECK(holds(run({"--color", "always", "schema", "list"}).out, "\x1b["));
}

TEST_CASE("bash completes commands, types and fields") {
  const e2e::TemporaryFolder folder;
  std::ofstream(folder.path / "script") << run({"completion", "bash"}).out;
  const auto complete = [&](const std::string& words, int position) {
    const std::string line = "source '" + (folder.path / "script").string() + "'; COMP_WORDS=(" +
                             words + "); COMP_CWORD=" + std::to_string(position) +
                             "; _auditledger; echo \" ${COMPREPLY[*]} \"";
    const auto child =
        e2e::start({"/bin/bash", "-c", line}, {}, folder.path / "out", folder.path / "err");
    CHECK(e2e::wait_for(child) == 0);
    CHECK(e2e::content_of(folder.path / "err").empty());
    return e2e::content_of(folder.path / "out");
  };
  CHECK(complete("auditledger ap", 1) == " append \n");
  CHECK(complete("auditledger projection re", 2) == " rebuild \n");
  CHECK(complete("auditledger key ro", 2) == " rotate \n");
  CHECK(complete("auditledger append --type consent.g", 3) == " consent.given \n");
  CHECK(complete("auditledger append --set consentM", 3) == " consentMethod= \n");
  CHECK(complete("auditledger log --fo", 2) == " --follow --format \n");
  CHECK(complete("auditledger -o js", 2) == " json jsonl \n");
}

TEST_CASE("zsh and fish get a script that names every command") {
  CHECK(run({"completion", "zsh"}).out.find("#compdef auditledger\n") == 0);
  CHECK(holds(run({"completion", "fish"}).out, "-a projection -d"));
  CHECK(run({"completion", "tcsh"}).code == 2);
}

TEST_CASE("output that cannot be written is not success") {
  if (!e2e::fs::exists("/dev/full")) return;
  const e2e::TemporaryFolder folder;
  const auto child =
      e2e::start({AUDITLEDGER_PROGRAM, "schema", "list"}, {}, "/dev/full", folder.path / "err");
  CHECK(e2e::wait_for(child) == 1);
  CHECK(holds(e2e::content_of(folder.path / "err"), "error[AL-5002]"));
}
