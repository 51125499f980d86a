#include "requant/train/communicator.h"

#include <torch/torch.h>

#include <filesystem>

#include "requant/base/error.h"
#include "requant/train/process.h"

#if __has_include(<gloo/context.h>)
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace requant::train {
namespace {

#ifdef USE_C10D_GLOO

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// One name for all processes that one launcher started.
std::string job_name() {
  for (const char* name :
       {"PMIX_NAMESPACE", "OMPI_MCA_ess_base_jobid", "PMI_JOBID", "HYDI_CONTROL_FD"}) {
    if (std::string value = variable(name); !value.empty()) return value;
  }
  throw Error(
      "the launcher of the processes does not say where they meet: set MASTER_ADDR and "
      "MASTER_PORT");
}

// Processes of one machine meet in a file, others at the address that the environment names.
c10::intrusive_ptr<c10d::Store> meeting_place(const ProcessPlace& place) {
  const std::string address = variable("MASTER_ADDR");
  if (!address.empty()) {
    c10d::TCPStoreOptions options;
    const std::string port = variable("MASTER_PORT");
    if (!port.empty()) options.port = static_cast<std::uint16_t>(std::atoi(port.c_str()));
    options.isServer = place.rank == 0;
    options.numWorkers = static_cast<std::size_t>(place.size);
    return c10::make_intrusive<c10d::TCPStore>(address, options);
  }
  std::string name = job_name();
  std::ranges::replace(name, '/', '-');
  const auto path = std::filesystem::temp_directory_path() / ("requant-train-" + name);
  return c10::make_intrusive<c10d::FileStore>(path.string(), place.size);
}

class GlooCommunicator : public Communicator {
 public:
  explicit GlooCommunicator(const ProcessPlace& place) : place_(place) {
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(meeting_place(place), place.rank,
                                                         place.size, options);
  }

  int rank() const override { return place_.rank; }
  int size() const override { return place_.size; }

  // In one message.
  void add_up(const std::vector<torch::Tensor>& tensors) override {
    const torch::NoGradGuard no_gradients;
    std::vector<torch::Tensor> flat;
    for (const torch::Tensor& tensor : tensors) {
      flat.push_back(tensor.detach().reshape({-1}).to(torch::kCPU));
    }
    std::vector<torch::Tensor> message{torch::cat(flat)};
    group_->allreduce(message)->wait();
    std::int64_t begin = 0;
    for (const torch::Tensor& tensor : tensors) {
      const torch::Tensor part = message[0].slice(0, begin, begin + tensor.numel());
      tensor.detach().copy_(part.reshape(tensor.sizes()));
      begin += tensor.numel();
    }
  }

 private:
  ProcessPlace place_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

std::unique_ptr<Communicator> make_group(const ProcessPlace& place) {
  try {
    return std::make_unique<GlooCommunicator>(place);
  } catch (const c10::Error& error) {
    throw Error(std::string("the processes do not find each other: ") +
                error.what_without_backtrace());
  }
}

#else

std::unique_ptr<Communicator> make_group(const ProcessPlace& /*place*/) {
  throw Error(
      "this requant was built without Gloo, so that only one process can train; install "
      "libgloo-dev and build again");
}

#endif

}  // namespace

std::unique_ptr<Communicator> make_communicator() {
  const ProcessPlace place = process_place();
  return place.size == 1 ? std::make_unique<Communicator>() : make_group(place);
}

}  // namespace requant::train
