"""A mapping of every record type that hangs off an account, and its files."""

from .conftest import Desk

REST = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
[[imports]]
file = "contacts.csv"
record = "contact"
key = "id"
[imports.fields]
account = { column = "account", by = "name" }
name = "name"
email = "email"
is_primary = "primary"
buying_role = "role"
[[imports]]
file = "cases.csv"
record = "case"
key = "id"
[imports.fields]
account = "account"
subject = "subject"
status = "status"
priority = "priority"
contact = { column = "contact", by = "email" }
opened_at = "opened"
closed_at = "closed"
[[imports]]
file = "contracts.csv"
record = "contract"
key = "id"
[imports.fields]
account = "account"
status = { constant = "ACTIVATED" }
value = "value"
start_date = "start"
end_date = "end"
signed_by = "signer"
[[imports]]
file = "activities.csv"
record = "activity"
key = "id"
[imports.fields]
account = "account"
kind = "kind"
subject = "subject"
at = "at"
contact = { column = "who", by = "name" }
"""


def put_rest(desk: Desk, contacts: str, cases: str = "", contracts: str = "", activities: str = "") -> None:
    desk.put("accounts.csv", "id,name\n1,Acme\n2,B\n")
    desk.put("contacts.csv", "id,account,name,email,primary,role\n" + contacts)
    desk.put("cases.csv", "id,account,subject,status,priority,contact,opened,closed\n" + cases)
    desk.put("contracts.csv", "id,account,value,start,end,signer\n" + contracts)
    desk.put("activities.csv", "id,account,kind,subject,at,who\n" + activities)
