"""Writing migrations: what the models declare, compared with what stands, as one frozen file.

`described` says what a model declares as a plain `Table`; the other modules turn that into SQL, and know no model.
"""

from .described import described, tables
from .table import AuditedField, Table
from .writing import MigrationRefused, NothingToMigrate, write_migration

__all__ = ["AuditedField", "MigrationRefused", "NothingToMigrate", "Table", "described", "tables", "write_migration"]
