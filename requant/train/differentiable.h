// A network of many precisions as a differentiable program.
#pragma once

#include <torch/types.h>

#include <map>
#include <vector>

#include "requant/precision/network.h"
#include "requant/train/lsq.h"

namespace requant::train {

// Batch normalization's statistics of one layer: [C] each; undefined where it has none.
struct LayerStatistics {
  torch::Tensor mean;
  torch::Tensor variance;
};
using NetworkStatistics = std::vector<LayerStatistics>;  // by layer

// One way of running the network.
struct Branch {
  bool quantized = true;  // false: as the float network
  precision::PrecisionAssignment assignment = {};
  // Batch normalization by these; null: by those of the batch.
  const NetworkStatistics* statistics = nullptr;
  NetworkStatistics* observed = nullptr;  // takes those of the batch, where not null
};

struct AffineParameters {
  torch::Tensor gain;  // [C], > 0
  torch::Tensor bias;
};

struct LayerParameters {
  torch::Tensor weights;                     // in the order of torch
  torch::Tensor bias;                        // [O]; undefined where there is none
  std::map<int, torch::Tensor> weight_step;  // by bits, one element each
  std::map<int, torch::Tensor> input_step;
  std::map<int, AffineParameters> affine;  // by bits of the weights
  double epsilon = 0;
};

// What an optimizer treats alike.
struct ParameterGroup {
  enum class Kind { weights, offsets, steps };
  Kind kind = Kind::weights;
  int bits = 0;  // of steps
  std::vector<torch::Tensor> parameters;
};

// "cpu" or "cuda". Throws Error for what is no device, and where there is none.
torch::Device device_of(const std::string& name);

class Differentiable {
 public:
  // The parameters are those of the network. Steps that its tables lack are unset until
  // `start_steps`.
  Differentiable(const precision::Network& network, torch::Device device);

  // Sets every step (LSQ's initialisation): of weights from their values, of activations from those
  // that the float network has for these images.
  void start_steps(const torch::Tensor& images);
  // Batch normalization of all widths as that of the widest, which the float network has.
  void start_affine();

  // images: NCHW in the memory order NHWC, real values. Returns the logits [N, classes].
  torch::Tensor forward(const torch::Tensor& images, const Branch& branch) const;

  std::vector<ParameterGroup> groups() const;
  // Steps and gains that an update has made smaller than a smallest value get that; how many.
  int clamp_parameters();
  // Graph and tables with the parameters as they are.
  void store(precision::Network& network) const;

  const precision::Network& network() const { return network_; }
  LayerParameters& layer(std::size_t i) { return layers_[i]; }
  torch::Device device() const { return device_; }

 private:
  friend class ForwardPass;

  torch::Tensor parameter(torch::Tensor values) const;

  precision::Network network_;  // its graph and the widths of its tables
  torch::Device device_;
  std::vector<LayerParameters> layers_;
  std::vector<torch::Tensor> streams_;  // by Plan::activations; undefined where they are no stream
};

}  // namespace requant::train
