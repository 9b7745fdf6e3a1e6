// What the tests of retention say most.
#pragma once

#include "tests/unit/findings_support.hpp"

namespace ledger::test {

inline constexpr const char* kMailing = "prospect.mailing"; // three years
inline constexpr const char* kCameras = "visit.camera-surveillance";

using Names = std::vector<std::string>;

// A collection from the person.
inline Fill kept(const std::string& activity, const Names& categories = {"email"}) {
  return doing(activity, [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
    clear.setDataSource(wire::DataSource::DATA_SUBJECT);
  });
}

// The scope of an erasure, a hold or a deferral.
inline Fill erasing(const Names& categories, const Names& activities = {},
                    const Names& classes = {}) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
    set_names(clear.initActivities(static_cast<unsigned>(activities.size())), activities);
    set_names(clear.initKeyClasses(static_cast<unsigned>(classes.size())), classes);
  };
}

inline Fill executing(const std::string& rule) {
  return [=](wire::Clear::Builder clear) { clear.setRetentionRule(rule); };
}

} // namespace ledger::test
