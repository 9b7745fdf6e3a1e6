// Each fills one item of a policy document from its table and complains about what is wrong in it.
#pragma once

#include "ledger/policy/sections.hpp"
#include "ledger/policy/table_reader.hpp"

namespace ledger::policy {

void read(TableReader& from, Item& item);
void read(TableReader& from, Law& law);
void read(TableReader& from, Channel& channel);
void read(TableReader& from, Message& message);
void read(TableReader& from, ObjectionReason& reason);
void read(TableReader& from, Category& category);
void read(TableReader& from, Relation& relation);
void read(TableReader& from, Activity& activity);
void read(TableReader& from, RecipientCategory& category);
void read(TableReader& from, Recipient& recipient);
void read(TableReader& from, Mechanism& mechanism);
void read(TableReader& from, Adequacy& adequacy);
void read(TableReader& from, RetentionRule& rule);
void read(TableReader& from, RightRule& right);
void read(TableReader& from, ConsentRule& consent);
void read(TableReader& from, Clause& clause);

// The list of tables under `key`, into a register; an id that is already there is an error.
template <class T>
void read_all(TableReader& from, std::string_view key, Register<T>& into) {
  from.tables(key, [&](TableReader& table) {
    T item;
    read(table, item);
    const std::string id = item.id;
    if (id.empty() || into.add(std::move(item))) return;
    table.complain("id", "this id is taken since line " + std::to_string(into.find(id)->place.line),
                   "give one of the two another id, or remove it");
  });
}

} // namespace ledger::policy
