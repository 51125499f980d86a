#include "requant/exec/fast/simd/target.h"

#include <cstdlib>
#include <mutex>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/exec/fast/simd/kernels.h"

// After the kernels' header: the targets below are those that the kernels are compiled for.
#include <hwy/targets.h>

namespace requant::exec::fast {
namespace {

std::mutex mutex;
bool selected = false;

std::vector<std::string> names_of(const std::vector<std::int64_t>& targets) {
  std::vector<std::string> names;
  for (const std::int64_t target : targets) names.emplace_back(hwy::TargetName(target));
  return names;
}

void select(std::string_view name, const std::string& option) {
  hwy::SetSupportedTargetsForTest(0);
  std::int64_t chosen = 0;
  const auto targets = supported_targets();
  for (const std::int64_t target : targets) {
    if (name == hwy::TargetName(target)) chosen = target;
  }
  if (chosen == 0 && !name.empty()) {
    throw Error(option + " '" + std::string(name) +
                "' is no instruction set of this machine; use one of " + joined(names_of(targets)));
  }
  hwy::SetSupportedTargetsForTest(chosen);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  selected = true;
}

void select_default() {
  const char* pinned = std::getenv("REQUANT_SIMD");
  select(pinned != nullptr ? pinned : "", "REQUANT_SIMD");
}

}  // namespace

std::vector<std::string> simd_targets() { return names_of(supported_targets()); }

std::string simd_target() {
  const std::lock_guard lock(mutex);
  if (!selected) select_default();
  return hwy::TargetName(compute().target);
}

void set_simd_target(std::string_view name) {
  const std::lock_guard lock(mutex);
  if (name.empty()) {
    select_default();
  } else {
    select(name, "the SIMD target");
  }
}

}  // namespace requant::exec::fast
