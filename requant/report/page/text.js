"use strict";
// Numbers as people read them.

const MISSING = "–";

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

const GROUPED = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const EXACT = new Intl.NumberFormat("en", {maximumSignificantDigits: 6});
const SHORT = new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3});

// "1,234,567": every digit before the point.
function fullText(value) {
  if (!isNumber(value)) return MISSING;
  return (Math.abs(value) >= 1e5 ? GROUPED : EXACT).format(value);
}

// "1.23M"
function shortText(value) {
  return isNumber(value) ? SHORT.format(value) : MISSING;
}

function fixedText(value, digits) {
  return isNumber(value) ? value.toFixed(digits) : MISSING;
}

// "91.80 %"
function percentText(value) {
  return isNumber(value) ? `${value.toFixed(2)} %` : MISSING;
}

// "21.3 dB", "exact"
function decibelText(value) {
  if (value === "exact") return "exact";
  return isNumber(value) ? `${value.toFixed(1)} dB` : MISSING;
}

// "1 h 2 min", "3 min 5 s", "4.2 s"
function durationText(seconds) {
  if (!isNumber(seconds)) return MISSING;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

// "1 point", "3 points"
function countedText(count, one, many) {
  return `${GROUPED.format(count)} ${count === 1 ? one : many}`;
}

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// At most `width` characters: the start and the end, which tells names apart.
function shortened(text, width) {
  if (text.length <= width) return text;
  const head = Math.floor((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

// As one word of a shell.
function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// The text in lines of at most `width` characters, broken at spaces.
function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== "" && last.length + 1 + word.length > width)
      lines.push(word);
    else
      lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
