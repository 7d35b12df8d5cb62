#!/usr/bin/python3
"""Takes the place of ssh: commands run on this machine, and a socket leads to another one of it.

`POSTERN_SSH_LOG` names a file that gets a line for each start: the number of the process and what
it was asked for.
"""

import os
import socket
import subprocess
import sys
import threading

arguments = sys.argv[1:]
with open(os.environ["POSTERN_SSH_LOG"], "a") as log:
    print(os.getpid(), " ".join(arguments), file=log)


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def forward(local, remote):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(local)
    listener.listen()
    while True:
        connection, _ = listener.accept()
        other = socket.socket(socket.AF_UNIX)
        try:
            other.connect(remote)
        except OSError:
            connection.close()
            continue
        for pair in ((connection, other), (other, connection)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


assert "BatchMode=yes" in arguments
place = arguments.index("--")
if "-N" in arguments:
    forward(*arguments[arguments.index("-L") + 1].split(":"))
sys.exit(subprocess.run(["sh", "-c", arguments[place + 2]]).returncode)
