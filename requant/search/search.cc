#include "requant/search/search.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "requant/base/error.h"
#include "requant/base/random.h"
#include "requant/search/checkpoint.h"
#include "requant/search/evaluator.h"

namespace requant::search {
namespace {

constexpr std::uint64_t kDrawStart = 0x7374617274ULL;
constexpr std::uint64_t kDrawGeneration = 0x67656e65ULL;
constexpr std::uint64_t kDrawRefresh = 0x66726573ULL;
// Generations without anything new after which there is nothing left to find.
constexpr std::ptrdiff_t kPatience = 50;
// Tries to find genes that are not known.
constexpr int kTries = 200;

std::size_t population_of(const SearchOptions& options, const SearchState& state) {
  if (options.population > 0) return options.population;
  if (!state.population.empty()) return state.population.size();
  return std::clamp<std::size_t>(options.evaluations / 16 / 4 * 4, 16, 96);
}

// The i-th of `count` indices that lie evenly in [0, size), from the first to the last.
std::size_t evenly(std::size_t i, std::size_t count, std::size_t size) {
  return i * (size - 1) / std::max<std::size_t>(1, count - 1);
}

class Search {
 public:
  Search(const SearchProblem& problem, const SearchOptions& options, Team& team,
         const SearchHooks& hooks)
      : problem_(problem),
        options_(options),
        team_(team),
        hooks_(hooks),
        state_(restored()),
        population_(population_of(options, state_)),
        evaluate_(problem, team, state_.evaluated),
        begun_(Clock::now()),
        before_(state_.seconds) {
    for (std::size_t g = 0; g < problem.genome.size(); ++g) {
      widths_.push_back(problem.genome.width(g));
    }
  }

  SearchState run() {
    if (state_.history.empty()) start();
    while (!ends() && idle_generations() < kPatience) {
      advance();
      record();
      if (team_.any(hooks_.stop != nullptr && *hooks_.stop)) return state_;
    }
    state_.finished = true;
    return state_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  SearchState restored() const {
    if (hooks_.resume) {
      if (auto state = load_state(problem_.fingerprint, hooks_.checkpoint, team_)) return *state;
    }
    return {};
  }

  std::size_t left() const {
    return options_.evaluations - std::min(options_.evaluations, state_.evaluated.size());
  }

  // How many of the last generations have brought nothing new.
  std::ptrdiff_t idle_generations() const {
    const auto same = [&](const Progress& one) {
      return one.evaluations == state_.history.back().evaluations;
    };
    const auto last = std::find_if_not(state_.history.rbegin(), state_.history.rend(), same);
    return last - state_.history.rbegin() - 1;
  }

  bool ends() {
    const bool late = options_.minutes > 0 && seconds() > 60 * options_.minutes;
    return left() == 0 || team_.any(late);
  }

  double seconds() const {
    return before_ + std::chrono::duration<double>(Clock::now() - begun_).count();
  }

  std::uint64_t seed(std::uint64_t purpose) const {
    return mixed_seed({options_.seed, purpose, state_.history.size()});
  }

  // Uniform assignments, then, as the method wants, additive solutions and random ones.
  void start() {
    std::vector<Genes> first;
    for (const auto& reference : problem_.references) {
      first.push_back(problem_.genome.nearest(reference));
    }
    evaluate_(first);
    std::vector<Genes> members = first;
    if (options_.method == Method::nsga2) add_solutions(members);
    Random random(seed(kDrawStart));
    while (members.size() < population_) members.push_back(problem_.genome.draw(random));
    members.resize(population_);
    if (options_.method == Method::nsga2) {
      evaluate_(members);
      set_population(members);
    }
    record();
  }

  // Scores additive solutions for a third of the budget, and adds the best of them.
  void add_solutions(std::vector<Genes>& members) {
    evaluate_(
        spread(std::max(population_ / 2, std::min(options_.evaluations / 3, 4 * population_))));
    const std::vector<std::size_t> front = front_indices();
    const std::size_t count = std::min(front.size(), population_ * 3 / 4);
    for (std::size_t i = 0; i < count; ++i) {
      members.push_back(state_.evaluated[front[evenly(i, count, front.size())]].genes);
    }
  }

  // Additive solutions that lie evenly on their front.
  std::vector<Genes> spread(std::size_t count) {
    if (additive_.empty()) additive_ = additive_front(problem_.addends);
    std::vector<Genes> result;
    for (std::size_t i = 0; i < count; ++i) {
      result.push_back(additive_[evenly(i, count, additive_.size())]);
    }
    return result;
  }

  void set_population(const std::vector<Genes>& members) {
    state_.population.clear();
    for (const Genes& genes : members) state_.population.push_back(evaluate_.index(genes));
  }

  void advance() {
    switch (options_.method) {
      case Method::nsga2:
        return breed();
      case Method::random:
        return draw();
      case Method::additive:
        return solve();
    }
  }

  void breed() {
    std::vector<Individual> parents;
    for (const std::size_t i : state_.population) parents.push_back(state_.evaluated[i]);
    std::vector<Genes> members;
    for (const Individual& member : next_generation(
             parents, widths_, [&](const auto& all) { return evaluate_(all); },
             seed(kDrawGeneration))) {
      members.push_back(member.genes);
    }
    refresh(members);
    evaluate_(members);
    set_population(members);
  }

  // Members that are there twice make room for neighbours of the front, which differ from one of
  // its points in one or two genes.
  void refresh(std::vector<Genes>& members) const {
    Random random(seed(kDrawRefresh));
    const std::vector<std::size_t> front = front_indices();
    std::set<Genes> seen;
    for (Genes& member : members) {
      if (seen.insert(member).second) continue;
      for (int i = 0; i < kTries; ++i) {
        Genes neighbour = state_.evaluated[front[draw_below(front.size(), random)]].genes;
        for (auto changes = random.integer(1, 2); changes > 0; --changes) {
          const std::size_t gene = draw_below(neighbour.size(), random);
          neighbour[gene] = static_cast<int>(random.integer(0, widths_[gene] - 1));
        }
        if (evaluate_.knows(neighbour) || !seen.insert(neighbour).second) continue;
        member = std::move(neighbour);
        break;
      }
    }
  }

  static std::size_t draw_below(std::size_t count, Random& random) {
    return static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(count) - 1));
  }

  void draw() {
    Random random(seed(kDrawGeneration));
    std::vector<Genes> members;
    for (std::size_t i = 0; i < std::min(population_, left()); ++i) {
      members.push_back(problem_.genome.draw(random));
    }
    evaluate_(members);
  }

  // The additive solutions, twice as many with each generation.
  void solve() {
    std::size_t count = population_;
    for (std::size_t i = 1; i < state_.history.size(); ++i) count *= 2;
    std::vector<Genes> members;
    for (Genes& genes : spread(std::min<std::size_t>(count, 1 << 16))) {
      if (members.size() < left() && !evaluate_.knows(genes)) members.push_back(std::move(genes));
    }
    evaluate_(members);
  }

  std::vector<std::size_t> front_indices() const {
    std::vector<Worth> worths;
    for (const Individual& one : state_.evaluated) worths.push_back(one.worth);
    return pareto_front(worths);
  }

  void record() {
    std::vector<Worth> references;
    for (const auto& reference : problem_.references) {
      const std::size_t index = evaluate_.index(problem_.genome.nearest(reference));
      references.push_back(state_.evaluated[index].worth);
    }
    const HypervolumeFrame frame = hypervolume_frame(references);
    Progress progress{state_.evaluated.size(), 0, front_indices()};
    std::vector<Worth> worths;
    for (const std::size_t i : progress.front) worths.push_back(state_.evaluated[i].worth);
    progress.hypervolume = hypervolume(worths, frame.limit, frame.unit);
    state_.history.push_back(std::move(progress));
    state_.seconds = seconds();
    if (team_.rank() > 0) return;
    if (!hooks_.checkpoint.empty()) {
      save_state(state_, problem_.fingerprint, hooks_.checkpoint);
    }
    if (hooks_.progress) hooks_.progress(state_);
  }

  const SearchProblem& problem_;
  const SearchOptions& options_;
  Team& team_;
  const SearchHooks& hooks_;
  SearchState state_;
  std::size_t population_;
  Evaluator evaluate_;
  Clock::time_point begun_;
  double before_;
  std::vector<int> widths_;
  std::vector<Genes> additive_;  // all solutions, when they were asked for
};

}  // namespace

HypervolumeFrame hypervolume_frame(const std::vector<Worth>& references) {
  double worst = references.at(0).score;
  for (const Worth& worth : references) worst = std::min(worst, worth.score);
  const double depth = 2 * (references[0].score - worst);
  const Worth unit{references[0].cost, depth > 0 ? depth : 1};
  return {{references[0].cost, references[0].score - unit.score}, unit};
}

void check(const SearchOptions& options) {
  if (options.population > 0 && (options.population < 8 || options.population % 4 != 0)) {
    throw Error("--population " + std::to_string(options.population) +
                " is no multiple of 4 from 8 on");
  }
}

SearchState search(const SearchProblem& problem, const SearchOptions& options, Team& team,
                   const SearchHooks& hooks) {
  if (problem.genome.size() == 0) {
    throw Error("a search without genes", Fault::internal);
  }
  check(options);
  return Search(problem, options, team, hooks).run();
}

}  // namespace requant::search
