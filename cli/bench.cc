#include <fmt/format.h>

#include "cli/command.h"
#include "cli/model_options.h"
#include "cli/text.h"
#include "requant/base/parallel.h"
#include "requant/exec/fast/peak.h"
#include "requant/exec/fast/simd/target.h"
#include "requant/measure/speed.h"

namespace requant::cli {
namespace {

struct Options {
  std::string model;
  std::string target;
  PrecisionOptions precision;
  std::size_t runs = 50;
  ExecutorOption executor;
};

constexpr double kMilli = 1e3;
constexpr double kGiga = 1e9;

std::string simd_name(exec::Executor executor) {
  return executor == exec::Executor::fast ? exec::fast::simd_target() : "none";
}

void print_ops(const measure::Speed& speed, double peak, Output& output) {
  if (speed.ops.empty()) return;
  double total = 0;
  for (const auto& op : speed.ops) total += op.seconds;
  std::vector<std::vector<std::string>> rows{
      {"op", "nodes", "ms", "of the run", "GMAC/s", "of the peak"}};
  for (const auto& op : speed.ops) {
    const double rate = op.macs / op.seconds;
    rows.push_back({op.op, std::to_string(op.nodes), fmt::format("{:.3f}", op.seconds * kMilli),
                    fmt::format("{:.1f} %", 100 * op.seconds / total),
                    op.macs > 0 ? fmt::format("{:.1f}", rate / kGiga) : "",
                    op.macs > 0 ? fmt::format("{:.0f} %", 100 * rate / peak) : ""});
  }
  output.text("");
  for (const auto& line :
       table({Align::left, Align::right, Align::right, Align::right, Align::right, Align::right},
             rows, "")) {
    output.text(line);
  }
}

Json to_json(const measure::Speed& speed, double peak) {
  const double rate = speed.macs / speed.latencies.front().median_seconds;
  Json json{{"latencies", Json::array()},
            {"images_per_second", speed.images_per_second},
            {"single_thread_images_per_second", speed.single_images_per_second},
            {"macs", speed.macs},
            {"macs_per_second", rate},
            {"peak_macs_per_second", peak},
            {"percent_of_peak", 100 * rate / peak},
            {"ops", Json::array()}};
  for (const auto& latency : speed.latencies) {
    json["latencies"].push_back({{"threads", latency.threads},
                                 {"min_ms", latency.min_seconds * kMilli},
                                 {"median_ms", latency.median_seconds * kMilli}});
  }
  for (const auto& op : speed.ops) {
    json["ops"].push_back(
        {{"op", op.op}, {"nodes", op.nodes}, {"ms", op.seconds * kMilli}, {"macs", op.macs}});
  }
  return json;
}

void bench(const Options& options, Output& output) {
  const LoadedModel loaded =
      load_model(options.model, options.precision, options.target, options.executor.get());
  const std::string simd = simd_name(options.executor.get());
  print_row(output, "model", loaded.path);
  print_row(output, "arithmetic", loaded.target);
  print_row(output, "executor",
            fmt::format("{}, SIMD {}", exec::name(options.executor.get()), simd));
  const double peak = exec::fast::measured_peak();
  const auto speed = measure::measure_speed(loaded.model.graph, *loaded.program, options.runs);
  for (const auto& latency : speed.latencies) {
    print_row(
        output, "latency",
        fmt::format("{:.3f} ms median, {:.3f} ms at least, on {}", latency.median_seconds * kMilli,
                    latency.min_seconds * kMilli, counted(latency.threads, "thread", "threads")));
  }
  const int threads = thread_count();
  print_row(output, "throughput",
            fmt::format("{:.1f} images a second on {}, {:.1f} on one", speed.images_per_second,
                        counted(threads, "thread", "threads"), speed.single_images_per_second));
  const double rate = speed.macs / speed.latencies.front().median_seconds;
  print_row(output, "work",
            fmt::format("{} MACs; {:.1f} GMAC/s on one thread, {:.0f} % of the {:.1f} that the "
                        "machine reached",
                        digits(static_cast<std::int64_t>(speed.macs)), rate / kGiga,
                        100 * rate / peak, peak / kGiga));
  print_row(
      output, "memory",
      fmt::format("{} a run", size_text(static_cast<std::int64_t>(loaded.program->arena_bytes()))));
  print_ops(speed, peak, output);
  Json json{{"target", loaded.target},
            {"executor", exec::name(options.executor.get())},
            {"simd", simd},
            {"threads", threads},
            {"arena_bytes", loaded.program->arena_bytes()}};
  json.update(to_json(speed, peak));
  output.result(json);
}

}  // namespace

Action declare_bench(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "The model (.tflite, .onnx)")->required();
  app.add_option("--runs", options->runs, "Runs for each figure, at least")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  options->precision.declare(app);
  options->executor.declare(app);
  app.add_option(
      "--target", options->target,
      "The target whose arithmetic is simulated; by default what the model was converted "
      "for, else its format's own runtime");
  return [options](Output& output) { bench(*options, output); };
}

}  // namespace requant::cli
