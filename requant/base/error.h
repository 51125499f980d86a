// Errors and the collection of problems that precede them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace requant {

// Who has to act: the user (a file, an option, a model; exit status 2) or this project (exit status
// 1).
enum class Fault { user, internal };

// The one exception type that the library throws. `what()` is a complete sentence for the user that
// names the file, node, tensor, line or option and says what to do.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Fault fault = Fault::user)
      : std::runtime_error(message), fault_(fault) {}
  Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

// One thing that is wrong with a file, a graph or a request.
struct Problem {
  std::string where;  // "line 12", "node 7 (CONV_2D)", "tensor 'input'"; may be empty
  std::string what;   // what is wrong, and what to do

  std::string text() const { return where.empty() ? what : where + ": " + what; }
};

// Collects all problems of one subject, so that a user sees them at once.
class Diagnostics {
 public:
  explicit Diagnostics(std::string subject) : subject_(std::move(subject)) {}

  void add(std::string where, std::string what);
  bool empty() const { return problems_.empty(); }
  const std::vector<Problem>& problems() const { return problems_; }

  // Throws one Error that lists the problems (the first 20, then their number) if there are any.
  void throw_if_any() const;

 private:
  std::string subject_;
  std::vector<Problem> problems_;
};

}  // namespace requant
