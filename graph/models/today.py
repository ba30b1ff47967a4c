"""What day it is, for the database."""

TODAY = "(SELECT (now() AT TIME ZONE i.time_zone)::date FROM instance i)"
"""The date in the instance's time zone: a subquery that a statement evaluates once. `Instance.today` is the same."""
