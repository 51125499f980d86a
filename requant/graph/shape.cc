#include "requant/graph/shape.h"

#include "requant/base/error.h"

namespace requant {
namespace {

constexpr std::int64_t kMaxElements = std::int64_t{1} << 40;

}  // namespace

std::int64_t Shape::count() const {
  std::int64_t n = 1;
  for (const auto d : dims) {
    if (d < 0) throw Error("shape " + text() + " has a negative dimension");
    if (d != 0 && n > kMaxElements / d) throw Error("shape " + text() + " has too many elements");
    n *= d;
  }
  return n;
}

std::string Shape::text() const {
  if (dims.empty()) return "scalar";
  std::string result;
  for (const auto d : dims) result += (result.empty() ? "" : "x") + std::to_string(d);
  return result;
}

}  // namespace requant
