#!/usr/bin/env bash
# toxic: of the message of a friend request the first word arrives, without its last letter.
#
# Version: toxic 0.11.1-3+b1 with libtoxcore2 0.2.18-1 (Debian 12, amd64); tmux for the terminal.
#
# `/add ID "MESSAGE"` takes a message in quotation marks. It is cut at its first space, and what is
# left loses a letter, as if the closing quotation mark stood there.
#
# Seen, in the callback of the friend request of a client with libtoxcore alone:
#
#   /add ID "good morning to all of you"     goo
#   /add ID "hello"                          hello
#
# Consequence here: no rule of ours expects a word in a request, and the page on rules says why. What
# a person writes afterwards in the window of the conversation is whole.
set -euo pipefail

folder=$(mktemp -d)
peer=
leave() {
  [ -z "$peer" ] || kill "$peer" || true
  tmux -S "$folder/tmux" kill-server || true
  rm -rf "$folder"
}
trap 'leave 2>/dev/null' EXIT
if [ "${1:-}" != inside ]; then
  mkdir "$folder/debs" "$folder/root"
  (cd "$folder/debs" && apt-get download -qq -o APT::Sandbox::User=root \
    toxic=0.11.1-3+b1 libtoxcore2=0.2.18-1 libtoxcore-dev=0.2.18-1)
  for package in "$folder"/debs/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
  # No packet leaves the machine.
  unshare -n bash -c 'ip link set lo up && exec bash "$0" inside "$1"' "$(realpath "$0")" "$folder/root"
  exit
fi

root=$2
cd "$folder"
LD_LIBRARY_PATH=$(echo "$root"/usr/lib/*/)
export LD_LIBRARY_PATH HOME=$folder XDG_CONFIG_HOME=$folder/.config LC_ALL=C.UTF-8
mkdir -p "$XDG_CONFIG_HOME/tox"

cat >peer.c <<'END'
#include <stdio.h>
#include <time.h>
#include <tox/tox.h>

static void asked(Tox *tox, const uint8_t *key, const uint8_t *text, size_t size, void *data) {
  printf("request %.*s\n", (int)size, (const char *)text);
  fflush(stdout);
}

static void show(const char *name, const uint8_t *bytes, size_t size) {
  printf("%s ", name);
  for (size_t i = 0; i < size; i++) printf("%02X", bytes[i]);
  printf("\n");
  fflush(stdout);
}

int main(void) {
  struct Tox_Options *options = tox_options_new(NULL);
  tox_options_set_ipv6_enabled(options, false);
  tox_options_set_local_discovery_enabled(options, false);
  tox_options_set_start_port(options, 33450);
  tox_options_set_end_port(options, 33450);
  Tox *tox = tox_new(options, NULL);
  if (tox == NULL) return 1;
  uint8_t address[TOX_ADDRESS_SIZE], key[TOX_PUBLIC_KEY_SIZE];
  tox_self_get_address(tox, address);
  tox_self_get_dht_id(tox, key);
  show("address", address, sizeof address);
  show("node", key, sizeof key);
  tox_callback_friend_request(tox, asked);
  for (;;) {
    tox_iterate(tox, NULL);
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  }
}
END
cc -o peer peer.c -I"$root/usr/include" -L"$LD_LIBRARY_PATH" -l:libtoxcore.so.2 -Wl,--allow-shlib-undefined

wait_for() {
  for _ in $(seq 600); do
    grep -qE -- "$1" <("${@:2}") && return
    sleep 0.1
  done
  echo "not seen: $1" >&2
  "${@:2}" >&2
  exit 1
}
screen() { tmux -S tmux capture-pane -p; }
type_line() {
  tmux -S tmux send-keys -l -- "$1"
  tmux -S tmux send-keys Enter
}

# What arrives of a greeting.
arrives() {
  rm -f me.tox
  ./peer >peer.out &
  peer=$!
  wait_for '^node ' cat peer.out
  local address node now
  address=$(sed -n 's/^address //p' peer.out)
  node=$(sed -n 's/^node //p' peer.out)
  now=$(date +%s)
  printf '{"last_scan":%s,"last_refresh":%s,"nodes":[{"ipv4":"127.0.0.1","ipv6":"-","port":33450,' \
    "$now" "$now" >nodes.json
  printf '"tcp_ports":[],"public_key":"%s","status_udp":true,"status_tcp":false,"last_ping":%s}]}\n' \
    "$node" "$now" >>nodes.json
  echo 'ui = { nodeslist_update_freq=0; mplex_away=false; };' >toxic.conf
  tmux -S tmux -f /dev/null new-session -d -x 160 -y 40 \
    "$root/usr/bin/toxic -4 -L -f me.tox -n nodes.json -c toxic.conf"
  wait_for 'Would you like to encrypt' screen
  type_line n
  wait_for 'Welcome to Toxic' screen
  wait_for '\[Online\]' screen
  type_line "/add $address \"$1\""
  wait_for '^request ' cat peer.out
  sed -n 's/^request //p' peer.out
  tmux -S tmux kill-server
  kill "$peer"
  wait "$peer" 2>/dev/null || true
  peer=
}

several=$(arrives 'good morning to all of you')
one=$(arrives 'hello')
echo "several words: $several"
echo "one word: $one"
[ "$several" = goo ] && [ "$one" = hello ]
