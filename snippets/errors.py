"""What goes wrong in a way that somebody can mend. Every message says where, and what to write or do instead."""


class LessonError(Exception):
    """A page, a transcript, a recording or a term that is not as it must be."""


class SandboxError(LessonError):
    """The sandbox failed."""


class SandboxUnavailableError(SandboxError):
    """No sandbox can be had here."""
