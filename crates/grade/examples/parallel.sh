#!/usr/bin/env bash
# A class on several machines, with GNU parallel over ssh.
#
#   crates/grade/examples/parallel.sh SUBMISSIONS HOST...
#
# Run it in the course. Each HOST has the course at the same path, can be reached by ssh
# without a password, and gets the submissions by rsync; ":" is this machine. There are
# twice as many shares as machines, so that none waits long for the slowest; the same
# command run again grades only what is not graded yet.
set -euo pipefail
submissions=$(realpath "$1")
shift
course=$PWD
shares=$((2 * $#))
for host in "$@"; do
  test "$host" = : || rsync --archive --relative "$submissions" "$host:/"
done
mkdir -p shares
# One share at a time on each machine: a share uses all of its cores.
seq "$shares" | parallel --jobs 1 --sshlogin "$(IFS=,; echo "$*")" --workdir "$course" \
  --return "shares/{}.jsonl" --joblog shares/log --line-buffer --tagstring "share {}" \
  "mkdir -p shares; cargo lab grade $(printf %q "$submissions")/*/ --shard {}/$shares --out shares/{}.jsonl" \
  || echo "Not every share is whole; shares/log says which." >&2
cargo lab merge shares/*.jsonl --out grades.jsonl --csv grades.csv
