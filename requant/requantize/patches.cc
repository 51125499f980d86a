#include "requant/requantize/patches.h"

#include <algorithm>

#include "requant/base/parallel.h"
#include "requant/base/random.h"
#include "requant/exec/reference/window.h"

namespace requant::requantize {
namespace {

using exec::reference::Axis;

// The windows of a node; a fully connected one is a 1x1 window over its rows.
struct Geometry {
  Axis y, x;
  std::int64_t channels = 0;
};

Geometry geometry(const Graph& graph, const Node& node) {
  const Shape& w = graph.tensor(node.input(1)).shape;
  Geometry g;
  if (node.kind() == OpKind::fully_connected) {
    const std::int64_t rows = graph.tensor(node.outputs[0]).shape.count() / w[0];
    g.x.input = g.x.output = rows;
    g.x.kernel = g.y.kernel = g.y.input = g.y.output = 1;
    g.channels = w[1];
    return g;
  }
  const Shape& in = graph.tensor(node.input(0)).shape;
  const auto axes = exec::reference::window_axes(*window_of(node.op), in,
                                                 graph.tensor(node.outputs[0]).shape, {w[1], w[2]});
  g.y = axes[0];
  g.x = axes[1];
  g.channels = in.last();
  return g;
}

double stored_at(const Array& array, std::size_t i) {
  switch (array.type) {
    case DataType::uint8:
      return array.as<std::uint8_t>()[i];
    case DataType::int8:
      return array.as<std::int8_t>()[i];
    default:
      return array.as<std::int16_t>()[i];
  }
}

}  // namespace

std::vector<Position> sample_positions(const Graph& graph, const Node& node, std::size_t images,
                                       std::size_t count) {
  const Geometry g = geometry(graph, node);
  const std::int64_t area = g.y.output * g.x.output;
  const std::size_t each = std::min<std::size_t>(static_cast<std::size_t>(area),
                                                 std::max<std::size_t>(1, count / images));
  Random random(static_cast<std::uint64_t>(area) * 31 + static_cast<std::uint64_t>(g.channels));
  std::vector<Position> result;
  for (std::size_t image = 0; image < images; ++image) {
    for (std::size_t k = 0; k < each; ++k) {
      // One position in each of `each` equal stretches of the output.
      const auto first = static_cast<std::int64_t>(k) * area / static_cast<std::int64_t>(each);
      const auto last =
          (static_cast<std::int64_t>(k) + 1) * area / static_cast<std::int64_t>(each) - 1;
      result.push_back({image, random.integer(first, last)});
    }
  }
  return result;
}

PatchMatrix gather_patches(const Graph& graph, const Node& node,
                           const std::vector<const Array*>& inputs,
                           const std::vector<Position>& positions) {
  const Geometry g = geometry(graph, node);
  const Quantization& q = *graph.tensor(node.input(0)).quantization;
  const double scale = q.scale[0];
  const auto zero = static_cast<double>(q.zero_point[0]);
  const auto cols = g.y.kernel * g.x.kernel * g.channels;
  PatchMatrix result = PatchMatrix::Zero(static_cast<Eigen::Index>(positions.size()), cols);
  constexpr std::size_t kBlock = 64;
  parallel_for((positions.size() + kBlock - 1) / kBlock, [&](std::size_t block) {
    for (std::size_t p = block * kBlock; p < std::min(positions.size(), (block + 1) * kBlock);
         ++p) {
      const Array& input = *inputs[positions[p].image];
      const std::int64_t oy = positions[p].at / g.x.output;
      const std::int64_t ox = positions[p].at % g.x.output;
      for (std::int64_t ky = g.y.first(oy); ky < g.y.last(oy); ++ky) {
        for (std::int64_t kx = g.x.first(ox); kx < g.x.last(ox); ++kx) {
          const std::int64_t iy = g.y.origin(oy) + ky * g.y.dilation;
          const std::int64_t ix = g.x.origin(ox) + kx * g.x.dilation;
          const auto at = static_cast<std::size_t>((iy * g.x.input + ix) * g.channels);
          for (std::int64_t c = 0; c < g.channels; ++c) {
            result(static_cast<Eigen::Index>(p), (ky * g.x.kernel + kx) * g.channels + c) =
                static_cast<float>(scale *
                                   (stored_at(input, at + static_cast<std::size_t>(c)) - zero));
          }
        }
      }
    }
  });
  return result;
}

}  // namespace requant::requantize
