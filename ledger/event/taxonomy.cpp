#include "ledger/event/taxonomy.hpp"

#include "ledger/base/limits.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <stdexcept>

namespace ledger {
namespace {

std::vector<const ClearField*> fields_named(std::string_view names) {
  std::vector<const ClearField*> fields;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    const ClearField* field = clear_layout().find(names.substr(0, end));
    if (field == nullptr) throw std::logic_error("taxonomy names a field that Clear does not have");
    fields.push_back(field);
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return fields;
}

TypeShape make_shape(const TypeInfo& type) {
  TypeShape shape;
  if (type.posted_by == PostedBy::kLedger) return shape;
  for (const std::string_view names : {kCommonFields, type.required, type.allowed})
    for (const ClearField* field : fields_named(names))
      shape.allowed.push_back(field);
  shape.required = fields_named(type.required);
  shape.required.push_back(clear_layout().find("occurredAt"));
  std::sort(shape.allowed.begin(), shape.allowed.end(),
            [](const auto* a, const auto* b) { return a->ordinal < b->ordinal; });
  shape.allowed.erase(std::unique(shape.allowed.begin(), shape.allowed.end()), shape.allowed.end());
  for (const ClearField* field : shape.allowed) {
    if (field->is_pointer) {
      shape.allowed_pointers |= std::uint64_t{1} << field->index;
    } else {
      const std::uint64_t mask =
          field->bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << field->bits) - 1;
      shape.allowed_data.at(field->index / 64) |= mask << field->index % 64;
    }
  }
  return shape;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

} // namespace

const TypeInfo* type_info(wire::EventType type) {
  // Asked for every event: by number, not by search.
  static const std::vector<const TypeInfo*> by_number = [] {
    std::vector<const TypeInfo*> rows;
    for (const TypeInfo& row : all_types()) {
      const auto number = static_cast<std::size_t>(row.type);
      rows.resize(std::max(rows.size(), number + 1));
      rows[number] = &row;
    }
    return rows;
  }();
  const auto number = static_cast<std::size_t>(type);
  return number < by_number.size() ? by_number[number] : nullptr;
}

const TypeInfo* type_named(std::string_view name) {
  const auto types = all_types();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const TypeInfo& row) { return row.name == name; });
  return found == types.end() ? nullptr : &*found;
}

std::string_view nearest_type(std::string_view name) {
  const auto types = all_types();
  const auto best =
      std::min_element(types.begin(), types.end(), [&](const TypeInfo& a, const TypeInfo& b) {
        return edit_distance(a.name, name) < edit_distance(b.name, name);
      });
  return best->name;
}

std::string type_name(wire::EventType type) {
  const TypeInfo* info = type_info(type);
  return info != nullptr ? std::string(info->name)
                         : "type-" + std::to_string(static_cast<unsigned>(type));
}

const TypeShape& shape_of(const TypeInfo& type) {
  static const std::vector<TypeShape> shapes = [] {
    std::vector<TypeShape> all;
    for (const TypeInfo& row : all_types())
      all.push_back(make_shape(row));
    return all;
  }();
  return shapes[static_cast<std::size_t>(&type - all_types().data())];
}

} // namespace ledger
