#!/usr/bin/env bash
# Gradescope runs this once, when it makes the image: Rust, the grader, and the course,
# built as far as it can be without a submission.
set -euo pipefail
apt-get update
apt-get install -y build-essential curl
curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal
export PATH="$HOME/.cargo/bin:$PATH"
cd /autograder/source
cargo build --locked --package racelab-grade
# A solution, so that the workshop is built before the first student waits for it.
warm=$(mktemp -d)
mkdir "$warm/first"
cp labs/05_racy_counter/solution.rs "$warm/first/05_racy_counter.rs"
target/debug/racelab-grade grade "$warm/first" --out "$warm/grades.jsonl"
