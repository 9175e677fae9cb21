"""A push service on this machine: it takes notices over HTTP, checks who sent them, and opens them as a browser would."""

import json
import os
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
PATIENCE_S = 15


def to_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)


@dataclass
class Receiver:
    """A subscription as a browser keeps it: with the private half."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def unseal(self, body: bytes) -> bytes:
        """What was sealed; fails when it was not for this subscription."""
        salt, width = body[:16], body[20]
        sender, sealed = body[21 : 21 + width], body[21 + width :]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        material = derived(shared, self.secret, b"WebPush: info\0" + self.point + sender, 32)
        key = derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(material, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded[-1:] == b"\x02"
        return padded[:-1]


def claims_of(authorization: str, key: str) -> dict[str, Any]:
    """What the sender claims, when its signature is right and its key the one that was subscribed with."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(each.strip().split("=", 1) for each in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", key)
    signed, _, signature = parts["t"].rpartition(".")
    raw = to_bytes(signature)
    pair = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to_bytes(key))
    public.verify(pair, signed.encode(), ec.ECDSA(SHA256()))
    return json.loads(to_bytes(signed.split(".")[1]))


@dataclass
class PushService:
    """The service; `answer` is the status it gives."""

    receiver: Receiver = field(default_factory=Receiver)
    answer: int = 201
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.came.append((dict(self.headers), body))
                self.send_response(service.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def subscription(self, name: str = "one") -> dict[str, Any]:
        """What a browser's PushSubscription says."""
        keys = {"p256dh": to_text(self.receiver.point), "auth": to_text(self.receiver.secret)}
        return {"endpoint": f"{self.origin}/push/{name}", "keys": keys}

    def messages(self) -> list[dict[str, Any]]:
        """What came, opened."""
        return [json.loads(self.receiver.unseal(body)) for _, body in self.came]

    def when_they_came(self, n: int) -> list[dict[str, Any]]:
        """What came, opened, once it is this many: the server's own clock may be the one that sends."""
        ends = time.monotonic() + PATIENCE_S
        while len(self.came) < n and time.monotonic() < ends:
            time.sleep(0.05)
        return self.messages()
