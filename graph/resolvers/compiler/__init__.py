"""From a shape to SQL: what any entity's fields, filters, orders and pages are."""
