"use strict";
// What was searched, and what of it the page shows.

const report = JSON.parse(byId("data").textContent);
const allPoints = [...report.front, ...report.references];
const FIRST_COST = Math.max(report.costs.findIndex(({objective}) => objective), 0);

// How far below the best score one is near it: so many percent points; in another unit, a fifth of
// what the points span.
function nearness(percentPoints) {
  const scores = allPoints.map(({score}) => score).filter(isNumber);
  return report.score.unit === "%" ? percentPoints :
                                     (Math.max(...scores) - Math.min(...scores)) / 5;
}

// The cheapest point that is about as good as the first reference, else the best one.
function firstPoint() {
  const scores = report.front.map(({score}) => score);
  const wanted =
      Math.min(Math.max(...scores), (report.references[0]?.score ?? Infinity) - nearness(1));
  const good = scores.flatMap((score, i) => (score >= wanted ? [i] : []));
  const cost = (i) => report.front[i].costs[FIRST_COST];
  return good.reduce((best, i) => (cost(i) < cost(best) ? i : best), good[0] ?? 0);
}

const state = {
  cost: FIRST_COST,     // index in report.costs
  point: firstPoint(),  // index in allPoints
  nearBest: false,      // whether the charts leave out low scores
  generation: Math.max(report.history.length - 1, 0),
};

function isOfFront(index) {
  return index < report.front.length;
}

// "Point 7", "8 bits uniform"
function pointTitle(index) {
  return isOfFront(index) ? `Point ${allPoints[index].name}` : allPoints[index].name;
}

// Without its unit.
function bareScoreText(value) {
  return fixedText(value, report.score.unit === "%" ? 2 : 4);
}

// Whether points were scored again on what was not searched on.
function isVerified() {
  return report.verified_by !== "";
}

function scoreText(value) {
  return `${bareScoreText(value)} ${report.score.unit}`;
}

// "6,338 cycles"
function amountText(value, cost) {
  return `${fullText(value)} ${report.costs[cost].unit}`;
}

function costTitle(cost) {
  return capitalized(report.costs[cost].name);
}

function costAxis(cost = state.cost) {
  const {name, unit} = report.costs[cost];
  return axis(
      `${capitalized(name)} (${unit})`, {callback: shortText, maxTicksLimit: 7},
      {beginAtZero: true});
}

// "8", or "8/4" for weights of 8 bits and activations of 4
function bitsText([weights, activations]) {
  return weights === activations ? `${weights}` : `${weights}/${activations}`;
}

// The bits along the network, as in "8, 4 ×3, 4/2 ×2, 8".
function assignmentText(bits) {
  const runs = [];
  for (const text of bits.map(bitsText)) {
    const last = runs.at(-1);
    if (last !== undefined && last.text === text)
      last.count += 1;
    else
      runs.push({text, count: 1});
  }
  return runs.map(({text, count}) => (count === 1 ? text : `${text} ×${count}`)).join(", ");
}

// Mean bits, each layer alike: of weights (0) or of activations (1).
function meanBits(bits, which) {
  return bits.reduce((sum, layer) => sum + layer[which], 0) / bits.length;
}

// Those [score, cost, ...] that no other beats in both score and the shown cost, by rising cost.
function bestOf(scored, cost) {
  const sorted = scored.filter((s) => isNumber(s[0]) && isNumber(s[cost + 1]))
                     .sort((a, b) => a[cost + 1] - b[cost + 1] || b[0] - a[0]);
  let best = -Infinity;
  return sorted.filter(([score]) => {
    const isBetter = score > best;
    best = Math.max(best, score);
    return isBetter;
  });
}

function scored(point) {
  return [point.score, ...point.costs];
}

// A point of a chart: the shown cost to the right, the score upwards.
function place(values, cost = state.cost) {
  return {x: values[cost + 1], y: values[0]};
}

function scoreAxis(lowest) {
  const best = Math.max(...allPoints.map((point) => point.score).filter(isNumber));
  const least = state.nearBest ? Math.max(lowest, best - nearness(2)) : lowest;
  const margin = Math.max((best - least) * 0.06, 1e-6);
  return axis(
      `${capitalized(report.score.name)} (${report.score.unit})`, {includeBounds: false},
      {min: least - margin, max: best + margin});
}
