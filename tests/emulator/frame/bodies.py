# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of request body an operation may declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from .codec import loads
from .errors import Problem
from .fields import Field, Members, Problems
from .payload import Payload

if TYPE_CHECKING:
    from .call import Call


class NoBody:
    """An operation without a body refuses one."""

    spool = False

    async def read(self, payload: Payload, call: Call, problems: Problems) -> Any:
        if payload.size:
            problems.append(Problem("body", "body", "unknown"))


@dataclass(frozen=True)
class JsonBody:
    """A JSON body; `required=False` lets it be left out altogether."""

    field: Field
    required: bool = True
    spool = False

    async def read(self, payload: Payload, call: Call, problems: Problems) -> Any:
        if not payload.size:
            if self.required:
                raise call.dialect.unreadable_body("missing", call)
            return None
        _need_content_type("application/json", call)
        try:
            value = loads(payload.data)
        except ValueError:
            raise call.dialect.unreadable_body("syntax", call) from None
        return self.field.check(value, "", problems)


@dataclass(frozen=True)
class FormBody:
    """An `application/x-www-form-urlencoded` body; its members are texts."""

    field: Members
    spool = False

    async def read(self, payload: Payload, call: Call, problems: Problems) -> Any:
        _need_content_type("application/x-www-form-urlencoded", call)
        pairs = parse_qsl(payload.data.decode("utf-8", "replace"), keep_blank_values=True)
        return self.field.check(dict(pairs), "", problems)


@dataclass(frozen=True, kw_only=True)
class FilePart(Field):
    """A part with a file name; the handler gets an object with `filename` and `file`."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if not isinstance(value, UploadFile):
            problems.append(Problem(where, name, "type"))
        elif not hasattr(value.file, "seekable"):
            # zipfile asks for it, and Python 3.10 does not give it to spooled files
            value.file.seekable = lambda: True
        return value


@dataclass(frozen=True)
class MultipartBody:
    """A `multipart/form-data` body; large ones are kept on disk."""

    parts: Mapping[str, Field]
    spool = True

    async def read(self, payload: Payload, call: Call, problems: Problems) -> Any:
        _need_content_type("multipart/form-data", call)
        try:
            headers = Headers({"content-type": call.headers["content-type"]})
            form = await MultiPartParser(headers, payload.blocks()).parse()
        except (MultiPartException, KeyError):
            raise call.dialect.unreadable_body("syntax", call) from None
        return Members(members=self.parts).check(dict(form), "", problems)


def _need_content_type(wanted: str, call: Call) -> None:
    if not call.headers.get("content-type", "").lower().startswith(wanted):
        raise call.dialect.unreadable_body("content-type", call)
