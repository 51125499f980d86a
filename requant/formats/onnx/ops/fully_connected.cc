#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/requantized.h"

namespace requant::formats::onnx {
namespace {

constexpr int kMatrixChannelFromEnd = 1;

// x [..., K] by a constant [K, N], or [N, K] where `transposed`.
Weighted product(const NodeReader& in, const Value& x, const Value& weights, bool transposed) {
  Weighted parts;
  parts.x = in.builder().in_layout(x, Layout::channels_first);
  parts.layout = Layout::channels_first;
  parts.weights = constant_weights(in, weights);
  const Shape& w = in.builder().tensor(parts.weights).shape;
  const Shape& a = in.builder().tensor(parts.x).shape;
  if (w.rank() != 2) {
    throw Error("its second factor has shape " + w.text() + "; only matrices are supported");
  }
  const std::int64_t depth = w[transposed ? 1 : 0];
  if (a.rank() < 1 || a.last() != depth) {
    throw Error("shapes " + a.text() + " and " + w.text() + " cannot be multiplied");
  }
  parts.order = transposed ? std::vector<int>{0, 1} : std::vector<int>{1, 0};
  parts.op = FullyConnected{.keep_num_dims = a.rank() != 2};
  return parts;
}

// A factor that only scales by 1 is all that is supported.
void require_plain(const NodeReader& in) {
  if (in.integer("transA", 0) != 0) throw Error("it transposes its first factor (transA)");
  if (in.real("alpha", 1) != 1 || (in.has_input(2) && in.real("beta", 1) != 1)) {
    throw Error("its alpha and beta must be 1");
  }
}

void read_gemm(const NodeReader& in) {
  require_plain(in);
  const bool transposed = in.integer("transB", 0) != 0;
  Weighted parts = product(in, in.input(0), in.input(1), transposed);
  if (in.has_input(2)) parts.bias = constant_weights(in, in.input(2));
  if (!emit_requantized(in, parts)) compute_weighted(in, parts, kMatrixChannelFromEnd);
}

// com.microsoft QGemm: A, its scale and zero point, B, ..., C (int32), those of the output.
void read_quantized_gemm(const NodeReader& in) {
  if (in.integer("transA", 0) != 0 || in.real("alpha", 1) != 1) {
    throw Error("its transA must be 0 and its alpha 1");
  }
  if (!in.has_input(7)) throw Error("its result is not quantized (it states no output scale)");
  const bool transposed = in.integer("transB", 0) != 0;
  Weighted parts = product(in, in.quantized_input(0, 1, 2),
                           in.quantized_input(3, 4, 5, transposed ? 0 : 1), transposed);
  if (in.has_input(6)) parts.bias = constant_weights(in, in.input(6));
  emit_weighted(in, parts, in.stated_ending(7, 8));
}

}  // namespace

void read_fully_connected(const NodeReader& in) {
  if (in.type() == "Gemm") return read_gemm(in);
  if (in.type() == "QGemm") return read_quantized_gemm(in);
  if (in.type() == "QLinearMatMul") {
    return emit_weighted(
        in, product(in, in.quantized_input(0, 1, 2), in.quantized_input(3, 4, 5, 1), false),
        in.stated_ending(6, 7));
  }
  if (in.type() == "MatMulInteger") {
    return emit_integer_product(in, product(in, integer_input(in), integer_weights(in, 1), false),
                                kMatrixChannelFromEnd);
  }
  const Weighted parts = product(in, in.input(0), in.input(1), false);
  if (!emit_requantized(in, parts)) compute_weighted(in, parts, kMatrixChannelFromEnd);
}

}  // namespace requant::formats::onnx
