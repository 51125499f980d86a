#include "requant/train/log.h"

#include <nlohmann/json.hpp>

#include "requant/base/error.h"
#include "requant/data/file.h"

namespace requant::train {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kStepsOfALine = 10;

void write_line(std::ostream& stream, const Json& line) {
  stream << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace

TrainLog::TrainLog(const std::filesystem::path& path, bool append)
    : stream_(path, append ? std::ios::app : std::ios::trunc),
      opened_(std::chrono::steady_clock::now()) {
  if (!stream_) throw Error("the log " + data::in_quotes(path) + " cannot be written");
}

void TrainLog::start(const TrainOptions& options, const data::TrainingData& data) {
  write_line(stream_, {{"event", "start"},
                       {"seconds", seconds()},
                       {"model", options.model},
                       {"data", data.description},
                       {"images", data.count()},
                       {"classes", data.classes},
                       {"device", options.device},
                       {"from", options.from},
                       {"options", to_yaml(options)}});
}

void TrainLog::progress(const TrainProgress& progress) {
  const bool scored = !progress.top1.empty();
  if (!scored && progress.step % kStepsOfALine != 0) return;
  Json line = {{"event", scored ? "epoch" : "step"},
               {"seconds", seconds()},
               {"phase", progress.phase},
               {"epoch", progress.epoch},
               {"epochs", progress.epochs},
               {"step", progress.step},
               {"steps", progress.steps},
               {"rate", progress.rate},
               {"images_per_second", progress.images_per_second},
               {"seconds_left", progress.seconds_left},
               {"losses", progress.losses},
               {"clamped", progress.clamped}};
  if (scored) line["top1"] = progress.top1;
  write_line(stream_, line);
}

void TrainLog::end(bool finished) {
  write_line(stream_, {{"event", "end"}, {"seconds", seconds()}, {"finished", finished}});
}

double TrainLog::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - opened_).count();
}

}  // namespace requant::train
