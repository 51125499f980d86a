// Teams over MPI.
#include <mpi.h>

#include <cstdlib>
#include <exception>
#include <string>

#include "requant/base/error.h"
#include "requant/search/team.h"

namespace requant::search {
namespace {

// The first index of a process's share.
std::size_t share_begin(std::size_t count, int rank, int size) {
  return count * static_cast<std::size_t>(rank) / static_cast<std::size_t>(size);
}

class MpiTeam final : public Team {
 public:
  MpiTeam() {
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiTeam() override {
    // A process that ends early for a fault of its own must not leave the others waiting.
    if (std::uncaught_exceptions() > 0 && !together_) MPI_Abort(MPI_COMM_WORLD, 2);
    MPI_Finalize();
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  std::vector<double> share(
      std::size_t count,
      const std::function<std::vector<double>(std::size_t, std::size_t)>& work) override {
    std::vector<double> own;
    std::string fault;
    try {
      own = work(share_begin(count, rank_, size_), share_begin(count, rank_ + 1, size_));
    } catch (const std::exception& error) {
      fault = error.what();
    }
    throw_together(fault);
    std::vector<int> counts;
    std::vector<int> begins;
    for (int rank = 0; rank < size_; ++rank) {
      const std::size_t begin = share_begin(count, rank, size_);
      begins.push_back(static_cast<int>(begin));
      counts.push_back(static_cast<int>(share_begin(count, rank + 1, size_) - begin));
    }
    std::vector<double> all(count);
    MPI_Allgatherv(own.data(), static_cast<int>(own.size()), MPI_DOUBLE, all.data(), counts.data(),
                   begins.data(), MPI_DOUBLE, MPI_COMM_WORLD);
    return all;
  }

  std::string from_first(std::string text) override { return sent(std::move(text), 0); }

  bool any(bool value) override {
    int own = value ? 1 : 0;
    int all = 0;
    MPI_Allreduce(&own, &all, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return all != 0;
  }

 private:
  // Throws on every process where one has a fault: the fault of the first that has one.
  void throw_together(const std::string& fault) {
    int first = fault.empty() ? size_ : rank_;
    MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == size_) return;
    const std::string text = sent(fault, first);
    together_ = true;
    throw Error("process " + std::to_string(first) + " of " + std::to_string(size_) + ": " + text);
  }

  // What the process `from` has as its text.
  std::string sent(std::string text, int from) const {
    auto length = static_cast<int>(text.size());
    MPI_Bcast(&length, 1, MPI_INT, from, MPI_COMM_WORLD);
    text.resize(static_cast<std::size_t>(length));
    MPI_Bcast(text.data(), length, MPI_CHAR, from, MPI_COMM_WORLD);
    return text;
  }

  int rank_ = 0;
  int size_ = 1;
  bool together_ = false;  // whether all processes throw
};

}  // namespace

std::unique_ptr<Team> join_team() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"}) {
    if (std::getenv(name) != nullptr) return std::make_unique<MpiTeam>();
  }
  return std::make_unique<Team>();
}

}  // namespace requant::search
