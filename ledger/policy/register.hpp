// Items of one kind in the order of the document, found by id.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::policy {

// T has a member `id`. Filled while a document is read, only read afterwards; pointers into it last
// as long as it is neither changed nor moved.
template <class T>
class Register {
 public:
  // False, and nothing is added, when the id is taken.
  bool add(T item) {
    if (!places_.emplace(item.id, items_.size()).second) return false;
    items_.push_back(std::move(item));
    return true;
  }
  [[nodiscard]] const T* find(std::string_view id) const {
    const auto at = places_.find(id);
    return at == places_.end() ? nullptr : &items_[at->second];
  }
  [[nodiscard]] auto begin() const { return items_.begin(); }
  [[nodiscard]] auto end() const { return items_.end(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }

 private:
  std::vector<T> items_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

} // namespace ledger::policy
