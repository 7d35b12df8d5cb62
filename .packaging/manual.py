#!/usr/bin/env python3
"""Writes the man page of a `postern`, from what it tells of its commands itself.

Usage: manual.py PROGRAM > postern.1
"""

import json
import re
import subprocess
import sys


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\`")
    text = re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)
    return re.sub(r"[^\x00-\x7f]", lambda match: f"\\[u{ord(match[0]):04X}]", text)


def names(argument):
    """As the help prints them: the long name last."""
    given = sorted(argument.get("names") or [], key=lambda name: name["kind"] == "long")
    return ", ".join(("--" if name["kind"] == "long" else "-") + name["name"] for name in given)


def described(argument):
    text = argument.get("abstract") or ""
    default = argument.get("defaultValue")
    if default:
        text += f" (default: {default})"
    return text


def definition(argument):
    value = f"<{argument.get('valueName') or 'value'}>"
    if argument["kind"] == "positional":
        return f"\\fI{escaped(value)}\\fR"
    shown = f"\\fB{escaped(names(argument))}\\fR"
    return shown if argument["kind"] == "flag" else f"{shown} \\fI{escaped(value)}\\fR"


def usage(path, arguments):
    words = [f"\\fB{escaped(path)}\\fR"]
    if any(argument["kind"] != "positional" for argument in arguments):
        words.append("[\\fIoptions\\fR]")
    for argument in arguments:
        if argument["kind"] == "positional":
            word = definition(argument) + ("..." if argument.get("isRepeating") else "")
            words.append(f"[{word}]" if argument.get("isOptional") else word)
    return " ".join(words)


def write(command, path, out):
    children = [child for child in command.get("subcommands") or [] if child["commandName"] != "help"]
    hidden = {"help", "version"}
    arguments = [
        argument
        for argument in command.get("arguments") or []
        if argument.get("shouldDisplay", True)
        and not {name["name"] for name in argument.get("names") or []} & hidden
    ]
    if not children and path != "postern":
        out.append(f".SS {escaped(path)}")
        out.append(escaped(command.get("abstract") or ""))
        out.append(".PP\n" + usage(path, arguments))
        if command.get("discussion"):
            out.append(".PP\n" + escaped(command["discussion"]))
        for argument in arguments:
            out.append(f".TP\n{definition(argument)}\n{escaped(described(argument))}")
    for child in children:
        write(child, f"{path} {child['commandName']}", out)


HEAD = r""".TH POSTERN 1 "" "postern {version}" "User Commands"
.SH NAME
postern \- headless chat agent and automation gateway on the Tox network
.SH SYNOPSIS
\fBpostern\fR \fIcommand\fR [\fIoptions\fR]
.SH DESCRIPTION
A bot is one Lua file. Postern runs it under a key pair of its own, without an account anywhere, talks
end\-to\-end encrypted with people who use any Tox client, and forwards messages to webhooks. Its state is one
directory, the bot's home.
.SH COMMANDS"""

TAIL = r""".SH EXIT STATUS
0 on success; 1 where a request was refused, or where a line of \fBdoctor\fR or \fBready\fR or a test failed; otherwise as
in sysexits(3): 64 an option that does not exist, 65 a broken or missing bot or file, 66 the home has lost its
key or its journal, or has that of another, 69 the port is in use or the proxy is away, 73 the home can't be used,
74 the disk is full or the database damaged, 75 try again, 78 a home of a newer version, or options that
contradict each other.
.SH ENVIRONMENT
.TP
\fBPOSTERN_BOOTSTRAP\fR
\fBnone\fR switches the built\-in list of public nodes off.
.TP
\fBXDG_DATA_HOME\fR, \fBHOME\fR, \fBSTATE_DIRECTORY\fR
The first that is set says where homes are.
.SH FILES
.TP
\fI/etc/postern/NAME.lua\fR, \fI/etc/postern/NAME.env\fR
The bot that the service \fBpostern@NAME\fR runs, and the values of its secrets.
.TP
\fI/var/lib/postern/NAME\fR
Its home: key, contacts and messages.
.SH SEE ALSO
The documents in \fI/usr/share/doc/postern\fR."""


def main():
    program = sys.argv[1]
    dump = subprocess.run([program, "--experimental-dump-help"], stdout=subprocess.PIPE, check=True)
    version = subprocess.run([program, "--version"], stdout=subprocess.PIPE, check=True)
    out = [HEAD.replace("{version}", version.stdout.decode().strip())]
    write(json.loads(dump.stdout)["command"], "postern", out)
    out.append(TAIL)
    print("\n".join(out))


main()
