#!/usr/bin/env python3
# The peer of jot-auth-server in Python, and its model: FastAPI's OAuth2 tutorial with PyJWT on uvicorn, one worker, no
# access log, uvloop and httptools where they are installed.
# Says "listening on URL". Same routes, claims and checks: HS256; iss, aud and exp.
import hashlib
import hmac
import os
import secrets
import socket
import sys
import time
from typing import List
from urllib.parse import parse_qs

try:
    import jwt
    import uvicorn
    from fastapi import Depends, FastAPI, HTTPException, Request
    from fastapi.security import OAuth2PasswordBearer
    from pydantic import BaseModel
except ImportError as missing:
    sys.exit(f"skipped: {missing} (scripts/setup bench installs it)")

SECRET = secrets.token_bytes(32)
ISSUER = "http://issuer.example"
AUDIENCE = "api"
SALT = os.urandom(16)


def hash_of(password):
    return hashlib.scrypt(password.encode(), salt=SALT, n=2**14, r=8, p=1, dklen=32)


USERS = {"johndoe": {"username": "johndoe", "scopes": ["me", "items"], "disabled": False, "hash": hash_of("secret")}}


class User(BaseModel):
    username: str
    scopes: List[str]


app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")


async def current_user(token: str = Depends(oauth2_scheme)):
    try:
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience=AUDIENCE, issuer=ISSUER,
                            options={"require": ["exp", "sub"]})
    except jwt.PyJWTError:
        raise HTTPException(401, "invalid token", {"WWW-Authenticate": "Bearer"}) from None
    user = USERS.get(claims["sub"])
    if user is None or user["disabled"]:
        raise HTTPException(401, "no such user", {"WWW-Authenticate": "Bearer"})
    if "me" not in claims["scope"].split():
        raise HTTPException(403, "the scope does not reach")
    return User(username=user["username"], scopes=user["scopes"])


@app.get("/users/me", response_model=User)
async def users_me(user: User = Depends(current_user)):
    return user


# As the tutorial has it, the password is hashed in the coroutine.
@app.post("/token")
async def token(request: Request):
    form = parse_qs((await request.body()).decode())
    user = USERS.get(form["username"][0])
    if user is None or not hmac.compare_digest(hash_of(form["password"][0]), user["hash"]):
        raise HTTPException(401, "incorrect username or password")
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": user["username"], "aud": AUDIENCE, "exp": now + 3600, "iat": now,
              "jti": secrets.token_urlsafe(16), "scope": " ".join(user["scopes"])}
    return {"access_token": jwt.encode(claims, SECRET, algorithm="HS256"), "token_type": "bearer"}


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listener])
