// A walk through the states: what a reader does, and the sentence that says what came of it.
//
// It knows the graph and nothing of the page. Each act returns its sentence.

class Walk {
  constructor(graph, goal) {
    this.graph = graph;
    this.goal = goal;
    this.path = [];
    /** Whether "show me" made a step of it. */
    this.shown = false;
    const moving = new Set(graph.steps.map((step) => step.thread));
    this.letters = [...new Set(graph.nodes.flatMap((node) => node.threads.map((thread) => thread.thread)))];
    this.letters.sort((a, b) => (a === "M") - (b === "M") || (a < b ? -1 : 1));
    this.movers = this.letters.filter((letter) => moving.has(letter));
  }

  /** The number of the state that the walk has come to. */
  get at() { return this.path.length ? this.path.at(-1).to : 0; }
  get node() { return this.graph.nodes[this.at]; }
  get aim() { return this.graph.goals[this.goal]; }
  get schedule() { return written(this.path.map((step) => step.schedule)); }

  moves(letter) { return this.graph.out[this.at].filter((step) => step.thread === letter); }
  made(letter) { return this.path.filter((step) => step.thread === letter).length; }
  isOver() { return this.graph.out[this.at].length === 0; }
  isReached() { return this.aim?.nodes.has(this.at) ?? false; }
  isLost() { return this.aim ? this.graph.isLost(this.aim, this.at) : false; }

  // ---- The acts.

  step(letter, choice = 0) {
    const move = this.moves(letter)[choice];
    if (!move) return this.why(letter);
    if (move.to === null) return `${move.schedule}, ${told(move)}, leads away from the states on this page.`;
    return this.go(move);
  }

  /** Goes to the state behind a step, and says what is new there. */
  go(step) {
    const lost = this.isLost();
    const before = this.node;
    this.path.push(step);
    const { node } = this;
    const words = [`Step ${this.path.length}, ${step.thread}: ${told(step)}.`];
    for (const failure of node.failures.slice(before.failures.length)) words.push(`${capital(failure.kind)}: ${failure.message}.`);
    if (node.outcome !== null) words.push(this.ending());
    if (this.isReached()) words.push(this.shown ? "That is the goal. Now you, without help: press r." : "You reached the goal.");
    else if (!lost && this.isLost()) words.push("From here the goal cannot be reached any more.");
    else if (this.isOver()) words.push(this.aim ? "That is not the goal: undo with u, restart with r." : "Undo with u, restart with r.");
    return words.join(" ");
  }

  undo() {
    const step = this.path.pop();
    return step ? `Step ${this.path.length + 1}, ${step.schedule}, is undone.` : "There is no step to undo.";
  }

  restart() {
    this.path = [];
    this.shown = false;
    return "From the start.";
  }

  hint() {
    if (!this.aim) return "There is no goal here.";
    const left = this.aim.far.get(this.at);
    if (left === 0) return "You are at the goal.";
    if (left === undefined) return this.lostSince();
    const step = this.nearer();
    const choice = step.schedule === step.thread ? "" : `, as ${step.schedule}`;
    return `The goal is ${counted(left, "step")} away. Let ${step.thread} move${choice}: ${told(step)}.`;
  }

  /** Makes the next step of a shortest way to the goal. */
  showMe() {
    if (!this.aim?.far.get(this.at)) return this.hint();
    this.shown = true;
    return this.go(this.nearer());
  }

  choose(goal) {
    this.goal = goal;
    return `Goal: ${this.aim.task}.`;
  }

  /** Walks anew by the steps of a schedule, as far as they go. */
  follow(wanted) {
    this.path = [];
    for (const word of wanted) {
      const step = this.graph.out[this.at].find((step) => step.schedule === word && step.to !== null);
      if (!step) break;
      this.path.push(step);
    }
    const made = this.path.length;
    if (made < wanted.length) return `The schedule in the address fits up to step ${made}; ${wanted[made]} is no step there.`;
    if (made) return `${counted(made, "step")} made, as the address says.${this.isReached() ? " The goal is reached." : ""}`;
    return this.movers.length ? `You say which thread moves: press ${listed(this.movers, "or")}.` : "";
  }

  // ---- Sentences about where it stands.

  nearer() { return this.graph.next(this.aim, this.at, this.path.at(-1)?.thread); }

  lostSince() {
    if (!this.isLost()) return "The way to the goal leads away from the states on this page: undo with u.";
    const node = (made) => (made ? this.path[made - 1].to : 0);
    let first = this.path.length;
    while (first > 0 && this.graph.isLost(this.aim, node(first - 1))) first--;
    if (first === 0) return "The goal cannot be reached from the start.";
    const step = this.path[first - 1];
    return `The goal cannot be reached any more, since step ${first}, ${step.thread}: ${told(step)}. Undo with u.`;
  }

  /** Why a thread makes no step. */
  why(letter) {
    const thread = this.node.threads.find((thread) => thread.thread === letter);
    if (!thread) return `${letter} has not been spawned yet.`;
    const reason = { ended: "has come to its end", panicked: "has panicked", waiting: thread.reason };
    return `${letter} cannot move: it ${reason[thread.is] ?? "waits"}.`;
  }

  ending() {
    const { outcome: value } = this.node;
    const [rating, why] = this.graph.rating(value);
    const opinion = rating ? `, ${rating}: ${why}` : "";
    const { outcome } = this.graph.about;
    // A check gives its outcomes no name.
    return `The program ends: ${outcome ? `${outcome} =` : "it returns"} ${value}${opinion}.`;
  }
}
