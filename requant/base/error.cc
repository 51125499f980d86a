#include "requant/base/error.h"

#include <algorithm>

namespace requant {
namespace {

constexpr std::size_t kListed = 20;

}  // namespace

void Diagnostics::add(std::string where, std::string what) {
  problems_.push_back({std::move(where), std::move(what)});
}

void Diagnostics::throw_if_any() const {
  if (problems_.empty()) return;
  if (problems_.size() == 1) throw Error(subject_ + ": " + problems_.front().text());
  std::string message = subject_ + ": " + std::to_string(problems_.size()) + " problems:";
  for (std::size_t i = 0; i < std::min(kListed, problems_.size()); ++i) {
    message += "\n  " + problems_[i].text();
  }
  if (problems_.size() > kListed) {
    message += "\n  and " + std::to_string(problems_.size() - kListed) + " more";
  }
  throw Error(message);
}

}  // namespace requant
