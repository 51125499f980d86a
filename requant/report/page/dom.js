"use strict";
// Elements of the page, made of text and nodes: no text is ever read as HTML.

// element("td", {class: "number", onclick: f}, "text", node, ...)
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on"))
      made.addEventListener(name.slice(2), value);
    else if (value === true)
      made.setAttribute(name, "");
    else if (value !== false && value !== undefined)
      made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

// Puts the nodes or texts in place of what the element holds.
function fill(id, ...children) {
  byId(id).replaceChildren(...children);
}

// A table below its caption, which scrolls by itself where it is too wide. A row is
// a list of cells (text, node or a list of these), or {cells, attributes}. Columns may be {title,
// unit, number, long}: right-aligned, or of long text that is not to be squeezed. `name` is for
// screen readers.
function makeTable(name, caption, columns, rows) {
  const cell = (tag, {number, long}, attributes, ...content) => element(
      tag,
      {...attributes,
       class: number ? "number" :
           long      ? "long" :
                       undefined},
      ...content.flat());
  const heading = columns.map(
      (column) => cell(
          "th", column, {scope: "col"}, column.title,
          ...(column.unit ? [element("span", {class: "unit"}, column.unit)] : [])));
  const body = rows.map((row) => {
    const {cells, attributes} = Array.isArray(row) ? {cells: row, attributes: {}} : row;
    return element(
        "tr", attributes,
        ...cells.map(
            (content, i) => i === 0 ? cell("th", columns[i], {scope: "row"}, content) :
                                      cell("td", columns[i], {}, content)));
  });
  const table = element(
      "table", {class: "wide", "aria-label": name},
      element("thead", {}, element("tr", {}, ...heading)), element("tbody", {}, ...body));
  return element(
      "div", {}, element("p", {class: "caption"}, caption),
      element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": name}, table));
}

// Names beside texts; rows without text are left out.
function makeFacts(rows) {
  const body = rows.filter(([, text]) => text !== "" && text !== null)
                   .map(
                       ([name, text]) => element(
                           "tr", {}, element("th", {scope: "row"}, name), element("td", {}, text)));
  return element("table", {class: "wide facts"}, element("tbody", {}, ...body));
}

// The last rows of how a report came about.
function originFacts({seconds, facts, command, versions}) {
  return [
    ...facts.map(({name, text}) => [name, text]),
    ["Time", durationText(seconds)],
    ["Command", command === "" ? "" : element("code", {}, command)],
    ["Versions", versions.map(({name, text}) => `${name} ${text}`).join(", ")],
  ];
}

// A command line with a button that copies it.
function makeCommand(text) {
  const button = element(
      "button", {
        type: "button",
        onclick: async () => {
          await navigator.clipboard.writeText(text);
          button.textContent = "Copied";
        }
      },
      "Copy");
  const code =
      element("code", {}, ...text.split(" ").flatMap((word) => [element("span", {}, word), " "]));
  // Pages that are opened as files have no clipboard in some browsers.
  return element("div", {class: "command"}, code, ...(navigator.clipboard ? [button] : []));
}
