"use strict";
// The front after each generation, and its hypervolume.

// The cost to show the fronts over: the chosen one, or, where it was not kept, the first that was.
function growthCost() {
  const isKept = (cost) =>
      report.history.every(({front}) => front.every((values) => isNumber(values[cost + 1])));
  return isKept(state.cost) ? state.cost :
                              Math.max(report.costs.findIndex((_, cost) => isKept(cost)), 0);
}

function growthDatasets() {
  const now = report.history[state.generation];
  const step = {type: "scatter", showLine: true, stepped: "before", pointHitRadius: 0};
  const cost = growthCost();
  const best = (scoredList) => bestOf(scoredList, cost).map((values) => place(values, cost));
  return [
    {
      ...step,
      label: `generation ${state.generation}`,
      data: best(now.front),
      borderColor: colour("first"),
      backgroundColor: colour("first"),
      borderWidth: 2,
      pointRadius: 3.5,
      order: 0
    },
    {
      ...step,
      label: "at the end",
      data: best(report.history.at(-1).front),
      borderColor: colour("cloud"),
      backgroundColor: colour("cloud"),
      borderWidth: 1.5,
      pointRadius: 0,
      pointStyle: "line",
      order: 1
    },
  ];
}

function buildGrowth() {
  const lowest = Math.min(
      ...report.history.flatMap(({front}) => front.map(([score]) => score)).filter(isNumber));
  const greatest = Math.max(
      ...report.history.flatMap(({front}) => front.map((values) => values[growthCost() + 1]))
          .filter(isNumber));
  return {
    type: "scatter",
    data: {datasets: growthDatasets()},
    options: chartOptions({
      scales: {x: {...costAxis(growthCost()), suggestedMax: greatest}, y: scoreAxis(lowest)},
      plugins: {legend: legend(), tooltip: {enabled: false}},
    }),
    description: `The front after generation ${state.generation}, beside that at the end.`,
  };
}

function buildVolume() {
  const {history} = report;
  const values = history.map(({evaluations, hypervolume}) => ({x: evaluations, y: hypervolume}));
  return {
    type: "scatter",
    data: {
      datasets: [
        {
          label: "chosen generation",
          data: [values[state.generation]],
          pointRadius: 7,
          borderWidth: 2,
          borderColor: colour("text"),
          backgroundColor: "transparent",
          order: 0
        },
        {
          label: "hypervolume",
          data: values,
          showLine: true,
          pointRadius: 2,
          pointHitRadius: 6,
          borderColor: colour("first"),
          backgroundColor: colour("first"),
          order: 1
        },
      ]
    },
    options: chartOptions({
      scales: {
        x: axis("Evaluated assignments", {callback: shortText, maxTicksLimit: 7}),
        y: axis("Hypervolume", {callback: shortText})
      },
      interaction: {mode: "nearest", intersect: true},
      plugins: {
        legend: {display: false},
        tooltip: tooltip(
            {
              title: ([item]) => (item === undefined ? "" : `Generation ${item.dataIndex}`),
              label: ({parsed: {x, y}}) =>
                  `${fullText(y)} after ${countedText(x, "assignment", "assignments")}`,
            },
            {filter: firstOf(({label}) => label === "hypervolume")})
      },
      onClick: (event, elements) => {
        const hit = elements.find(({datasetIndex}) => datasetIndex === 1);
        if (hit !== undefined) chooseGeneration(hit.index);
      },
    }),
    description:
        `Hypervolume from ${shortText(values[0].y)} to ${shortText(values.at(-1).y)} over ` +
        `${countedText(history.length, "generation", "generations")}.`,
  };
}

function chooseGeneration(generation) {
  state.generation = generation;
  byId("generation").value = generation;
  const {evaluations, front} = report.history[generation];
  fill(
      "generation-text",
      `${generation}: ${countedText(evaluations, "assignment", "assignments")} tried, ` +
          `${countedText(front.length, "point", "points")} on the front`);
  refreshCharts();
}

// From the first generation to the last in about four seconds, or until the button is pressed
// again.
function playGrowth() {
  let timer = 0;
  const button = byId("play");
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = "Play";
  };
  const last = report.history.length - 1;
  const start = () => {
    button.textContent = "Stop";
    chooseGeneration(state.generation === last ? 0 : state.generation);
    timer = setInterval(() => {
      if (state.generation < last) chooseGeneration(state.generation + 1);
      if (state.generation >= last) stop();
    }, Math.max(4000 / (last + 1), 50));
  };
  button.addEventListener("click", () => (timer === 0 ? start() : stop()));
}

function showGrowth() {
  if (report.history.length === 0) {
    byId("growth").remove();
    return;
  }
  byId("generation").max = report.history.length - 1;
  byId("generation")
      .addEventListener("input", (event) => chooseGeneration(Number(event.target.value)));
  new ChartView("growth-chart", buildGrowth);
  new ChartView("volume-chart", buildVolume);
  chooseGeneration(state.generation);
  playGrowth();
  fill(
      "growth-caption",
      "For each cost the best score that was known after the chosen generation; " +
          "generation 0 is the population that the search began with.");
  const reference = report.hypervolume_reference;
  fill(
      "volume-caption",
      "The hypervolume measures what the front dominates; it only grows." +
          (reference === "" ? "" : ` Measured by: ${reference}.`));
}
