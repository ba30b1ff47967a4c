-- Statement(scope=ADMIN, strategy row, plan_for_values=True, work=21)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Change)
--           where:
--             All
--               conditions:
--                 All
--                   conditions:
--                     Comparison(value={a}.field, operator=eq, operand=owner, sql_type=text)
--       order:
--         Order(name=Change)
--           keys:
--             Key(value={a}.changed_at, type=timestamptz, field=at, descending=True)
--             Key(value={a}.id, type=uuid, field=at, descending=True, unique=True)
--       nodes: Nodes
--         recordId: Column
--           column:
--             CASE {a}.record_type WHEN 'Account' THEN 'acc_' WHEN 'Activity' THEN 'act_' WHEN 'Case' THEN 'cas_' WHEN 'Contact' THEN 'con_' WHEN 'Contract' THEN 'ctr_' WHEN 'File' THEN 'fil_' WHEN 'Group' THEN 'grp_' WHEN 'Invoice' THEN 'inv_' WHEN 'Opportunity' THEN 'opp_' WHEN 'Role' THEN 'rol_' WHEN 'AccountTeamMember' THEN 'tea_' WHEN 'Grant' THEN 'grt_' WHEN 'SharingRule' THEN 'rul_' WHEN 'User' THEN 'usr_' END || {a}.record_id
--         field: Column(column={a}.field)
--         from: Column(column=value)
--         to: Column(column=value)
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT
            CASE fi1.record_type WHEN 'Account' THEN 'acc_' WHEN 'Activity' THEN 'act_' WHEN 'Case' THEN 'cas_' WHEN 'Contact' THEN 'con_' WHEN 'Contract' THEN 'ctr_' WHEN 'File' THEN 'fil_' WHEN 'Group' THEN 'grp_' WHEN 'Invoice' THEN 'inv_' WHEN 'Opportunity' THEN 'opp_' WHEN 'Role' THEN 'rol_' WHEN 'AccountTeamMember' THEN 'tea_' WHEN 'Grant' THEN 'grt_' WHEN 'SharingRule' THEN 'rul_' WHEN 'User' THEN 'usr_' END || fi1.record_id AS "recordId",
            fi1.field AS "field",
            CASE WHEN (fi1.record_type || '.' || fi1.field) = 'Account.parent' THEN 'acc_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN (
              'Account.partner',
              'Activity.account',
              'Case.account',
              'Contact.account',
              'Contract.account',
              'File.account',
              'Opportunity.account',
              'Invoice.account',
              'AccountTeamMember.account',
              'Grant.account',
              'User.partnerAccount'
            ) THEN 'acc_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Activity.case') THEN 'cas_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Account.primaryContact', 'Activity.contact', 'Case.contact', 'Contract.signedBy') THEN 'con_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Grant.group', 'SharingRule.group') THEN 'grp_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Activity.opportunity') THEN 'opp_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Role.parent', 'Grant.role', 'SharingRule.role', 'User.role') THEN 'rol_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN (
              'Account.createdBy',
              'Account.updatedBy',
              'Account.owner',
              'Activity.createdBy',
              'Activity.updatedBy',
              'Activity.owner',
              'Case.createdBy',
              'Case.updatedBy',
              'Contact.createdBy',
              'Contact.updatedBy',
              'Contract.createdBy',
              'Contract.updatedBy',
              'File.createdBy',
              'File.updatedBy',
              'Opportunity.createdBy',
              'Opportunity.updatedBy',
              'Opportunity.owner',
              'Group.members',
              'AccountTeamMember.user',
              'Grant.user'
            ) THEN 'usr_' || CASE WHEN fi1.old_value ~ $1::text THEN fi1.old_value::uuid END ELSE fi1.old_value END AS "from",
            CASE WHEN (fi1.record_type || '.' || fi1.field) = 'Account.parent' THEN 'acc_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN (
              'Account.partner',
              'Activity.account',
              'Case.account',
              'Contact.account',
              'Contract.account',
              'File.account',
              'Opportunity.account',
              'Invoice.account',
              'AccountTeamMember.account',
              'Grant.account',
              'User.partnerAccount'
            ) THEN 'acc_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Activity.case') THEN 'cas_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Account.primaryContact', 'Activity.contact', 'Case.contact', 'Contract.signedBy') THEN 'con_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Grant.group', 'SharingRule.group') THEN 'grp_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Activity.opportunity') THEN 'opp_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN ('Role.parent', 'Grant.role', 'SharingRule.role', 'User.role') THEN 'rol_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END WHEN (
              fi1.record_type || '.' || fi1.field
            ) IN (
              'Account.createdBy',
              'Account.updatedBy',
              'Account.owner',
              'Activity.createdBy',
              'Activity.updatedBy',
              'Activity.owner',
              'Case.createdBy',
              'Case.updatedBy',
              'Contact.createdBy',
              'Contact.updatedBy',
              'Contract.createdBy',
              'Contract.updatedBy',
              'File.createdBy',
              'File.updatedBy',
              'Opportunity.createdBy',
              'Opportunity.updatedBy',
              'Opportunity.owner',
              'Group.members',
              'AccountTeamMember.user',
              'Grant.user'
            ) THEN 'usr_' || CASE WHEN fi1.new_value ~ $1::text THEN fi1.new_value::uuid END ELSE fi1.new_value END AS "to"
          FROM "field_change" fi1
          WHERE ((fi1.field = $2::text::text))
          ORDER BY fi1.changed_at DESC, fi1.id DESC
          LIMIT $3::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM sharing_epoch e
