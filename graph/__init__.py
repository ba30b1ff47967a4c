"""Account Graph: one GraphQL API over the account side of a CRM."""
