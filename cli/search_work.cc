#include "cli/search_work.h"

#include <fmt/format.h>

#include <algorithm>

#include "requant/base/error.h"
#include "requant/base/hash.h"
#include "requant/data/file.h"
#include "requant/formats/format.h"
#include "requant/measure/evaluate.h"
#include "requant/precision/file.h"
#include "requant/precision/lower.h"
#include "requant/search/sensitivity_scorer.h"

namespace requant::cli {
namespace {

// How many times the images of the search the front is verified on, where there are so many.
constexpr std::size_t kVerifyTimes = 4;

// How many of the images that the search leaves the front is verified on.
std::size_t verified_images(const SearchCommand& command, std::size_t searched, std::size_t left) {
  if (command.verify < 0) return std::min(left, kVerifyTimes * searched);
  const auto wanted = static_cast<std::size_t>(command.verify);
  if (wanted > left) {
    throw Error(
        fmt::format("--verify {}: of the data only {} images are left that the search does "
                    "not look at; give less to the search by --limit",
                    wanted, left));
  }
  return wanted;
}

void load_scorer(const SearchCommand& command, SearchWork& work) {
  if (command.data.data.empty()) {
    if (command.verify > 0) throw Error("--verify needs images; add --data");
    work.scorer = std::make_unique<search::SensitivityScorer>(work.network);
    return;
  }
  const auto dataset = search::open_scoring_data(command.data.data, command.part, work.network);
  const Model widest =
      precision::lower(work.network, precision::uniform(work.network.tables, precision::kMaxBits));
  const auto preprocess = command.data.preprocess(widest);
  const std::size_t count = measure::sample_count(*dataset, command.data.limit);
  if (count == 0) throw Error(dataset->description() + ": there are no images to score with");
  const std::size_t others = verified_images(command, count, dataset->size() - count);
  const auto scorer = [&](std::size_t first, std::size_t images, search::Measure measure) {
    return std::make_unique<search::ImageScorer>(
        work.network, work.target,
        search::load_scoring_images(work.network, *dataset, preprocess, first, images), measure);
  };
  work.scorer = scorer(0, count, command.measure);
  work.data = work.scorer->how() + " " + preprocess.how;
  if (others > 0) work.verifier = scorer(count, others, command.measure);
}

}  // namespace

std::unique_ptr<SearchWork> load_work(const SearchCommand& command) {
  auto work = std::make_unique<SearchWork>();
  Model model = formats::read(command.network);
  if (!precision::is_network(model)) {
    throw Error(command.network +
                ": it carries no tables of precisions, so there is nothing to choose from; "
                "`requant train` makes such networks");
  }
  work->network = precision::read_network(std::move(model));
  work->target = load_target(command.target);
  work->hardware.emplace(work->network, work->target);
  if (work->hardware->genome().size() == 0) {
    throw Error("there is nothing to search: " + work->target.name +
                " and the network leave every layer one precision");
  }
  load_scorer(command, *work);
  return work;
}

std::string fingerprint(const SearchCommand& command, const SearchWork& work) {
  const data::FileBytes network = data::read_file(command.network);
  return fmt::format(
      "network {:016x}; target {}; data {}; objective {}; method {}; population {}; seed {}",
      fnv1a(std::as_bytes(std::span(network))), to_yaml(work.target), work.data,
      search::name(command.objective), static_cast<int>(command.search.method),
      command.search.population, command.search.seed);
}

}  // namespace requant::cli
