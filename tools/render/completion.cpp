#include "tools/render/completion.hpp"

#include "ledger/event/clear_fields.hpp"
#include "ledger/event/taxonomy.hpp"

#include <CLI/CLI.hpp>

namespace ledger::tools {
namespace {

// A command, with its words from the root: "projection list".
struct Node {
  std::string path;
  const CLI::App* app;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
  nodes.push_back({path, &app});
  for (const CLI::App* command : app.get_subcommands(nullptr))
    collect(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), nodes);
}

std::vector<Node> nodes_of(const CLI::App& root) {
  std::vector<Node> nodes;
  collect(root, "", nodes);
  return nodes;
}

void add_word(std::string& words, const std::string& word) {
  if (!words.empty()) words += ' ';
  words += word;
}

std::string posted_types() {
  std::string words;
  for (const TypeInfo& type : all_types())
    if (can_be_appended(type)) add_word(words, std::string(type.name));
  return words;
}

std::string every_type() {
  std::string words;
  for (const TypeInfo& type : all_types())
    add_word(words, std::string(type.name));
  return words;
}

std::string field_words() {
  std::string words;
  for (const ClearField& field : clear_layout().fields)
    add_word(words, std::string(field.name) + "=");
  return words;
}

std::string children_of(const CLI::App& app) {
  std::string words;
  for (const CLI::App* command : app.get_subcommands(nullptr))
    add_word(words, command->get_name());
  return words;
}

std::string options_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      add_word(words, "--" + name);
  return words;
}

// What may follow a command: its own commands, or the words that its positional takes, and options,
// the global ones too.
std::string words_after(const Node& node, const CLI::App& root) {
  std::string words = children_of(*node.app);
  if (node.path == "help") add_word(words, "errors exit-codes fields " + every_type());
  if (node.path == "help") add_word(words, children_of(root));
  if (node.path == "schema show") add_word(words, every_type());
  if (node.path == "completion") add_word(words, "bash zsh fish");
  if (words.empty() || node.app == &root) add_word(words, options_of(*node.app));
  if (node.app != &root) add_word(words, options_of(root));
  return words;
}

// The commands as alternatives of a shell's case: the path so far, a space, the word.
std::string steps(const std::vector<Node>& nodes) {
  std::string patterns;
  for (const Node& node : nodes) {
    if (node.path.empty()) continue;
    const std::size_t last = node.path.rfind(' ');
    const std::string before = last == std::string::npos ? "" : node.path.substr(0, last);
    const std::string word = last == std::string::npos ? node.path : node.path.substr(last + 1);
    if (!patterns.empty()) patterns += " | ";
    patterns += "\"" + before + "/" + word + "\"";
  }
  return patterns;
}

std::string cases(const CLI::App& root, const std::vector<Node>& nodes) {
  std::string text;
  for (const Node& node : nodes)
    text += "    \"" + node.path + "\") words=\"" + words_after(node, root) + "\" ;;\n";
  return text;
}

// From the word before the cursor: what an option takes. Both shells understand it.
std::string option_cases() {
  return "    --type) words=\"" + posted_types() +
         "\" ;;\n"
         "    --set) words=\"" +
         field_words() +
         "\" ;;\n"
         "    -o | --format) words=\"table json jsonl csv\" ;;\n"
         "    --color) words=\"auto always never\" ;;\n";
}

std::string quoted_fish(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_condition(const Node& node) {
  if (node.path.empty()) return "__fish_use_subcommand";
  const std::size_t space = node.path.find(' ');
  if (space == std::string::npos) return "__fish_seen_subcommand_from " + node.path;
  return "__fish_seen_subcommand_from " + node.path.substr(0, space) +
         "; and __fish_seen_subcommand_from " + node.path.substr(space + 1);
}

std::string fish_option(const Node& node, const CLI::Option& option) {
  std::string line = "complete -c auditledger";
  if (!node.path.empty()) line += " -n " + quoted_fish(fish_condition(node));
  for (const std::string& name : option.get_snames())
    line += " -s " + name;
  for (const std::string& name : option.get_lnames())
    line += " -l " + name;
  if (option.get_items_expected_max() > 0) line += " -r";
  if (option.check_lname("type")) line += " -f -a " + quoted_fish(posted_types());
  if (option.check_lname("set")) line += " -f -a " + quoted_fish(field_words());
  if (option.check_lname("format")) line += " -f -a 'table json jsonl csv'";
  if (option.check_lname("color")) line += " -f -a 'auto always never'";
  return line + " -d " + quoted_fish(option.get_description()) + "\n";
}

} // namespace

std::string bash_completion(const CLI::App& root) {
  const std::vector<Node> nodes = nodes_of(root);
  return "# bash completion for auditledger\n"
         "_auditledger() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "  local path='' word words=''\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$path/$word\" in\n"
         "      " +
         steps(nodes) +
         ") path=\"${path:+$path }$word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$prev\" in\n" +
         option_cases() +
         "  esac\n"
         "  [[ -n $words ]] || case \"$path\" in\n" +
         cases(root, nodes) +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
         "}\n"
         "complete -o default -F _auditledger auditledger\n";
}

std::string zsh_completion(const CLI::App& root) {
  const std::vector<Node> nodes = nodes_of(root);
  return "#compdef auditledger\n"
         "local prev=${words[CURRENT-1]} route='' word found=''\n"
         "for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
         "  case \"$route/$word\" in\n"
         "    " +
         steps(nodes) +
         ") route=\"${route:+$route }$word\" ;;\n"
         "  esac\n"
         "done\n"
         "_auditledger_words() {\n"
         "  local words=''\n"
         "  case \"$1\" in\n" +
         option_cases() +
         "  esac\n"
         "  [[ -n $words ]] || case \"$2\" in\n" +
         cases(root, nodes) +
         "  esac\n"
         "  print -r -- \"$words\"\n"
         "}\n"
         "found=$(_auditledger_words \"$prev\" \"$route\")\n"
         "compadd -- ${=found}\n"
         "_files\n";
}

std::string fish_completion(const CLI::App& root) {
  std::string text = "# fish completion for auditledger\n";
  for (const Node& node : nodes_of(root)) {
    for (const CLI::App* command : node.app->get_subcommands(nullptr))
      text += "complete -c auditledger -f -n " + quoted_fish(fish_condition(node)) + " -a " +
              command->get_name() + " -d " + quoted_fish(command->get_description()) + "\n";
    for (const CLI::Option* option : node.app->get_options())
      if (!option->get_lnames().empty()) text += fish_option(node, *option);
    const std::string types = node.path == "help" || node.path == "schema show" ? every_type() : "";
    if (!types.empty())
      text += "complete -c auditledger -f -n " + quoted_fish(fish_condition(node)) + " -a " +
              quoted_fish(types) + "\n";
  }
  return text;
}

} // namespace ledger::tools
