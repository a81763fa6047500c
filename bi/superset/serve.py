"""`make superset`: Superset over the published marts, with its dashboards, on this machine alone.

Here: its first start, the import of the dashboards, the server, a new password.
Not here: its settings (`superset_config`), what the dashboards show (`dashboards/`).
"""

import multiprocessing
import os
import secrets
import sys
from pathlib import Path

import flask_migrate
import superset_config
import yaml
from flask import Flask
from gunicorn.app.base import BaseApplication
from superset import appbuilder, db, security_manager
from superset.app import create_app
from superset.utils.core import override_user

ADMIN = "admin"
ADDRESS = f"127.0.0.1:{os.environ.get('FOLLOWUP_SUPERSET_PORT', '8088')}"
DASHBOARDS = Path(__file__).parent / "dashboards"


def prepare(app: Flask) -> None:
    """Bring Superset's own database up to date, with an administrator and the dashboards."""
    with app.app_context():
        flask_migrate.upgrade()
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        db.session.commit()
        if security_manager.find_user(ADMIN):
            print(
                f"The password of {ADMIN} was printed at the first start and is kept nowhere."
                " For a new one: make superset-password",
                flush=True,
            )
        else:
            set_password(app)
        import_dashboards()


def set_password(app: Flask) -> None:
    """Give the administrator, who is made if need be, a new password, and print it."""
    with app.app_context():
        password = secrets.token_urlsafe(15)
        if user := security_manager.find_user(ADMIN):
            security_manager.reset_password(user.id, password)
        else:
            role = security_manager.find_role("Admin")
            security_manager.add_user(
                ADMIN, "Superset", "Admin", "admin@localhost", role, password=password
            )
        print(f"User {ADMIN}, password {password} (shown this once)", flush=True)


def import_dashboards() -> None:
    """Make what `dashboards/` declares, over what was imported before, reading the marts.

    Raises:
        CommandInvalidError: a file is not what Superset imports; the message names it.
    """
    contents = {
        str(file.relative_to(DASHBOARDS)): file.read_text(encoding="utf-8")
        for file in DASHBOARDS.rglob("*.yaml")
    }
    database = yaml.safe_load(contents["databases/marts.yaml"])
    database["sqlalchemy_uri"] = f"duckdb:///{superset_config.PUBLISHED_DATABASE}"
    contents["databases/marts.yaml"] = yaml.safe_dump(database)
    # Superset's models cannot be imported before there is an application.
    from superset.commands.importers.v1 import assets  # noqa: PLC0415

    with override_user(security_manager.find_user(ADMIN)):
        assets.ImportAssetsCommand(contents).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, with one request at a time in each of its processes.

    DuckDB shares an opened file among all connections of a process, and sees the file that has
    replaced it only after the last of them is closed. Superset opens a connection for each query
    and closes it after it; with one request at a time that connection is always the last.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own settings."""
        for setting, value in {
            "bind": ADDRESS,
            "workers": 3,
            # Unlike the sync worker it does not wait on what a browser opens in advance.
            "worker_class": "gthread",
            "threads": 1,
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(setting, value)

    def load(self) -> Flask:
        """The application, which the processes share from before they part."""
        return self._app


def main() -> None:
    """Prepare and serve, or with --new-password print a new one."""
    if not superset_config.PUBLISHED_DATABASE.exists():
        sys.exit(f"{superset_config.PUBLISHED_DATABASE} does not exist. Publish it: make run")
    superset_config.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = create_app()
    if sys.argv[1:] == ["--new-password"]:
        set_password(app)
        return
    # In a process of its own: DuckDB, once opened, does not survive the fork of the server.
    preparation = multiprocessing.get_context("fork").Process(target=prepare, args=(app,))
    preparation.start()
    preparation.join()
    if preparation.exitcode:
        sys.exit("Superset could not be prepared; the reason stands above.")
    print(f"Superset: http://{ADDRESS}", flush=True)
    Server(app).run()


if __name__ == "__main__":
    main()
