"""Routes that the tests of all pages pass over."""

#: What is opened by address but is no page: files, pieces of pages, marks of life.
NO_PAGES = {
    "desk.key",
    "desk.offline",
    "desk.work",
    "exports.file",
    "home.alive",
    "home.ready",
    "imports.sheet",
    "install.manifest",
    "install.worker",
    "notes.offline",
    "notes.words",
    "notes.more",
    "organize.download_glossary",
    "organize.download_set_up",
    "organize.live",
    "organize.translator_file",
    "static",
}
