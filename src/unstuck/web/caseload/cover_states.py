"""The states of a cover: the gate goes by one of them. How one follows another stands in the room of transfers."""

ASKED, AGREED, DECLINED, CALLED_OFF, ENDED = COVER_STATES = ("asked", "agreed", "declined", "called_off", "ended")
