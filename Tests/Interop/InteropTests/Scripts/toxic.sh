#!/bin/bash
# Drives the real toxic as a person would: adds a Tox ID, waits until the friend is
# online, sends a message and waits for the answer. Prints what stands on toxic's screen at the end.
# Exit: 0 answered and acknowledged; otherwise as toxic-session.sh says.
usage="usage: toxic.sh TOXID HOST:PORT:KEY[,HOST:PORT:KEY...] MESSAGE [ANSWER]"
[ $# -ge 3 ] || { echo "$usage" >&2; exit 64; }
source "$(dirname "$0")/toxic-session.sh"
message=$3 answer=${4:-$3}

open_chat "$1" "$2"
type_line "$message"
# The echo repeats what we wrote, so it has to be there once more than any other answer.
if [ "$answer" = "$message" ]; then wait_for "$message" 2; else wait_for "$answer"; fi
# toxic has no tick: it writes an x behind what has had no receipt for 5 seconds.
sleep 6
if screen | grep -qE -- "$message x *$"; then
  echo "answered, but never acknowledged" >&2
  screen
  exit 1
fi
screen
