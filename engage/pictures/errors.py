"""Why a picture was not taken."""

from typing import Any

from engage.errors import Invalid


class PictureRefused(Invalid):
    """The bytes are not a picture we can make safe; `reason` tells the person what to do."""

    @property
    def reason(self) -> Any:
        return self.message
