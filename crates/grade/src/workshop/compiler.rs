//! One call of cargo, and its result for each lab.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use racelab::confine::Caps;

use crate::Fault;

use super::machine;
use super::session::{self, Ended};
use super::unit::{Message, Unit, deaths};

/// The limits of a compiler that compiles a student's code; a lab takes it a second or
/// two, and less than 1 GiB.
const OF_A_LAB: Caps = Caps {
    processor: Duration::from_secs(20),
    memory: 3 << 30,
    file: 256 << 20,
};

/// The limits of the first build of the course itself. No student's code is in it, so
/// these only end a build that hangs.
const OF_THE_COURSE: Caps = Caps {
    processor: Duration::from_secs(900),
    memory: 16 << 30,
    file: 4 << 30,
};

/// The time on the clock for the course, for a build of labs, and what each lab adds to that. The
/// limit of processor time ends an endless compilation. This is long enough that it does so on a
/// machine that gives the compiler a thirtieth of a core, too.
const WALL_OF_THE_COURSE: Duration = Duration::from_secs(1800);
const WALL: Duration = Duration::from_secs(600);
const WALL_FOR_EACH: Duration = Duration::from_secs(20);

/// The only environment variables of a compiler that compiles a student's code: the paths of the
/// compiler and the linker. An exercise may read these (`option_env!`), so no
/// variable that may hold a secret is passed on, and no `RUSTFLAGS`.
const VARIABLES: &[&str] = &[
    "CARGO_HOME",
    "DEVELOPER_DIR",
    "HOME",
    "LD_LIBRARY_PATH",
    "MACOSX_DEPLOYMENT_TARGET",
    "PATH",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "SDKROOT",
    "TMPDIR",
];

/// More variables for cargo while it builds the course itself and may use
/// the network: how to reach the registry, and the token for it.
const OF_THE_NETWORK: &[&str] = &["SSL_CERT_DIR", "SSL_CERT_FILE"];
const PREFIXES: &[&str] = &[
    "CARGO_HTTP_",
    "CARGO_NET_",
    "CARGO_REGISTR",
    "CARGO_SOURCE_",
];
const ENDINGS: &[&str] = &["_PROXY", "_proxy"];

/// Set while a student's code is compiled: no network; and of cargo's configuration
/// no wrapper around the compiler, which would share the compiler's limits,
/// and no flags, because one of them (`-D warnings`) rejects correct code.
const SET: [(&str, &str); 4] = [
    ("CARGO_ENCODED_RUSTFLAGS", ""),
    ("CARGO_NET_OFFLINE", "true"),
    ("RUSTC_WRAPPER", ""),
    ("RUSTC_WORKSPACE_WRAPPER", ""),
];

/// Differences from a student's build. A check uses only the lines of the debug information.
/// Only the exercise changes from one submission to the
/// next, so the compiled rest is kept, which saves processor time for many
/// submissions.
///
/// Settings that affect a verdict are fixed, whatever a configuration says: a panic
/// unwinds, and a number that wraps panics.
const PROFILE: [&str; 7] = [
    "profile.dev.panic=\"unwind\"",
    "profile.dev.overflow-checks=true",
    "profile.dev.package.labs.opt-level=0",
    "profile.dev.package.labs.overflow-checks=true",
    "profile.dev.package.labs.debug-assertions=true",
    "profile.dev.package.labs.debug=\"line-tables-only\"",
    "profile.dev.package.labs.incremental=true",
];

/// A grade needs both judges.
const LOOM: [&str; 1] = ["--features=labs/loom"];

/// The place where cargo works.
#[derive(Debug)]
pub(super) struct Compiler {
    root: PathBuf,
    target: PathBuf,
    /// What cargo builds besides the requested binaries of labs.
    selection: &'static [&'static str],
}

impl Compiler {
    /// Cargo in this workspace, with this target folder.
    pub(super) fn new(root: &Path, target: &Path) -> Self {
        Self {
            root: root.to_owned(),
            target: target.to_owned(),
            selection: &["--package=labs"],
        }
    }

    /// Builds this selection instead of the package of the labs, which must be a part of it:
    /// the selection determines the features of the dependencies.
    pub(super) fn select(&mut self, selection: &'static [&'static str]) {
        self.selection = selection;
    }

    /// Builds the parts that every lab needs and no student writes.
    pub(super) fn build_course(&self) -> Result<(), Fault> {
        let mut command = self.cargo();
        command
            .args(["--lib", "--quiet"])
            .env_remove("CARGO_NET_OFFLINE")
            .envs(std::env::vars_os().filter(is_of_the_network));
        let ended = self.run(command, WALL_OF_THE_COURSE, OF_THE_COURSE, &mut |_| {})?;
        match ended.status {
            Some(status) if status.success() => Ok(()),
            Some(_) => Err(fault(&ended, "the course itself does not build")),
            None => Err(fault(&ended, "the build of the course did not finish")),
        }
    }

    /// Builds the binaries of these labs, independently: if one build ends early, the others
    /// go on.
    pub(super) fn build_labs(&self, labs: &[&str]) -> Result<BTreeMap<String, Unit>, Fault> {
        let mut units = BTreeMap::new();
        let ended = self.build_some(labs, &mut units)?;
        let open = |units: &BTreeMap<String, Unit>| -> Vec<&str> {
            let is_open = |lab: &&&str| !units.get(**lab).is_some_and(Unit::is_settled);
            labs.iter().filter(is_open).copied().collect()
        };
        if ended.status.is_some() {
            if let [lab, ..] = open(&units)[..] {
                return Err(fault(&ended, &format!("cargo says nothing of {lab}")));
            }
            if !ended.status.is_some_and(|status| status.success()) {
                self.list_files(labs, &units)?;
            }
            return Ok(units);
        }
        // One build took all the time. Building each lab alone shows which.
        for lab in open(&units) {
            units.remove(lab);
            let ended = self.build_some(&[lab], &mut units)?;
            let unit = units.entry(lab.to_owned()).or_default();
            if ended.status.is_none() && !unit.is_settled() {
                // Each of its processes also has a limit of processor time, which ends an
                // endless one.
                return Err(Fault::new(format!(
                    "the compiler did not get through {lab} in time, though it is alone; take a \
                     load off this machine, and grade again"
                )));
            }
            if !unit.is_settled() {
                return Err(fault(&ended, &format!("cargo says nothing of {lab}")));
            }
        }
        self.list_files(labs, &units)?;
        Ok(units)
    }

    /// Makes cargo write the lists of the files of which the built binaries were made. Cargo writes
    /// them at the end of a build without failures, and earlier lists may
    /// be of another submission. This compiles nothing.
    fn list_files(&self, labs: &[&str], units: &BTreeMap<String, Unit>) -> Result<(), Fault> {
        let is_built = |lab: &&&str| {
            units
                .get(**lab)
                .is_some_and(|unit| unit.executable.is_some())
        };
        let built: Vec<_> = labs.iter().filter(is_built).collect();
        if built.is_empty() {
            return Ok(());
        }
        let mut command = self.cargo();
        command.arg("--quiet");
        for lab in built {
            command.args(["--bin", lab]);
        }
        let ended = self.run(command, WALL, OF_A_LAB, &mut |_| {})?;
        match ended.status {
            Some(status) if status.success() => Ok(()),
            _ => Err(fault(
                &ended,
                "cargo does not say what the labs are made of",
            )),
        }
    }

    fn build_some(
        &self,
        labs: &[&str],
        units: &mut BTreeMap<String, Unit>,
    ) -> Result<Ended, Fault> {
        let mut command = self.cargo();
        command.args(["--keep-going", "--message-format=json"]);
        for lab in labs {
            command.args(["--bin", lab]);
        }
        let wall = WALL + WALL_FOR_EACH * u32::try_from(labs.len()).unwrap_or(u32::MAX);
        let ended = self.run(command, wall, OF_A_LAB, &mut |line| {
            // A line that is not a message comes from another program.
            if let Ok(message) = serde_json::from_slice::<Message>(line) {
                let unit = units.entry(message.target.name.clone()).or_default();
                unit.take(message, &self.root);
            }
        })?;
        for (lab, how) in deaths(&ended.stderr) {
            let unit = units.entry(lab).or_default();
            if let Some(why) = machine::signal(&how) {
                return Err(Fault::new(format!("the system ended the compiler, {why}")));
            }
            unit.died = Some(how);
        }
        let machines = units.values().find_map(|unit| unit.machine.clone());
        match machines.or_else(|| machine::refusal(&ended.stderr)) {
            Some(why) => Err(Fault::new(why)),
            None => Ok(ended),
        }
    }

    fn run(
        &self,
        command: Command,
        wall: Duration,
        caps: Caps,
        hear: &mut (dyn FnMut(&[u8]) + Send),
    ) -> Result<Ended, Fault> {
        session::run(command, wall, caps, hear)
            .map_err(|error| Fault::new(format!("cannot run cargo: {error}")))
    }

    fn cargo(&self) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.root)
            .args(["build", "--locked", "--target-dir"])
            .arg(&self.target)
            .args(self.selection)
            .args(LOOM)
            .args(PROFILE.iter().flat_map(|line| ["--config", line]))
            .env_clear()
            .envs(std::env::vars_os().filter(is_needed))
            .envs(SET)
            .env("CARGO_TERM_COLOR", "never");
        command
    }
}

fn is_needed((name, _): &(OsString, OsString)) -> bool {
    name.to_str().is_some_and(|name| VARIABLES.contains(&name))
}

fn is_of_the_network((name, _): &(OsString, OsString)) -> bool {
    name.to_str().is_some_and(|name| {
        OF_THE_NETWORK.contains(&name)
            || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || ENDINGS.iter().any(|ending| name.ends_with(ending))
    })
}

/// A fault for a failed build that is not a student's.
fn fault(ended: &Ended, what: &str) -> Fault {
    let said = ended.stderr.lines().filter(|line| !line.trim().is_empty());
    let said: Vec<_> = said.take(8).map(str::trim).collect();
    Fault::new(format!("{what}; cargo says: {}", said.join(" / ")))
}
