"""Web pages saved whole (.mht), also what Word and WPS save as such under the name .doc."""

from __future__ import annotations

from email import message_from_bytes, policy

from corpus.errors import LoadError
from corpus.loaders.html import HtmlLoader


class MhtmlLoader(HtmlLoader):
    """The page in an archive of one; its pictures and frames are left alone."""

    def page(self) -> tuple[bytes, str]:
        """The bytes of the page and the encoding that the archive states, empty where it states none."""
        message = message_from_bytes(self.read(), policy=policy.compat32)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and content.strip():
                    return content, part.get_content_charset("")
        raise LoadError(self.path, "no page in this web archive")
