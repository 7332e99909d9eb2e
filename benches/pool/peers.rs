//! The other pools.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::processor::{confine, release};

/// Another pool: a program that receives the name of a row and prints its figure.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// The message if it does not run.
    pub(crate) absent: &'static str,
    pub(crate) running: Option<Running>,
}

/// A peer that is running.
pub(crate) struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    pub(crate) fn python() -> Peer {
        let program = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pool.py");
        Peer {
            name: "Python",
            absent: "no python3 here; PYTHON can name one",
            running: Running::start(Command::new(program).arg(script)),
        }
    }

    pub(crate) fn procspawn() -> Peer {
        let program = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/benches/procspawn/target/release/procspawn-side"
        );
        Peer {
            name: "procspawn",
            absent: "not built; to have it here as well:\n  \
                     cargo build --release --manifest-path benches/procspawn/Cargo.toml",
            running: Running::start(&mut Command::new(program)),
        }
    }

    pub(crate) fn measure(&mut self, row: &str) -> Option<f64> {
        let running = self.running.as_mut()?;
        if row != "apply" {
            return running.measure(row);
        }
        let pid = running.child.id().try_into().ok()?;
        let every = confine(pid);
        let figure = running.measure(row);
        release(pid, every);
        figure
    }
}

impl Running {
    fn start(command: &mut Command) -> Option<Running> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let (input, output) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        Some(Running {
            child,
            input,
            output,
        })
    }

    fn measure(&mut self, row: &str) -> Option<f64> {
        writeln!(self.input, "{row}").ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        line.trim().parse().ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A peer ends by itself at the end of its input. The kill is for a peer that hangs.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
