"""The notice that stands before the field for a telephone number. Whoever leaves one has read this version of it.

A change of its words on the page `needs/_notice.html` needs a new version here.
"""

CONTACT_NOTICE = "contact-1"
CONTACT_DAYS = 90  # After the need was solved or declined.
