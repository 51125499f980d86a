// What train.h declares, in a build without libtorch.
#include "requant/base/error.h"
#include "requant/train/train.h"

namespace requant::train {
namespace {

[[noreturn]] void refuse_to_train() {
  throw Error(
      "this requant was built without libtorch and cannot train; install it (apt-get install "
      "libtorch-dev, or name a PyTorch with cmake -D REQUANT_TORCH=FOLDER) and build again");
}

}  // namespace

bool is_available() { return false; }

TrainResult train(Model, const data::TrainingData&, const TrainOptions&, const TrainHooks&,
                  std::optional<Model>) {
  refuse_to_train();
}

Normalization training_normalization(const data::TrainingData&, const std::string&) {
  refuse_to_train();
}

}  // namespace requant::train
