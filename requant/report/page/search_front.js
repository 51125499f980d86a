"use strict";
// The front as a scatter chart, and its controls.

const REFERENCE_SHAPES = ["triangle", "rect", "rectRot", "star"];
const POINTS = 0;  // where the chart's datasets are; the references follow
const REFERENCES = 1;

// The index in allPoints of what an element of the chart stands for; -1: of none.
function pointAt(datasetIndex, index) {
  if (datasetIndex === POINTS) return index;
  const reference = datasetIndex - REFERENCES;
  return reference < report.references.length ? report.front.length + reference : -1;
}

function frontDatasets() {
  const scatter = (label, data, more) =>
      ({label, data, showLine: false, borderWidth: 1.5, ...more});
  const chosen = allPoints[state.point];
  const references =
      report.references.map((reference, i) => scatter(reference.name, [place(scored(reference))], {
                              pointStyle: REFERENCE_SHAPES[i % REFERENCE_SHAPES.length],
                              pointRadius: 8,
                              pointHoverRadius: 9,
                              pointHitRadius: 6,
                              borderWidth: 2.5,
                              backgroundColor: "transparent",
                              borderColor: colour("second"),
                              order: 0,
                            }));
  return [
    scatter("points of the front", report.front.map((point) => place(scored(point))), {
      pointRadius: 4.5,
      pointHoverRadius: 6,
      pointHitRadius: 8,
      backgroundColor: colour("first"),
      borderColor: colour("page"),
      order: 1,
    }),
    ...references,
    scatter("chosen", [place(scored(chosen))], {
      pointStyle: "circle",
      pointRadius: 9,
      pointHoverRadius: 9,
      pointHitRadius: 0,
      borderWidth: 2,
      backgroundColor: "transparent",
      borderColor: colour("text"),
      order: 0,
    }),
    scatter("best for its cost", bestOf(report.front.map(scored), state.cost).map((values) => place(values)), {
      showLine: true,
      stepped: "before",
      pointRadius: 0,
      pointHoverRadius: 0,
      pointHitRadius: 0,
      pointStyle: "line",
      borderColor: colour("first"),
      order: 3,
    }),
    scatter("all else that was tried", report.others.map((values) => place(values)), {
      pointRadius: 1.5,
      pointHoverRadius: 2,
      pointHitRadius: 0,
      borderWidth: 0,
      backgroundColor: colour("cloud"),
      order: 4,
    }),
  ];
}

function frontTooltip() {
  return tooltip(
      {
        title: ([item]) => {
          if (item === undefined) return "";
          const index = pointAt(item.datasetIndex, item.dataIndex);
          return index < 0 ? item.dataset.label : pointTitle(index);
        },
        label: (item) => {
          const lines = [`${report.score.name} ${scoreText(item.parsed.y)}`];
          const index = pointAt(item.datasetIndex, item.dataIndex);
          if (index < 0) return [...lines, amountText(item.parsed.x, state.cost)];
          const {costs, bits} = allPoints[index];
          for (let cost = 0; cost < costs.length; cost += 1) {
            lines.push(`${report.costs[cost].name} ${amountText(costs[cost], cost)}`);
          }
          return [...lines, ...wrapped(`bits: ${assignmentText(bits)}`, 38)];
        },
      },
      {filter: firstOf(({label}) => label !== "chosen")});
}

function buildFront() {
  const datasets = frontDatasets();
  const lowest = Math.min(...allPoints.map((point) => point.score).filter(isNumber));
  return {
    type: "scatter",
    data: {datasets},
    options: chartOptions({
      scales: {x: costAxis(), y: scoreAxis(lowest)},
      interaction: {mode: "nearest", intersect: true},
      plugins: {legend: legend({filter: ({text}) => text !== "chosen"}), tooltip: frontTooltip()},
      onClick: (event, elements) => {
        const hit = elements.map(({datasetIndex, index}) => pointAt(datasetIndex, index))
                        .find((found) => found >= 0);
        if (hit !== undefined) choosePoint(hit);
      },
    }),
    description: `${capitalized(report.score.name)} against ${report.costs[state.cost].name}: ` +
        `${countedText(report.front.length, "point", "points")} of the front and ` +
        `${countedText(report.references.length, "reference point", "reference points")}. ` +
        "The table of points below holds the same values.",
  };
}

function showCostChoice() {
  report.costs.forEach((cost, index) => {
    const input = element("input", {
      type: "radio",
      name: "cost",
      value: index,
      checked: index === state.cost,
      onchange: () => {
        state.cost = index;
        showFrontCaption();
        showPoint();
        refreshCharts();
      }
    });
    byId("cost-choice").append(element("label", {}, input, costTitle(index)));
  });
  byId("near-best").addEventListener("change", (event) => {
    state.nearBest = event.target.checked;
    refreshCharts();
  });
}

function showFrontCaption() {
  const {name, unit, explanation, objective} = report.costs[state.cost];
  const searched =
      objective ? "" : ` The search did not look for low ${name}; it is told for information.`;
  fill(
      "front-caption",
      "Up and to the left is better. Choose a point to see its layers. " +
          `${capitalized(name)} is in ${unit} of one input. ${explanation}${searched} ` +
          report.score.explanation);
}
