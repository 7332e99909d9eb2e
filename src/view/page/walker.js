// The element <race-walker>: a reader is the scheduler of a small program.
//
// All text of the graph may be a student's, so it reaches the page as text and never as HTML.

class RaceWalker extends HTMLElement {
  connectedCallback() {
    const data = this.querySelector("script[type='application/json']");
    if (!data || this.graph) return;
    this.graph = new Graph(JSON.parse(data.textContent));
    // A figure of a book is one thing of many on its page.
    this.isFigure = "figure" in this.dataset;
    this.goal = Math.max(0, Math.min(Number(this.dataset.goal ?? 1), this.graph.goals.length) - 1);
    this.path = [];
    this.shown = false;
    const moving = new Set(this.graph.steps.map((step) => step.thread));
    this.letters = [...new Set(this.graph.nodes.flatMap((node) => node.threads.map((thread) => thread.thread)))];
    this.letters.sort((a, b) => (a === "M") - (b === "M") || (a < b ? -1 : 1));
    this.movers = this.letters.filter((letter) => moving.has(letter));
    this.build();
    this.listen();
    this.follow();
  }

  /** The number of the state that the walk has come to. */
  get at() { return this.path.length ? this.path.at(-1).to : 0; }
  get aim() { return this.graph.goals[this.goal]; }
  moves(letter) { return this.graph.out[this.at].filter((step) => step.thread === letter); }

  // ---- What a reader does.

  step(letter, choice = 0) {
    const moves = this.moves(letter);
    const move = moves[choice];
    if (!move) return this.say(this.why(letter));
    if (move.to === null) return this.say(`${move.schedule}, ${told(move)}, leads away from the states on this page.`);
    const lost = this.isLost();
    this.path.push(move);
    this.moved(`Step ${this.path.length}, ${letter}: ${told(move)}.`, lost);
  }

  /** Says what came of a step: only what is new. */
  moved(sentence, lost) {
    const node = this.graph.nodes[this.at];
    const before = this.graph.nodes[this.path.at(-1).from];
    const words = [sentence];
    for (const failure of node.failures.slice(before.failures.length)) words.push(`${capital(failure.kind)}: ${failure.message}.`);
    if (node.outcome !== null) words.push(this.ending(node));
    const reached = this.aim?.nodes.has(this.at);
    if (reached) words.push(this.shown ? "That is the goal. Now you, without help: press r." : "You reached the goal.");
    else if (!lost && this.isLost()) words.push("From here the goal cannot be reached any more.");
    else if (this.isOver()) words.push("That is not the goal: undo with u, restart with r.");
    this.show(words.join(" "));
    if (reached && !this.shown) this.tell();
  }

  /** Tells the page around the walk which goal the reader has reached. */
  tell() {
    const { lab, instance: program } = this.graph.about;
    const detail = { lab, program, task: this.aim.task };
    this.dispatchEvent(new CustomEvent("goal-reached", { bubbles: true, detail }));
  }

  undo() {
    const step = this.path.pop();
    if (!step) return this.say("There is no step to undo.");
    this.show(`Step ${this.path.length + 1}, ${step.schedule}, is undone.`);
  }

  restart() {
    this.path = [];
    this.shown = false;
    this.show("From the start.");
  }

  hint() {
    if (!this.aim) return this.say("There is no goal here.");
    const left = this.aim.far.get(this.at);
    if (left === 0) return this.say("You are at the goal.");
    if (left === undefined) return this.say(this.lostSince());
    const step = this.graph.next(this.aim, this.at, this.path.at(-1)?.thread);
    const choice = step.schedule === step.thread ? "" : `, as ${step.schedule}`;
    this.say(`The goal is ${counted(left, "step")} away. Let ${step.thread} move${choice}: ${told(step)}.`);
  }

  /** Makes the next step of a shortest way to the goal. */
  showMe() {
    const left = this.aim?.far.get(this.at);
    if (!left) return this.hint();
    const step = this.graph.next(this.aim, this.at, this.path.at(-1)?.thread);
    this.shown = true;
    this.path.push(step);
    this.moved(`Step ${this.path.length}, ${step.thread}: ${told(step)}.`, false);
  }

  choose(goal) {
    this.goal = goal;
    this.show(`Goal: ${this.aim.task}.`);
  }

  // ---- What is known of the walk.

  isOver() { return this.graph.out[this.at].length === 0; }
  isLost() { return this.aim ? this.graph.isLost(this.aim, this.at) : false; }

  lostSince() {
    const node = (made) => (made ? this.path[made - 1].to : 0);
    if (!this.isLost()) return "The way to the goal leads away from the states on this page: undo with u.";
    let first = this.path.length;
    while (first > 0 && this.graph.isLost(this.aim, node(first - 1))) first--;
    if (first === 0) return "The goal cannot be reached from the start.";
    const step = this.path[first - 1];
    return `The goal cannot be reached any more, since step ${first}, ${step.thread}: ${told(step)}. Undo with u.`;
  }

  /** Why a thread makes no step. */
  why(letter) {
    const thread = this.graph.nodes[this.at].threads.find((thread) => thread.thread === letter);
    if (!thread) return `${letter} has not been spawned yet.`;
    const reason = { ended: "has come to its end", panicked: "has panicked", waiting: thread.reason };
    return `${letter} cannot move: it ${reason[thread.is] ?? "waits"}.`;
  }

  ending(node) {
    const [rating, why] = this.graph.rating(node.outcome);
    const opinion = rating ? `, ${rating}: ${why}` : "";
    const { outcome } = this.graph.about;
    // A check gives its outcomes no name.
    return `The program ends: ${outcome ? `${outcome} =` : "it returns"} ${node.outcome}${opinion}.`;
  }

  // ---- The page.

  build() {
    const name = `${this.id || "race"}-goal`;
    filled(this, { role: "group", "aria-labelledby": name }, []);
    this.task = make("p", { class: "goal", id: name });
    const goals = this.graph.goals;
    if (goals.length > 1) {
      this.select = make("select", { "aria-label": "Goal" }, ...goals.map((goal, at) => make("option", { value: at }, `${at + 1} of ${goals.length}`)));
      this.select.value = this.goal;
      this.select.onchange = () => this.choose(Number(this.select.value));
    }
    this.status = make("p", { class: "say", role: "status" });
    this.cards = make("div", { class: "threads" });
    this.bar = make("div", { class: "bar", role: "toolbar", "aria-label": "Walk" });
    const acts = [["Undo", "u", () => this.undo()], ["Restart", "r", () => this.restart()], ["Hint", "h", () => this.hint()], ["Show me", "s", () => this.showMe()]];
    this.keys = new Map();
    for (const [label, key, act] of acts) {
      const button = make("button", { type: "button" }, `${label} `, make("kbd", { "aria-hidden": "true" }, key));
      button.onclick = act;
      this.bar.append(button);
      if (label === "Undo") this.undoing = button;
      else if (label !== "Restart" && !this.aim) button.setAttribute("aria-disabled", "true");
      this.keys.set(key, act);
    }
    this.keys.set("backspace", () => this.undo());
    this.source = make("section", { class: "source", "aria-label": "Source", tabindex: "0" });
    this.shared = make("section", { class: "shared", "aria-label": "Memory, locks and queues" });
    this.picture = make("figure", { class: "progress" });
    this.lanes = make("table", { class: "lanes" });
    this.address = make("p", { class: "schedule" });
    this.buildCards();
    this.scroll = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The steps so far" }, this.lanes);
    const head = make("div", { class: "head" }, this.task, ...(this.select ? [this.select] : []));
    this.append(head, this.cards, this.bar, this.status, make("div", { class: "sheet" }, this.source, make("div", { class: "side" }, this.shared, this.picture)), this.scroll, this.address);
    this.parentElement?.querySelector("[data-replaced]")?.setAttribute("hidden", "");
  }

  /** A card for each thread: its buttons stay where they are, so that the focus does. */
  buildCards() {
    this.card = new Map();
    for (const letter of this.letters) {
      const parts = { text: make("div", { class: "next" }), more: make("div", { class: "choices" }) };
      const children = [parts.text, parts.more];
      if (this.movers.includes(letter)) {
        parts.button = make("button", { type: "button", class: "step" }, letter);
        parts.button.onclick = () => this.step(letter);
        children.unshift(parts.button);
      } else children.unshift(make("span", { class: "still" }, letter));
      parts.card = make("section", { class: `card ${colour(letter)}`, "aria-label": `Thread ${letter}` }, ...children);
      this.card.set(letter, parts);
      this.cards.append(parts.card);
    }
  }

  listen() {
    const alone = !this.isFigure && document.querySelectorAll("race-walker").length === 1;
    const act = (event) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || target.closest("select, input, textarea")) return;
      const key = event.key.toLowerCase();
      const letter = event.key.toUpperCase();
      if (key === "escape") document.activeElement?.blur();
      else if (this.movers.includes(letter)) this.step(letter);
      else if (/^[1-9]$/.test(key) && this.choices[key - 1]) this.choices[key - 1]();
      else if (this.keys.has(key)) this.keys.get(key)();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    (alone ? document : this).addEventListener("keydown", act);
    addEventListener("hashchange", () => {
      // In a book the address may lead to a heading, or to another figure.
      if (!this.isFigure || location.hash.includes(`${this.id}=`)) this.follow();
    });
  }

  /** Walks as the address says: #05=AB2A, or #AB2A where this is the only walk of the page. */
  follow() {
    const text = decodeURIComponent(location.hash.slice(1));
    const own = text.split("&").find((pair) => pair.startsWith(`${this.id}=`));
    const wanted = read(own ? own.slice(this.id.length + 1) : this.isFigure || text.includes("=") ? "" : text);
    const before = written(this.path.map((step) => step.schedule));
    if (before && before === written(wanted)) return;
    this.path = [];
    for (const word of wanted) {
      const step = this.graph.out[this.at].find((step) => step.schedule === word && step.to !== null);
      if (!step) break;
      this.path.push(step);
    }
    const made = this.path.length;
    const reached = this.aim?.nodes.has(this.at) ? " The goal is reached." : "";
    if (made < wanted.length) this.show(`The schedule in the address fits up to step ${made}; ${wanted[made]} is no step there.`);
    else if (made) this.show(`${counted(made, "step")} made, as the address says.${reached}`);
    else this.show(this.letters.length ? `You say which thread moves: press ${listed(this.movers)}.` : "");
  }

  /** Puts the walk into the address, beside those of other figures. */
  note(schedule) {
    const others = location.hash.slice(1).split("&").filter((pair) => pair.includes("=") && !pair.startsWith(`${this.id}=`));
    if (schedule) others.push(`${this.id}=${schedule}`);
    // The address of a heading stays.
    else if (this.isFigure && !location.hash.includes(`${this.id}=`)) return;
    try {
      history.replaceState(null, "", others.length ? `#${others.join("&")}` : location.pathname + location.search);
    } catch { /* A page inside of another one may have no history. */ }
  }

  say(sentence) { this.status.textContent = sentence; }

  show(sentence) {
    const node = this.graph.nodes[this.at];
    const schedule = written(this.path.map((step) => step.schedule));
    this.note(schedule);
    this.showGoal();
    this.choices = [];
    for (const letter of this.letters) this.showCard(letter, node);
    this.undoing.setAttribute("aria-disabled", String(this.path.length === 0));
    this.showSource(node);
    this.showShared(node);
    this.showProgress();
    this.showLanes(node);
    this.showSchedule(schedule);
    this.say(sentence);
  }

  showGoal() {
    const is = !this.aim ? "open" : this.aim.nodes.has(this.at) ? "reached" : this.isLost() ? "lost" : "open";
    const mark = { reached: "Reached: ", lost: "Out of reach: ", open: "Goal: " }[is];
    this.task.className = `goal ${is}`;
    const text = this.aim ? capital(this.aim.task) : `Nothing goes wrong ${this.graph.about.complete ? "here" : "in the states on this page"}. Be the scheduler all the same`;
    this.task.replaceChildren(make("strong", {}, this.aim ? mark : ""), `${text}.`);
  }

  showCard(letter, node) {
    const { button, text, more, card } = this.card.get(letter);
    const thread = node.threads.find((thread) => thread.thread === letter);
    const moves = this.moves(letter);
    const is = thread?.is ?? "unborn";
    card.className = `card ${colour(letter)} ${is}${button ? "" : " aside"}`;
    const say = [];
    if (is === "ready") say.push(make("code", {}, thread.next), make("span", { class: "place" }, place(thread)));
    else say.push(make("span", {}, is === "waiting" ? thread.reason : is === "unborn" ? "not spawned yet" : is === "ended" ? "has ended" : "has panicked"));
    if (thread?.local?.length) say.push(make("span", { class: "local" }, `has read ${thread.local.map((cell) => `${cell.object} = ${cell.value}`).join(", ")}`));
    if (moves.some((step) => step.to === null)) say.push(make("span", { class: "away" }, "a step leads away from this page"));
    text.replaceChildren(...say);
    const marked = moves.filter((step) => step.schedule.length > 1 || moves.length > 1);
    more.replaceChildren(...marked.map((step) => {
      const act = () => this.step(letter, moves.indexOf(step));
      const key = this.choices.push(act);
      const choice = make("button", { type: "button" }, `${step.schedule} `, make("span", {}, told(step, true)), " ", make("kbd", { "aria-hidden": "true" }, key));
      choice.onclick = act;
      return choice;
    }));
    if (!button) return;
    button.setAttribute("aria-disabled", String(moves.length === 0));
    button.setAttribute("aria-label", `Step ${letter}: ${is === "ready" ? thread.next : text.textContent}`);
  }

  /** The source with the letter of each thread at the line that it would run next. */
  showSource(node) {
    const here = new Map();
    for (const thread of node.threads) {
      if (thread.line === undefined || (thread.thread === "M" && thread.is === "waiting")) continue;
      const key = `${thread.file}:${thread.line}`;
      here.set(key, [...(here.get(key) ?? []), thread]);
    }
    const tables = this.graph.about.sources.map(({ file, lines }) => {
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
    });
    this.source.replaceChildren(...tables);
    // The lines where threads stand, in a source that is longer than its frame.
    const marked = this.source.querySelectorAll(".here");
    const [top, end] = [marked[0]?.offsetTop, marked[marked.length - 1]?.offsetTop + 30];
    const { scrollTop, clientHeight } = this.source;
    if (end > scrollTop + clientHeight) this.source.scrollTop = Math.min(top - 30, end - clientHeight);
    else if (top < scrollTop) this.source.scrollTop = top - 30;
  }

  showShared(node) {
    const rows = [];
    const add = (name, value, kind) => rows.push(make("div", { class: kind }, make("dt", {}, name), make("dd", {}, value)));
    for (const cell of node.memory) add(cell.object, String(cell.value), "cell");
    for (const lock of node.locks) {
      const readers = lock.read_by ?? [];
      add(lock.object, lock.held_by ? `held by ${lock.held_by}` : readers.length ? `read by ${listed(readers)}` : "free", lock.held_by || readers.length ? "held" : "free");
    }
    for (const channel of node.channels) {
      const messages = channel.messages.length ? `[${channel.messages.join(" ")}]` : "empty";
      add(channel.object, `${channel.receiver ? messages : "no receiver"} · ${channel.senders ? counted(channel.senders, "sender") : "no sender left"}`, "channel");
    }
    const queues = new Map();
    for (const thread of node.threads) if (thread.is === "waiting" && thread.at) queues.set(thread.at, [...(queues.get(thread.at) ?? []), thread.thread]);
    for (const [object, letters] of queues) add(`waiting at ${object}`, listed(letters), "queue");
    this.shared.replaceChildren(...(rows.length ? [make("dl", {}, ...rows)] : []));
  }

  showLanes(node) {
    const columns = this.letters.filter((letter) => this.movers.includes(letter));
    this.lanes.className = `lanes ${columns.length > 5 ? "many" : `n${columns.length}`}`;
    const head = make("tr", {}, make("th", { scope: "col" }, "Step"), ...columns.map((letter) => make("th", { scope: "col", class: colour(letter) }, letter)));
    const rows = this.path.map((step, at) => {
      const cells = columns.map((letter) => (letter === step.thread ? make("td", { class: colour(letter) }, make("code", {}, told(step)), " ", make("span", { class: "place" }, place(step))) : make("td", {}, make("span", { class: "dot", "aria-hidden": "true" }, "·"))));
      return make("tr", at === this.path.length - 1 ? { class: "last" } : {}, make("th", { scope: "row" }, at + 1), ...cells);
    });
    const foot = [];
    for (const failure of node.failures) foot.push(make("p", { class: "bad" }, `${capital(failure.kind)}: ${failure.message}.`));
    if (node.outcome !== null) {
      const [rating] = this.graph.rating(node.outcome);
      foot.push(make("p", { class: { forbidden: "bad", interesting: "odd", expected: "good" }[rating] ?? "" }, this.ending(node)));
    }
    const end = foot.length ? [make("tfoot", {}, make("tr", {}, make("td", { colspan: columns.length + 1 }, ...foot)))] : [];
    this.lanes.replaceChildren(make("caption", {}, this.path.length ? "The steps so far" : "No step is made yet"), make("thead", {}, head), make("tbody", {}, ...rows), ...end);
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  showSchedule(schedule) {
    if (!schedule) return this.address.replaceChildren();
    const command = this.graph.about.command.replace("SCHEDULE", schedule);
    if (command) this.address.replaceChildren("The same in a terminal: ", make("code", {}, command));
  }

  // ---- The picture: how far each thread has come.

  showProgress() {
    const made = (letter) => this.path.filter((step) => step.thread === letter).length;
    const lengths = this.graph.about.lengths.filter(([letter]) => this.movers.includes(letter));
    const words = lengths.map(([letter, length]) => `${letter} ${made(letter)} of ${length}`).join(", ");
    const caption = make("figcaption", {}, words ? `Steps made: ${words}.` : "");
    const progress = this.graph.about.progress;
    this.picture.replaceChildren(progress ? grid(progress, this.path, words) : strip(lengths, made, words), caption);
  }
}

customElements.define("race-walker", RaceWalker);
