#include "requant/requantize/descent.h"

#include <cmath>
#include <deque>
#include <vector>

namespace requant::requantize {
namespace {

constexpr std::size_t kMemory = 12;
constexpr double kSufficient = 1e-4;  // share of the expected gain that a step must bring
constexpr double kShortest = 1e-8;

struct Pair {
  Eigen::VectorXd step;
  Eigen::VectorXd change;  // of the gradient
  double inverse = 0;      // 1 / (step . change)
};

// The two-loop recursion: minus the inverse Hessian times the gradient.
Eigen::VectorXd direction(const std::deque<Pair>& memory, const Eigen::VectorXd& gradient) {
  Eigen::VectorXd q = gradient;
  std::vector<double> alpha(memory.size());
  for (std::size_t i = memory.size(); i-- > 0;) {
    alpha[i] = memory[i].inverse * memory[i].step.dot(q);
    q -= alpha[i] * memory[i].change;
  }
  if (!memory.empty()) q *= 1 / (memory.back().inverse * memory.back().change.squaredNorm());
  for (std::size_t i = 0; i < memory.size(); ++i) {
    const double beta = memory[i].inverse * memory[i].change.dot(q);
    q += (alpha[i] - beta) * memory[i].step;
  }
  return -q;
}

void remember(std::deque<Pair>& memory, Eigen::VectorXd step, Eigen::VectorXd change) {
  const double curvature = step.dot(change);
  if (curvature <= 1e-12 * change.squaredNorm()) return;
  memory.push_back({std::move(step), std::move(change), 1 / curvature});
  if (memory.size() > kMemory) memory.pop_front();
}

}  // namespace

Eigen::VectorXd minimise(const SmoothFunction& function, Eigen::VectorXd start, int steps,
                         double tolerance) {
  Eigen::VectorXd x = std::move(start);
  Eigen::VectorXd gradient(x.size());
  double value = function(x, gradient);
  std::deque<Pair> memory;
  for (int i = 0; i < steps && gradient.norm() > 0; ++i) {
    const Eigen::VectorXd d = direction(memory, gradient);
    const double slope = d.dot(gradient);
    double length = memory.empty() ? 1 / std::max(1.0, gradient.norm()) : 1;
    Eigen::VectorXd next_gradient(x.size());
    Eigen::VectorXd next = x + length * d;
    double next_value = function(next, next_gradient);
    while (!(next_value <= value + kSufficient * length * slope) && length > kShortest) {
      length /= 2;
      next = x + length * d;
      next_value = function(next, next_gradient);
    }
    if (!(next_value < value)) break;
    const bool done = value - next_value < tolerance * std::abs(value);
    remember(memory, next - x, next_gradient - gradient);
    x = std::move(next);
    gradient = std::move(next_gradient);
    value = next_value;
    if (done) break;
  }
  return x;
}

}  // namespace requant::requantize
