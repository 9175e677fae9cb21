"""The phone app itself: the built files, each with the policy that keeps foreign code out."""

from functools import partial

from apiflask import APIFlask
from flask import Response
from whitenoise import WhiteNoise

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:{tiles}; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}


def serve(app: APIFlask) -> None:
    """Serve the built app at `/`; files are listed at start, so a new build wants a restart."""
    settings = app.extensions["settings"]
    root, policy = settings.pwa, policy_with(settings.tiles_origin)
    if root.is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(root),
            index_file=True,
            immutable_file_test=lambda path, url: url.startswith("/assets/"),
            max_age=0,
            add_headers_function=partial(_add_headers, policy),
        )
    else:
        app.add_url_rule("/", "not_built", _not_built)


def policy_with(tiles: str) -> str:
    """The policy, with pictures allowed from one other place: where the company's map tiles come from."""
    return POLICY.format(tiles=f" {tiles}" if tiles else "")


def _add_headers(policy: str, headers, _path, _url) -> None:
    headers["Content-Security-Policy"] = policy
    for name, value in SAFE.items():
        headers[name] = value
    if "Access-Control-Allow-Origin" in headers:
        del headers["Access-Control-Allow-Origin"]


def _not_built() -> Response:
    return Response("The phone app is not built yet: run `make build`.\n", 503, content_type="text/plain")
