"""What pages say of events, deliveries and problems. The store holds the codes."""

from engage.i18n import _l
from engage.webhooks import events
from engage.webhooks.models import DeliveryState

EVENT_NAMES = {
    events.ALL: _l("Everything, also kinds that come later"),
    events.NEED_CHANGED: _l("A need that the public sees has changed its state"),
    events.SATISFACTION_CHANGED: _l("A satisfaction figure has changed"),
    events.VISIT_RATED: _l("A visit was rated"),
    events.TEST: _l("Test"),
}
STATE_NAMES = {
    DeliveryState.WAITING: _l("waits"),
    DeliveryState.HELD: _l("held while switched off"),
    DeliveryState.DELIVERED: _l("delivered"),
    DeliveryState.FAILED: _l("failed"),
}
PROBLEMS = {
    "address": _l("The address leads into a private or reserved network, where webhooks may not go."),
    "answer": _l("What came back was not an HTTP answer."),
    "certificate": _l("The certificate of the receiver is not valid."),
    "connection": _l("No connection, or it broke."),
    "fault": _l("A fault of this program; its log says more."),
    "name": _l("The name of the receiver was not found."),
    "port": _l("Webhooks go to port 443, or to ports from 1024 upward."),
    "redirect": _l("The receiver answered with a redirect; these are not followed."),
    "refused": _l("The receiver did not take it."),
    "scheme": _l("The address must begin with https://."),
    "secret": _l("The secret cannot be read: the application's key was changed. Make a new secret."),
    "slow": _l("The receiver took too long."),
    "url": _l("This is not an address that webhooks can be sent to, such as https://example.org/hooks."),
}
WHY_DISABLED = {
    "by hand": _l("Switched off by hand."),
    "gone": _l("Switched off because the receiver answered 410: it wants no more."),
}
