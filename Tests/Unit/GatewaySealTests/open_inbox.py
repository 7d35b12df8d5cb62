#!/usr/bin/env python3
"""Opens what `postern inbox export --json` wrote, with an inbox key and without Postern.

    open_inbox.py KEY-FILE EXPORT [PASSPHRASE-FILE]
    open_inbox.py KEY-FILE NUMBER.sealed [PASSPHRASE-FILE]

Prints each message as a line of JSON with its text, or the bytes of a file, with its name on standard
error. Needs the package cryptography, 48 or later. The format is described in SealedFormat.md.
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

NONCE = bytes(12)


def read_seed(path, passphrase):
    """The seed of the key: 32 bytes."""
    for line in open(path, encoding="ascii").read().split():
        if line.startswith("inboxsec_"):
            return base64.b64decode(line[9:])
        if line.startswith("inboxenc_"):
            data = base64.b64decode(line[9:])
            head, box = data[:25], data[25:]
            passes, kibibytes = int.from_bytes(head[1:5], "big"), int.from_bytes(head[5:9], "big")
            key = Argon2id(
                salt=head[9:], length=32, iterations=passes, lanes=1, memory_cost=kibibytes
            ).derive(passphrase)
            return ChaCha20Poly1305(key).decrypt(NONCE, box, head)
    sys.exit("there is no secret key in " + path)


def key_pair(seed):
    """X-Wing: the seed expands to that of ML-KEM-768 and to the secret of X25519."""
    expanded = hashlib.shake_256(seed).digest(96)
    kem = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    curve = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
    public = kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return hpke.MLKEM768X25519PrivateKey(kem, curve), public


def open_envelope(data, private, key_id):
    """The key of a period, or None where it is sealed to others."""
    assert data[0] == 1, "an envelope of another version"
    home, number, count = data[1:17], data[17:25], data[25]
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    for index in range(count):
        entry = data[26 + 1176 * index : 26 + 1176 * (index + 1)]
        if entry[:8] == key_id:
            return suite.decrypt(entry[8:], private, b"postern envelope 1\0" + home + number)
    return None


def open_value(value, keys, column, row):
    """The bytes of a sealed value; None where its envelope is for others."""
    assert value[0] == 1, "a value that people can't open"
    base = keys[value[1:9].hex()]
    if base is None:
        return None
    salt, box = value[9:25], value[25:]
    place = column.encode() + b"\0" + row.to_bytes(8, "big")
    return unpadded(open_box(b"postern value 1\0" + place + salt, base, box))


def open_box(context, base, box):
    key = hashlib.blake2b(context, key=base, digest_size=32).digest()
    return ChaCha20Poly1305(key).decrypt(NONCE, box, None)


def unpadded(padded):
    return padded.rstrip(b"\0")[:-1]


def part(data, at):
    """Bytes behind their length, and where they end."""
    end = at + 4 + int.from_bytes(data[at : at + 4], "big")
    return data[at + 4 : end], end


def open_file(data, private, key_id):
    """The name and the bytes of a sealed file."""
    row = data[15:23]
    envelope, at = part(data, 23)
    record, at = part(data, at)
    keys = {envelope[17:25].hex(): open_envelope(envelope, private, key_id)}
    details = open_value(record, keys, "files.record", int.from_bytes(row, "big"))
    if details is None:
        sys.exit("it is sealed to other keys")
    key, digest, type_size = details[:32], details[32:64], details[72]
    segments = [data[start : start + 65568] for start in range(at, len(data), 65568)]
    content = b""
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        place = row + number.to_bytes(8, "big") + (b"\1" if last else b"\0")
        plain = open_box(b"postern segment 1\0" + place + segment[:16], key, segment[16:])
        content += unpadded(plain) if last else plain
    assert hashlib.sha256(content).digest() == digest, "the bytes are others than those that came"
    return details[73 + type_size :].decode(), content


def main():
    passphrase = b""
    if len(sys.argv) > 3:
        passphrase = open(sys.argv[3], "rb").readline().rstrip(b"\r\n")
    private, public = key_pair(read_seed(sys.argv[1], passphrase))
    key_id = hashlib.blake2b(public, digest_size=32).digest()[:8]
    data = open(sys.argv[2], "rb").read()
    if data.startswith(b"postern file 1\0"):
        name, content = open_file(data, private, key_id)
        print(name, file=sys.stderr)
        sys.stdout.buffer.write(content)
        return
    keys = {}
    for line in filter(None, data.decode().split("\n")):
        entry = json.loads(line)
        if "envelope" in entry:
            keys[entry["number"]] = open_envelope(
                base64.b64decode(entry["envelope"]), private, key_id
            )
        elif "sealed" in entry:
            value = base64.b64decode(entry.pop("sealed"))
            text = open_value(value, keys, "items.content", entry["id"])
            entry["text"] = None if text is None else text.decode()
            print(json.dumps(entry, ensure_ascii=False))
        else:
            print(json.dumps(entry, ensure_ascii=False))


main()
