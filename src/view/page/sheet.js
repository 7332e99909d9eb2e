// What a page shows of a walk: each function makes the elements of one part anew.

/** The goal, and whether it is reached or out of reach. */
function showGoal(walk, part) {
  const is = walk.isReached() ? "reached" : walk.isLost() ? "lost" : "open";
  part.className = `goal ${is}`;
  if (!walk.aim) {
    const where = walk.graph.about.complete ? "here" : "in the states on this page";
    return part.replaceChildren(`Nothing goes wrong ${where}. Be the scheduler all the same.`);
  }
  const mark = { reached: "Reached: ", lost: "Out of reach: ", open: "Goal: " }[is];
  part.replaceChildren(make("strong", {}, mark), `${capital(walk.aim.task)}.`);
}

/** The card of a thread, with its button and a button for each choice; `offer` gives an act its key. */
function showCard(walk, letter, { button, text, more, card }, offer) {
  const thread = walk.node.threads.find((thread) => thread.thread === letter);
  const moves = walk.moves(letter);
  const is = thread?.is ?? "unborn";
  card.className = `card ${colour(letter)} ${is}${button ? "" : " aside"}`;
  const say = [];
  if (is === "ready") say.push(make("code", {}, thread.next), make("span", { class: "place" }, place(thread)));
  else say.push(make("span", {}, { waiting: thread?.reason, unborn: "not spawned yet", ended: "has ended" }[is] ?? "has panicked"));
  if (thread?.local?.length) say.push(make("span", { class: "local" }, `has read ${thread.local.map((cell) => `${cell.object} = ${cell.value}`).join(", ")}`));
  if (moves.some((step) => step.to === null)) say.push(make("span", { class: "away" }, "a step leads away from this page"));
  text.replaceChildren(...say);
  const marked = moves.filter((step) => step.schedule.length > 1 || moves.length > 1);
  more.replaceChildren(...marked.map((step) => {
    const [key, act] = offer(moves.indexOf(step));
    const choice = make("button", { type: "button" }, `${step.schedule} `, make("span", {}, told(step, true)), " ", make("kbd", { "aria-hidden": "true" }, key));
    choice.onclick = act;
    return choice;
  }));
  if (!button) return;
  button.setAttribute("aria-disabled", String(moves.length === 0));
  button.setAttribute("aria-label", `Step ${letter}: ${is === "ready" ? thread.next : text.textContent}`);
}

/** The source with the letter of each thread at the line that it would run next. */
function showSource(walk, part) {
  const here = new Map();
  for (const thread of walk.node.threads) {
    if (thread.line === undefined || (thread.thread === "M" && thread.is === "waiting")) continue;
    const key = `${thread.file}:${thread.line}`;
    here.set(key, [...(here.get(key) ?? []), thread]);
  }
  part.replaceChildren(...walk.graph.about.sources.map((source) => listing(source, here)));
  // The lines where threads stand, in a source that is longer than its frame.
  const marked = part.querySelectorAll(".here");
  const [top, end] = [marked[0]?.offsetTop, marked[marked.length - 1]?.offsetTop + 75];
  const { scrollTop, clientHeight } = part;
  if (end > scrollTop + clientHeight) part.scrollTop = Math.min(top - 30, end - clientHeight);
  else if (top < scrollTop) part.scrollTop = top - 30;
}

function listing({ file, lines }, here) {
  const rows = [];
  let before = lines[0]?.[0];
  for (const [number, code] of lines) {
    // A line that is left out alone is a mark for the documentation.
    if (number > before + 2) rows.push(make("tr", { class: "gap" }, make("td", { colspan: "3" }, "⋯")));
    before = number;
    const threads = here.get(`${file}:${number}`) ?? [];
    const marks = threads.map((thread) => make("b", { class: `${colour(thread.thread)} ${thread.is}` }, thread.thread));
    rows.push(make("tr", threads.length ? { class: "here" } : {}, make("td", { class: "marks" }, ...marks), make("td", { class: "number" }, number), make("td", {}, make("code", {}, code))));
  }
  return make("table", {}, make("caption", {}, fileName(file)), make("tbody", {}, ...rows));
}

/** Memory and locks that a step touches, channels, and the threads that wait at each object. */
function showShared({ graph, node }, part) {
  const rows = [];
  const add = (name, value, kind) => rows.push(make("div", { class: kind }, make("dt", {}, name), make("dd", {}, ...[value].flat())));
  const isUsed = ({ object }) => graph.used.has(object);
  for (const cell of node.memory.filter(isUsed)) add(cell.object, String(cell.value), "cell");
  for (const lock of node.locks.filter(isUsed)) {
    const readers = lock.read_by ?? [];
    add(lock.object, lock.held_by ? `held by ${lock.held_by}` : readers.length ? `read by ${listed(readers)}` : "free", lock.held_by || readers.length ? "held" : "free");
  }
  for (const channel of node.channels) {
    const senders = channel.senders ? counted(channel.senders, "sender") : "no sender left";
    add(channel.object, [...contents(channel), make("span", { class: "senders" }, senders)], "channel");
  }
  const queues = new Map();
  for (const thread of node.threads) {
    if (thread.is !== "waiting" || !thread.at) continue;
    const name = `waiting ${WAITS[thread.awaits] ?? "at"} ${thread.at}`;
    queues.set(name, [...(queues.get(name) ?? []), thread.thread]);
  }
  for (const [name, letters] of queues) add(name, listed(letters), "queue");
  part.replaceChildren(...(rows.length ? [make("dl", {}, ...rows)] : []));
}

/** The messages of a channel, first to last: each with its value, if it is known, and its sender. */
function contents({ messages, values, receiver }) {
  if (!receiver) return ["no receiver "];
  if (!messages.length) return ["empty "];
  return messages.flatMap((letter, at) => {
    const value = values?.[at] ?? null;
    return [make("span", { class: `message ${colour(letter)}` }, value === null ? `from ${letter}` : `${value} from ${letter}`), " "];
  });
}

/** What a thread waits for, in front of the object. */
const WAITS = {
  lock: "for lock", message: "for a message on", room: "for room in", notification: "on condvar",
  completion: "for the end of", others: "at barrier", permit: "for a permit of",
};

/** The steps so far as lanes, and how the program ended. */
function showLanes(walk, part) {
  const { movers: columns, path, node } = walk;
  part.className = `lanes ${columns.length > 5 ? "many" : `n${columns.length}`}`;
  const head = make("tr", {}, make("th", { scope: "col" }, "Step"), ...columns.map((letter) => make("th", { scope: "col", class: colour(letter) }, letter)));
  const rows = path.map((step, at) => {
    const cells = columns.map((letter) => (letter === step.thread ? make("td", { class: colour(letter) }, make("code", {}, told(step)), " ", make("span", { class: "place" }, place(step))) : make("td", {}, make("span", { class: "dot", "aria-hidden": "true" }, "·"))));
    return make("tr", at === path.length - 1 ? { class: "last" } : {}, make("th", { scope: "row" }, at + 1), ...cells);
  });
  const foot = node.failures.map((failure) => make("p", { class: "bad" }, `${capital(failure.kind)}: ${failure.message}.`));
  if (node.outcome !== null) {
    const [rating] = walk.graph.rating(node.outcome);
    foot.push(make("p", { class: { forbidden: "bad", interesting: "odd", expected: "good" }[rating] ?? "" }, walk.ending()));
  }
  const end = foot.length ? [make("tfoot", {}, make("tr", {}, make("td", { colspan: columns.length + 1 }, ...foot)))] : [];
  part.replaceChildren(make("caption", {}, path.length ? "The steps so far" : "No step is made yet"), make("thead", {}, head), make("tbody", {}, ...rows), ...end);
}

/** The command that replays the walk. */
function showSchedule({ graph, schedule }, part) {
  if (!schedule) return part.replaceChildren();
  const command = graph.about.command.replace("SCHEDULE", schedule);
  if (command) part.replaceChildren("The same in a terminal: ", make("code", {}, command));
}

/** How far each thread has come: as a picture, and in words. */
function showProgress(walk, part) {
  const { progress, lengths } = walk.graph.about;
  const moving = lengths.filter(([letter]) => walk.movers.includes(letter));
  const words = moving.map(([letter, length]) => `${letter} ${walk.made(letter)} of ${length}`).join(", ");
  const picture = progress ? grid(progress, walk.path, words) : strip(moving, (letter) => walk.made(letter), words);
  part.replaceChildren(picture, make("figcaption", {}, [words && `Steps made: ${words}.`, ...meanings(progress)].join(" ").trim()));
}

/** What the areas of the progress graph mean. */
function meanings(progress) {
  if (!progress) return [];
  const said = [];
  if (progress.excluded.some(({ areas }) => areas.length)) said.push("Hatched: both threads would hold the lock.");
  if (progress.doomed.length) said.push("Dashed: every path ends in a deadlock.");
  if (progress.unreached.length) said.push("Grey: no path comes here.");
  return said;
}
