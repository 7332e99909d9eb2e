// The state graph of a page, and schedules: what can happen, without the page that shows it.
//
// The five files of this folder are one script, in this order: graph.js, walk.js, picture.js,
// sheet.js, walker.js.
// It knows nothing of threads or locks. What can happen stands in the graph that `explore --graph
// FILE --compact` writes.
"use strict";

const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const fileName = (path) => path.split(/[/\\]/).pop();
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
/** A list in words: `A`, `A and B`, `A, B and C`; or one of `A, B or C`. */
const listed = (words, last = "and") => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`);

/** The state graph: its states, the steps between them, and the way to each goal. */
class Graph {
  constructor(data) {
    const part = (at) => data.parts[at];
    this.about = data;
    this.nodes = data.nodes.map(([memory, locks, channels, threads, outcome, failures]) => ({
      memory: part(memory), locks: part(locks), channels: part(channels), threads: threads.map(part),
      outcome: outcome === null ? null : part(outcome), failures: part(failures),
    }));
    this.steps = data.steps.map(([from, to, what]) => ({ from, to, ...part(what) }));
    /** The objects that a step touches: a program may make others for a variant of itself. */
    this.used = new Set(this.steps.map((step) => step.object));
    this.out = this.nodes.map(() => []);
    for (const step of this.steps) this.out[step.from].push(step);
    this.goals = data.goals.map((goal) => ({ ...goal, far: this.distances(goal.nodes), nodes: new Set(goal.nodes), lost: goal.lost && new Set(goal.lost) }));
  }

  /** For each state the steps of a shortest way to one of these: breadth first, backwards. */
  distances(wanted) {
    const into = this.nodes.map(() => []);
    for (const step of this.steps) if (step.to !== null) into[step.to].push(step.from);
    const far = new Map(wanted.map((node) => [node, 0]));
    for (const node of far.keys()) for (const from of into[node]) if (!far.has(from)) far.set(from, far.get(node) + 1);
    return far;
  }

  /** What to think of an outcome, and why. An outcome may be called as a method of each object. */
  rating(outcome) {
    const { ratings } = this.about;
    return Object.hasOwn(ratings, outcome) ? ratings[outcome] : [];
  }

  /** Whether no way leads from this state to the goal; undefined where the page cannot know. */
  isLost(goal, node) {
    if (goal.far.has(node)) return false;
    if (this.about.complete) return true;
    return goal.lost ? goal.lost.has(node) : undefined;
  }

  /** The step of a shortest way, by the thread that has moved last if it can go on. */
  next(goal, node, last) {
    const far = goal.far.get(node);
    const good = this.out[node].filter((step) => step.to !== null && goal.far.get(step.to) === far - 1);
    return good.find((step) => step.thread === last && step.schedule === last) ?? good.find((step) => step.schedule === step.thread) ?? good[0];
  }
}

/** A schedule as `replay` takes it: AB2A. A step with a mark stands alone. */
function written(steps) {
  let text = "";
  for (let at = 0; at < steps.length; ) {
    let run = 1;
    while (steps[at].length === 1 && steps[at + run] === steps[at]) run++;
    text += steps[at] + (run > 1 ? run : "");
    at += run;
  }
  return text;
}

/** The steps of a schedule. */
function read(text) {
  const words = text.toUpperCase().match(/[A-Z](?:[~_]\d+|\.[A-Z]|-|\d+)?/g) ?? [];
  return words.flatMap((word) => (/^[A-Z]\d+$/.test(word) ? Array(Math.min(Number(word.slice(1)), 1000)).fill(word[0]) : [word]));
}

/** What a step does, with the value that it reads and the choice that it makes. `beside` others of
 * its thread, which begin with the same operation, a read says only what it reads. */
function told(step, beside = false) {
  const [, mark, behind] = /^.([~_.-]?)(.*)$/.exec(step.schedule);
  const age = mark === "~" ? `older by ${counted(Number(behind), "write")}` : "the newest value";
  if (beside && step.read !== undefined && step.written === undefined) return `reads ${step.read}, ${age}`;
  const chosen = mark === "~" || (beside && step.read !== undefined);
  const reads = chosen ? `, reads ${step.read}, ${age}` : step.read === undefined || step.written !== undefined ? "" : ` -> ${step.read}`;
  const message = step.message === undefined ? "" : ` ${/^(try_)?rec/.test(step.operation) ? "->" : "<-"} ${step.message}`;
  const marks = { "_": `, before ${counted(Number(behind), "earlier write")}`, ".": `, wakes ${behind}`, "-": ", spuriously" };
  const guarded = step.guarded === undefined ? "" : ` ${/unlock/.test(step.operation) ? "<-" : "->"} ${step.guarded}`;
  return step.operation + reads + message + guarded + (marks[mark] ?? "");
}

const place = (at) => `${fileName(at.file)}:${at.line}`;
