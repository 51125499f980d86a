"use strict";
// The page of a conversion: a table of the targets, then a section for each.

const report = JSON.parse(byId("data").textContent);

function schemeOf(target) {
  return target.scheme === "" ? MISSING : target.scheme;
}

function hasLabels() {
  return report.targets.some(({top1_result: top1}) => top1 !== null);
}

function targetRow(target, index) {
  const link = element("a", {href: `#target-${index}`}, target.name);
  const fits = target.problems.length === 0;
  const top1 = hasLabels() ? [percentText(target.top1_source), percentText(target.top1_result)] : [];
  return [link, fits ? "yes" : "no", percentText(target.agreement), decibelText(target.sqnr_db), ...top1,
    durationText(target.seconds), fits ? target.file : target.problems[0]];
}

function showTargetsTable() {
  const top1 = hasLabels() ? [{title: "Top-1", unit: "source", number: true}, {title: "Top-1", unit: "result", number: true}] : [];
  const columns = [{title: "Target"}, {title: "Fits"}, {title: "Agreement", number: true},
    {title: "SQNR", number: true}, ...top1, {title: "Time", number: true}, {title: "File, or why there is none", long: true}];
  fill("targets-table", makeTable("Targets", "The results beside the source, each simulated in its own integer arithmetic. " +
    "SQNR is the signal over the error: 20 dB are an error of a tenth.", columns, report.targets.map(targetRow)));
}

function decibels(value) {
  return isNumber(value) ? value : null;
}

// Chart of the SQNR of each tensor; those without error stand at the upper edge.
function buildLayers(target) {
  const finite = target.layers.map(({sqnr_db: db}) => decibels(db)).filter(isNumber);
  const top = Math.ceil((Math.max(20, ...finite) + 5) / 10) * 10;
  const equal = target.layers.map(({sqnr_db: db}) => (db === "exact" ? top : null));
  const hasEqual = equal.some(isNumber);
  return {
    type: "line",
    data: {
      labels: target.layers.map((_, i) => i + 1),
      datasets: [
        line("SQNR", target.layers.map(({sqnr_db: db}) => decibels(db)), "first",
          {pointRadius: 2.5, pointHitRadius: 6, spanGaps: true}),
        ...(hasEqual ? [line("equal to the source", equal, "third",
          {showLine: false, pointRadius: 4, pointStyle: "triangle"})] : []),
      ],
    },
    options: chartOptions({
      scales: {x: axis("Tensor, from the input to the output", {autoSkip: true, maxTicksLimit: 16}, {grid: {display: false}}),
        y: axis("SQNR (dB)", {}, {min: Math.min(0, ...finite), max: top})},
      interaction: {mode: "index", intersect: false},
      plugins: {legend: {...legend(), display: hasEqual}, tooltip: tooltip({
        title: ([item]) => shortened(target.layers[item.dataIndex].tensor, 40),
        label: (item) => {
          const {op, sqnr_db: db, exact} = target.layers[item.dataIndex];
          return [op, decibelText(db), `${fixedText(exact, 2)} % of elements exact`];
        },
      })},
    }),
    description: `SQNR of ${countedText(target.layers.length, "tensor", "tensors")} along the network; ` +
      "the table of tensors holds the same values.",
  };
}

// Chart of the SQNR with the passes up to each.
function buildPasses(target) {
  return {
    type: "bar",
    data: {
      labels: target.passes.map(({pass}, i) => (i === 0 ? pass : `+ ${pass}`)),
      datasets: [bars("SQNR", target.passes.map(({sqnr_db: db}) => decibels(db)), "first")],
    },
    options: chartOptions({
      indexAxis: "y",
      scales: {x: axis("SQNR of the output (dB)", {}, {suggestedMin: 0}), y: axis("", {}, {grid: {display: false}})},
      plugins: {legend: {display: false}, tooltip: tooltip({
        label: ({dataIndex}) => {
          const {sqnr_db: db, agreement} = target.passes[dataIndex];
          return [decibelText(db), `agreement ${percentText(agreement)}`];
        },
      })},
    }),
    description: "SQNR of the output with one pass more each time; the table of passes holds the same values.",
  };
}

function layersTable(target) {
  const columns = [{title: "Tensor", number: true}, {title: "Name"}, {title: "Op"}, {title: "SQNR", number: true},
    {title: "Exact", unit: "%", number: true}, {title: "Greatest difference", unit: "steps", number: true}];
  return makeTable("Errors of the tensors", "Exact are elements that hold the source's value, rounded to the result's grid; steps are those " +
    "of that grid.", columns, target.layers.map(({tensor, op, sqnr_db: db, exact, max_lsb: lsb}, i) =>
    [`${i + 1}`, tensor, op, decibelText(db), fixedText(exact, 3), isNumber(lsb) ? lsb.toPrecision(3) : MISSING]));
}

function passesTable(target) {
  const columns = [{title: "Pass"}, {title: "Agreement", number: true}, {title: "SQNR", number: true}, {title: "What it does", long: true}];
  const rows = target.passes.map(({pass, what, agreement, sqnr_db: db, failure}, i) =>
    [i === 0 ? pass : `+ ${pass}`, percentText(agreement), decibelText(db), failure === "" ? what : `fails: ${failure}`]);
  return makeTable("Passes", `The error with the passes up to each, on ${countedText(target.pass_inputs, "input", "inputs")}.`,
    columns, rows);
}

function canvasIn(id, attributes = {}) {
  return element("div", {class: "chart", ...attributes}, element("canvas", {id}));
}

function targetFacts(target) {
  return makeFacts([
    ["Target", target.title === "" ? target.name : target.title],
    ["Scheme", `${report.source_scheme} → ${schemeOf(target)}`],
    ["Agreement", isNumber(target.agreement) ? `${percentText(target.agreement)} ${target.agreement_of}` : ""],
    ["SQNR", target.sqnr_db === null ? "" : `${decibelText(target.sqnr_db)} ${target.sqnr_of}`],
    ["Compared", target.end === "" ? "" : `up to what is read by ${target.end}, which cannot be simulated`],
    ["File", target.file],
  ]);
}

function layersPart(target, index) {
  if (target.layers.length === 0) return [];
  return [element("div", {}, element("h3", {}, "Error of each tensor"), canvasIn(`layers-${index}`),
    element("p", {class: "caption"}, "The signal of the source's tensor over the error of the result's, in decibels; " +
      "higher is better. Compared are real values."))];
}

function passesPart(target, index) {
  if (target.passes.length === 0) return [];
  const canvas = canvasIn(`passes-${index}`);
  canvas.style.height = `${5 + 2.2 * target.passes.length}rem`;
  return [element("div", {}, element("h3", {}, "What each pass did"), canvas, passesTable(target))];
}

function showTarget(target, index) {
  const problems = target.problems.length === 0 ? [] : [element("p", {}, "It does not fit, and nothing was written:"),
    element("ul", {}, ...target.problems.map((problem) => element("li", {}, problem)))];
  const table = target.layers.length === 0 ? [] : [element("details", {},
    element("summary", {}, "Error of each tensor, as a table"), layersTable(target))];
  byId("targets").append(element("section", {id: `target-${index}`, "aria-labelledby": `target-${index}-title`},
    element("h2", {id: `target-${index}-title`}, target.name), targetFacts(target), ...problems,
    element("div", {class: "side-by-side"}, ...layersPart(target, index), ...passesPart(target, index)), ...table));
  if (target.layers.length > 0) new ChartView(`layers-${index}`, () => buildLayers(target));
  if (target.passes.length > 0) new ChartView(`passes-${index}`, () => buildPasses(target));
}

function showMeasured() {
  fill("measured", makeFacts([
    ["Model", report.model],
    ["Its arithmetic", report.source_target],
    ...report.facts.map(({name, text}) => [name, text]),
    ["Time", durationText(report.seconds)],
    ["Command", report.command === "" ? "" : element("code", {}, report.command)],
    ["Versions", report.versions.map(({name, text}) => `${name} ${text}`).join(", ")],
  ]));
}

prepareCharts();
fill("lead", `${report.model} (${report.source_scheme}), re-quantized for ` +
  `${countedText(report.targets.length, "target", "targets")} without training and compared with the source.`);
showTargetsTable();
report.targets.forEach(showTarget);
showMeasured();
