//! The text of a [`Program`]: one column for each thread, as in papers.
//!
//! ```text
//! x.store(1, rlx) | a = y.load(acq)
//! y.store(1, rel) | if a == 1: b = x.load(rlx)
//! ```
//!
//! Orderings are `rlx`, `acq`, `rel`, `ar` and `sc`. Plain memory has `p.set(1)` and
//! `a = p.get()`. Read-modify-writes are `a = x.add(1, rlx)`, `a = x.swap(2, ar)` and
//! `a = x.cas(0, 1, ar, rlx)`; the register may be left out. Reader-writer locks have `l.read()`,
//! `l.write()`, `a = l.try_read()`, `a = l.try_write()`, `l.read_unlock()` and `l.write_unlock()`;
//! barriers, where the digit at the end of the name is the number of threads, `b2.meet()`, or
//! `a = b2.meet()` to ask which leads; one-time values `a = o.set_once(1)` and `a = o.get_once()`;
//! semaphores, where the digit at the end of the name is the number of initial permits,
//! `s1.acquire()`, `a = s1.try_acquire()` and `s1.release(2)`. The other operations are
//! `fence(sc)`, `m.lock()`, `m.unlock()`, `a = m.try_lock()`, `c.wait(m)`, `a = c.wait_for(m)`,
//! `c.notify_one()`, `c.notify_all()`, `park()`, and `A.unpark()` for the thread of the first
//! column. Channels have `a = c.send(1)`, `a = c.try_send(1)`, `a = c.recv()`, `a = c.try_recv()`,
//! `a = c.recv_timeout()`, `c.drop_sender()` and `c.close()`; a digit at the end of a channel's
//! name is its bound. A stored value is a number, a register, or a register plus a number.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::Ordering;

use super::program::{Access, Function, Instruction, Operand, Operation, Program};

const ORDERINGS: [(&str, Ordering); 5] = [
    ("rlx", Ordering::Relaxed),
    ("acq", Ordering::Acquire),
    ("rel", Ordering::Release),
    ("ar", Ordering::AcqRel),
    ("sc", Ordering::SeqCst),
];

impl FromStr for Program {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rows = text.lines().filter(|row| !row.trim().is_empty());
        let mut program = Self::default();
        for row in rows {
            for (thread, cell) in row.split('|').enumerate() {
                if program.threads.len() <= thread {
                    program.threads.push(Vec::new());
                }
                if !cell.trim().is_empty() {
                    let instruction = program.instruction(cell.trim());
                    let instruction = instruction.ok_or(format!("cannot read `{cell}`"))?;
                    program.threads[thread].push(instruction);
                }
            }
        }
        Ok(program)
    }
}

impl Program {
    fn instruction(&mut self, text: &str) -> Option<Instruction> {
        let (guard, text) = match text.strip_prefix("if ") {
            None => (None, text),
            Some(rest) => {
                let (condition, rest) = rest.split_once(':')?;
                let (register, value) = condition.split_once("==")?;
                let register = intern(&mut self.registers, register.trim());
                (Some((register, value.trim().parse().ok()?)), rest.trim())
            }
        };
        let (into, call) = match text.split_once('=') {
            None => (None, text),
            Some((register, call)) => (Some(register.trim()), call.trim()),
        };
        let into = into.map(|register| intern(&mut self.registers, register));
        let (callee, arguments) = call.strip_suffix(')')?.split_once('(')?;
        let arguments = arguments.split(',').map(str::trim);
        let arguments: Vec<&str> = arguments.filter(|a| !a.is_empty()).collect();
        let (object, function) = callee.split_once('.').unwrap_or(("", callee));
        let operation = self.operation(into, object, function, &arguments)?;
        Some(Instruction { guard, operation })
    }

    fn operation(
        &mut self,
        into: Option<usize>,
        object: &str,
        function: &str,
        arguments: &[&str],
    ) -> Option<Operation> {
        let mut variable = || intern(&mut self.variables, object);
        Some(match (function, arguments) {
            ("load", [o]) => Operation::Load {
                into,
                variable: variable(),
                access: Access::Atomic(ordering(o)?),
            },
            ("get", []) => Operation::Load {
                into,
                variable: variable(),
                access: Access::Plain,
            },
            ("store", [value, o]) => Operation::Store {
                variable: variable(),
                value: self.operand(value)?,
                access: Access::Atomic(ordering(o)?),
            },
            ("set", [value]) => Operation::Store {
                variable: variable(),
                value: self.operand(value)?,
                access: Access::Plain,
            },
            ("add" | "swap", [operand, o]) => Operation::Update {
                into,
                variable: variable(),
                function: match function {
                    "add" => Function::Add,
                    _ => Function::Swap,
                },
                operand: self.operand(operand)?,
                ordering: ordering(o)?,
            },
            ("cas", [expected, new, success, failure]) => Operation::CompareExchange {
                into,
                variable: variable(),
                expected: expected.parse().ok()?,
                new: new.parse().ok()?,
                success: ordering(success)?,
                failure: ordering(failure)?,
            },
            ("fence", [o]) => Operation::Fence(ordering(o)?),
            ("lock", []) => Operation::Lock(intern(&mut self.mutexes, object)),
            ("unlock", []) => Operation::Unlock(intern(&mut self.mutexes, object)),
            ("try_lock", []) => Operation::TryLock {
                into: into?,
                mutex: intern(&mut self.mutexes, object),
            },
            ("read", []) => Operation::Read(intern(&mut self.rwlocks, object)),
            ("write", []) => Operation::Write(intern(&mut self.rwlocks, object)),
            ("read_unlock", []) => Operation::ReadUnlock(intern(&mut self.rwlocks, object)),
            ("write_unlock", []) => Operation::WriteUnlock(intern(&mut self.rwlocks, object)),
            ("try_read", []) => Operation::TryRead {
                into: into?,
                rwlock: intern(&mut self.rwlocks, object),
            },
            ("try_write", []) => Operation::TryWrite {
                into: into?,
                rwlock: intern(&mut self.rwlocks, object),
            },
            ("meet", []) => Operation::Meet {
                into,
                barrier: intern(&mut self.barriers, object),
            },
            ("set_once", [value]) => Operation::SetOnce {
                into: into?,
                once: intern(&mut self.onces, object),
                value: self.operand(value)?,
            },
            ("get_once", []) => Operation::GetOnce {
                into: into?,
                once: intern(&mut self.onces, object),
            },
            ("acquire", []) => Operation::Acquire(intern(&mut self.semaphores, object)),
            ("try_acquire", []) => Operation::TryAcquire {
                into: into?,
                semaphore: intern(&mut self.semaphores, object),
            },
            ("release", [permits]) => Operation::Release {
                semaphore: intern(&mut self.semaphores, object),
                permits: permits.parse().ok()?,
            },
            ("wait", [mutex]) => Operation::Wait {
                condvar: intern(&mut self.condvars, object),
                mutex: intern(&mut self.mutexes, mutex),
            },
            ("wait_for", [mutex]) => Operation::WaitFor {
                into: into?,
                condvar: intern(&mut self.condvars, object),
                mutex: intern(&mut self.mutexes, mutex),
            },
            ("notify_one", []) => Operation::NotifyOne(intern(&mut self.condvars, object)),
            ("notify_all", []) => Operation::NotifyAll(intern(&mut self.condvars, object)),
            ("park", []) => Operation::Park,
            ("park_timeout", []) => Operation::ParkTimeout,
            ("send", [value]) => Operation::Send {
                into,
                channel: intern(&mut self.channels, object),
                value: self.operand(value)?,
            },
            ("try_send", [value]) => Operation::TrySend {
                into: into?,
                channel: intern(&mut self.channels, object),
                value: self.operand(value)?,
            },
            ("recv", []) => Operation::Receive {
                into: into?,
                channel: intern(&mut self.channels, object),
            },
            ("try_recv", []) => Operation::TryReceive {
                into: into?,
                channel: intern(&mut self.channels, object),
            },
            ("recv_timeout", []) => Operation::ReceiveTimeout {
                into: into?,
                channel: intern(&mut self.channels, object),
            },
            ("drop_sender", []) => Operation::DropSender(intern(&mut self.channels, object)),
            ("close", []) => Operation::Close(intern(&mut self.channels, object)),
            ("unpark", []) => Operation::Unpark(usize::from(object.as_bytes().first()? - b'A')),
            _ => return None,
        })
    }

    fn operand(&mut self, text: &str) -> Option<Operand> {
        if let Ok(constant) = text.parse() {
            return Some(Operand::Constant(constant));
        }
        let (register, addend) = text.split_once('+').unwrap_or((text, "0"));
        let register = intern(&mut self.registers, register.trim());
        Some(Operand::Sum(register, addend.trim().parse().ok()?))
    }

    fn cell(&self, instruction: &Instruction) -> String {
        let register = |r: usize| &self.registers[r];
        let into = |into: Option<usize>| match into {
            None => String::new(),
            Some(r) => format!("{} = ", register(r)),
        };
        let operand = |operand| match operand {
            Operand::Constant(value) => value.to_string(),
            Operand::Sum(r, 0) => register(r).clone(),
            Operand::Sum(r, addend) => format!("{} + {addend}", register(r)),
        };
        let variable = |v: usize| &self.variables[v];
        let operation = match instruction.operation {
            Operation::Load {
                into: r,
                variable: v,
                access,
            } => match access {
                Access::Plain => format!("{}{}.get()", into(r), variable(v)),
                Access::Atomic(o) => format!("{}{}.load({})", into(r), variable(v), short(o)),
            },
            Operation::Store {
                variable: v,
                value,
                access,
            } => match access {
                Access::Plain => format!("{}.set({})", variable(v), operand(value)),
                Access::Atomic(o) => {
                    format!("{}.store({}, {})", variable(v), operand(value), short(o))
                }
            },
            Operation::Update {
                into: r,
                variable: v,
                function,
                operand: by,
                ordering,
            } => {
                let name = match function {
                    Function::Add => "add",
                    Function::Swap => "swap",
                };
                let (by, ordering) = (operand(by), short(ordering));
                format!("{}{}.{name}({by}, {ordering})", into(r), variable(v))
            }
            Operation::CompareExchange {
                into: r,
                variable: v,
                expected,
                new,
                success,
                failure,
            } => {
                let (success, failure) = (short(success), short(failure));
                let call = format!("cas({expected}, {new}, {success}, {failure})");
                format!("{}{}.{call}", into(r), variable(v))
            }
            Operation::Fence(o) => format!("fence({})", short(o)),
            Operation::Lock(m) => format!("{}.lock()", self.mutexes[m]),
            Operation::Unlock(m) => format!("{}.unlock()", self.mutexes[m]),
            Operation::TryLock { into, mutex } => {
                format!("{} = {}.try_lock()", register(into), self.mutexes[mutex])
            }
            Operation::Read(l) => format!("{}.read()", self.rwlocks[l]),
            Operation::Write(l) => format!("{}.write()", self.rwlocks[l]),
            Operation::ReadUnlock(l) => format!("{}.read_unlock()", self.rwlocks[l]),
            Operation::WriteUnlock(l) => format!("{}.write_unlock()", self.rwlocks[l]),
            Operation::TryRead { into, rwlock } => {
                format!("{} = {}.try_read()", register(into), self.rwlocks[rwlock])
            }
            Operation::TryWrite { into, rwlock } => {
                format!("{} = {}.try_write()", register(into), self.rwlocks[rwlock])
            }
            Operation::Meet { into: r, barrier } => {
                format!("{}{}.meet()", into(r), self.barriers[barrier])
            }
            Operation::SetOnce { into, once, value } => {
                let (into, value) = (register(into), operand(value));
                format!("{into} = {}.set_once({value})", self.onces[once])
            }
            Operation::GetOnce { into, once } => {
                format!("{} = {}.get_once()", register(into), self.onces[once])
            }
            Operation::Acquire(s) => format!("{}.acquire()", self.semaphores[s]),
            Operation::TryAcquire { into, semaphore } => {
                let into = register(into);
                format!("{into} = {}.try_acquire()", self.semaphores[semaphore])
            }
            Operation::Release { semaphore, permits } => {
                format!("{}.release({permits})", self.semaphores[semaphore])
            }
            Operation::Wait { condvar, mutex } => {
                format!("{}.wait({})", self.condvars[condvar], self.mutexes[mutex])
            }
            Operation::WaitFor {
                into,
                condvar,
                mutex,
            } => format!(
                "{} = {}.wait_for({})",
                register(into),
                self.condvars[condvar],
                self.mutexes[mutex]
            ),
            Operation::NotifyOne(c) => format!("{}.notify_one()", self.condvars[c]),
            Operation::NotifyAll(c) => format!("{}.notify_all()", self.condvars[c]),
            Operation::Park => "park()".into(),
            Operation::ParkTimeout => "park_timeout()".into(),
            Operation::Send {
                into: r,
                channel,
                value,
            } => format!(
                "{}{}.send({})",
                into(r),
                self.channels[channel],
                operand(value)
            ),
            Operation::TrySend {
                into,
                channel,
                value,
            } => {
                let (into, value) = (register(into), operand(value));
                format!("{into} = {}.try_send({value})", self.channels[channel])
            }
            Operation::Receive { into, channel } => {
                format!("{} = {}.recv()", register(into), self.channels[channel])
            }
            Operation::TryReceive { into, channel } => {
                format!("{} = {}.try_recv()", register(into), self.channels[channel])
            }
            Operation::ReceiveTimeout { into, channel } => {
                let channel = &self.channels[channel];
                format!("{} = {channel}.recv_timeout()", register(into))
            }
            Operation::DropSender(channel) => format!("{}.drop_sender()", self.channels[channel]),
            Operation::Close(channel) => format!("{}.close()", self.channels[channel]),
            Operation::Unpark(thread) => {
                format!("{}.unpark()", racelab::explore::letter(thread + 1))
            }
        };
        match instruction.guard {
            None => operation,
            Some((r, value)) => format!("if {} == {value}: {operation}", register(r)),
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.threads.iter().map(|thread| {
            let cells = thread.iter().map(|instruction| self.cell(instruction));
            cells.collect::<Vec<_>>()
        });
        let columns: Vec<Vec<String>> = cells.collect();
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..rows {
            let cells = columns.iter().map(|column| {
                let width = column.iter().map(String::len).max().unwrap_or(0);
                let cell = column.get(row).map_or("", String::as_str);
                format!("{cell:width$}")
            });
            let line = cells.collect::<Vec<_>>().join(" | ");
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn intern(names: &mut Vec<String>, name: &str) -> usize {
    let known = names.iter().position(|n| n == name);
    known.unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

fn ordering(text: &str) -> Option<Ordering> {
    let found = ORDERINGS.iter().find(|(name, _)| *name == text);
    found.map(|&(_, ordering)| ordering)
}

fn short(ordering: Ordering) -> &'static str {
    let found = ORDERINGS.iter().find(|&&(_, o)| o == ordering);
    found.map_or("?", |&(name, _)| name)
}

/// The printed text of a program parses as the same program.
#[test]
fn a_program_survives_being_printed_and_read() {
    let text = "x.store(1, rlx)              | a = y.load(acq)             | m.lock()
                x.store(a + 2, rel)          | if a == 1: b = x.add(b, ar) | cv.wait(m)
                d = x.cas(0, 1, ar, rlx)     | fence(sc)                   | m.unlock()
                x.swap(3, sc)                | A.unpark()                  | cv.notify_all()
                park()                       | e = m.try_lock()            | cv.notify_one()
                p.set(d + 1)                 | f = p.get()                 | g = c1.recv()
                h = c1.send(2)               | c1.drop_sender()            | i = c1.try_recv()
                c1.send(a)                   | j = cv.wait_for(m)          | c1.close()
                l.read()                     | l.write()                   | k = l.try_read()
                l.read_unlock()              | l.write_unlock()            | q = b2.meet()
                r = o.set_once(1)            | s = o.get_once()            | t = c1.recv_timeout()
                b2.meet()                    | u = b2.meet()               | b3.meet()
                s1.acquire()                 | v = s1.try_acquire()        | s1.release(2)
                w = l.try_write()            | z = c1.try_send(a + 1)      | y = c0.try_send(2)";
    let program: Program = text.parse().expect("the text is in the language");
    let again: Program = program.to_string().parse().expect("its own text is too");
    assert_eq!(again.to_string(), program.to_string());
    assert_eq!(again.threads.len(), 3);
    assert!("x.load(later)".parse::<Program>().is_err());
}
