#!/bin/bash
# Drives the real toxic as a person would: adds a Tox ID, sends it a file, then writes it a message that
# it answers with a file, which is saved in DIRECTORY. Prints what stands on toxic's screen at the end.
# Exit: 0 both files are through; otherwise as toxic-session.sh says.
usage="usage: toxic-files.sh TOXID HOST:PORT:KEY[,HOST:PORT:KEY...] FILE MESSAGE DIRECTORY"
[ $# -eq 5 ] || { echo "$usage" >&2; exit 64; }
source "$(dirname "$0")/toxic-session.sh"

open_chat "$1" "$2" "$5/"
type_line "/sendfile $3"
wait_for 'successfully sent'
type_line "$4"
wait_for 'File transfer request'
type_line '/savefile 0'
wait_for 'successfully received'
screen
