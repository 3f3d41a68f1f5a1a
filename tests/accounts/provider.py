"""A small OpenID Connect provider on this machine: as strict as a real one, and as wrong as asked.

`claims` changes what the ID token says (None leaves a claim out), `sign` how it is signed.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "tsunagi", "a-secret-of-the-tests"
OWN_KEY = RSAKey.generate_key(2048, {"kid": "own", "use": "sig", "alg": "RS256"})
STRANGE_KEY = RSAKey.generate_key(2048, {"kid": "own", "use": "sig", "alg": "RS256"})


def rightly(claims):
    return jwt.encode({"alg": "RS256", "kid": "own"}, claims, OWN_KEY)


def with_a_strange_key(claims):
    return jwt.encode({"alg": "RS256", "kid": "own"}, claims, STRANGE_KEY)


def with_the_shared_secret(claims):
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET))


def with_the_public_key_as_a_secret(claims):
    parts = ({"alg": "HS256", "kid": "own"}, claims)
    text = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    signature = hmac.digest(OWN_KEY.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{_encoded(signature)}"


def with_a_key_of_its_own(claims):
    """The token brings the key that it was signed with, under a name the provider never gave."""
    small = ECKey.generate_key("P-256", {"kid": "brought"})
    return jwt.encode({"alg": "ES256", "jwk": small.as_dict(private=False)}, claims, small)


def not_at_all(claims):
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(_encoded(json.dumps(part).encode()) for part in parts) + "."


def with_altered_claims(claims):
    head, _, signature = rightly(claims).split(".")
    return ".".join([head, _encoded(json.dumps(claims | {"sub": "altered"}).encode()), signature])


def _encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.provider = self
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.subject = "subject-of-the-tests"
        self.claims, self.sign, self.discovery = {}, rightly, {}
        self.is_down, self.moves = False, frozenset()
        self.codes, self.asked = {}, []
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def authorize(self, url):
        """Somebody signs in here; returns where the browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert asked["client_id"] == CLIENT_ID
        assert (asked["response_type"], asked["scope"]) == ("code", "openid")
        assert asked["code_challenge_method"] == "S256"
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form, authorization):
        credentials = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        begun = self.codes.pop(form.get("code"), None)  # once
        if authorization != f"Basic {credentials}" or begun is None:
            return 400, {"error": "invalid_grant"}
        challenge = _encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (challenge, form["redirect_uri"]) != (begun["code_challenge"], begun["redirect_uri"]):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": begun["nonce"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300}
        return 200, answer | ({"id_token": self.sign(claims)} if self.sign else {})

    def metadata(self):
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            # What a careless provider says; none of it is believed.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.discovery,
        }
        return {name: value for name, value in told.items() if value is not None}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        provider = self.server.provider
        if urlsplit(self.path).path in provider.moves:
            self.send_elsewhere()
            return
        match urlsplit(self.path).path:
            case "/.well-known/openid-configuration":
                self.answer(503 if provider.is_down else 200, provider.metadata())
            case "/jwks":
                self.answer(200, {"keys": [OWN_KEY.as_dict(private=False)]})
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(self.path))
                self.end_headers()
            case _:
                self.answer(404, {})

    def do_POST(self):
        provider = self.server.provider
        if urlsplit(self.path).path in provider.moves:
            self.send_elsewhere()
            return
        length = int(self.headers["Content-Length"])
        form = {
            key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()
        }
        status, content = provider.token(form, self.headers.get("Authorization"))
        self.answer(503 if provider.is_down else status, content)

    def send_elsewhere(self):
        """To the same place under another address, which nobody may follow."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.provider.followed = "moved=1" in self.path
        self.send_response(307)
        self.send_header("Location", f"{self.path}?moved=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""
