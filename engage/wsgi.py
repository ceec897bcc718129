"""What a WSGI server serves: the application, made from the environment."""

from engage.app import create_app

app = create_app()
