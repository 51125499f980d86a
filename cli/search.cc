#include "requant/search/search.h"

#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/interrupt.h"
#include "cli/output_paths.h"
#include "cli/search_report.h"
#include "cli/search_work.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/base/write_file.h"
#include "requant/data/file.h"
#include "requant/precision/file.h"
#include "requant/report/built.h"
#include "requant/search/page.h"
#include "requant/search/verify.h"

namespace requant::cli {
namespace {

namespace fs = std::filesystem;
using search::Measure;
using search::Method;
using search::Objective;
using search::Part;

const std::vector<std::pair<std::string, Objective>> kObjectives{
    {"latency", Objective::latency}, {"energy", Objective::energy}, {"size", Objective::size}};
const std::vector<std::pair<std::string, Part>> kParts{
    {"train", Part::train}, {"held-out", Part::held_out}, {"test", Part::test}};
const std::vector<std::pair<std::string, Measure>> kMeasures{{"accuracy", Measure::accuracy},
                                                             {"loss", Measure::loss}};
const std::vector<std::pair<std::string, Method>> kMethods{
    {"nsga2", Method::nsga2}, {"random", Method::random}, {"additive", Method::additive}};

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
void check_out(const SearchCommand& command) {
  const fs::path folder = command.out;
  check_folder_of_results(folder);
  if (!command.resume && data::is_there(folder / "checkpoint.json")) {
    throw Error("-o '" + command.out +
                "' holds a search already; go on with it by --resume, or name another folder");
  }
}

search::SearchState run_search(const SearchCommand& command, const SearchWork& work,
                               const fs::path& folder, search::Team& team, Output& output) {
  const search::Hardware& hardware = *work.hardware;
  search::SearchProblem problem{hardware.genome(),
                                *work.scorer,
                                [&](const precision::PrecisionAssignment& one) {
                                  return search::value(command.objective, hardware.costs(one));
                                },
                                hardware.addends(command.objective),
                                {},
                                fingerprint(command, work)};
  for (const search::Reference& reference : hardware.uniform()) {
    problem.references.push_back(reference.point.assignment);
  }
  const Interrupt interrupt;
  search::SearchHooks hooks;
  hooks.checkpoint = folder / "checkpoint.json";
  hooks.resume = command.resume;
  hooks.stop = &interrupt.stop();
  hooks.progress = [&](const search::SearchState& state) {
    show_search_progress(state, command.search, output);
  };
  search::SearchState state = search::search(problem, command.search, team, hooks);
  if (!state.finished) {
    throw Error("the search was stopped after " + std::to_string(state.evaluated.size()) +
                " evaluations; add --resume to the command to go on with it");
  }
  return state;
}

search::Front whole_front(const SearchCommand& command, const SearchWork& work,
                          const search::SearchState& state) {
  search::Front front = search::front_of(state, *work.hardware);
  front.network = command.network;
  front.target_name = work.target.name;
  front.target_yaml = to_yaml(work.target);
  front.objective = search::name(command.objective);
  front.score_name = work.scorer->name();
  front.score_unit = work.scorer->unit();
  front.how = work.scorer->how();
  front.seed = command.search.seed;
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

void write_page(const search::Front& front, const SearchWork& work, const fs::path& folder) {
  report::SearchReport page = search::page_of(front, work.network, work.target, *work.hardware,
                                              (folder / "front.json").string());
  page.versions = {{"requant", REQUANT_VERSION}};
  const std::string html = report::search_html(page);
  write_file(folder / "report.html", std::as_bytes(std::span(html)));
}

void search_precisions(const SearchCommand& given, Output& output) {
  // It says how to get a build that can.
  if (!search::is_available()) search::next_generation({}, {}, {}, 0);
  const auto team = search::join_team();
  // One process speaks for all.
  if (team->rank() > 0 && std::freopen("/dev/null", "w", stderr) == nullptr) return;
  std::unique_ptr<SearchWork> work;
  const fs::path folder = given.out;
  SearchCommand command = given;
  // All fail together where one does.
  team->share(static_cast<std::size_t>(team->size()), [&](std::size_t, std::size_t) {
    apply_budget(command.budget, command.search);
    search::check(command.search);
    if (team->rank() == 0) check_out(command);
    work = load_work(command);
    if (team->rank() == 0) make_folder(command.out);
    return std::vector<double>(1);
  });
  if (team->rank() == 0)
    print_search(command.network, work->target, *work->scorer, team->size(), output);
  const search::SearchState state = run_search(command, *work, folder, *team, output);
  search::Front front = whole_front(command, *work, state);
  if (work->verifier != nullptr) {
    output.progress("verify", 0, front.points.size(), "points on images not searched on");
    search::verify(front, *work->verifier, *team);
    output.progress("verify", front.points.size(), front.points.size(), "");
  }
  if (team->rank() > 0) return;
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
  const auto options = std::make_shared<SearchCommand>();
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
  declare_words(app, "--score", options->measure, kMeasures,
                "What is to be high, with --data: accuracy (default: top-1, or, without labels, "
                "agreement with 8 bits), or minus the loss, which few images tell better");
  app.add_option("--verify", options->verify,
                 "Score the front again on N images behind those of --limit, which the search has "
                 "not seen; by default four times as many, where they are there; 0: none")
      ->check(whole_number(0, kMostSamples));
  app.add_flag("--resume", options->resume, "Go on with the search that the folder holds");
  app.add_option("-o,--output", options->out,
                 "The folder for front.json, report.html and the points' assignments")
      ->required();
  return [options](Output& output) { search_precisions(*options, output); };
}

}  // namespace requant::cli
