from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [('models', '0004_kept_by_the_database')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='SharingCondition',
            options={'table': 'sharing_condition', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One condition of a rule: a column, an operator, its values as text (none for a null test, one unless IN).'},
        ),
    ]
