#!/usr/bin/env python3
"""Opens what `postern inbox export --json` wrote, with an inbox key and without Postern.

    open_inbox.py KEY-FILE EXPORT [PASSPHRASE-FILE]

Prints each message as a line of JSON with its text. Needs the package cryptography, 48 or later.
The format is described in SealedFormat.md.
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
    """The text of a sealed value; None where its envelope is for others."""
    assert value[0] == 1, "a value that people can't open"
    base = keys[value[1:9].hex()]
    if base is None:
        return None
    salt, box = value[9:25], value[25:]
    place = column.encode() + b"\0" + row.to_bytes(8, "big")
    key = hashlib.blake2b(b"postern value 1\0" + place + salt, key=base, digest_size=32).digest()
    padded = ChaCha20Poly1305(key).decrypt(NONCE, box, None)
    return padded.rstrip(b"\0")[:-1].decode()


def main():
    passphrase = b""
    if len(sys.argv) > 3:
        passphrase = open(sys.argv[3], "rb").readline().rstrip(b"\r\n")
    private, public = key_pair(read_seed(sys.argv[1], passphrase))
    key_id = hashlib.blake2b(public, digest_size=32).digest()[:8]
    keys = {}
    for line in open(sys.argv[2], encoding="utf-8"):
        entry = json.loads(line)
        if "envelope" in entry:
            keys[entry["number"]] = open_envelope(
                base64.b64decode(entry["envelope"]), private, key_id
            )
        elif "sealed" in entry:
            value = base64.b64decode(entry.pop("sealed"))
            entry["text"] = open_value(value, keys, "items.content", entry["id"])
            print(json.dumps(entry, ensure_ascii=False))
        else:
            print(json.dumps(entry, ensure_ascii=False))


main()
