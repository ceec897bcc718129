"""A resident at the form: fills it in as the page was shown, and reads what comes back."""

from io import BytesIO

from bs4 import BeautifulSoup
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from engage.extensions import db

TEXT = "二楼楼道灯不亮，老人下楼看不清台阶"


def soup(response):
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def fields_of(page, form="#need-form"):
    """Return what a browser would send of the form as it stands on the page."""
    found = page.select_one(form)
    values = {tag["name"]: tag.get("value", "") for tag in found.select("input[type=hidden]")}
    for tag in found.select("input:checked, input[checked]"):
        values.setdefault(tag["name"], []) if tag["type"] == "checkbox" else None
        if tag["type"] == "checkbox":
            values[tag["name"]].append(tag["value"])
        else:
            values[tag["name"]] = tag["value"]
    for tag in found.select("textarea"):
        values[tag["name"]] = tag.get_text().removeprefix("\n")
    if contact := found.select_one("#contact"):
        values["contact"] = contact.get("value", "")
    return {name: value for name, value in values.items() if value != ""}


def open_form(client, query):
    return fields_of(soup(client.get(f"/needs/new?{query}")))


def post(client, path, values, photo=()):
    """Send a form with files. Put together here: the test client would leave its temporary file open."""
    photos = photo if isinstance(photo, list) else [photo] if photo else []
    files = [FileStorage(stream, filename, "photo", "image/jpeg") for stream, filename in photos]
    boundary, body = encode_multipart({**values, **({"photo": files} if files else {})})
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def photo(colour="teal", format="JPEG", size=(80, 60), name="photo.jpg", **options):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, format, **options)
    return BytesIO(file.getvalue()), name


def rows(model):
    db.session.rollback()
    return db.session.query(model).order_by(*model.__table__.primary_key).all()
