#include "requant/search/search.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/output_paths.h"
#include "cli/search_report.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/base/write_file.h"
#include "requant/formats/format.h"
#include "requant/precision/file.h"
#include "requant/precision/lower.h"
#include "requant/report/built.h"
#include "requant/search/image_scorer.h"
#include "requant/search/page.h"
#include "requant/search/problem.h"
#include "requant/search/scoring_data.h"
#include "requant/search/sensitivity_scorer.h"

namespace requant::cli {
namespace {

namespace fs = std::filesystem;
using search::Method;
using search::Objective;
using search::Part;

const std::vector<std::pair<std::string, Objective>> kObjectives{
    {"latency", Objective::latency}, {"energy", Objective::energy}, {"size", Objective::size}};
const std::vector<std::pair<std::string, Part>> kParts{
    {"train", Part::train}, {"held-out", Part::held_out}, {"test", Part::test}};
const std::vector<std::pair<std::string, Method>> kMethods{
    {"nsga2", Method::nsga2}, {"random", Method::random}, {"additive", Method::additive}};

struct Options {
  std::string network;
  std::string target;
  DataOptions data;
  Part part = Part::train;
  Objective objective = Objective::latency;
  std::string budget = "1000";
  std::string out;
  bool resume = false;
  search::SearchOptions search;
};

// "600": evaluations; "20min": minutes.
void apply_budget(const std::string& text, search::SearchOptions& options) {
  std::size_t end = 0;
  double number = -1;
  try {
    number = std::stod(text, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  const std::string unit = text.substr(end);
  const bool whole = number == static_cast<double>(static_cast<std::int64_t>(number));
  if (unit == "min" && number > 0 && number < 1e6) {
    options.minutes = number;
    options.evaluations = static_cast<std::size_t>(kMostSamples);
  } else if (unit.empty() && end > 0 && whole && number >= 1 &&
             number <= static_cast<double>(kMostSamples)) {
    options.evaluations = static_cast<std::size_t>(number);
  } else {
    throw Error("--budget '" + text +
                "' is neither a number of evaluations, as 2000, nor one of minutes, as 10min");
  }
}

// Whether the result can go there, before any work is done.
void check_folder(const Options& options) {
  const fs::path folder = options.out;
  std::error_code code;
  if (fs::exists(folder, code) && !fs::is_directory(folder, code)) {
    throw Error("-o '" + options.out + "' is a file; name a folder for the result");
  }
  if (!options.resume && fs::exists(folder / "checkpoint.json", code)) {
    throw Error("-o '" + options.out +
                "' holds a search already; go on with it by --resume, or name another folder");
  }
}

// FNV-1a, 64 bits.
std::string hash_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  char byte = 0;
  while (file.get(byte)) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  return fmt::format("{:016x}", hash);
}

// What a search works on, loaded.
struct Work {
  precision::Network network;
  Target target;
  std::optional<search::Hardware> hardware;
  std::unique_ptr<search::Scorer> scorer;
  std::string data;  // what the scorer looks at, for the fingerprint
};

void load_scorer(const Options& options, Work& work) {
  if (options.data.data.empty()) {
    work.scorer = std::make_unique<search::SensitivityScorer>(work.network);
    return;
  }
  const auto dataset = search::open_scoring_data(options.data.data, options.part, work.network);
  const Model widest =
      precision::lower(work.network, precision::uniform(work.network.tables, precision::kMaxBits));
  const auto preprocess = options.data.preprocess(widest);
  auto images = search::load_scoring_images(work.network, *dataset, preprocess, options.data.limit);
  work.data =
      fmt::format("{} images of {}, {}", images.inputs.size(), images.description, preprocess.how);
  work.scorer = std::make_unique<search::ImageScorer>(work.network, work.target, std::move(images));
}

std::unique_ptr<Work> load_work(const Options& options) {
  auto work = std::make_unique<Work>();
  Model model = formats::read(options.network);
  if (!precision::is_network(model)) {
    throw Error(options.network +
                ": it carries no tables of precisions, so there is nothing to choose from; "
                "`requant train` makes such networks");
  }
  work->network = precision::read_network(std::move(model));
  work->target = load_target(options.target);
  work->hardware.emplace(work->network, work->target);
  if (work->hardware->genome().size() == 0) {
    throw Error("there is nothing to search: " + work->target.name +
                " and the network leave every layer one precision");
  }
  load_scorer(options, *work);
  return work;
}

std::string fingerprint(const Options& options, const Work& work) {
  return fmt::format(
      "network {}; target {}; data {}; objective {}; method {}; population {}; seed {}",
      hash_of_file(options.network), to_yaml(work.target), work.data,
      search::name(options.objective), static_cast<int>(options.search.method),
      options.search.population, options.search.seed);
}

search::SearchState run_search(const Options& options, const Work& work, const fs::path& folder,
                               search::Team& team, Output& output) {
  const search::Hardware& hardware = *work.hardware;
  search::SearchProblem problem{hardware.genome(),
                                *work.scorer,
                                [&](const precision::PrecisionAssignment& one) {
                                  return search::value(options.objective, hardware.costs(one));
                                },
                                hardware.addends(options.objective),
                                {},
                                fingerprint(options, work)};
  for (const search::Reference& reference : hardware.uniform()) {
    problem.references.push_back(reference.point.assignment);
  }
  const Interrupt interrupt;
  search::SearchHooks hooks;
  hooks.checkpoint = folder / "checkpoint.json";
  hooks.resume = options.resume;
  hooks.stop = &interrupt.stop();
  hooks.progress = [&](const search::SearchState& state) {
    show_search_progress(state, options.search, output);
  };
  search::SearchState state = search::search(problem, options.search, team, hooks);
  if (!state.finished) {
    throw Error("the search was stopped after " + std::to_string(state.evaluated.size()) +
                " evaluations; add --resume to the command to go on with it");
  }
  return state;
}

search::Front whole_front(const Options& options, const Work& work,
                          const search::SearchState& state) {
  search::Front front = search::front_of(state, *work.hardware);
  front.network = options.network;
  front.target_name = work.target.name;
  front.target_yaml = to_yaml(work.target);
  front.objective = search::name(options.objective);
  front.score_name = work.scorer->name();
  front.score_unit = work.scorer->unit();
  front.how = work.scorer->how();
  front.seed = options.search.seed;
  front.command = command_line();
  for (const auto& layer : work.network.tables.layers) front.layers.push_back(layer.name);
  return front;
}

// Assignments as the other commands take them.
void write_assignments(const search::Front& front, const precision::Tables& tables,
                       const fs::path& folder) {
  fs::create_directories(folder / "points");
  for (std::size_t i = 0; i < front.points.size(); ++i) {
    const std::string text = precision::to_json(front.points[i].assignment, tables);
    write_file(folder / "points" / (std::to_string(i) + ".json"), std::as_bytes(std::span(text)));
  }
}

void write_page(const search::Front& front, const Work& work, const fs::path& folder) {
  report::SearchReport page = search::page_of(front, work.network, work.target, *work.hardware,
                                              (folder / "front.json").string());
  page.versions = {{"requant", REQUANT_VERSION}};
  const std::string html = report::search_html(page);
  write_file(folder / "report.html", std::as_bytes(std::span(html)));
}

void search_precisions(const Options& given, Output& output) {
  // It says how to get a build that can.
  if (!search::is_available()) search::next_generation({}, {}, {}, 0);
  const auto team = search::join_team();
  // One process speaks for all.
  if (team->rank() > 0 && std::freopen("/dev/null", "w", stderr) == nullptr) return;
  std::unique_ptr<Work> work;
  const fs::path folder = given.out;
  Options options = given;
  // All fail together where one does.
  team->share(static_cast<std::size_t>(team->size()), [&](std::size_t, std::size_t) {
    apply_budget(options.budget, options.search);
    search::check(options.search);
    if (team->rank() == 0) check_folder(options);
    work = load_work(options);
    if (team->rank() == 0) make_folder(options.out);
    return std::vector<double>(1);
  });
  if (team->rank() == 0)
    print_search(options.network, work->target, *work->scorer, team->size(), output);
  const search::SearchState state = run_search(options, *work, folder, *team, output);
  if (team->rank() > 0) return;
  const search::Front front = whole_front(options, *work, state);
  search::write_front(front, folder / "front.json");
  write_assignments(front, work->network.tables, folder);
  if (report::is_built()) write_page(front, *work, folder);
  print_front(front, folder, output);
}

template <typename T>
void declare_words(CLI::App& app, const std::string& option, T& value,
                   const std::vector<std::pair<std::string, T>>& words, const std::string& help) {
  app.add_option(option, value, help)->transform(CLI::Transformer(words));
}

}  // namespace

Action declare_search(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("network", options->network,
                 "A network of many precisions, as `requant train` makes it (.onnx)")
      ->required();
  app.add_option("--target", options->target,
                 "The hardware, a name or a YAML file; it needs a cost model")
      ->required();
  options->data.declare(app);
  declare_words(
      app, "--part", options->part, kParts,
      "Of the data: train (default: the training set, where there is one apart), held-out "
      "(of that, what the network was not trained on), test");
  declare_words(app, "--objective", options->objective, kObjectives,
                "What is to be low beside the loss: latency (default), energy, size");
  app.add_option("--budget", options->budget,
                 "When to end: a number of assignments to score, or minutes, as 10min")
      ->capture_default_str();
  app.add_option("--population", options->search.population,
                 "Assignments of a generation, a multiple of 4; by default by the budget")
      ->check(whole_number(0, 10000));
  app.add_option("--seed", options->search.seed, "Of all that is random")
      ->check(whole_number(0, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  declare_words(app, "--method", options->search.method, kMethods,
                "nsga2 (default), or, to compare with, random or additive");
  app.add_flag("--resume", options->resume, "Go on with the search that the folder holds");
  app.add_option("-o,--output", options->out,
                 "The folder for front.json, report.html and the points' assignments")
      ->required();
  return [options](Output& output) { search_precisions(*options, output); };
}

}  // namespace requant::cli
