"""Variants of valid tokens: what may be changed in a token, its key and its rules, and the cases that come of it.

All choices come from one seed, so that an id names the same case in every run; and which kinds of key a mutation meets
does not depend on the other mutations, so that a new one disturbs no explanation.
"""

import base64
import json
import random

from forge import CURVES, ED25519_ORDER, Key
from jot_cli import b64url, compact_json, from_b64url

NOW = 1700000000
COUNT = 2000

KINDS = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "ES256K", "EdDSA/Ed25519", "EdDSA/Ed448",
]
# Of the names of RFC 9864 the other libraries know few: no more than a control for each.
NEWER_KINDS = ["Ed25519", "Ed448"]

FAMILIES = ["HS", "RS", "PS", "ES", "Ed"]
KEY_PAIRS = FAMILIES[1:]


class Draft:
    """A valid token that a mutation may change anywhere; members are kept as JSON text, to be whatever they need be."""

    def __init__(self, key, other):
        self.key, self.other = key, other
        self.header = [("alg", f'"{key.alg}"'), ("typ", '"JWT"'), ("kid", '"k1"')]
        self.claims = [
            ("iss", '"https://id.example"'), ("sub", '"user-1"'), ("aud", '["api","billing"]'), ("iat", str(NOW - 60)),
            ("nbf", str(NOW - 60)), ("exp", str(NOW + 300)), ("jti", '"t-1"'), ("name", '"ÿ~?>ÿ~?>ÿ~?>"'),
        ]
        self.raw_header = self.raw_payload = None
        self.sign = key.sign
        self.before = self.after = lambda segments: segments
        self.options = {"now": NOW, "leeway": 0, "iss": "https://id.example", "aud": "api"}
        self.algorithms = [key.alg]
        self.jwk = key.jwk
        self.is_set = False

    @staticmethod
    def change(members, changes):
        """None takes a member away; a text replaces it, or adds it at the end."""
        for name, text in changes.items():
            places = [i for i, (other, _) in enumerate(members) if other == name]
            if text is None:
                members[:] = [one for one in members if one[0] != name]
            elif places:
                members[places[0]] = (name, text)
            else:
                members.append((name, text))

    @staticmethod
    def text(members, raw):
        if raw is not None:
            return raw if isinstance(raw, bytes) else raw.encode()
        return ("{" + ",".join(f'"{name}":{text}' for name, text in members) + "}").encode()

    def segments(self):
        segments = [b64url(self.text(self.header, self.raw_header)), b64url(self.text(self.claims, self.raw_payload))]
        return self.before(segments)

    def case(self, name, signature=None):
        segments = self.segments()
        if signature is None:
            signature = b64url(self.sign(".".join(segments)))
        token = self.after([*segments, signature])
        return {
            "id": name,
            "token": ".".join(token) if isinstance(token, list) else token,
            "key": self.jwk if isinstance(self.jwk, str) else compact_json(self.jwk),
            "is_set": self.is_set,
            "is_jwt": True,
            "algorithms": self.algorithms,
            "options": self.options,
        }


class Catalogue:
    """All mutations by name; each changes a draft in place."""

    def __init__(self, seed):
        self.seed = seed
        self.entries = []
        for fill in (claims, claim_types, payloads, headers, duplicates, structures, encodings, signatures, keys):
            fill(self)

    def add(self, name, change, families=None):
        self.entries.append((name, change, families or FAMILIES))

    def claim(self, name, *, also=None, **changes):
        """`also` are options; None takes one away."""
        def change(draft):
            Draft.change(draft.claims, changes)
            for option, value in (also or {}).items():
                if value is None:
                    del draft.options[option]
                else:
                    draft.options[option] = value

        self.add("claims/" + name, change)

    def head(self, name, also=None, **changes):
        def change(draft):
            Draft.change(draft.header, {n.replace("_", "#"): text for n, text in changes.items()})
            draft.options.update(also or {})

        self.add("header/" + name, change)

    def raw(self, name, attribute, content):
        """`content` is a function of the text that would have stood there."""
        def change(draft):
            members = draft.header if attribute == "raw_header" else draft.claims
            setattr(draft, attribute, content(Draft.text(members, None)))

        self.add(name, change)


def claims(to):
    for offset in (-1, 0, 1):
        for name in ("exp", "nbf", "iat"):
            to.claim(f"{name}-now{offset:+}", **{name: str(NOW + offset)})
    for name in ("exp", "nbf", "iat"):
        to.claim(f"{name}-now+half", **{name: f"{NOW}.5"})
        to.claim(f"{name}-now-half", **{name: f"{NOW - 1}.5"})
        to.claim(f"{name}-now.0", **{name: f"{NOW}.0"})
        to.claim(f"{name}-absent", **{name: None})
    for offset in (4, 5, 6):
        to.claim(f"exp-now-{offset}-leeway-5", also={"leeway": 5}, exp=str(NOW - offset))
        to.claim(f"nbf-now+{offset}-leeway-5", also={"leeway": 5}, nbf=str(NOW + offset))
    to.claim("exp-fraction-leeway-5", also={"leeway": 5}, exp=f"{NOW - 5}.25")
    to.claim("nbf-fraction-leeway-5", also={"leeway": 5}, nbf=f"{NOW + 5}.25")
    to.claim("exp-exponent", exp="1.7000003e9")
    to.claim("exp-exponent-of-past", exp="1.6999999e9")
    to.claim("exp-tiny-fraction", exp=f"{NOW}.0000000000000000001")
    to.claim("exp-just-before-now", exp=f"{NOW - 1}.9999999999999999999")
    for age in (59, 60, 61):
        to.claim(f"max-age-60-iat-{age}-ago", also={"max_age": 60}, iat=str(NOW - age))
    to.claim("max-age-iat-absent", also={"max_age": 60}, iat=None)
    to.claim("max-age-iat-future", also={"max_age": 60}, iat=str(NOW + 1))
    for iss in ("https://id.example/", "https://id.exampl", "https://ID.example", "", "https://id.example ",
                "https://id.example\0", "https:/id.example"):
        to.claim(f"iss-{ascii(iss)}", iss=json.dumps(iss))
    to.claim("iss-escaped-solidus", iss=r'"https:\/\/id.example"')
    to.claim("iss-escaped-letter", iss=r'"\u0068ttps://id.example"')
    to.claim("iss-absent", iss=None)
    to.claim("iss-not-asked-absent", also={"iss": None}, iss=None)
    to.claim("iss-not-asked-other", also={"iss": None}, iss='"other"')
    for aud in ('"api"', '"API"', '"ap"', '"api "', '"billing"', '["api"]', '["other"]', '["api","api"]', '["ap","i"]',
                r'["\u0061pi"]', '"other api"'):
        to.claim(f"aud-{aud}".replace("[", "(").replace("]", ")"), aud=aud)
    to.claim("aud-absent", aud=None)
    to.claim("aud-of-256", aud=json.dumps(["api"] + [str(i) for i in range(255)]))
    to.claim("aud-of-257", aud=json.dumps(["api"] + [str(i) for i in range(256)]))
    to.claim("aud-not-asked-absent", also={"aud": None}, aud=None)
    to.claim("aud-not-asked-present", also={"aud": None})
    to.claim("aud-not-asked-empty-string", also={"aud": None}, aud='""')
    for sub in ('"user-1"', '"User-1"', '"user-1 "', '""', None):
        to.claim(f"sub-asked-{sub}", also={"sub": "user-1"}, sub=sub)
    for text in ("null", "false", "0", '""', "[]", None):
        to.claim(f"required-scope-{text}".replace("[]", "array"), also={"required_claims": ["scope"]}, scope=text)
    to.claim("required-exp-absent", also={"required_claims": ["exp"]}, exp=None)
    to.claim("required-other-case", also={"required_claims": ["scope"]}, Scope='"read"')


def claim_types(to):
    dates = {
        "string": f'"{NOW + 300}"', "string-past": f'"{NOW - 300}"', "string-word": '"never"', "string-spaced":
        f'" {NOW + 300} "', "string-underscores": '"1_700_000_300"', "string-empty": '""', "null": "null",
        "true": "true", "false": "false", "array": "[]", "array-of-date": f"[{NOW + 300}]", "object": "{}",
        "zero": "0", "minus-one": "-1", "minus-zero": "-0", "2^31": str(2**31), "2^32": str(2**32),
        "2^53-1": str(2**53 - 1), "2^53": str(2**53), "2^63-1": str(2**63 - 1), "2^63": str(2**63),
        "2^64": str(2**64), "1e19": "1e19", "minus-1e19": "-1e19", "1e400": "1e400", "minus-1e400": "-1e400",
        "1e-400": "1e-400", "NaN": "NaN", "Infinity": "Infinity", "minus-Infinity": "-Infinity",
        "leading-zero": f"0{NOW + 300}", "plus": f"+{NOW + 300}", "hexadecimal": hex(NOW + 300), "bare-point": "1.",
        "65-digits": str(NOW) + "." + "0" * 54,
    }
    for name, text in dates.items():
        for claim in ("exp", "nbf", "iat"):
            to.claim(f"{claim}-{name}", **{claim: text})
    others = {"number": "1", "null": "null", "true": "true", "array": "[]", "object": "{}"}
    for name, text in others.items():
        to.claim(f"sub-{name}", sub=text)
        to.claim(f"jti-{name}", jti=text)
        to.claim(f"iss-{name}", iss=text)
        to.claim(f"iss-not-asked-{name}", also={"iss": None}, iss=text)
        to.claim(f"aud-{name}", aud=text)
        to.claim(f"aud-not-asked-{name}", also={"aud": None}, aud=text)
    to.claim("iss-array-of-it", iss='["https://id.example"]')
    for name, text in {"mixed": '["api",1]', "mixed-null": '[null,"api"]', "nested": '[["api"]]', "number": "[1]",
                       "object": '[{"api":1}]'}.items():
        to.claim(f"aud-array-{name}", aud=text)
        to.claim(f"aud-not-asked-array-{name}", also={"aud": None}, aud=text)
    to.claim("aud-object-of-it", aud='{"api":1}')


def nested(depth):
    """The value's own depth; the object around it is one level more."""
    return "[" * depth + "]" * depth


def payloads(to):
    members = [f'"m{i}":{i}' for i in range(1000)]
    values = {
        "extra-claim": '{"a":[1,2.5,null,true]}', "depth-31": nested(31), "depth-32": nested(32),
        "depth-100": nested(100), "1000-members": "{" + ",".join(members) + "}",
        "1001-members": "{" + ",".join([*members, '"x":0']) + "}", "number-of-64": "1" * 64, "number-of-65": "1" * 65,
        "name-of-256": '{"' + "n" * 256 + '":1}', "name-of-257": '{"' + "n" * 257 + '":1}', "number-1e400": "1e400",
        "lone-high-surrogate": r'"\ud800"', "lone-low-surrogate": r'"\udc00"', "surrogate-pair": r'"\ud83d\ude00"',
        "escaped-nul": r'"\u0000"', "raw-control": '"\x01"', "raw-tab": '"\t"', "raw-delete": '"\x7f"',
        "bad-escape": r'"\x41"', "single-quotes": "'a'", "NaN": "NaN", "uppercase-literal": "True",
        "trailing-comma": "[1,]", "bare-word": "undefined", "minus": "-", "double-minus": "--1", "point-first": ".5",
    }
    for name, text in values.items():
        to.claim(name, extra=text)
    raws = {
        "byte-order-mark": lambda t: b"\xef\xbb\xbf" + t, "utf-16": lambda t: t.decode().encode("utf-16"),
        "utf-16le": lambda t: t.decode().encode("utf-16-le"), "latin-1": lambda t: t.decode().encode("latin-1"),
        "bad-utf-8": lambda t: t.replace(b"user-1", b"user-\xff"),
        "overlong-utf-8": lambda t: t.replace(b"user-1", b"user-\xc0\xb1"),
        "utf-8-surrogate": lambda t: t.replace(b"user-1", b"user-\xed\xa0\x80"),
        "leading-whitespace": lambda t: b" \t\r\n" + t, "trailing-whitespace": lambda t: t + b" \t\r\n",
        "no-break-space": lambda t: "\u00a0".encode() + t, "form-feed": lambda t: t + b"\f",
        "trailing-text": lambda t: t + b"x", "trailing-nul": lambda t: t + b"\0", "two-objects": lambda t: t + t,
        "comment": lambda t: t[:-1] + b"/**/}", "trailing-comma": lambda t: t[:-1] + b",}",
        "unclosed": lambda t: t[:-1], "array": lambda t: b"[" + t + b"]", "string": lambda t: b'"text"',
        "number": lambda t: b"1", "null": lambda t: b"null", "true": lambda t: b"true", "empty": lambda t: b"",
        "single-quotes": lambda t: t.replace(b'"', b"'"), "depth-100000": lambda t: nested(100000).encode(),
    }
    for name, content in raws.items():
        to.raw("payload/" + name, "raw_payload", content)
        if name not in ("depth-100000", "latin-1"):
            to.raw("header/raw-" + name, "raw_header", content)
    to.raw("payload/empty-object", "raw_payload", lambda t: b"{}")
    # Base64url makes three bytes four; the limit is on the encoded token.
    to.raw("payload/40-KiB", "raw_payload", lambda t: t[:-1] + b',"x":"' + b"x" * 40 * 1024 + b'"}')
    to.raw("payload/60-KiB", "raw_payload", lambda t: t[:-1] + b',"x":"' + b"x" * 60 * 1024 + b'"}')


def headers(to):
    to.head("typ-absent", typ=None)
    for name, text in {"number": "1", "null": "null", "empty": '""', "array": '["JWT"]'}.items():
        to.head(f"typ-{name}", typ=text)
        to.head(f"kid-{name}", kid=text)
        to.head(f"cty-{name}", cty=text)
        to.head(f"alg-{name}", alg=text)
    for typ in ("jwt", "JOSE", "at+jwt", "application/jwt"):
        to.head(f"typ-{typ}", typ=f'"{typ}"')
    for typ in ("at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT", "JWT", "at+jwt ", "x/at+jwt", "at"):
        to.head(f"typ-asked-{typ}", also={"typ": "at+jwt"}, typ=f'"{typ}"')
    to.head("typ-asked-absent", also={"typ": "at+jwt"}, typ=None)
    to.head("typ-asked-number", also={"typ": "at+jwt"}, typ="1")
    for name, text in {"absent": None, "other": '"other"', "nul": r'"k1\u0000"', "path": '"../../etc/passwd"',
                       "long": '"' + "k" * 5000 + '"'}.items():
        to.head(f"kid-{name}", kid=text)
    for alg in ("none", "None", "nOnE", "HS256 ", "hs256", "RS257", "RSA1_5", "ES521", "ES256K1", "A128GCM", "dir"):
        to.head(f"alg-{alg}", alg=f'"{alg}"')
    to.head("alg-absent", alg=None)
    to.head("cty-JWT", cty='"JWT"')
    to.head("unknown-parameter", also=None, x='{"a":[1]}')
    for name, text in {"jwk": '{"kty":"oct","k":"AAAA"}', "jwk-string": '"key"', "jku": '"https://evil.example/"',
                       "jku-number": "1", "x5u": '"https://evil.example/"', "x5c": '["AAAA"]', "x5c-empty": "[]",
                       "x5t": '"AAAA"', "x5t_S256": "1", "zip": '"DEF"', "enc": '"A128GCM"',
                       "enc-null": "null"}.items():
        to.head(f"with-{name}", **{name.split("-")[0]: text})
    for name, text in {"true": "true", "false": "false", "string": '"false"', "null": "null", "zero": "0"}.items():
        to.head(f"b64-{name}", b64=text)
        to.head(f"b64-{name}-critical", b64=text, crit='["b64"]')
    for name, text in {"empty": "[]", "null": "null", "string": '"x"', "object": '{"x":1}', "number": "[1]",
                       "unknown": '["x"]', "empty-name": '[""]', "mixed": '["x",1]', "true": "true"}.items():
        to.head(f"crit-{name}", crit=text, x="1")
    for name in ("alg", "typ", "kid", "crit", "exp", "jwk", "enc", "cty"):
        to.head(f"crit-{name}", crit=f'["{name}"]')
    understood = {"crit_understood": ["x"]}
    to.head("crit-understood", also=understood, crit='["x"]', x="1")
    to.head("crit-understood-absent", also=understood, crit='["x"]')
    to.head("crit-understood-twice", also=understood, crit='["x","x"]', x="1")
    to.head("crit-understood-and-other", also=understood, crit='["x","y"]', x="1", y="1")
    to.head("crit-understood-null", also=understood, crit='["x"]', x="null")
    to.head("depth-31", x=nested(31))
    to.head("depth-32", x=nested(32))
    to.head("10-KiB", x='"' + "x" * 10 * 1024 + '"')
    to.head("14-KiB", x='"' + "x" * 14 * 1024 + '"')
    to.head("lone-surrogate", x=r'"\ud800"')
    to.add("header/order", lambda draft: draft.header.reverse())
    to.raw("header/spaced", "raw_header", lambda t: t.replace(b":", b" :\n ").replace(b",", b"\t, "))
    to.raw("header/escaped-name", "raw_header", lambda t: t.replace(b'"alg"', rb'"\u0061lg"'))
    to.raw("header/escaped-value", "raw_header", lambda t: t.replace(b'"JWT"', rb'"\u004aWT"'))

    def other_algorithm(alg):
        def change(draft):
            Draft.change(draft.header, {"alg": f'"{alg}"'})

        return change

    def other_algorithm_allowed(alg):
        def change(draft):
            Draft.change(draft.header, {"alg": f'"{alg}"'})
            draft.algorithms = [draft.key.alg, alg]

        return change

    for alg in ("HS256", "HS512", "RS256", "PS256", "ES256", "EdDSA"):
        # A family's own algorithm would be no change, or another key's.
        families = [one for one in FAMILIES if one != alg[:2]]
        to.add(f"header/alg-of-{alg}", other_algorithm(alg), families)
        to.add(f"header/alg-of-{alg}-allowed", other_algorithm_allowed(alg), families)


def duplicates(to):
    twice = {
        "exp-same": ("exp", str(NOW + 300)), "exp-other": ("exp", str(NOW + 999)), "exp-past": ("exp", str(NOW - 1)),
        "exp-escaped": (r"\u0065xp", str(NOW + 999)), "aud": ("aud", '"api"'), "unknown": ("name", "1"),
        "nested": ("extra", '{"a":1,"a":2}'), "deep": ("extra", '[[{"a":1,"\\u0061":2}]]'),
    }
    for name, member in twice.items():
        to.add("duplicate/claim-" + name, lambda draft, member=member: draft.claims.append(member))
    to.add("duplicate/claim-first-is-past", lambda draft: draft.claims.insert(0, ("exp", "1")))
    for name in ("alg", "typ", "kid", r"\u0061lg"):
        def change(draft, name=name):
            draft.header.append((name, f'"{draft.key.alg}"' if name.endswith("lg") else '"k1"'))

        to.add(f"duplicate/header-{name.lstrip(chr(92))}", change)
    to.add("duplicate/header-alg-none-first", lambda draft: draft.header.insert(0, ("alg", '"none"')))
    to.add("duplicate/header-nested", lambda draft: draft.header.append(("x", '{"a":1,"a":2}')))
    # Names that differ are no duplicates, however alike they look.
    to.add("duplicate/not-other-case", lambda draft: draft.claims.append(("EXP", "1")))
    to.add("duplicate/not-at-other-level", lambda draft: draft.claims.append(("extra", '{"exp":1}')))


def structures(to):
    def after(name, edit):
        def change(draft):
            draft.after = edit

        to.add("structure/" + name, change)

    after("empty", lambda s: "")
    after("dot-first", lambda s: "." + ".".join(s))
    after("dot-last", lambda s: ".".join(s) + ".")
    after("dot-twice", lambda s: ".".join([s[0], "", s[1], s[2]]))
    after("one-segment", lambda s: s[0])
    after("no-signature", lambda s: s[:2])
    after("empty-signature", lambda s: [*s[:2], ""])
    after("empty-header", lambda s: ["", *s[1:]])
    after("empty-payload", lambda s: [s[0], "", s[2]])
    after("only-dots", lambda s: "..")
    after("five-segments", lambda s: [*s, s[0], s[1]])
    after("segments-swapped", lambda s: [s[1], s[0], s[2]])
    for name, text in {"space": " ", "newline": "\n", "tab": "\t", "nul": "\0", "quote": '"', "bearer": "Bearer ",
                       "no-break-space": "\u00a0", "byte-order-mark": "\ufeff"}.items():
        after(f"{name}-first", lambda s, text=text: text + ".".join(s))
        after(f"{name}-last", lambda s, text=text: ".".join(s) + text)
    after("space-around-dot", lambda s: " . ".join(s))
    after("ideographic-dot", lambda s: "\u3002".join(s))
    after("percent-encoded", lambda s: "%2E".join(s))
    after("uppercase", lambda s: ".".join(s).upper())
    after("fragment", lambda s: ".".join(s) + "#x")
    after("flattened-json", lambda s: json.dumps({"protected": s[0], "payload": s[1], "signature": s[2]}))
    after("general-json", lambda s: json.dumps(
        {"payload": s[1], "signatures": [{"protected": s[0], "signature": s[2]}]}))
    after("json-with-dots", lambda s: json.dumps(
        {"protected": s[0], "payload": s[1], "signature": s[2], "x": ".."}))


def sign_until(draft, wanted):
    """Signs one token after another until the signature is as wanted, which chance alone would make it now and then."""
    for i in range(100000):
        Draft.change(draft.claims, {"i": str(i)})
        signature = draft.key.sign(".".join(draft.segments()))
        if wanted(signature):
            draft.sign = lambda text: signature
            return


def has_both_special_characters(signature):
    """Those in which base64 and base64url differ."""
    return {"-", "_"} <= set(b64url(signature))


def encodings(to):
    def standard(segment):
        return segment.replace("-", "+").replace("_", "/")

    def pad(segment):
        return segment + "=" * (-len(segment) % 4)

    def insert(text):
        return lambda segment: segment[:12] + text + segment[12:]

    def stray_bits(segment):
        """The last character with its lowest bit set, which no decoded byte shows."""
        return segment[:-1] + chr(ord(segment[-1]) + 1)

    edits = {
        "padded": pad, "one-equals-sign": lambda s: s + "=", "two-equals-signs": lambda s: s + "==",
        "four-equals-signs": lambda s: s + "====", "standard-alphabet": standard,
        "standard-padded": lambda s: pad(standard(s)), "space": insert(" "), "newline": insert("\n"),
        "two-line-breaks": insert("\r\n\r\n"), "tab": insert("\t"), "nul": insert("\0"), "tilde": insert("~"),
        "question-mark": insert("?"), "exclamation-mark": insert("!"), "equals-sign": insert("="),
        "latin-letter": insert("é"), "zero-width-space": insert("\u200b"), "one-more": lambda s: s + "A",
        "four-more": lambda s: s + "AAAA", "one-less": lambda s: s[:-1], "trailing-newline": lambda s: s + "\n",
    }

    def fit(draft, place):
        """Makes the segment end in the middle of a group, so that padding and stray bits have a place."""
        if place == 2:
            sign_until(draft, has_both_special_characters)
            return
        members = draft.claims if place else draft.header
        Draft.change(members, {"fit": '""'})
        while len(Draft.text(members, None)) % 3 != 1:
            members[-1] = ("fit", members[-1][1][:-1] + 'x"')

    def at(place, edit, signed):
        def change(draft):
            fit(draft, place)

            def apply(segments):
                return [edit(one) if i == place else one for i, one in enumerate(segments)]

            if signed:
                draft.before = apply
            else:
                draft.after = apply

        return change

    for place, part in enumerate(("header", "payload", "signature")):
        for name, edit in edits.items():
            to.add(f"base64/{part}-{name}", at(place, edit, False))
            if place < 2:
                to.add(f"base64/{part}-{name}-signed", at(place, edit, True))
    for place, part in enumerate(("header", "payload")):
        to.add(f"base64/{part}-stray-bits", at(place, stray_bits, False))
        to.add(f"base64/{part}-stray-bits-signed", at(place, stray_bits, True))
    # Those of HS384, ES384, ES512 and Ed448 end with a whole group, which has no bits to spare.
    to.add("base64/signature-stray-bits", at(2, stray_bits, False), ["RS", "PS"])
    to.add("base64/header-twice", at(0, lambda s: b64url(s.encode()), True))
    to.add("base64/payload-twice", at(1, lambda s: b64url(s.encode()), True))
    to.add("base64/header-base32", at(0, lambda s: base64.b32encode(from_b64url(s)).decode().rstrip("="), True))


def signatures(to):
    def signed(name, make, families=None):
        """`make` is given the draft, the signing input and the right signature."""
        def change(draft):
            right = draft.sign
            draft.sign = lambda text: make(draft, text, right(text))

        to.add("signature/" + name, change, families)

    signed("byte-less", lambda d, t, s: s[:-1])

    def first_byte_less(is_zero):
        def change(draft):
            sign_until(draft, lambda signature: (signature[0] == 0) == is_zero)
            whole = draft.sign
            draft.sign = lambda text: whole(text)[1:]

        return change

    to.add("signature/first-byte-less", first_byte_less(False))
    # The number is the same: only the length shows that a byte is gone.
    for family in ("RS", "PS"):
        to.add(f"signature/first-zero-less-{family}", first_byte_less(True), [family])
    signed("half", lambda d, t, s: s[:len(s) // 2])
    signed("16-bytes", lambda d, t, s: s[:16])
    signed("one-byte", lambda d, t, s: s[:1])
    signed("zero-more", lambda d, t, s: s + b"\0")
    signed("zero-first", lambda d, t, s: b"\0" + s)
    signed("twice", lambda d, t, s: s + s)
    signed("zeros", lambda d, t, s: bytes(len(s)))
    signed("ones", lambda d, t, s: b"\xff" * len(s))
    signed("reversed", lambda d, t, s: s[::-1])
    signed("swapped-halves", lambda d, t, s: s[len(s) // 2:] + s[:len(s) // 2])
    signed("other-key", lambda d, t, s: d.other.sign(t))
    signed("of-payload", lambda d, t, s: d.key.sign(t.split(".")[1]))
    signed("of-other-token", lambda d, t, s: d.key.sign(t + "x"))
    rng = random.Random(to.seed)
    for i in range(24):
        def flip(d, t, s, where=rng.random(), bit=1 << rng.randrange(8)):
            place = int(where * len(s))
            return s[:place] + bytes([s[place] ^ bit]) + s[place + 1:]

        signed(f"bit-{i}", flip)
    for i in range(24):
        def replace(segments, part=i % 2, where=rng.random(), step=rng.randrange(1, 64)):
            alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            text = segments[part]
            place = int(where * len(text))
            new = alphabet[(alphabet.index(text[place]) + step) % 64]
            return [text[:place] + new + text[place + 1:] if n == part else one for n, one in enumerate(segments)]

        def change(draft, replace=replace):
            draft.after = replace

        to.add(f"signature/character-{i}", change)

    digits = ["256", "384", "512"]
    for step in (1, 2):
        signed(f"hash-{step}-on", lambda d, t, s, step=step: d.key.sign(
            t, hash_of=digits[(digits.index(d.key.alg[2:]) + step) % 3]), ["HS", "RS", "PS"])
    signed("salt-0", lambda d, t, s: d.key.sign(t, salt=0), ["PS"])
    signed("salt-20", lambda d, t, s: d.key.sign(t, salt=20), ["PS"])
    signed("salt-of-hash", lambda d, t, s: d.key.sign(t, salt=int(d.key.alg[2:]) // 8), ["PS"])

    def relabelled(draft):
        draft.sign = Key(("PS" if draft.key.family == "RS" else "RS") + draft.key.alg[2:],
                         rsa_key=draft.key.private).sign

    to.add("signature/other-padding", relabelled, ["RS", "PS"])
    signed("plus-modulus", lambda d, t, s: plus_modulus(d.key, s), ["RS", "PS"])

    def ecdsa(name, change):
        def make(d, t, s):
            order = CURVES[d.key.alg][3]
            r, s = change(*d.key.halves(s), order)
            return d.key.join(r, s)

        signed(name, make, ["ES"])

    ecdsa("high-or-low-s", lambda r, s, n: (r, n - s))
    ecdsa("r-zero", lambda r, s, n: (0, s))
    ecdsa("s-zero", lambda r, s, n: (r, 0))
    ecdsa("r-order", lambda r, s, n: (n, s))
    ecdsa("s-order", lambda r, s, n: (r, n))
    ecdsa("one-one", lambda r, s, n: (1, 1))
    signed("der", lambda d, t, s: d.key.der(s), ["ES"])
    signed("halves-with-zero", lambda d, t, s: b"\0" + s[:len(s) // 2] + b"\0" + s[len(s) // 2:], ["ES"])

    def plus_order(d, t, s):
        """A second encoding of S, or at least one beyond L: the last octet of an Ed448 signature is always zero."""
        if len(s) == 64:
            return s[:32] + (int.from_bytes(s[32:], "little") + ED25519_ORDER).to_bytes(32, "little")
        return s[:-1] + b"\x80"

    signed("s-plus-order", plus_order, ["Ed"])


def plus_modulus(key, signature):
    """The same number modulo n; where it does not fit, a byte longer."""
    number = int.from_bytes(signature, "big") + key.private.public_key().public_numbers().n
    return number.to_bytes(256 + (number >= 2**2048), "big")


def keys(to):
    def jwk(name, members, families=None):
        def change(draft):
            draft.jwk = {**draft.jwk, **members}

        to.add("key/" + name, change, families)

    jwk("use-sig", {"use": "sig"})
    jwk("use-enc", {"use": "enc"})
    jwk("use-number", {"use": 1})
    jwk("use-other", {"use": "tls"})
    jwk("ops-verify", {"key_ops": ["verify"]})
    jwk("ops-both", {"key_ops": ["sign", "verify"]})
    jwk("ops-sign", {"key_ops": ["sign"]})
    jwk("ops-empty", {"key_ops": []})
    jwk("ops-string", {"key_ops": "verify"})
    jwk("ops-twice", {"key_ops": ["verify", "verify"]})
    jwk("alg-unknown", {"alg": "XX256"})
    jwk("alg-other", {"alg": "A128GCM"})
    jwk("alg-null", {"alg": None})
    jwk("kid-same", {"kid": "k1"})
    jwk("kid-other", {"kid": "k2"})
    jwk("kid-number", {"kid": 1})
    jwk("kty-lowercase", {"kty": "rsa"}, ["RS", "PS"])
    jwk("unknown-member", {"x-note": [1]})

    def change_jwk(name, edit, families=None):
        def change(draft):
            draft.jwk = edit(draft)

        to.add("key/" + name, change, families)

    change_jwk("alg-same", lambda d: {**d.jwk, "alg": d.key.alg})
    change_jwk("padded", lambda d: {n: t + "=" if n in ("k", "n", "x") else t for n, t in d.jwk.items()})
    change_jwk("member-twice", lambda d: '{"kty":"oct",' + compact_json(d.jwk)[1:])
    change_jwk("n-leading-zero", lambda d: {**d.jwk, "n": b64url(b"\0" + from_b64url(d.jwk["n"]))}, ["RS", "PS"])
    change_jwk("e-leading-zero", lambda d: {**d.jwk, "e": "AAEAAQ"}, ["RS", "PS"])
    change_jwk("off-curve", lambda d: {**d.jwk, "y": d.jwk["x"]}, ["ES"])
    change_jwk("short-secret", lambda d: {**d.jwk, "k": b64url(d.key.private[:16])}, ["HS"])
    change_jwk("of-other", lambda d: d.other.jwk)
    change_jwk("empty-object", lambda d: {})
    change_jwk("array", lambda d: "[]")

    def key_set(name, members, families=None):
        """`members` is a function of the draft and its JWK with the kid of the token."""
        def change(draft):
            draft.jwk = {"keys": members(draft, {**draft.jwk, "kid": "k1", "alg": draft.key.alg})}
            draft.is_set = True

        to.add("set/" + name, change, families)

    key_set("one", lambda d, k: [k])
    key_set("one-without-kid", lambda d, k: [{n: t for n, t in k.items() if n != "kid"}])
    key_set("other-kid", lambda d, k: [{**k, "kid": "k2"}])
    key_set("two", lambda d, k: [{**d.other.jwk, "kid": "k2", "alg": d.key.alg}, k], KEY_PAIRS)
    key_set("two-of-one-kid", lambda d, k: [k, {**d.other.jwk, "kid": "k1", "alg": d.key.alg}], KEY_PAIRS)
    key_set("same-twice", lambda d, k: [k, k], KEY_PAIRS)
    key_set("unknown-kty", lambda d, k: [{"kty": "XX", "kid": "x"}, k], KEY_PAIRS)
    key_set("broken-sibling", lambda d, k: [{"kty": "RSA", "kid": "x"}, k], KEY_PAIRS)
    key_set("secret-sibling", lambda d, k: [{"kty": "oct", "k": "A" * 43, "kid": "x"}, k], KEY_PAIRS)
    key_set("for-encryption", lambda d, k: [{**k, "use": "enc"}], KEY_PAIRS)
    key_set("empty", lambda d, k: [])

    def token_without_kid(draft):
        Draft.change(draft.header, {"kid": None})
        draft.jwk = {"keys": [{**draft.other.jwk, "kid": "k2", "alg": draft.key.alg},
                              {**draft.jwk, "kid": "k1", "alg": draft.key.alg}]}
        draft.is_set = True

    to.add("set/token-without-kid", token_without_kid, KEY_PAIRS)

    def algorithms(name, allowed, families=None):
        def change(draft):
            draft.algorithms = allowed(draft)

        to.add("key/allowed-" + name, change, families)

    algorithms("nothing", lambda d: [])
    algorithms("none", lambda d: ["none", d.key.alg])
    algorithms("other", lambda d: ["ES256" if d.key.alg != "ES256" else "RS256"])
    algorithms("family", lambda d: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"], ["RS", "PS"])

    def confused(secret):
        def change(draft):
            Draft.change(draft.header, {"alg": '"HS256"'})
            key = Key("HS256")
            key.private = secret(draft)
            draft.sign = key.sign
            draft.algorithms = [draft.key.alg, "HS256"]

        return change

    to.add("key/hmac-under-pem", confused(lambda d: d.key.pem), KEY_PAIRS)
    to.add("key/hmac-under-jwk", confused(lambda d: compact_json(d.jwk).encode()), KEY_PAIRS)
    to.add("key/hmac-under-nothing", confused(lambda d: b""), KEY_PAIRS)


# These are signed anew, to be judged for what they say; every so often one keeps the signature of the unchanged token.
KEEP_SIGNATURE = ("claims/", "payload/", "header/", "duplicate/")


def generated_cases(seed=20):
    """COUNT cases: the unchanged tokens, then each mutation in turn with one kind of key after another."""
    rsa, other_rsa = Key("RS256").private, Key("RS256").private
    pairs = {kind: (Key(kind, rsa_key=rsa), Key(kind, "other", other_rsa)) for kind in KINDS + NEWER_KINDS}
    cases = [Draft(*pairs[kind]).case(f"control/{kind}") for kind in KINDS + NEWER_KINDS]
    entries = []
    for name, change, families in Catalogue(seed).entries:
        rng = random.Random(f"{seed} {name}")
        kinds = [kind for kind in KINDS if kind[:2] in families]
        rng.shuffle(kinds)
        keeps_signature = name.startswith(KEEP_SIGNATURE) and rng.random() < 0.25
        entries.append((name, change, kinds, keeps_signature))
    for turn in range(len(KINDS)):
        for name, change, kinds, keeps_signature in entries:
            if turn >= len(kinds) or len(cases) == COUNT:
                continue
            draft = Draft(*pairs[kinds[turn]])
            keeps = keeps_signature and turn == 1
            signature = b64url(draft.sign(".".join(draft.segments()))) if keeps else None
            change(draft)
            cases.append(draft.case(f"{name}{'/old-signature' if keeps else ''}/{kinds[turn]}", signature))
    assert len({case["id"] for case in cases}) == len(cases) == COUNT
    return cases
