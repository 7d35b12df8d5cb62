# What the scripts that drive the real toxic have in common (Debian: toxic, tmux); they source it.
# They must run in a network namespace with only lo (the tests give them one).
# Exit: 1 not in time, 64 wrong use, 69 something is not installed.
set -u

seconds_limit=${TOXIC_SECONDS:-60}
for program in toxic tmux ip; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 69; }
done
if ip -oneline link | grep -qv ': lo:'; then
  echo "$(basename "$0"): run me where there is no network but lo" >&2
  exit 64
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/postern-toxic.XXXXXX")
# Not named by process id: two namespaces may each have the same one.
terminal() { tmux -S "$home/tmux" "$@"; }
screen() { terminal capture-pane -p 2>/dev/null; }
finish() {
  terminal kill-server 2>/dev/null
  rm -rf "$home"
}
trap finish EXIT

# Waits until a regular expression is on the screen, at least COUNT times.
wait_for() {
  local pattern=$1 count=${2:-1} tries=$((seconds_limit * 10))
  while [ "$(screen | grep -cE -- "$pattern")" -lt "$count" ]; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
      echo "not on the screen: $pattern" >&2
      screen
      [ -s "$home/errors" ] && cat "$home/errors" >&2
      exit 1
    fi
    sleep 0.1
  done
}

type_line() {
  terminal send-keys -l -- "$1"
  terminal send-keys Enter
}

# toxic looks for the keys by text: one line, no space after a colon, last_ping not too old.
write_nodes() {
  local nodes=$1 now separator="" node host port key
  now=$(date +%s)
  printf '{"last_scan":%s,"last_refresh":%s,"nodes":[' "$now" "$now"
  for node in ${nodes//,/ }; do
    IFS=: read -r host port key <<<"$node"
    printf '%s{"ipv4":"%s","ipv6":"-","port":%s,"tcp_ports":[%s],"public_key":"%s",' \
      "$separator" "$host" "$port" "$port" "$key"
    printf '"status_udp":true,"status_tcp":false,"last_ping":%s}' "$now"
    separator=,
  done
  printf ']}\n'
}

# nodeslist_update_freq 0: it never asks nodes.tox.chat. mplex_away: tmux would mark it away.
write_config() {
  cat <<CONFIG
ui = {
  alerts=false; bell_on_message=false; bell_on_filetrans=false;
  autolog=false; show_typing_self=false; show_typing_other=false;
  nodeslist_update_freq=0; mplex_away=false; native_colors=true;
};
tox = { download_path="$1"; };
CONFIG
}

# Starts toxic, adds a Tox ID, waits until the friend is online and opens the conversation.
# What is saved goes to the third argument, a folder with a slash at its end.
open_chat() {
  local tox_id=$1 nodes=$2 downloads=${3:-$home/}
  write_nodes "$nodes" >"$home/nodes.json"
  write_config "$downloads" >"$home/toxic.conf"
  export HOME=$home XDG_CONFIG_HOME=$home/.config LC_ALL=C.UTF-8
  mkdir -p "$XDG_CONFIG_HOME/tox"
  # Wide enough that a line of the conversation is not broken.
  terminal -f /dev/null new-session -d -x 160 -y 40 \
    "toxic -4 -L -f '$home/me.tox' -n '$home/nodes.json' -c '$home/toxic.conf' 2>'$home/errors'"
  wait_for 'Would you like to encrypt'
  type_line n
  wait_for 'Welcome to Toxic'
  wait_for '\[Online\]'
  type_line "/add $tox_id \"hello from toxic\""
  wait_for 'Friend request sent|added to friend list'
  terminal send-keys C-p
  wait_for 'Online: 1/1'
  terminal send-keys Enter
  wait_for '\[Home\].*\[Contacts\].*\['
}
