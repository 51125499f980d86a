// The processes that train together.
#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

namespace requant::train {

class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  // Every tensor becomes the sum of all processes' ones.
  virtual void add_up(const std::vector<torch::Tensor>& /*tensors*/) {}
};

// Of the processes that mpirun (Open MPI, MPICH) or torchrun started, by the environment; else of
// this one alone. They send gradients by Gloo, those of GPUs as well. Processes of one machine meet
// in a file in the folder for temporary files; with MASTER_ADDR and MASTER_PORT set, at that
// address. Throws Error where they cannot meet.
std::unique_ptr<Communicator> make_communicator();

}  // namespace requant::train
