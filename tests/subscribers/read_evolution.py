"""Tell, at each line received, what Evolution's data server holds of its calendars, as JSON.

Runs under the system's Python, which alone sees the library; the calendars stay open between two
lines, so that the server goes for them at its own pace.
"""

import json
import sys

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

KIND = ICalGLib.PropertyKind
ALL = "#t"


def held(client):
    _, components = client.get_object_list_sync(ALL, None)
    return [
        {
            "first": component.get_dtstart().as_ical_string(),
            "end": component.get_dtend().as_ical_string(),
            "title": component.get_summary(),
            "status": value(component, KIND.STATUS_PROPERTY),
        }
        for component in components
    ]


def value(component, kind):
    return component.get_first_property(kind).get_value().as_ical_string()


def main(names):
    registry = EDataServer.SourceRegistry.new_sync(None)
    clients = {
        name: ECal.Client.connect_sync(
            registry.ref_source(name), ECal.ClientSourceType.EVENTS, 1, None
        )
        for name in names
    }
    loop = GLib.MainContext.default()
    for _ in sys.stdin:
        while loop.iteration(False):
            pass
        print(json.dumps({name: held(client) for name, client in clients.items()}), flush=True)


main(sys.argv[1:])
