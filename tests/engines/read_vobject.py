"""Read feeds with vobject."""

import vobject
from batch import main


def read(text):
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    for event in calendar.contents.get("vevent", []):
        yield {
            "uid": event.getChildValue("uid", ""),
            "start": str(event.getChildValue("dtstart")),
            "end": str(event.getChildValue("dtend")),
            "summary": event.getChildValue("summary", ""),
            "description": event.getChildValue("description", ""),
            "status": event.getChildValue("status", ""),
            "sequence": int(event.getChildValue("sequence", 0)),
        }


main(read)
