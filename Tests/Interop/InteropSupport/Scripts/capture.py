"""Prints each IP packet of this machine, on all its interfaces and either way, as one line of JSON.

The first line says that the capture has begun; SIGTERM ends it, and the last line says how many packets
it missed. What is no IP, such as a question for
an Ethernet address, is the kernel's own and left out.
"""
import ipaddress
import json
import signal
import socket
import struct
import sys

ETH_P_ALL, ETH_P_IP, ETH_P_IPV6 = 3, 0x0800, 0x86DD
SOL_PACKET, PACKET_STATISTICS = 263, 6
PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmp6"}


def say(**record):
    print(json.dumps(record), flush=True)


def describe(packet):
    """Protocol and both ends of an IP packet."""
    if packet[0] >> 4 == 4:
        size = (packet[0] & 15) * 4
        protocol, source, target = packet[9], packet[12:16], packet[16:20]
    else:
        size, protocol, source, target = 40, packet[6], packet[8:24], packet[24:40]
    name = PROTOCOLS.get(protocol, str(protocol))
    ports = struct.unpack("!HH", packet[size:size + 4]) if name in ("tcp", "udp") else (0, 0)
    return dict(event="packet", protocol=name, source=str(ipaddress.ip_address(source)),
                source_port=ports[0], target=str(ipaddress.ip_address(target)),
                target_port=ports[1])


capture = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
capture.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)


def end(*_):
    _, missed = struct.unpack("II", capture.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
    say(event="end", missed=missed)
    sys.exit()


signal.signal(signal.SIGTERM, end)
# Whoever started us may have it blocked.
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
say(event="listening")
while True:
    packet, (_, kind, *_) = capture.recvfrom(65_536)
    if kind in (ETH_P_IP, ETH_P_IPV6):
        say(**describe(packet))
