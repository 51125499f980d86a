"use strict";
// The chosen point: its totals, its command, its layers.

function choosePoint(index) {
  state.point = index;
  showPoint();
  refreshCharts();
}

function pointText(point) {
  const base = report.references[0];
  const amounts = point.costs.map((cost, i) => {
    const amount = `${report.costs[i].name} ${amountText(cost, i)}`;
    if (base === undefined || base === point) return amount;
    return `${amount} (${fixedText((100 * cost) / base.costs[i], 0)} %)`;
  });
  const share = base === undefined || base === point ? "" : ` Percentages are of ${base.name}.`;
  const verified = isVerified() ? ` (verified: ${scoreText(point.verified)})` : "";
  return `${capitalized(report.score.name)} ${scoreText(point.score)}${verified}; ` +
      `${amounts.join("; ")}.${share}`;
}

function exportCommand(point) {
  return `requant export ${shellWord(report.front_file)} --point ${shellWord(point.name)} ` +
      `--format onnx -o point-${point.name}.onnx`;
}

function showPoint() {
  const point = allPoints[state.point];
  fill("point-title", pointTitle(state.point));
  fill("point-text", pointText(point));
  fill("point-command", isOfFront(state.point) ? makeCommand(exportCommand(point)) : "");
  fill("layer-cost-title", `${costTitle(state.cost)} of each layer`);
  fill(
      "layers-title",
      `The layers of ${state.point < report.front.length ? "point " : ""}${point.name}`);
  showLayersTable(point);
  markChosenRow();
}

function showLayersTable(point) {
  const hasCosts = point.layer_costs.length > 0;
  const columns = [
    {title: "Layer", number: true}, {title: "Name"}, {title: "Kind"}, {title: "MACs", number: true},
    {title: "Weights", unit: "bits", number: true},
    {title: "Activations", unit: "bits", number: true},
    ...(hasCosts ?
            report.costs.map(({name, unit}) => ({title: capitalized(name), unit, number: true})) :
            [])
  ];
  const rows = report.layers.map(
      (layer, i) =>
          [`${i + 1}`, layer.name, kindText(layer), fullText(layer.macs), `${point.bits[i][0]}`,
           `${point.bits[i][1]}`, ...(hasCosts ? point.layer_costs[i].map(fullText) : [])]);
  fill(
      "layers-table",
      makeTable(
          "Layers",
          "MACs are multiply-accumulates of one input. \"Given\" are layers " +
              "whose bits are not searched.",
          columns, rows));
}

function layerNumbers() {
  return report.layers.map((_, i) => i + 1);
}

// "conv2d, given" where its bits are not searched
function kindText({kind, pinned}) {
  return pinned ? `${kind}, given` : kind;
}

function layerTitle([item]) {
  const layer = report.layers[item.dataIndex];
  return `${item.dataIndex + 1}: ${shortened(layer.name, 34)} (${kindText(layer)})`;
}

// A chart of bars by layer with a tooltip anywhere above them.
function layerOptions(y, label) {
  return chartOptions({
    scales: {x: axis("Layer", {autoSkip: true, maxTicksLimit: 16}, {grid: {display: false}}), y},
    interaction: {mode: "index", intersect: false},
    plugins: {legend: legend(), tooltip: tooltip({title: layerTitle, label})},
  });
}

function buildBits() {
  const {bits} = allPoints[state.point];
  const most = Math.max(8, ...bits.flat());
  return {
    type: "bar",
    data: {
      labels: layerNumbers(),
      datasets: [
        bars("weights", bits.map((b) => b[0]), "first"),
        bars("activations", bits.map((b) => b[1]), "second")
      ],
    },
    options: layerOptions(
        axis("Bits", {stepSize: 2}, {min: 0, max: most}),
        (item) => `${item.dataset.label}: ${item.parsed.y} bits`),
    description: `Bits by layer of ${pointTitle(state.point)}: ${assignmentText(bits)}.`,
  };
}

function layerCosts(point) {
  return point.layer_costs.map((costs) => costs[state.cost]);
}

function buildLayerCost() {
  const base = report.references[0];
  const datasets = [bars(pointTitle(state.point), layerCosts(allPoints[state.point]), "third")];
  if (base !== undefined && base !== allPoints[state.point]) {
    datasets.push(bars(base.name, layerCosts(base), "cloud"));
  }
  return {
    type: "bar",
    data: {labels: layerNumbers(), datasets},
    options: layerOptions(
        axis(
            report.costs[state.cost].unit, {callback: shortText, maxTicksLimit: 5},
            {beginAtZero: true}),
        (item) =>
            `${item.dataset.label}: ${fullText(item.parsed.y)} ${report.costs[state.cost].unit}`),
    description: `${costTitle(state.cost)} by layer of ${pointTitle(state.point)}; ` +
        "the table of layers below holds the same values.",
  };
}

function showLayerCaptions() {
  const given = report.layers.flatMap((layer, i) => (layer.pinned ? [i + 1] : []));
  const pinned = given.length === 0 ? "" :
                                      ` The bits of ${given.length === 1 ? "layer" : "layers"} ` +
          `${listText(given)} are given, not searched.`;
  fill(
      "bits-caption",
      "Layers from the input to the output; a layer's activations are those that it reads." +
          pinned);
  const base = report.references[0];
  fill("layer-cost-caption", base === undefined ? "" : `Grey: the same layer with ${base.name}.`);
}
