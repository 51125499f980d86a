// Processes that search together.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace requant::search {

// Every process runs the same search and knows the same results; what costs time is shared out.
class Team {
 public:
  virtual ~Team() = default;
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  // Calls work(first, last) for this process's share of [0, count) and returns the values of all
  // shares in order; the same on every process. Where the work of one throws, all throw an Error
  // that names the process.
  virtual std::vector<double> share(
      std::size_t count,
      const std::function<std::vector<double>(std::size_t first, std::size_t last)>& work) {
    return work(0, count);
  }
  // The text of the first process.
  virtual std::string from_first(std::string text) { return text; }
  // Whether `value` is true on any process.
  virtual bool any(bool value) { return value; }
};

// The processes that mpirun has started, else this one alone. A process calls it once.
std::unique_ptr<Team> join_team();

}  // namespace requant::search
