#include "cli/progress_bar.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace requant::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kBarWidth = 24;

std::string bar_text(double share) {
  const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarWidth));
  std::string bar(std::min(full, kBarWidth), '=');
  if (bar.size() < kBarWidth) bar += '>';
  bar.resize(kBarWidth, ' ');
  return bar;
}

std::string line_text(const std::string& stage, std::size_t done, std::size_t total, double elapsed,
                      const std::string& tail) {
  const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
  std::string line = fmt::format("{} [{}] {}/{}", stage, bar_text(share), done, total);
  if (!tail.empty()) return line + "  " + tail;
  if (done > 0 && elapsed > 0) {
    const double rate = static_cast<double>(done) / elapsed;
    const double left = static_cast<double>(total - std::min(done, total)) / rate;
    line += fmt::format("  {:.3g}/s  ETA {}", rate, duration_text(left));
  }
  return line;
}

// As much of the line as the terminal shows in one row.
std::string one_row(const std::string& line) {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return line;
  return line.substr(0, size.ws_col - 1U);
}

}  // namespace

std::string duration_text(double seconds_left) {
  const long s = std::lround(seconds_left);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

ProgressBar::ProgressBar() : terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressBar::update(const std::string& stage, std::size_t done, std::size_t total,
                         const std::string& tail) {
  const auto now = Clock::now();
  if (stage != stage_) {
    clear();
    stage_ = stage;
    start_ = now;
    next_ = now + (terminal_ ? seconds(1) : seconds(10));
  }
  if (done >= total) {
    clear();
    stage_.clear();
    return;
  }
  if (now < next_) return;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const std::string line = line_text(stage, done, total, elapsed, tail);
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{}", one_row(line));
  } else {
    fmt::print(stderr, "{}\n", line);
  }
  std::fflush(stderr);
  visible_ = terminal_;
  next_ = now + (terminal_ ? milliseconds(100) : milliseconds(30'000));
}

void ProgressBar::clear() {
  if (!visible_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  visible_ = false;
}

}  // namespace requant::cli
