"""A window with a page of WebKitGTK that keeps what pages store in the folder given, and lets WebKitWebDriver lead it.

MiniBrowser, which comes with the driver, keeps nothing while it is led. Run by Debian's Python, which has the bindings.
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

folder = Path(next(one for one in sys.argv[1:] if not one.startswith("-")))
manager = WebKit2.WebsiteDataManager(
    base_data_directory=str(folder / "data"), base_cache_directory=str(folder / "cache")
)
manager.get_cookie_manager().set_persistent_storage(
    str(folder / "cookies.sqlite"), WebKit2.CookiePersistentStorage.SQLITE
)
context = WebKit2.WebContext.new_with_website_data_manager(manager)
context.set_automation_allowed(True)
context.set_preferred_languages(["en-US"])


def begun(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("Intake's tests")
    info.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
    session.set_application_info(info)
    session.connect("create-web-view", opened)


def opened(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    view.get_settings().set_enable_write_console_messages_to_stdout(True)
    window = Gtk.Window(default_width=800, default_height=1280)
    window.add(view)
    window.show_all()
    return view


def downloading(_context, download):
    download.connect("decide-destination", place)


def place(download, name):
    target = folder / "downloads" / name
    target.parent.mkdir(exist_ok=True)
    download.set_destination(target.as_uri())
    return True


context.connect("automation-started", begun)
context.connect("download-started", downloading)
Gtk.main()
