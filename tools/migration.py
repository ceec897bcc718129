"""Write the next revision of the schema: `migration.py MESSAGE` compares the models with the revisions there are.

The file is a draft. Read it, name what is not named, think of the rows that are already there, then try it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from engage import schema
from engage.app import create_app
from engage.config import fresh_keys, read_settings


def write(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given = {"ENGAGE_DATA_DIR": folder, "ENGAGE_PUBLIC_URL": "http://localhost", "ENGAGE_LOG_LEVEL": "WARNING"}
        app = create_app(read_settings(fresh_keys() | given))
        with app.app_context():
            numbers = [int(script.revision) for script in schema.scripts().walk_revisions()]
            # The first revision makes tables, and has none to copy.
            app.extensions["migrate"].configure_args["render_as_batch"] = bool(numbers)
            schema.upgrade()
            config = schema.alembic_config()
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            script = command.revision(config, message, autogenerate=True, rev_id=f"{max(numbers, default=0) + 1:04}")
    draft = Path(script.path)
    lines = draft.read_text(encoding="utf-8").splitlines(keepends=True)
    draft.write_text("".join(line for line in lines if not line.startswith("    # ###")), encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--isolated", "--line-length", "120", str(draft)], check=True)
    print(draft)


if __name__ == "__main__":
    write(" ".join(sys.argv[1:]) or sys.exit(__doc__))
