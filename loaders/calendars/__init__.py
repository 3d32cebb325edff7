"""Calendars (iCalendar, RFC 5545): events of fairs with their days, places and organizers.

From bytes to records::

    lines     content lines with the lines of the file they were on; calendars and their events
    days      when an event starts and ends, and which of it the calendar does not print
    places    what of a location is venue, town, province and country
    events    what an event says, or why it cannot be loaded
    records   series, editions, activities and bodies, with their evidence
    reading   the source that each calendar is; what is loaded, rejected and left out
    cells     what an event says by property, for those who ask where a fact was read
"""
