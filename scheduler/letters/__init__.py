"""Letters: what each kind of message tells, before it is rendered."""
