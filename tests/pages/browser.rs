//! Chromium, driven over a pipe by its DevTools protocol.
//!
//! The protocol is one JSON object for each command, answer and event, ended by a zero byte. So a
//! pipe and `serde_json` are enough, and no library for WebSockets is built for it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// The names under which systems have it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The longest silence before a browser counts as broken. No answer is late by design.
const BROKEN: Duration = Duration::from_secs(120);

/// A browser; it ends with this value.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// The number of the last command.
    number: u64,
    profile: PathBuf,
}

/// A page that is open in a browser.
pub(crate) struct Tab {
    browser: Browser,
    session: String,
    /// What the page has said on the console, and its errors.
    pub(crate) complaints: Vec<String>,
    /// Whether a page was loaded since the last command to load one.
    loaded: bool,
}

impl Browser {
    /// Starts a browser; `None` (with a message) if there is none.
    fn start() -> Option<Self> {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program = NAMES.iter().find_map(|name| {
            let mut files = std::env::split_paths(&path).map(|folder| folder.join(name));
            files.find(|file| file.is_file())
        });
        let Some(program) = program else {
            // The harness does not capture this. An error means that standard error is closed.
            let _ = writeln!(
                std::io::stderr(),
                "skipped: there is no Chromium to open pages in"
            );
            return None;
        };
        // Relaxed: the number orders no other access.
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("chromium-{}-{number}", std::process::id()));
        // Its sandbox refuses root, as whom a container of continuous integration runs.
        let is_root = fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
        let sandbox = if is_root { "--no-sandbox" } else { "" };
        // It reads commands from descriptor 3 and writes answers to descriptor 4.
        let script = format!(
            "exec \"$0\" --headless {sandbox} --disable-gpu --no-first-run --hide-scrollbars \
             --disable-dev-shm-usage --remote-debugging-pipe --user-data-dir=\"$1\" \
             3<&0 4>&1 </dev/null >/dev/null 2>&1"
        );
        let mut child = Command::new("sh")
            .args(["-c", &script])
            .args([&program, &profile])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell can be started");
        let input = child.stdin.take().expect("it is a pipe");
        let output = child.stdout.take().expect("it is a pipe");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0) {
                let Ok(message) = message else { return };
                let message = serde_json::from_slice(&message).expect("Chromium writes JSON");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Some(Self {
            child,
            input,
            messages,
            number: 0,
            profile,
        })
    }

    fn send(&mut self, session: Option<&str>, method: &str, parameters: Value) -> u64 {
        self.number += 1;
        let mut command = json!({ "id": self.number, "method": method, "params": parameters });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        let mut line = command.to_string().into_bytes();
        line.push(0);
        self.input.write_all(&line).expect("Chromium runs");
        self.number
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself; a profile that is left lies among temporary files.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

impl Tab {
    /// Opens an empty page in a browser of its own; `None` (with a message) if there is no browser.
    pub(crate) fn open() -> Option<Self> {
        let mut tab = Self {
            browser: Browser::start()?,
            session: String::new(),
            complaints: Vec::new(),
            loaded: false,
        };
        let target = tab.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = tab.call("Target.attachToTarget", target);
        tab.session = session["sessionId"]
            .as_str()
            .expect("it has a name")
            .to_owned();
        for domain in ["Page", "Runtime", "Log"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        Some(tab)
    }

    /// Carries out a command of the protocol.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        let session = Some(self.session.clone()).filter(|session| !session.is_empty());
        let number = self.browser.send(session.as_deref(), method, parameters);
        loop {
            let message = self.hear();
            if message["id"] == number {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    /// The next message, with what it says of the page noted.
    fn hear(&mut self) -> Value {
        let message = self.browser.messages.recv_timeout(BROKEN);
        let message = message.expect("Chromium answers");
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loaded = true,
            Some("Log.entryAdded" | "Runtime.exceptionThrown" | "Runtime.consoleAPICalled") => {
                self.complaints.push(message["params"].to_string());
            }
            Some("Page.javascriptDialogOpening") => self.complaints.push("a dialog".to_owned()),
            _ => {}
        }
        message
    }

    /// Loads a file, with this fragment in its address.
    pub(crate) fn load(&mut self, file: &Path, fragment: &str) {
        // Another fragment of the same file would load nothing.
        self.visit("about:blank");
        self.visit(&format!("file://{}{fragment}", file.display()));
    }

    fn visit(&mut self, address: &str) {
        self.loaded = false;
        self.call("Page.navigate", json!({ "url": address }));
        while !self.loaded {
            self.hear();
        }
    }

    /// Requires that the page has said nothing on the console and made no error.
    #[track_caller]
    pub(crate) fn has_no_complaint(&self) {
        let complaints = &self.complaints;
        assert!(complaints.is_empty(), "{complaints:?}");
    }

    /// The value of an expression of JavaScript, or what it promises.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let parameters = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true
        });
        let result = self.call("Runtime.evaluate", parameters);
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {result}"
        );
        result["result"]["value"].clone()
    }

    /// The text of the first element that this selector finds.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let value = self.evaluate(&format!("document.querySelector({selector:?}).textContent"));
        value.as_str().expect("it has a text").to_owned()
    }

    /// Presses a key, as a person does.
    pub(crate) fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let parameters = json!({ "type": kind, "key": key, "text": text });
            self.call("Input.dispatchKeyEvent", parameters);
        }
    }

    /// Has pages shown in this scheme: `light` or `dark`.
    pub(crate) fn prefer(&mut self, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        let media = json!({ "features": [feature] });
        self.call("Emulation.setEmulatedMedia", media);
    }

    /// The script of axe-core, which [`barriers`](Self::barriers) needs; `None` (with a message) if
    /// it is not installed.
    pub(crate) fn axe(&mut self) -> Option<String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
        let file = target.join("axe/node_modules/axe-core/axe.min.js");
        let script = fs::read_to_string(&file);
        if script.is_err() {
            // The harness does not capture this. An error means that standard error is closed.
            let _ = writeln!(
                std::io::stderr(),
                "skipped: there is no axe-core in {}",
                file.display()
            );
        }
        script.ok()
    }

    /// What axe-core objects to on the page that is open: the rule, and the first element. It loads
    /// no style once more, which a browser forbids to a file.
    pub(crate) fn barriers(&mut self, axe: &str) -> Vec<String> {
        self.evaluate(&format!("{axe}; 0"));
        let found = self.evaluate(
            "axe.run({ preload: false }).then((found) => found.violations.map(({ id, nodes }) => \
             `${id}: ${nodes.length} times, first ${nodes[0].html}: ${nodes[0].failureSummary}`))",
        );
        let found = found.as_array().expect("axe-core lists them").iter();
        found
            .map(|found| found.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Sets the size of the window.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }
}
