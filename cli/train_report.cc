#include "cli/train_report.h"

#include <fmt/format.h>

#include "cli/model_options.h"

namespace requant::cli {
namespace {

// The values by name: widths from the highest down, then what is named by a word.
template <typename Text>
std::string by_branch(const std::map<std::string, double>& values, const Text& text_of) {
  std::string widths;
  std::string words;
  for (const auto& [name, value] : values) {
    const std::string part = fmt::format("{} {}", name, text_of(value));
    const bool is_width = name.size() == 1;
    if (is_width) {
      widths.insert(0, widths.empty() ? part : part + ", ");
    } else {
      words += words.empty() ? part : ", " + part;
    }
  }
  return widths + (widths.empty() || words.empty() ? "" : ", ") + words;
}

std::string losses_text(const std::map<std::string, double>& losses) {
  return "loss " + by_branch(losses, [](double loss) { return fmt::format("{:.3f}", loss); });
}

std::string epoch_text(const train::TrainProgress& progress) {
  return fmt::format("epoch {}/{}", progress.epoch + 1, progress.epochs);
}

}  // namespace

std::string scores_text(const std::map<std::string, double>& percents) {
  return by_branch(percents, percent_text);
}

void show_progress(const train::TrainProgress& progress, Output& output) {
  if (!progress.top1.empty()) {
    output.text(fmt::format("{}  {}  {}  top-1 of held-out images: {}", progress.phase,
                            epoch_text(progress), losses_text(progress.losses),
                            scores_text(progress.top1)));
  }
  std::string tail;
  if (progress.epochs > 0) tail = epoch_text(progress) + "  ";
  if (progress.images_per_second > 0) {
    tail += fmt::format("{:.3g} images/s  ", progress.images_per_second);
  }
  tail += "ETA " + duration_text(progress.seconds_left);
  if (!progress.losses.empty()) tail += "  " + losses_text(progress.losses);
  output.progress(progress.phase, static_cast<std::size_t>(progress.step),
                  static_cast<std::size_t>(progress.steps), tail);
}

}  // namespace requant::cli
