-- Statement(scope=SALES_REP, strategy row, work=10)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       history: Connection(size=2)
--         rows:
--           Rows(table=Change, relation=Change where _of_account, seen if true)
--         order:
--           Order(name=Change)
--             keys:
--               Key(value={a}.changed_at, type=timestamptz, field=at, descending=True)
--               Key(value={a}.id, type=uuid, field=at, descending=True, unique=True)
--         nodes: Nodes
--           at: Column
--             column:
--               to_char({a}.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
--           by: ToOne(relation=User where {x}.id = {a}.changed_by_id)
--             name: Column(column={a}.name)
--           recordType: Column(column={a}.record_type)
--           field: Column(column={a}.field)
--           from: Column(column=value)
--           to: Column(column=value)
SELECT e.value, g1.keys, g1.nodes, g1.ids, g1.unseen
FROM sharing_epoch e
LEFT JOIN LATERAL  (
  SELECT
    array_agg(k.key) AS keys,
    array_agg(k.node) AS nodes,
    array_agg(k.id) AS ids,
    account_graph_unseen($1::uuid, 'account', array_agg(k.id)) AS unseen
  FROM  (
    SELECT
      ac1."name_key" AS key,
      ac1.id,
      (
        SELECT row_to_json(r1.*)
        FROM  (
          SELECT  (
            SELECT row_to_json(r2.*)
            FROM  (
              SELECT  (
                SELECT coalesce(json_agg(r3.*), '[]')
                FROM  (
                  SELECT
                    to_char(fi1.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "at",
                    (
                      SELECT row_to_json(r4.*)
                      FROM (SELECT ap1.name AS "name" FROM "app_user" ap1 WHERE ap1.id = fi1.changed_by_id) r4
                    ) AS "by",
                    fi1.record_type AS "recordType",
                    fi1.field AS "field",
                    CASE WHEN (fi1.record_type || '.' || fi1.field) = 'Account.parent' THEN (
                      SELECT 'acc_' || t1.ancestor_id
                      FROM account_tree t1
                      JOIN account v1 ON v1.id = t1.ancestor_id
                      WHERE
                        t1.descendant_id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                        AND (
                          (
                            (v1.owner_id = $1::uuid)
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_team t
                                WHERE t.user_id = $1::uuid AND t.account_id = v1.id
                                OFFSET 0
                              )
                            )
                            OR ((v1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                            OR (
                              EXISTS (
                                SELECT
                                FROM  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g
                                WHERE g.account_id = v1.id
                                OFFSET 0
                              )
                            )
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_tree t2
                                JOIN  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g ON g.account_id = t2.ancestor_id
                                WHERE t2.descendant_id = v1.id AND t2.depth > 0 AND g.cascades
                                OFFSET 0
                              )
                            )
                          ) IS TRUE
                        )
                      ORDER BY t1.depth
                      LIMIT 1
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN (
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
                      'Opportunity.owner'
                    ) THEN (
                      SELECT 'usr_' || n1.id
                      FROM "app_user" n1
                      WHERE n1.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END AND true
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                      'Account.partner',
                      'Activity.account',
                      'Case.account',
                      'Contact.account',
                      'Contract.account',
                      'File.account',
                      'Opportunity.account'
                    ) THEN (
                      SELECT 'acc_' || n2.id
                      FROM "account" n2
                      WHERE
                        n2.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                        AND (
                          (
                            (n2.owner_id = $1::uuid)
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_team t
                                WHERE t.user_id = $1::uuid AND t.account_id = n2.id
                                OFFSET 0
                              )
                            )
                            OR ((n2."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                            OR (
                              EXISTS (
                                SELECT
                                FROM  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g
                                WHERE g.account_id = n2.id
                                OFFSET 0
                              )
                            )
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_tree t3
                                JOIN  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g ON g.account_id = t3.ancestor_id
                                WHERE t3.descendant_id = n2.id AND t3.depth > 0 AND g.cascades
                                OFFSET 0
                              )
                            )
                          ) IS TRUE
                        )
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                      'Account.primaryContact', 'Activity.contact', 'Case.contact', 'Contract.signedBy'
                    ) THEN (
                      SELECT 'con_' || n3.id
                      FROM "contact" n3
                      WHERE
                        n3.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                        AND EXISTS (
                          SELECT
                          FROM account a1
                          WHERE
                            a1.id = n3.account_id
                            AND (
                              (
                                (a1.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = a1.id
                                    OFFSET 0
                                  )
                                )
                                OR ((a1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = a1.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t4
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t4.ancestor_id
                                    WHERE t4.descendant_id = a1.id AND t4.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          OFFSET 0
                        )
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.opportunity') THEN (
                      SELECT 'opp_' || n4.id
                      FROM "opportunity" n4
                      WHERE
                        n4.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                        AND EXISTS (
                          SELECT
                          FROM account a2
                          WHERE
                            a2.id = n4.account_id
                            AND (
                              (
                                (a2.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = a2.id
                                    OFFSET 0
                                  )
                                )
                                OR ((a2."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = a2.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t5
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t5.ancestor_id
                                    WHERE t5.descendant_id = a2.id AND t5.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          OFFSET 0
                        )
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.case') THEN (
                      SELECT 'cas_' || n5.id
                      FROM "support_case" n5
                      WHERE
                        n5.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                        AND EXISTS (
                          SELECT
                          FROM account a3
                          WHERE
                            a3.id = n5.account_id
                            AND (
                              (
                                (a3.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = a3.id
                                    OFFSET 0
                                  )
                                )
                                OR ((a3."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = a3.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t6
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t6.ancestor_id
                                    WHERE t6.descendant_id = a3.id AND t6.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          OFFSET 0
                        )
                    ) ELSE fi1.old_value END AS "from",
                    CASE WHEN (fi1.record_type || '.' || fi1.field) = 'Account.parent' THEN (
                      SELECT 'acc_' || t7.ancestor_id
                      FROM account_tree t7
                      JOIN account v2 ON v2.id = t7.ancestor_id
                      WHERE
                        t7.descendant_id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                        AND (
                          (
                            (v2.owner_id = $1::uuid)
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_team t
                                WHERE t.user_id = $1::uuid AND t.account_id = v2.id
                                OFFSET 0
                              )
                            )
                            OR ((v2."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                            OR (
                              EXISTS (
                                SELECT
                                FROM  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g
                                WHERE g.account_id = v2.id
                                OFFSET 0
                              )
                            )
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_tree t8
                                JOIN  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g ON g.account_id = t8.ancestor_id
                                WHERE t8.descendant_id = v2.id AND t8.depth > 0 AND g.cascades
                                OFFSET 0
                              )
                            )
                          ) IS TRUE
                        )
                      ORDER BY t7.depth
                      LIMIT 1
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN (
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
                      'Opportunity.owner'
                    ) THEN (
                      SELECT 'usr_' || n6.id
                      FROM "app_user" n6
                      WHERE n6.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END AND true
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                      'Account.partner',
                      'Activity.account',
                      'Case.account',
                      'Contact.account',
                      'Contract.account',
                      'File.account',
                      'Opportunity.account'
                    ) THEN (
                      SELECT 'acc_' || n7.id
                      FROM "account" n7
                      WHERE
                        n7.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                        AND (
                          (
                            (n7.owner_id = $1::uuid)
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_team t
                                WHERE t.user_id = $1::uuid AND t.account_id = n7.id
                                OFFSET 0
                              )
                            )
                            OR ((n7."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                            OR (
                              EXISTS (
                                SELECT
                                FROM  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g
                                WHERE g.account_id = n7.id
                                OFFSET 0
                              )
                            )
                            OR (
                              EXISTS (
                                SELECT
                                FROM account_tree t9
                                JOIN  (
                                  SELECT
                                    g.account_id,
                                    g.cascades,
                                    g.level,
                                    g.id,
                                    g.role_id,
                                    g.group_id,
                                    g.expires_at
                                  FROM account_grant g
                                  WHERE
                                    (g.expires_at IS NULL OR g.expires_at > now())
                                    AND (
                                      g.user_id = $1::uuid
                                      OR g.role_id = $3::uuid
                                      OR g.group_id = ANY($4::uuid[])
                                    )
                                ) g ON g.account_id = t9.ancestor_id
                                WHERE t9.descendant_id = n7.id AND t9.depth > 0 AND g.cascades
                                OFFSET 0
                              )
                            )
                          ) IS TRUE
                        )
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                      'Account.primaryContact', 'Activity.contact', 'Case.contact', 'Contract.signedBy'
                    ) THEN (
                      SELECT 'con_' || n8.id
                      FROM "contact" n8
                      WHERE
                        n8.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                        AND EXISTS (
                          SELECT
                          FROM account a4
                          WHERE
                            a4.id = n8.account_id
                            AND (
                              (
                                (a4.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = a4.id
                                    OFFSET 0
                                  )
                                )
                                OR ((a4."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = a4.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t10
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t10.ancestor_id
                                    WHERE t10.descendant_id = a4.id AND t10.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          OFFSET 0
                        )
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.opportunity') THEN (
                      SELECT 'opp_' || n9.id
                      FROM "opportunity" n9
                      WHERE
                        n9.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                        AND EXISTS (
                          SELECT
                          FROM account a5
                          WHERE
                            a5.id = n9.account_id
                            AND (
                              (
                                (a5.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = a5.id
                                    OFFSET 0
                                  )
                                )
                                OR ((a5."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = a5.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t11
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t11.ancestor_id
                                    WHERE t11.descendant_id = a5.id AND t11.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          OFFSET 0
                        )
                    ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.case') THEN (
                      SELECT 'cas_' || n10.id
                      FROM "support_case" n10
                      WHERE
                        n10.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                        AND EXISTS (
                          SELECT
                          FROM account a6
                          WHERE
                            a6.id = n10.account_id
                            AND (
                              (
                                (a6.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = a6.id
                                    OFFSET 0
                                  )
                                )
                                OR ((a6."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = a6.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t12
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t12.ancestor_id
                                    WHERE t12.descendant_id = a6.id AND t12.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          OFFSET 0
                        )
                    ) ELSE fi1.new_value END AS "to"
                  FROM "field_change" fi1
                  WHERE
                    fi1.account_id = ac1.id
                    AND (
                      (fi1.record_type || '.' || fi1.field) = ANY($5::text[])
                      AND (
                        (fi1.record_type || '.' || fi1.field) NOT IN (
                          'Account.parent',
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
                          'Account.partner',
                          'Activity.account',
                          'Case.account',
                          'Contact.account',
                          'Contract.account',
                          'File.account',
                          'Opportunity.account',
                          'Account.primaryContact',
                          'Activity.contact',
                          'Case.contact',
                          'Contract.signedBy',
                          'Activity.opportunity',
                          'Activity.case'
                        )
                        OR CASE WHEN (fi1.record_type || '.' || fi1.field) = 'Account.parent' THEN (
                          SELECT 'acc_' || t13.ancestor_id
                          FROM account_tree t13
                          JOIN account v3 ON v3.id = t13.ancestor_id
                          WHERE
                            t13.descendant_id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                            AND (
                              (
                                (v3.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = v3.id
                                    OFFSET 0
                                  )
                                )
                                OR ((v3."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = v3.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t14
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t14.ancestor_id
                                    WHERE t14.descendant_id = v3.id AND t14.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          ORDER BY t13.depth
                          LIMIT 1
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN (
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
                          'Opportunity.owner'
                        ) THEN (
                          SELECT 'usr_' || n11.id
                          FROM "app_user" n11
                          WHERE
                            n11.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                            AND true
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                          'Account.partner',
                          'Activity.account',
                          'Case.account',
                          'Contact.account',
                          'Contract.account',
                          'File.account',
                          'Opportunity.account'
                        ) THEN (
                          SELECT 'acc_' || n12.id
                          FROM "account" n12
                          WHERE
                            n12.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                            AND (
                              (
                                (n12.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = n12.id
                                    OFFSET 0
                                  )
                                )
                                OR ((n12."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = n12.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t15
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t15.ancestor_id
                                    WHERE t15.descendant_id = n12.id AND t15.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                          'Account.primaryContact', 'Activity.contact', 'Case.contact', 'Contract.signedBy'
                        ) THEN (
                          SELECT 'con_' || n13.id
                          FROM "contact" n13
                          WHERE
                            n13.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                            AND EXISTS (
                              SELECT
                              FROM account a7
                              WHERE
                                a7.id = n13.account_id
                                AND (
                                  (
                                    (a7.owner_id = $1::uuid)
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_team t
                                        WHERE t.user_id = $1::uuid AND t.account_id = a7.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      (a7."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g
                                        WHERE g.account_id = a7.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_tree t16
                                        JOIN  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g ON g.account_id = t16.ancestor_id
                                        WHERE t16.descendant_id = a7.id AND t16.depth > 0 AND g.cascades
                                        OFFSET 0
                                      )
                                    )
                                  ) IS TRUE
                                )
                              OFFSET 0
                            )
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.opportunity') THEN (
                          SELECT 'opp_' || n14.id
                          FROM "opportunity" n14
                          WHERE
                            n14.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                            AND EXISTS (
                              SELECT
                              FROM account a8
                              WHERE
                                a8.id = n14.account_id
                                AND (
                                  (
                                    (a8.owner_id = $1::uuid)
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_team t
                                        WHERE t.user_id = $1::uuid AND t.account_id = a8.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      (a8."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g
                                        WHERE g.account_id = a8.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_tree t17
                                        JOIN  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g ON g.account_id = t17.ancestor_id
                                        WHERE t17.descendant_id = a8.id AND t17.depth > 0 AND g.cascades
                                        OFFSET 0
                                      )
                                    )
                                  ) IS TRUE
                                )
                              OFFSET 0
                            )
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.case') THEN (
                          SELECT 'cas_' || n15.id
                          FROM "support_case" n15
                          WHERE
                            n15.id = CASE WHEN fi1.old_value ~ $2::text THEN fi1.old_value::uuid END
                            AND EXISTS (
                              SELECT
                              FROM account a9
                              WHERE
                                a9.id = n15.account_id
                                AND (
                                  (
                                    (a9.owner_id = $1::uuid)
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_team t
                                        WHERE t.user_id = $1::uuid AND t.account_id = a9.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      (a9."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g
                                        WHERE g.account_id = a9.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_tree t18
                                        JOIN  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g ON g.account_id = t18.ancestor_id
                                        WHERE t18.descendant_id = a9.id AND t18.depth > 0 AND g.cascades
                                        OFFSET 0
                                      )
                                    )
                                  ) IS TRUE
                                )
                              OFFSET 0
                            )
                        ) ELSE fi1.old_value END IS DISTINCT
                        FROM  CASE WHEN (fi1.record_type || '.' || fi1.field) = 'Account.parent' THEN (
                          SELECT 'acc_' || t19.ancestor_id
                          FROM account_tree t19
                          JOIN account v4 ON v4.id = t19.ancestor_id
                          WHERE
                            t19.descendant_id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                            AND (
                              (
                                (v4.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = v4.id
                                    OFFSET 0
                                  )
                                )
                                OR ((v4."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = v4.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t20
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t20.ancestor_id
                                    WHERE t20.descendant_id = v4.id AND t20.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                          ORDER BY t19.depth
                          LIMIT 1
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN (
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
                          'Opportunity.owner'
                        ) THEN (
                          SELECT 'usr_' || n16.id
                          FROM "app_user" n16
                          WHERE
                            n16.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                            AND true
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                          'Account.partner',
                          'Activity.account',
                          'Case.account',
                          'Contact.account',
                          'Contract.account',
                          'File.account',
                          'Opportunity.account'
                        ) THEN (
                          SELECT 'acc_' || n17.id
                          FROM "account" n17
                          WHERE
                            n17.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                            AND (
                              (
                                (n17.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = n17.id
                                    OFFSET 0
                                  )
                                )
                                OR ((n17."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = n17.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t21
                                    JOIN  (
                                      SELECT
                                        g.account_id,
                                        g.cascades,
                                        g.level,
                                        g.id,
                                        g.role_id,
                                        g.group_id,
                                        g.expires_at
                                      FROM account_grant g
                                      WHERE
                                        (g.expires_at IS NULL OR g.expires_at > now())
                                        AND (
                                          g.user_id = $1::uuid
                                          OR g.role_id = $3::uuid
                                          OR g.group_id = ANY($4::uuid[])
                                        )
                                    ) g ON g.account_id = t21.ancestor_id
                                    WHERE t21.descendant_id = n17.id AND t21.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN (
                          'Account.primaryContact', 'Activity.contact', 'Case.contact', 'Contract.signedBy'
                        ) THEN (
                          SELECT 'con_' || n18.id
                          FROM "contact" n18
                          WHERE
                            n18.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                            AND EXISTS (
                              SELECT
                              FROM account a10
                              WHERE
                                a10.id = n18.account_id
                                AND (
                                  (
                                    (a10.owner_id = $1::uuid)
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_team t
                                        WHERE t.user_id = $1::uuid AND t.account_id = a10.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      (a10."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g
                                        WHERE g.account_id = a10.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_tree t22
                                        JOIN  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g ON g.account_id = t22.ancestor_id
                                        WHERE t22.descendant_id = a10.id AND t22.depth > 0 AND g.cascades
                                        OFFSET 0
                                      )
                                    )
                                  ) IS TRUE
                                )
                              OFFSET 0
                            )
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.opportunity') THEN (
                          SELECT 'opp_' || n19.id
                          FROM "opportunity" n19
                          WHERE
                            n19.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                            AND EXISTS (
                              SELECT
                              FROM account a11
                              WHERE
                                a11.id = n19.account_id
                                AND (
                                  (
                                    (a11.owner_id = $1::uuid)
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_team t
                                        WHERE t.user_id = $1::uuid AND t.account_id = a11.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      (a11."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g
                                        WHERE g.account_id = a11.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_tree t23
                                        JOIN  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g ON g.account_id = t23.ancestor_id
                                        WHERE t23.descendant_id = a11.id AND t23.depth > 0 AND g.cascades
                                        OFFSET 0
                                      )
                                    )
                                  ) IS TRUE
                                )
                              OFFSET 0
                            )
                        ) WHEN (fi1.record_type || '.' || fi1.field) IN ('Activity.case') THEN (
                          SELECT 'cas_' || n20.id
                          FROM "support_case" n20
                          WHERE
                            n20.id = CASE WHEN fi1.new_value ~ $2::text THEN fi1.new_value::uuid END
                            AND EXISTS (
                              SELECT
                              FROM account a12
                              WHERE
                                a12.id = n20.account_id
                                AND (
                                  (
                                    (a12.owner_id = $1::uuid)
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_team t
                                        WHERE t.user_id = $1::uuid AND t.account_id = a12.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      (a12."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g
                                        WHERE g.account_id = a12.id
                                        OFFSET 0
                                      )
                                    )
                                    OR (
                                      EXISTS (
                                        SELECT
                                        FROM account_tree t24
                                        JOIN  (
                                          SELECT
                                            g.account_id,
                                            g.cascades,
                                            g.level,
                                            g.id,
                                            g.role_id,
                                            g.group_id,
                                            g.expires_at
                                          FROM account_grant g
                                          WHERE
                                            (g.expires_at IS NULL OR g.expires_at > now())
                                            AND (
                                              g.user_id = $1::uuid
                                              OR g.role_id = $3::uuid
                                              OR g.group_id = ANY($4::uuid[])
                                            )
                                        ) g ON g.account_id = t24.ancestor_id
                                        WHERE t24.descendant_id = a12.id AND t24.depth > 0 AND g.cascades
                                        OFFSET 0
                                      )
                                    )
                                  ) IS TRUE
                                )
                              OFFSET 0
                            )
                        ) ELSE fi1.new_value END
                      )
                    )
                  ORDER BY fi1.changed_at DESC, fi1.id DESC
                  LIMIT $6::int
                ) r3
              ) AS "nodes"
            ) r2
          ) AS "history"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($7::text[])
      AND (
        (
          (ac1.owner_id = $1::uuid)
          OR (
            EXISTS (SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0)
          )
          OR ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
          OR (
            EXISTS (
              SELECT
              FROM  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g
              WHERE g.account_id = ac1.id
              OFFSET 0
            )
          )
          OR (
            EXISTS (
              SELECT
              FROM account_tree t25
              JOIN  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g ON g.account_id = t25.ancestor_id
              WHERE t25.descendant_id = ac1.id AND t25.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
