"""The routes by subject; adding one is a file and a line here."""

from server.routes import answer_routes, openai_routes, quiz_routes, service_routes, source_routes

ROUTERS = (
    openai_routes.router,
    source_routes.router,
    answer_routes.router,
    quiz_routes.router,
    service_routes.router,
)

__all__ = ["ROUTERS"]
