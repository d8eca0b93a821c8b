"""A backend for `verify()` with FastAPI, httpx and uvicorn, for Python 3.11 or later."""

import asyncio
import json
import logging
import os
import re
from datetime import UTC, datetime, timedelta

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException

API_KEY = os.environ["FLOW_API_KEY"]
BASE_URL = os.environ.get("FLOW_BASE_URL") or "https://kyc.biometric.kz"
ALLOWED_ORIGIN = os.environ.get("FLOW_ALLOWED_ORIGIN") or "none"  # which no page has
CORS = {"Access-Control-Allow-Origin": ALLOWED_ORIGIN, "Access-Control-Allow-Credentials": "true"}
CORS |= {"Access-Control-Allow-Headers": "Authorization, Content-Type, X-Flow-Token"}
CORS |= {"Access-Control-Expose-Headers": "Retry-After"}

app = FastAPI(redirect_slashes=False)  # because `verify()` refuses redirects
service = httpx.AsyncClient(base_url=f"{BASE_URL}/api/v1/flows/session", timeout=None)
sessions: dict[str, tuple[str, datetime]] = {}  # id: (user, expiry). Use your database.
read_object = TypeAdapter(dict).validate_json
logging.getLogger("httpx").setLevel(logging.WARNING)  # At INFO it logs URLs; one contains the key.


def current_user(request: Request) -> str:
    """Your application's own authentication belongs here. This one is for demonstrations only."""
    if match := re.fullmatch(r"Bearer (\w+)-demo-token", request.headers.get("Authorization", "")):
        return match[1]
    raise error(401, "unauthorized")


def error(status: int, code: str, retryable: bool = False, headers: dict | None = None) -> HTTPException:
    return HTTPException(status, {"code": code, "message": code.replace("-", " "), "retryable": retryable}, headers)


def respond(status: int, body: dict, headers: dict | None = None) -> Response:
    text = json.dumps(body).replace(API_KEY, "[removed]")  # in case a text of the service contains it
    return Response(text, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


@app.exception_handler(Exception)
@app.exception_handler(HTTPException)
async def on_error(_request: Request, thrown: Exception) -> Response:
    status, detail = getattr(thrown, "status_code", 500), getattr(thrown, "detail", None)
    if not isinstance(detail, dict):  # FastAPI's own error, or an unexpected one
        detail = error(status, {404: "not-found", 405: "method-not-allowed"}.get(status, "internal")).detail
    return respond(status, {"error": detail}, getattr(thrown, "headers", None))


@app.middleware("http")
async def cors(request: Request, call_next) -> Response:
    is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    response = Response(None, 204) if is_preflight else await call_next(request)
    response.headers.update({"Vary": "Origin"} | (CORS if request.headers.get("Origin") == ALLOWED_ORIGIN else {}))
    return response


async def ask_service(method: str, path: str, **options) -> dict:
    """Sends a request once: `verify()` repeats its own, and a repeated POST could cost a second session."""
    body = bytearray()  # at most 16 MB, since a result may contain documents
    try:  # `verify()` waits 30 s.
        async with asyncio.timeout(20), service.stream(method, path, **options) as answer:
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > 16_000_000:
                    raise ValueError
        if answer.is_success:
            return read_object(body)
    except TimeoutError:
        raise error(504, "timeout", True) from None
    except httpx.HTTPError:
        raise error(502, "network", True) from None
    except ValueError:
        raise error(502, "invalid-response") from None
    if (status := answer.status_code) == 404 and method == "GET":
        raise error(404, "not-found")
    if status == 429:
        raise error(429, "rate-limited", True, {"Retry-After": answer.headers.get("Retry-After", "5")})
    # Redirects are failures too: following one could give the key to another server.
    logging.error("The verification service answered %s with %d.", path, status)
    raise error(502, "http", status >= 500 or status in (408, 425))


@app.post("/api/flow")
async def create_session(request: Request) -> Response:
    # CSRF protection: a page of another origin must not create sessions for a user who is signed in.
    headers = request.headers
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    same_host = not origin or origin.partition("://")[2] == headers.get("Host")
    if origin != ALLOWED_ORIGIN and not (site in ("same-origin", "none") if site else same_host):
        raise error(403, "forbidden")
    user = current_user(request)
    if "Transfer-Encoding" in headers or int(headers.get("Content-Length", 0)) > 65_536:
        raise error(413, "body-too-large")  # A body without a length, which no browser sends, could be endless.
    try:
        body = await asyncio.wait_for(request.body(), 10)
        if body and not re.match(r"application/json\s*(;|$)", headers.get("Content-Type", ""), re.I):
            raise error(415, "unsupported-media-type")
        read_object(body or "{}")  # Its metadata is not used: it should come from your code.
    except TimeoutError:
        raise error(408, "body-timeout", True) from None
    except ValueError:
        raise error(400, "invalid-body") from None
    session_id = (await ask_service("POST", "/create/", json={"api_key": API_KEY})).get("session_id")
    if not isinstance(session_id, str) or not re.fullmatch("[A-Za-z0-9_-]{1,200}", session_id):
        raise error(502, "invalid-response")
    sessions[session_id] = (user, expires := datetime.now(UTC) + timedelta(hours=1))
    return respond(201, {"session_id": session_id, "expires_at": expires.isoformat(timespec="seconds")})


@app.get("/api/flow/{session_id}")
async def read_verdict(session_id: str, request: Request) -> Response:
    user, (owner, expires) = current_user(request), sessions.get(session_id, (None, None))
    if user != owner or expires < datetime.now(UTC):
        raise error(404, "not-found")
    result = await ask_service("GET", "/result/", params={"session_id": session_id, "flow_api_key": API_KEY})
    if result.get("id") != session_id:
        raise error(502, "invalid-response")
    return respond(200, {"session_id": session_id, **verdict_of(result)})


def verdict_of(result: dict) -> dict:
    """Follows docs/service.md, "From a result to a verdict". In doubt, the user has not passed."""
    parts = [part for name, part in result.items() if name.endswith("_result") and isinstance(part, dict)]
    fields = [result.get("flow_session_failure_reasons"), *(part.get("failure_reason") for part in parts)]
    entries = [entry for field in fields for entry in (field if isinstance(field, list) else [field])]
    entries = [entry if isinstance(entry, dict) else {"detail": entry} for entry in entries if entry]
    pairs = [(str(entry.get("type") or "OTHER"), str(entry.get("detail") or "")) for entry in entries]
    reasons = [{"type": kind, "detail": detail or None} for kind, detail in dict.fromkeys(pairs)]
    status = "" if (word := result.get("status")) is None else str(word).strip().upper()
    failed = re.match("(FAILED|EXPIRED|REJECTED|ERROR|CANCELL?ED|ABORTED)(?![A-Z])", status)
    ended = failed or status == "FINISHED" or (status != "PROGRESS" and isinstance(result.get("finished_at"), str))
    yes = status in ("", "FINISHED") and result.get("flow_session_result") is True
    passed = yes and not reasons and all(part.get("result") is not False for part in parts) if ended else None
    gave_up = status.startswith(("CANCEL", "ABORTED")) or ("CLIENT", "Operation aborted by user") in pairs
    return {
        "status": status or ("FINISHED" if ended else "PROGRESS"),
        "passed": passed,
        "cancelled": passed is False and gave_up,
        "failure_reasons": reasons,
    }


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT") or 0))
