#include "requant/graph/ops/reshape.h"

#include <algorithm>
#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {
namespace {

// The number of elements, or -1 where a dimension is below 1 or there are too many.
std::int64_t elements(const Shape& shape) {
  std::int64_t n = 1;
  for (const auto d : shape.dims) {
    if (d < 1 || n > kMaxExtent * kMaxExtent / d) return -1;
    n *= d;
  }
  return n;
}

// The shape with its one -1, if it has one, replaced; nothing where that is not possible.
std::optional<Shape> complete(Shape shape, std::int64_t count) {
  const auto open = std::find(shape.dims.begin(), shape.dims.end(), -1);
  if (open == shape.dims.end()) return shape;
  *open = 1;
  const std::int64_t rest = elements(shape);
  if (rest < 1 || count % rest != 0) return std::nullopt;
  *open = count / rest;
  return shape;
}

std::optional<Shape> from_dims(const Reshape& op, NodeCheck& node) {
  if (op.spelling == Reshape::Spelling::reshape) return Shape(op.dims);
  Shape result = node.shape(0);
  const bool insert = op.spelling == Reshape::Spelling::expand_dims;
  const int rank = result.rank() + (insert ? 1 : 0);
  std::vector<bool> named(static_cast<std::size_t>(rank), false);
  for (std::int64_t d : op.dims) {
    if (d < 0) d += rank;
    if (!node.require(
            0 <= d && d < rank, "C4",
            "there is no dimension " + std::to_string(d) + " in shape " + result.text())) {
      return std::nullopt;
    }
    named[static_cast<std::size_t>(d)] = true;
    if (insert) {
      result.dims.insert(result.dims.begin() + d, 1);
      return result;
    }
    if (!node.require(
            result[static_cast<int>(d)] == 1, "C4",
            "dimension " + std::to_string(d) + " of shape " + result.text() + " is not 1")) {
      return std::nullopt;
    }
  }
  Shape rest;
  for (std::size_t d = 0; d < named.size(); ++d) {
    if (!named[d]) rest.dims.push_back(result.dims[d]);
  }
  return rest;
}

}  // namespace

std::optional<Shape> infer_output(const Reshape& op, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.same_type("C1");
  const Shape& x = node.shape(0);
  const Shape& stated = node.output().shape;
  const bool known = stated.rank() > 0 || op.dims.empty();
  const auto wanted = known ? std::optional(stated) : from_dims(op, node);
  if (!wanted) return std::nullopt;
  const auto result = complete(*wanted, x.count());
  if (!node.require(result.has_value(), "C3",
                    "the output has shape " + wanted->text() + ", which leaves it open")) {
    return std::nullopt;
  }
  if (!node.require(elements(*result) == x.count(), "C2",
                    "the input has shape " + x.text() + " and the output " + result->text())) {
    return std::nullopt;
  }
  return result;
}

}  // namespace requant
