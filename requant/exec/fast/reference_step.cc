#include <cstring>

#include "requant/exec/fast/steps.h"

namespace requant::exec::fast {
namespace {

class ReferenceStep final : public Step {
 public:
  ReferenceStep(const NodeContext& context, std::unique_ptr<Kernel> kernel)
      : kernel_(std::move(kernel)) {
    for (const TensorId id : context.node.inputs) {
      if (id == kNoTensor || context.graph.tensor(id).is_constant()) {
        inputs_.push_back({});
      } else {
        const Tensor& tensor = context.graph.tensor(id);
        inputs_.push_back({tensor.type, tensor.shape});
      }
    }
  }

  void run(const Buffers& buffers) const override {
    std::vector<Array> arrays;
    std::vector<const Array*> arguments(inputs_.size(), nullptr);
    arrays.reserve(inputs_.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (buffers.inputs[i] == nullptr) continue;
      Array& array = arrays.emplace_back(inputs_[i].type, inputs_[i].shape);
      std::memcpy(array.bytes.data(), buffers.inputs[i], array.bytes.size());
      arguments[i] = &array;
    }
    const auto results = kernel_->run(arguments);
    for (std::size_t o = 0; o < results.size(); ++o) {
      std::memcpy(buffers.outputs[o], results[o].bytes.data(), results[o].bytes.size());
    }
  }

 private:
  struct Signature {
    DataType type = DataType::other;
    Shape shape;
  };
  std::vector<Signature> inputs_;
  std::unique_ptr<Kernel> kernel_;
};

}  // namespace

std::unique_ptr<Step> make_reference_step(const NodeContext& context,
                                          std::unique_ptr<Kernel> kernel) {
  return std::make_unique<ReferenceStep>(context, std::move(kernel));
}

}  // namespace requant::exec::fast
