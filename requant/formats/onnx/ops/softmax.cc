#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_softmax(const NodeReader& in) {
  const Value x = in.input(0);
  const int rank = in.builder().file_shape(x).rank();
  // Before opset 13 it works on a matrix that the axis cuts the input into.
  const bool cuts = (is_qlinear(in) ? in.integer("opset", 13) : in.opset()) < 13;
  const std::int64_t axis = NodeReader::axis(in.integer("axis", cuts ? 1 : -1), rank);
  if (cuts && axis != rank - 1) {
    const Shape shape = in.builder().file_shape(x);
    for (int d = static_cast<int>(axis) + 1; d < rank; ++d) {
      if (shape[d] != 1) throw Error("it flattens several dimensions (opset 12 and before)");
    }
  }
  const bool last = axis == rank - 1 && x.layout == Layout::channels_first;
  const bool channels = rank == 4 && axis == 1 && x.layout == Layout::channels_last;
  if (!last && !channels) {
    throw Error("it works along dimension " + std::to_string(axis) +
                "; only the last one and the channels of an image are supported");
  }
  read_unary(in, Softmax{});
}

}  // namespace requant::formats::onnx
