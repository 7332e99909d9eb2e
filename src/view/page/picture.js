// The elements of a page, and the picture of how far each thread has come.

const SVG = "http://www.w3.org/2000/svg";

/** An element of HTML with these attributes and children. A text among them stays a text. */
function make(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same of SVG. */
function draw(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A drawing of this size, which a narrow page makes smaller. */
function drawing(width, height, attributes) {
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, ...attributes });
}

/** The class of a thread's colour: in every drawing of the course the same one. */
const colour = (letter) => (letter === "M" ? "t5" : `t${Math.max(0, "ABCDEFGHIJKLNOP".indexOf(letter)) % 5}`);

/** Two threads: a path to the right and upwards, around the areas that no path enters. */
function grid(progress, path, words) {
  const [wide, high] = progress.labels.map((labels) => labels.length);
  const unit = Math.max(18, Math.min(64, 300 / Math.max(wide, high)));
  const left = 34, top = 14, bottom = 26, right = 40;
  const x = (steps) => left + steps * unit;
  const y = (steps) => top + (high - steps) * unit;
  const svg = drawing(left + wide * unit + right, top + high * unit + bottom, { role: "img", "aria-label": `Progress: ${words}` });
  const area = ([x0, y0, x1, y1], kind) => {
    // At an edge of the grid an area ends before the text there begins.
    const over = 4 / unit;
    const clip = (low, high, most) => [Math.max(low - 0.5, -over), Math.min(high + 0.5, most + over)];
    const [[l, r], [b, t]] = [clip(x0, x1, wide), clip(y0, y1, high)];
    return draw("rect", { class: kind, x: x(l), y: y(t), width: (r - l) * unit, height: (t - b) * unit, rx: 4 });
  };
  for (let at = 0; at <= wide; at++) svg.append(draw("line", { class: "grid", x1: x(at), x2: x(at), y1: y(0), y2: y(high) }));
  for (let at = 0; at <= high; at++) svg.append(draw("line", { class: "grid", x1: x(0), x2: x(wide), y1: y(at), y2: y(at) }));
  const areas = [];
  for (const where of progress.unreached) areas.push(area(where, "unreached"));
  for (const where of progress.doomed) areas.push(area(where, "doomed"));
  for (const lock of progress.excluded) {
    for (const where of lock.areas) {
      areas.push(area(where, "excluded"));
      const hatching = [];
      const rect = areas.at(-1);
      const [l, t, w, h] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
      // Lines from the left or lower edge to the upper or right one.
      for (let d = 8; d < w + h; d += 8) hatching.push(`M${l + Math.max(0, d - h)} ${t + Math.min(d, h)}L${l + Math.min(d, w)} ${t + Math.max(0, d - w)}`);
      areas.push(draw("path", { class: "hatching", d: hatching.join("") }));
    }
  }
  svg.append(...areas);
  for (const { object, areas: [own] } of progress.excluded) {
    if (!own) continue;
    const [along, up] = labelled(own, progress.excluded.flatMap((other) => (other.object === object ? [] : other.areas)));
    // A long name would leave the grid.
    const half = object.length * 3.7;
    const middle = Math.max(x(0) + half, Math.min(x(along), x(wide) - half));
    svg.append(draw("text", { class: "region", x: middle, y: y(up) + 4, "text-anchor": "middle" }, object));
  }
  const [a, b] = progress.threads;
  svg.append(
    draw("text", { class: `axis ${colour(a)}`, x: x(wide) + 14, y: y(0) + 5 }, `${a} →`),
    draw("text", { class: `axis ${colour(b)}`, x: 0, y: y(high) + 5 }, `${b} ↑`),
  );
  for (let at = 1; at <= wide; at++) svg.append(draw("text", { class: "tick", x: x(at), y: y(0) + 18, "text-anchor": "middle" }, at));
  for (let at = 1; at < high; at++) svg.append(draw("text", { class: "tick", x: 22, y: y(at) + 4, "text-anchor": "middle" }, at));
  let [along, up] = [0, 0];
  for (const step of path) {
    const from = [along, up];
    if (step.thread === a) along++;
    else if (step.thread === b) up++;
    svg.append(draw("line", { class: `walked ${colour(step.thread)}`, x1: x(from[0]), y1: y(from[1]), x2: x(along), y2: y(up) }));
  }
  svg.append(draw("circle", { class: "start", cx: x(0), cy: y(0), r: 3.5 }), draw("circle", { class: "spot", cx: x(along), cy: y(up), r: 7 }));
  return svg;
}

/** Where an area has its label: in its middle, or at an edge if another area covers that. */
function labelled([x0, y0, x1, y1], others) {
  const [along, up] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const places = [[along, up], [x0, up], [along, y1], [x1, up], [along, y0]];
  const isFree = ([x, y]) => others.every(([l, b, r, t]) => x < l || x > r || y < b || y > t);
  return places.find(isFree) ?? places[0];
}

/** More threads: a row of boxes for each. */
function strip(lengths, made, words) {
  const most = Math.max(1, ...lengths.map(([, length]) => length));
  const unit = Math.max(5, Math.min(18, 260 / most));
  const svg = drawing(30 + most * unit, lengths.length * 26 + 4, { role: "img", "aria-label": `Progress: ${words}` });
  lengths.forEach(([letter, length], row) => {
    svg.append(draw("text", { class: `axis ${colour(letter)}`, x: 10, y: row * 26 + 20, "text-anchor": "middle" }, letter));
    for (let at = 0; at < length; at++) svg.append(draw("rect", { class: at < made(letter) ? `made ${colour(letter)}` : "open", x: 26 + at * unit, y: row * 26 + 6, width: unit - 2, height: 18, rx: 2 }));
  });
  return svg;
}
